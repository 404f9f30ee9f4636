package bench

import (
	"fmt"
	"slices"
	"strings"

	"simagent/atcmd/format"
	"simagent/atcmd/module"
)

// draft is what of the known families' queries the module answers.
type draft struct {
	iccid   []string
	signal  *module.Query
	retries *module.Query
	counter *module.Counter
	from    map[string]string // whose each query is
}

func (s *Survey) draft() draft {
	d := draft{from: map[string]string{}}
	var families []module.Profile // the module's own first
	for _, p := range module.All() {
		if families = append(families, p); p.Name == s.Family {
			families[0], families[len(families)-1] = p, families[0]
		}
	}
	for _, p := range families {
		for _, cmd := range p.ICCID {
			if s.find(cmd) != nil && !slices.Contains(d.iccid, cmd) {
				d.iccid = append(d.iccid, cmd)
			}
		}
		if a := s.find(p.Signal.Command); a != nil && p.Signal.Command != "+CESQ" {
			if _, ok := p.Signal.Read(a.text); ok && d.signal == nil {
				d.signal, d.from["signal"] = &p.Signal, p.Name
			}
		}
		if a := s.find(p.Retries.Command); a != nil && d.retries == nil && p.Retries.Retries(a.text).PIN >= 0 {
			d.retries, d.from["retries"] = &p.Retries, p.Name
		}
		if a := s.find(p.Counter.Command); a != nil && d.counter == nil {
			if _, _, ok := p.Counter.Read(a.text); ok {
				d.counter, d.from["counter"] = &p.Counter, p.Name
			}
		}
	}
	return d
}

// Draft is a profile to begin with: a file for atcmd/module. It holds what the
// survey showed, and names what a survey cannot show. No answer of the module is
// in it but its names.
func (s *Survey) Draft() string {
	d := s.draft()
	maker, model := plain(s.Module.Maker), plain(s.Module.Model)
	name := Identifier(maker, model)
	var b strings.Builder
	w := func(format string, a ...any) { fmt.Fprintf(&b, format, a...) }
	w("package module\n\n")
	w("// %s: %s. DRAFT of a survey, %s: nothing of it was compared with a manual.\n", name, strings.TrimSpace(maker+" "+model), s.Date)
	if s.Family != "" {
		w("// Identify takes this module for %s already; has it a family of its own?\n", s.Family)
	}
	w("//\n// A survey only reads. Look up in the manual, and fill in:\n")
	for _, l := range []string{
		"Setup: commands that switch the messages about the card on, and are lost at a restart",
		`Card: the messages themselves, {"+LINE: 0", CardRemoved}, {"+LINE: 1", CardReady}`,
		"Power: Restart, Off, and the line after which it is off",
		"Wants: settings that a Super SIM needs (roaming, scan order)",
		"Counter: what Sent, Received and Unit are, and what the counter survives",
		"Limits: commands that may take longer than atcmd.Limits says",
	} {
		w("//   - %s\n", l)
	}
	w("//\n// Then list it in families (module.go), in front of any family whose Models fit too.\n")
	keys := [][2]string{{"Name", fmt.Sprintf("%q", strings.TrimSpace(maker+" "+model))}, {"Makers", fmt.Sprintf("[]string{%q}", strings.ToLower(firstWord(maker)))}}
	if model != "" {
		keys = append(keys, [2]string{"Models", fmt.Sprintf("[]string{%q}", strings.ToUpper(model))})
	}
	if len(d.iccid) > 0 {
		keys = append(keys, [2]string{"ICCID", "[]string" + strings.NewReplacer("[", "{", "]", "}").Replace(list(d.iccid))})
	}
	var as []string
	for _, q := range []struct {
		key   string
		query *module.Query
	}{{"Retries", d.retries}, {"Signal", d.signal}} {
		if q.query != nil {
			keys = append(keys, [2]string{q.key, fmt.Sprintf("Query{Command: %q, forms: %s%s}", q.query.Command, name, q.key)})
			as = append(as, q.key+" as "+d.from[strings.ToLower(q.key)])
		}
	}
	if c := d.counter; c != nil {
		keys = append(keys, [2]string{"Counter", fmt.Sprintf("Counter{Command: %q, Sent: %q, Received: %q, Unit: %d, forms: %sCounter}", c.Command, c.Sent, c.Received, c.Unit, name)})
		as = append(as, "Counter as "+d.from["counter"])
	}
	keys = append(keys, [2]string{"Source", fmt.Sprintf("%q", "survey of "+s.Date+", firmware "+plain(s.Module.Firmware))},
		[2]string{"Doubts", `[]Doubt{{"all", "Drafted from one module's answers: no manual was read."}}`})
	if len(as) > 0 {
		w("// %s.\n", strings.Join(as, ", "))
	}
	w("var %s = family{\n", name)
	wide := 0
	for _, k := range keys {
		wide = max(wide, len(k[0]))
	}
	for _, k := range keys { // as gofmt has it
		w("\t%s%s,\n", pad(k[0]+":", wide+2), k[1])
	}
	w("}\n")
	forms := func(what string, lines []format.Line) {
		w("\nconst %s%s = `%s`\n", name, what, strings.ReplaceAll(format.Print(lines), "`", "'"))
	}
	if d.retries != nil {
		forms("Retries", d.retries.Lines)
	}
	if d.signal != nil {
		forms("Signal", d.signal.Lines)
	}
	if d.counter != nil {
		forms("Counter", d.counter.Lines)
	}
	s.unknownForms(w)
	return b.String()
}

// unknownForms lists what was answered and no form of ours describes.
func (s *Survey) unknownForms(w func(string, ...any)) {
	var list []string
	for _, a := range s.Asked {
		if a.Result == "ok" && a.Lines > 0 && a.Form == nil && strings.ContainsAny(a.Command[:1], "+#^%$*") && !strings.HasSuffix(a.Command, "=?") {
			list = append(list, a.Command)
		}
	}
	if len(list) == 0 {
		return
	}
	w("\n// Answered in a form that nothing here describes, or as bare text; the transcript has the answers:\n")
	for _, l := range wrap(strings.Join(list, " "), 90) {
		w("//   %s\n", l)
	}
}

func firstWord(s string) string {
	f := strings.Fields(s)
	if len(f) == 0 {
		return "?"
	}
	return f[0]
}

// Identifier makes a Go name, and a file's, of maker and model: quectelEG25.
func Identifier(maker, model string) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(firstWord(maker))+model)
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		name = "unknown" + name
	}
	return name[:min(len(name), 40)]
}
