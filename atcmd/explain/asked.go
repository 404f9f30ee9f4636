package explain

import (
	"strings"

	"simagent/simcard"
)

// explainCommand says what a command line asks.
func explainCommand(o *Object, c command) {
	if len(c.parts) == 0 {
		o.Meaning = "asks whether the module answers"
		return
	}
	var names, say []string
	for _, p := range c.parts {
		names = append(names, p.name)
		if s := partMeaning(o, p, len(c.parts) == 1); s != "" {
			say = append(say, s)
		}
	}
	if len(c.parts) == 1 {
		o.Fields = append(Fields{{Name: "name", Value: names[0]}, {Name: "form", Value: string(c.parts[0].form)}}, o.Fields...)
	} else {
		o.set("names", names)
	}
	o.Meaning = strings.Join(say, "; ")
	if o.Meaning == "" {
		o.Meaning = "a command that is not known here"
	}
}

func partMeaning(o *Object, p part, alone bool) string {
	if !extended(p.name[0]) || p.name[0] == '&' || p.name[0] == '\\' {
		return basicTitle(p.name)
	}
	if alone && p.params != "" {
		values(o, splitArgs(p.params), "parameters")
	}
	switch p.name {
	case "+CRSM":
		if s := crsmMeaning(o, p); s != "" {
			return s
		}
	case "+CSIM", "+CGLA":
		if x := readAPDU(p); x.ok {
			if x.file != 0 && alone {
				fileFields(o, x.file)
			}
			return apduTitle(x)
		}
	}
	t := title(p.name)
	if t == "" {
		t = p.name + ", which is not known here"
	}
	if p.name == "+COPS" && p.form == formTest {
		return "asks which networks are in reach; that takes minutes"
	}
	if p.form == formSet {
		if s := setMeaning(p); s != "" {
			return s
		}
	}
	switch p.form {
	case formTest:
		return "asks which values AT" + p.name + "= takes (" + t + ")"
	case formRead:
		return "asks for: " + t
	case formSet:
		return "sets or asks for: " + t
	}
	if doing(t) {
		return t
	}
	return "asks for: " + t
}

// doing tells whether a title is something to do.
func doing(t string) bool {
	verb, _, _ := strings.Cut(t, " ")
	switch verb {
	case "send", "store", "delete", "switch", "restart", "start", "close", "end", "reset", "confirm", "restore", "write", "read":
		return true
	}
	return false
}

// sets are what the set form of common commands does; with =0 where that is
// the opposite, with a * where the first parameter follows.
const sets = `
+CMGR reads the message at index *
+CMGL lists messages
+CMGD deletes messages
+CMGS sends a message
+CMSS sends a message
+CPIN gives a code to the SIM: a wrong one costs a try
+CGACT=0 deactivates data contexts
+CGACT activates data contexts
+CGATT=0 detaches from data
+CGATT attaches for data
+CGCONTRDP asks what the network gave context *
+CGDCONT defines data context *
+CGAUTH sets user name and password of data context *
+CMGF=0 has messages shown as PDUs, in hexadecimal
+CMGF=1 has messages shown as text
+CSCS sets the character set of texts
+CNMI sets how new messages are reported
+CUSD=0 switches reports of service dialogues (USSD) off
+CUSD=1 sends a service code (USSD)
+CUSD=2 ends the service dialogue (USSD)
+QPING asks a host for an answer, over data context *
+CMEE sets how errors are told
+CFUN=0 switches the radio off, and the SIM on most modules
+CFUN=1 switches the radio on
+CFUN=4 switches the radio off (flight mode)
+CFUN=15 restarts the module (u-blox, Fibocom)
+CFUN=16 restarts the module (u-blox, Huawei)
+CFUN sets a functionality of the maker's own
+COPS=0 lets the module choose the network
+COPS=1 chooses a network by hand
+COPS=2 leaves the network
+COPS=3 sets how networks are named
+COPS=4 chooses a network by hand, else by itself
`

// setMeaning says what the set form of common commands does, "" for the others.
func setMeaning(p part) string {
	a := splitArgs(p.params)
	s := lookup(sets, p.name+"="+a.at(0))
	if s == "" {
		s = lookup(sets, p.name)
	}
	if before, ok := strings.CutSuffix(s, "*"); ok {
		return before + a.at(0)
	}
	switch p.name {
	case "+CFUN":
		if a.at(1) == "1" {
			s += ", with a restart of the module"
		}
	case "+CREG", "+CGREG", "+CEREG", "+C5GREG":
		switch a.at(0) {
		case "0":
			return "switches reports off: " + title(p.name)
		case "1":
			return "switches reports on: " + title(p.name)
		}
		return "switches reports on, with cells" + causes(a.at(0)) + ": " + title(p.name)
	}
	return s
}

func causes(mode string) string {
	if mode == "3" || mode == "5" {
		return " and causes"
	}
	return ""
}

// crsmMeaning explains AT+CRSM=<command>,<file>,<p1>,<p2>,<p3>[,<data>[,<path>]].
func crsmMeaning(o *Object, p part) string {
	a := splitArgs(p.params)
	ins, ok := integer(a.at(0))
	id, named := integer(a.at(1))
	if !ok {
		return ""
	}
	file := "the selected directory"
	if named {
		fileFields(o, simcard.FileID(id))
		file = fileName(simcard.FileID(id))
	}
	n, _ := integer(a.at(4))
	record, _ := integer(a.at(2))
	switch ins {
	case insRead:
		if n > 0 {
			return "reads " + itoa(n) + " bytes of " + file + " from the SIM"
		}
		return "reads " + file + " from the SIM"
	case insReadRecord:
		return "reads record " + itoa(record) + " of " + file + " from the SIM"
	case insUpdate:
		return "writes " + file + " on the SIM"
	case insUpdateRec:
		return "writes record " + itoa(record) + " of " + file + " on the SIM"
	case insResponse:
		return "asks the SIM what " + file + " is"
	case insStatus:
		return "asks the SIM for its state"
	}
	return "sends command " + itoa(ins) + " about " + file + " to the SIM"
}
