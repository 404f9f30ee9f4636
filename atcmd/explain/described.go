package explain

import (
	"math"
	"strconv"
	"strings"

	"simagent/atcmd/format"
	"simagent/atcmd/module"
)

// described explains a line that a description fits: those of the standards
// here, those of the makers in the profiles of package module.
func described(o *Object, l said) bool {
	form := makers(l.name, l.rest)
	if own := format.Search(l.name, l.rest, standard); own != nil && (form == nil || len(form.Key) == 0) {
		form = own
	}
	if form == nil {
		return false
	}
	if l.name == "+CSCON" && o.Kind == URC && len(form.Fields) > 0 { // the report has no <n>
		form.Fields = form.Fields[1:]
	}
	describe(o, form, l)
	return true
}

// makers looks a line up in the profiles of all families. Where several know
// it, the one that reads the most of it is taken, the first of equals.
func makers(name, rest string) *format.Line {
	var best *format.Line
	most, room := 0, [32]format.Value{}
	module.Forms(name, rest, func(f *format.Line) {
		if n := fit(f, rest, room[:0]); best == nil || n > most {
			best, most = f, n
		}
	})
	return best
}

// fit counts what a description makes of a line: a key speaks for it, a number
// that is none and a parameter without a field against it.
func fit(f *format.Line, rest string, room []format.Value) int {
	n := 2 * len(f.Key)
	list := f.Read(rest, room)
	for i := range list {
		v := &list[i]
		switch {
		case v.Known && !plausible(v):
			n -= 2
		case v.Known && v.Field.Kind == format.Enum && v.Field.Words[int(v.Num)] == "":
			n--
		case v.Known:
			n++
		case v.Raw != "" && v.Raw != "-" && v.Raw != "--" && !isNone(v.Field, v.Raw):
			n -= 2
		}
	}
	if left := len(splitArgs(rest)) - len(list); left > 0 && f.Repeat == 0 {
		n -= left
	}
	return n
}

// plausible tells whether a level is one that a radio has: two families may
// print the same line in tenths, in steps and in dBm.
func plausible(v *format.Value) bool {
	switch v.Field.Unit {
	case "dBm":
		return v.Num >= -160 && v.Num <= -20
	case "dB":
		return v.Num >= -50 && v.Num <= 60
	}
	return true
}

// describe reads the line by its description.
func describe(o *Object, form *format.Line, l said) {
	list := form.Read(l.rest, nil)
	seen := map[string]int{}
	said := []string{}
	for i := range list {
		v := &list[i]
		name := v.Field.Name
		seen[name]++
		if n := seen[name]; n > 1 {
			name += "_" + itoa(n)
		}
		if s := describeValue(o, name, v); s != "" && (i >= len(form.Key) || v.Field.Words != nil) {
			said = append(said, s)
		}
		if i >= maxArgs {
			break
		}
	}
	if rest := l.args[min(len(list), len(l.args)):]; len(rest) > 0 && form.Repeat == 0 {
		values(o, rest, "more")
	}
	o.Meaning = form.Title
	if o.Meaning == "" {
		o.Meaning = title(l.name)
	}
	if len(said) == 0 { // "^HCSQ: "NOSERVICE"": what the module puts in words instead of numbers
		for _, v := range l.args {
			if _, number := float(v.text); !number && v.text != "" && v.text != "-" && !v.list() {
				said = append(said, v.text)
			}
		}
	}
	if len(said) > 0 {
		o.Meaning = strings.TrimPrefix(o.Meaning+": ", ": ") + some(said, 12)
	}
}

// describeValue adds one value and returns how a sentence says it, "" when it
// is not known.
func describeValue(o *Object, name string, v *format.Value) string {
	f := v.Field
	full := withUnit(name, f.Unit)
	spoken := strings.ReplaceAll(name, "_", " ")
	if dashes := strings.Trim(v.Raw, "-") == ""; !v.Known || dashes {
		o.unit(full, nil, f.Unit)
		if !dashes && f.Kind != format.Text {
			if _, none := f.Scaled(v.Raw); none || !isNone(f, v.Raw) {
				o.set(full, v.Raw)
			}
		}
		return ""
	}
	if f.Kind == format.Text {
		o.set(full, v.Raw)
		return spoken + " " + v.Raw
	}
	if word, ok := f.Words[rawNumber(v)]; ok {
		o.unit(full, v.Num, f.Unit)
		o.set(name+"_text", word)
		return spoken + " " + word
	}
	if f.Kind == format.Hex || v.Num >= 1<<53 {
		if n, ok := format.HexNumber(v.Raw); ok && f.Kind == format.Hex {
			o.unit(full, n, f.Unit)
			if f.Unit != "" {
				return spoken + " " + strconv.FormatUint(n, 10) + " " + f.Unit
			}
			return spoken + " " + hexNumber(n, 1)
		}
		if n, ok := format.Number(v.Raw); ok {
			o.unit(full, n, f.Unit)
			return strings.TrimRight(spoken+" "+v.Raw+" "+f.Unit, " ")
		}
	}
	n := math.Round(v.Num*1000) / 1000 // levels come in fifths and halves
	o.unit(full, n, f.Unit)
	s := spoken + " " + decimals(n)
	if f.Unit != "" {
		s += " " + f.Unit
	}
	return s
}

// rawNumber is the value as the module wrote it, for its words.
func rawNumber(v *format.Value) int {
	n, _ := integer(v.Raw)
	return n
}

// isNone tells whether a raw value is one of those that mean "not known".
func isNone(f *format.Field, raw string) bool {
	n, ok := float(raw)
	if !ok {
		return false
	}
	for _, x := range f.None {
		if n == float64(x) {
			return true
		}
	}
	return false
}

// withUnit puts the unit behind a name that does not end with it.
func withUnit(name, unit string) string {
	suffix := ""
	switch unit {
	case "":
		return name
	case "B":
		suffix = "bytes"
	case "%":
		suffix = "percent"
	case "°C", "C":
		suffix = "celsius"
	default:
		suffix = snake(unit)
	}
	if suffix == "" || strings.HasSuffix(name, "_"+suffix) || name == suffix {
		return name
	}
	return name + "_" + suffix
}

// positional explains a line that nothing describes: its values in their order.
func positional(o *Object, l said) {
	values(o, l.args, "values")
	t := title(l.name)
	switch {
	case t == "" && o.Kind == Answer && o.Command != "":
		o.Meaning = l.name + " answers; its fields are not known here"
	case t == "":
		o.Kind, o.Meaning = Unknown, l.name+" is not known here"
		if o.Command != "" || len(l.args) == 0 {
			return
		}
	case o.Kind == URC:
		o.Meaning = t
	default:
		o.Meaning = t
	}
	if len(l.args) > 0 && t != "" {
		o.Meaning += ": " + strings.TrimSpace(l.rest)
	}
}
