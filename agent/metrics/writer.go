package metrics

import (
	"strconv"
	"strings"
	"time"
)

// writer puts families one below the other: their help, their type, their
// samples.
type writer struct{ b strings.Builder }

func (w *writer) head(name, kind, help string) {
	w.b.WriteString("# HELP " + name + " " + help + "\n# TYPE " + name + " " + kind + "\n")
}

// sample writes one line. Labels are pairs of a name and a value; one without a
// value is left out, which means the same.
func (w *writer) sample(name string, v float64, labels ...string) {
	w.b.WriteString(name)
	sep := "{"
	for i := 0; i < len(labels); i += 2 {
		if labels[i+1] == "" {
			continue
		}
		w.b.WriteString(sep + labels[i] + `="` + escape.Replace(labels[i+1]) + `"`)
		sep = ","
	}
	if sep == "," {
		w.b.WriteByte('}')
	}
	w.b.WriteString(" " + strconv.FormatFloat(v, 'f', -1, 64) + "\n")
}

// escape is what a value of a label needs by the format.
var escape = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

func (w *writer) gauge(name, help string, v float64, labels ...string) {
	w.head(name, "gauge", help)
	w.sample(name, v, labels...)
}

// info has its news in its labels, and the value 1.
func (w *writer) info(name, help string, labels ...string) { w.gauge(name, help, 1, labels...) }

// flag is 1 or 0; nil is not known.
func (w *writer) flag(name, help string, v *bool, labels ...string) {
	if v == nil {
		return
	}
	n := 0.0
	if *v {
		n = 1
	}
	w.gauge(name, help, n, labels...)
}

// since is a time in seconds since 1970; nil is not known.
func (w *writer) since(name, help string, t *time.Time, labels ...string) {
	if t != nil && !t.IsZero() {
		w.gauge(name, help, float64(t.Unix()), labels...)
	}
}

func (w *writer) level(name, help string, v *float64) {
	if v != nil {
		w.gauge(name, help, *v)
	}
}

// states has a series for each state there is, of which one is 1. A state that
// is not listed has its own; nil is not known.
func (w *writer) states(name, help string, is *string, all ...string) {
	if is == nil || *is == "" {
		return
	}
	w.head(name, "gauge", help)
	listed := false
	for _, s := range all {
		n := 0.0
		if s == *is {
			n, listed = 1, true
		}
		w.sample(name, n, "state", s)
	}
	if !listed {
		w.sample(name, 1, "state", or(is))
	}
}

// whole is a figure that goes up and down; nil is not known.
func whole[T int | int64](w *writer, name, help string, v *T, labels ...string) {
	if v != nil {
		w.gauge(name, help, float64(*v), labels...)
	}
}

// count is one that only goes up, and begins anew at times.
func count(w *writer, name, help string, v *int64, labels ...string) {
	if v != nil {
		w.head(name, "counter", help)
		w.sample(name, float64(*v), labels...)
	}
}
