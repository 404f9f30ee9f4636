package explain

import (
	"strings"

	"simagent/atcmd"
)

// messages explains the other lines about messages, calls and storage.
func messages(o *Object, l said) bool {
	line := l.name + ": " + l.rest
	switch l.name {
	case "+CMTI", "+CDSI":
		return arrived(o, l)
	case "+CPMS":
		return storage(o, line)
	case "+CMGS", "+CMSS", "+CMGW":
		return sentReference(o, l)
	case "+CUSD":
		return dialogue(o, line)
	case "+CLCC":
		return call(o, line)
	case "+QPING":
		return ping(o, l.args)
	case "^SLCC":
		return cinterionCall(o, l.args)
	case "+CIND":
		if len(l.args) > 0 && l.args[0].list() {
			return indicators(o, line)
		}
	}
	return false
}

// arrived explains `+CMTI: <mem>,<index>` (27.005 3.4.1).
func arrived(o *Object, l said) bool {
	mem, index, err := atcmd.ParseCMTI("+CMTI: " + l.rest)
	if err != nil {
		return false
	}
	o.text("mem", mem)
	o.set("index", orNil(index, index >= 0))
	what := "a new message"
	if l.name == "+CDSI" {
		what = "a status report"
	}
	o.Meaning = what + " came; the module does not say where it lies"
	if index >= 0 {
		o.Meaning = what + " lies in " + memory(mem) + ", index " + itoa(index) + " (AT+CMGR=" + itoa(index) + " reads it)"
	}
	return true
}

// memories are the stores of 27.005 3.2.2.
const memories = `
SM the SIM (SM)
ME the module (ME)
MT module and SIM (MT)
SR the store of reports (SR)
BM the store of broadcasts (BM)
TA the adapter (TA)
`

func memory(mem string) string {
	if t := lookup(memories, mem); t != "" {
		return t
	}
	return strings.TrimRight("store "+mem, " ")
}

// storage explains +CPMS (27.005 3.2.2).
func storage(o *Object, line string) bool {
	if lists, err := atcmd.ParseCPMSTest(line); err == nil && !numericStorage(line) {
		for i, l := range lists {
			if l == nil {
				l = []string{}
			}
			o.set("mem"+itoa(i+1), l)
		}
		o.Meaning = "stores for reading " + orNone(lists[0]) + "; for sending " + orNone(lists[1]) + "; for receiving " + orNone(lists[2])
		return true
	}
	s, err := atcmd.ParseCPMS(line)
	if err != nil && strings.Trim(line[len("+CPMS:"):], " (),") == "" { // the lists are empty
		for i := range s {
			o.set("mem"+itoa(i+1), []string{})
		}
		o.Meaning = "the module names no stores for messages"
		return true
	}
	if err != nil {
		return false
	}
	for i, m := range s {
		used, total := "mem"+itoa(i+1)+"_used", "mem"+itoa(i+1)+"_total"
		if i == 0 {
			used, total = "used", "total"
		}
		o.text("mem"+itoa(i+1), m.Name)
		o.set(used, orNil(m.Used, m.Used >= 0))
		o.set(total, orNil(m.Total, m.Total >= 0))
	}
	o.Meaning = "the module does not say what its stores hold"
	if s[0].Used >= 0 && s[0].Total >= 0 {
		o.Meaning = itoa(s[0].Used) + " of " + itoa(s[0].Total) + " messages"
		if s[0].Name != "" {
			o.Meaning += " in " + memory(s[0].Name)
		}
	}
	if s[0].Full() || s[2].Full() {
		o.Meaning += "; it is full: the network keeps new ones until some are deleted"
	}
	return true
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "none named"
	}
	return some(list, 9)
}

// numericStorage tells whether a +CPMS line has the numbers of AT+CPMS?.
func numericStorage(line string) bool {
	_, rest := nameOf(line)
	for _, a := range splitArgs(rest) {
		if a.list() {
			return false
		}
		if digits(a.text) {
			return true
		}
	}
	return false
}

func sentReference(o *Object, l said) bool {
	n, ok := o.number("reference", l.args.at(0))
	if !ok {
		return false
	}
	if l.name == "+CMGW" {
		o.Fields = nil
		o.set("index", n)
		o.Meaning = "the message was stored at index " + itoa(n)
		return true
	}
	o.Meaning = "the network took the message, reference " + itoa(n)
	return true
}

