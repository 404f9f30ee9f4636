package bench

import (
	"fmt"
	"slices"
	"strings"

	"simagent/agent/local"
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
				d.signal, d.from["Signal"] = &p.Signal, p.Name
			}
		}
		if a := s.find(p.Retries.Command); a != nil && d.retries == nil && p.Retries.Retries(a.text).PIN >= 0 {
			d.retries, d.from["Retries"] = &p.Retries, p.Name
		}
		if a := s.find(p.Counter.Command); a != nil && d.counter == nil {
			if _, _, ok := p.Counter.Read(a.text); ok {
				d.counter, d.from["Counter"] = &p.Counter, p.Name
			}
		}
	}
	return d
}

// draftHead stands on top of a draft, behind the line with its name.
const draftHead = `//
// A survey only reads. Look up in the manual, and fill in:
//   - Setup: commands that switch the messages about the card on, and are lost at a restart
//   - Card: the messages themselves, {"+LINE: 0", CardRemoved}, {"+LINE: 1", CardReady}
//   - Power: Restart, Off, and the line after which it is off
//   - Wants: settings that a Super SIM needs (roaming, scan order)
//   - Counter: what Sent, Received and Unit are, and what the counter survives
//   - Limits: commands that may take longer than atcmd.Limits says
//
// Then list it in families (module.go), in front of any family whose Models fit too.
`

// Draft is a profile to begin with: a file for atcmd/module. It holds what the
// survey showed, and names what a survey cannot show. No answer of the module is
// in it but its names.
func (s *Survey) Draft() string {
	d := s.draft()
	maker, model := plain(s.Module.Maker), plain(s.Module.Model)
	name := Identifier(maker, model)
	var b strings.Builder
	b.WriteString("package module\n\n// " + name + ": " + strings.TrimSpace(maker+" "+model) + ". DRAFT of a survey, " + s.Date + ": nothing of it was compared with a manual.\n")
	if s.Family != "" {
		b.WriteString("// Identify takes this module for " + s.Family + " already; has it a family of its own?\n")
	}
	b.WriteString(draftHead)
	keys := [][2]string{{"Name", quoted(strings.TrimSpace(maker + " " + model))}, {"Makers", "[]string{" + quoted(strings.ToLower(firstWord(maker))) + "}"}}
	if model != "" {
		keys = append(keys, [2]string{"Models", "[]string{" + quoted(strings.ToUpper(model)) + "}"})
	}
	fields, as, forms := d.fields(name)
	keys = append(keys, fields...)
	keys = append(keys, [2]string{"Source", quoted("survey of " + s.Date + ", firmware " + plain(s.Module.Firmware))},
		[2]string{"Doubts", `[]Doubt{{"all", "Drafted from one module's answers: no manual was read."}}`})
	if len(as) > 0 {
		b.WriteString("// " + strings.Join(as, ", ") + ".\n")
	}
	b.WriteString("var " + name + " = family{\n")
	wide := 0
	for _, k := range keys {
		wide = max(wide, len(k[0]))
	}
	for _, k := range keys { // as gofmt has it
		b.WriteString("\t" + pad(k[0]+":", wide+2) + k[1] + ",\n")
	}
	b.WriteString("}\n" + forms)
	s.unknownForms(&b)
	return b.String()
}

// fields are what the draft says of the module's queries, as lines of a composite
// literal; whose each query is; and the constants with their forms.
func (d *draft) fields(name string) (keys [][2]string, as []string, forms string) {
	add := func(key, literal string, lines []format.Line) {
		keys = append(keys, [2]string{key, literal + ", forms: " + name + key + "}"})
		as = append(as, key+" as "+d.from[key])
		forms += "\nconst " + name + key + " = `" + strings.ReplaceAll(format.Print(lines), "`", "'") + "`\n"
	}
	if len(d.iccid) > 0 {
		l := list(d.iccid)
		keys = append(keys, [2]string{"ICCID", "[]string{" + l[1:len(l)-1] + "}"})
	}
	if q := d.retries; q != nil {
		add("Retries", "Query{Command: "+quoted(q.Command), q.Lines)
	}
	if q := d.signal; q != nil {
		add("Signal", "Query{Command: "+quoted(q.Command), q.Lines)
	}
	if c := d.counter; c != nil {
		add("Counter", fmt.Sprintf("Counter{Command: %q, Sent: %q, Received: %q, Unit: %d", c.Command, c.Sent, c.Received, c.Unit), c.Lines)
	}
	return keys, as, forms
}

// unknownForms lists what was answered and no form of ours describes.
func (s *Survey) unknownForms(b *strings.Builder) {
	var list []string
	for _, a := range s.Asked {
		if a.Result == "ok" && a.Lines > 0 && a.Form == nil && strings.ContainsAny(a.Command[:1], "+#^%$*") && !strings.HasSuffix(a.Command, "=?") {
			list = append(list, a.Command)
		}
	}
	if len(list) == 0 {
		return
	}
	b.WriteString("\n// Answered in a form that nothing here describes, or as bare text; the transcript has the answers:\n")
	for _, l := range local.Fold(strings.Join(list, " "), 90) {
		b.WriteString("//   " + l + "\n")
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
