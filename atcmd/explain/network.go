package explain

import (
	"strings"

	"simagent/atcmd"
)

// operator explains the answers of AT+COPS? and AT+COPS=? (27.007 7.3).
func operator(o *Object, l said) bool {
	if l.form == formTest || len(l.args) > 0 && l.args[0].list() {
		return scan(o, l)
	}
	line := l.name + ": " + l.rest
	p, err := atcmd.ParseCOPS(line)
	if err != nil {
		return false
	}
	name := l.args.at(2)
	decoded := name
	if t, ok := ucs2(name); ok {
		decoded = t
	}
	o.set("mode", p.Mode)
	if len(l.args) > 1 {
		o.number("format", l.args.at(1))
	} else {
		o.set("format", nil)
	}
	o.text("operator", decoded)
	o.set("act", orNil(int(p.AcT), p.AcT != atcmd.NoAcT))
	o.set("act_name", orNil(p.AcT.String(), p.AcT != atcmd.NoAcT))
	if mcc, mnc, err := atcmd.ParsePLMN(name); err == nil {
		o.set("plmn", name)
		o.set("mcc", mcc)
		o.set("mnc", mnc)
		decoded = plmnText(name)
	}
	how := "automatic choice"
	switch p.Mode {
	case 1:
		how = "chosen by hand"
	case 2:
		how = "deregistered on purpose"
	case 3:
		how = "only the format was set"
	case 4:
		how = "by hand, else automatic"
	}
	switch {
	case decoded == "":
		o.Meaning = "on no network (" + how + ")"
	case p.AcT == atcmd.NoAcT:
		o.Meaning = "on network " + decoded + " (" + how + ")"
	default:
		o.Meaning = "on network " + decoded + ", " + actText(p.AcT) + " (" + how + ")"
	}
	return true
}

// scan explains the list of networks that AT+COPS=? found.
func scan(o *Object, l said) bool {
	list := atcmd.ParseScan([]string{l.name + ": " + l.rest})
	all, shown := []Fields{}, []string{}
	states := [...]string{"unknown", "available", "current", "forbidden"}
	for _, n := range list {
		state := states[n.State&3]
		all = append(all, Fields{
			{Name: "stat", Value: state},
			{Name: "long", Value: orNil(n.Long, n.Long != "")},
			{Name: "short", Value: orNil(n.Short, n.Short != "")},
			{Name: "plmn", Value: n.PLMN},
			{Name: "act", Value: orNil(int(n.AcT), n.AcT != atcmd.NoAcT)},
			{Name: "act_name", Value: orNil(n.AcT.String(), n.AcT != atcmd.NoAcT)},
		})
		name := n.Long
		if name == "" {
			name = n.Short
		}
		s := strings.TrimLeft(name+" "+plmnText(n.PLMN), " ")
		if n.AcT != atcmd.NoAcT {
			s += " on " + n.AcT.String()
		}
		shown = append(shown, s+" ("+state+")")
	}
	o.set("networks", all)
	o.Meaning = "no network was found"
	if len(shown) > 0 {
		o.Meaning = itoa(len(shown)) + " found: " + some(shown, 8)
	}
	return true
}

// some joins a list, and counts what is beyond n.
func some(list []string, n int) string {
	if len(list) <= n {
		return strings.Join(list, ", ")
	}
	return strings.Join(list[:n], ", ") + " and " + itoa(len(list)-n) + " more"
}