// dialogue explains `+CUSD: <m>[,<str>[,<dcs>]]` (27.007 7.15).
func dialogue(o *Object, line string) bool {
	m, text, dcs, err := atcmd.ParseCUSD(line)
	if err != nil {
		return false
	}
	states := [...]string{"done", "an answer is awaited", "the network ended it", "another client answered", "not supported here", "time is up"}
	o.set("type", m)
	state := "a state that the standard does not know"
	if m >= 0 && m < len(states) {
		state = states[m]
	}
	o.set("type_text", state)
	o.set("text", text)
	o.set("dcs", orNil(dcs, dcs >= 0))
	o.Meaning = "a service dialogue (USSD), " + state
	shown := text
	if t, ok := ucs2(text); ok && dcs != 0 && dcs != 15 {
		o.set("decoded", t)
		shown = t
	}
	if shown != "" {
		o.Meaning += ": " + quoted(shown)
	}
	return true
}

// call explains `+CLCC: …` (27.007 7.18).
func call(o *Object, line string) bool {
	c, err := atcmd.ParseCLCC(line)
	if err != nil {
		return false
	}
	states := [...]string{"active", "held", "dialling", "alerting", "incoming", "waiting"}
	o.set("index", c.Index)
	o.set("dir", bit(c.Incoming))
	o.set("stat", c.State)
	o.set("mode", c.Mode)
	o.set("mpty", bit(c.Multi))
	o.set("number", c.Number)
	o.set("toa", orNil(c.NumberTOA, c.NumberTOA >= 0))
	mode := "unknown"
	if c.Mode >= 0 && c.Mode < 3 {
		mode = [...]string{"voice", "data", "fax"}[c.Mode]
	}
	state := "in an unknown state"
	if c.State >= 0 && c.State < len(states) {
		state = states[c.State]
		o.set("state", state)
	}
	o.Meaning = "call " + itoa(c.Index) + ", " + mode + ", " + state + ", to "
	if c.Incoming {
		o.Meaning = "call " + itoa(c.Index) + ", " + mode + ", " + state + ", from "
	}
	if c.Number == "" {
		o.Meaning += "a number that is not shown"
	} else {
		o.Meaning += c.Number
	}
	return true
}

// cinterionCall explains `^SLCC: <idx>,<dir>,<stat>,<mode>,<mpty>,<traffic>[,<number>,<type>…]`,
// which is +CLCC with one field more; an empty one ends the list.
func cinterionCall(o *Object, a args) bool {
	if len(a) == 0 {
		o.Meaning = "no more calls"
		return true
	}
	if len(a) < 6 {
		return false
	}
	line := "+CLCC: "
	for i, v := range a {
		if i != 5 {
			line += `"` + v.text + `",`
		}
	}
	if !call(o, strings.TrimSuffix(line, ",")) {
		return false
	}
	o.number("traffic_channel", a.at(5))
	return true
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// indicators explains the answer of AT+CIND=? (27.007 8.9).
func indicators(o *Object, line string) bool {
	list, err := atcmd.ParseCINDTest(line)
	if err != nil {
		return false
	}
	all, shown := []Fields{}, []string{}
	for _, i := range list {
		all = append(all, Fields{{Name: "index", Value: i.Index}, {Name: "name", Value: i.Name}, {Name: "min", Value: i.Min}, {Name: "max", Value: i.Max}})
		shown = append(shown, i.Name)
	}
	o.set("indicators", all)
	o.Meaning = "indicators of the module, numbered from 1: " + some(shown, 12)
	return true
}

// ping explains what Quectel's AT+QPING reports after its OK (BG96 TCP/IP note):
//
//	+QPING: 0,"<address>",<bytes>,<time>,<ttl>            one answer
//	+QPING: 0,<sent>,<received>,<lost>,<min>,<max>,<avg>  at the end
//	+QPING: <error>                                       no answer
func ping(o *Object, a args) bool {
	n, ok := o.number("result", a.at(0))
	switch {
	case !ok:
		return false
	case len(a) == 5:
		o.text("address", a.at(1))
		o.number("length_bytes", a.at(2))
		o.number("time_ms", a.at(3))
		o.number("ttl", a.at(4))
		o.Meaning = a.at(1) + " answered the ping after " + a.at(3) + " ms"
	case len(a) == 7:
		for i, name := range [...]string{"sent", "received", "lost", "min_ms", "max_ms", "avg_ms"} {
			o.number(name, a.at(i+1))
		}
		o.Meaning = "ping is done: " + a.at(2) + " of " + a.at(1) + " answered, " + a.at(6) + " ms on average"
	case n != 0:
		o.Meaning = "no answer to the ping: code " + itoa(n)
	default:
		return false
	}
	return true
}
