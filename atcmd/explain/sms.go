package explain

import (
	"strings"
	"time"

	"simagent/atcmd"
)

// header takes the lines that announce a message in the next one: +CMT, +CDS,
// +CBM (27.005 3.4.1), +CMGL and +CMGR (4.1, 4.2).
func (e *Explainer) header(o *Object, l said) bool {
	switch l.name {
	case "+CMT", "+CDS", "+CBM":
		e.incoming(o, l)
	case "+CMGL", "+CMGR":
		if l.form == formTest {
			return false
		}
		e.stored(o, l)
	default:
		return false
	}
	return true
}

func (e *Explainer) incoming(o *Object, l said) {
	what := "a message"
	switch l.name {
	case "+CDS":
		what = "a status report"
	case "+CBM":
		what = "a cell broadcast"
	}
	last := l.args.at(len(l.args) - 1)
	n, number := integer(last)
	switch {
	case number && len(l.args) <= 2 && !l.args[len(l.args)-1].quoted:
		if len(l.args) == 2 {
			o.text("alpha", l.args.at(0))
		}
		o.unit("length_bytes", n, "B")
		e.body, e.length = pduBody, n
		o.Meaning = what + " came; its PDU of " + itoa(n) + " bytes is the next line"
	case l.name == "+CDS":
		textReport(o, l.args)
	default:
		o.text("number", l.args.at(0))
		o.text("alpha", l.args.at(1))
		stamp(o, l.args.at(2))
		e.body = textBody
		o.Meaning = what + " from " + l.args.at(0) + " came; its text is the next line"
	}
}

// textReport explains a status report in text mode, which is one line:
// `+CDS: <fo>,<mr>,[<ra>],[<tora>],<scts>,<dt>,<st>`.
func textReport(o *Object, a args) {
	o.number("fo", a.at(0))
	o.number("reference", a.at(1))
	o.text("number", a.at(2))
	stamp(o, a.at(4))
	n, ok := o.number("status", a.at(6))
	o.Meaning = "a status report for the message to " + a.at(2)
	if ok && n < 3 {
		o.Meaning += ": delivered"
	}
}

// stored explains the header of a stored message:
//
//	+CMGL: <index>,<stat>,[<alpha>],<length>         PDU mode
//	+CMGR: <stat>,[<alpha>],<length>
//	+CMGL: <index>,"<stat>","<oa/da>",[<alpha>],["<scts>"]…   text mode
//	+CMGR: "<stat>","<oa/da>",[<alpha>],"<scts>"…
func (e *Explainer) stored(o *Object, l said) {
	a := l.args
	if _, number := integer(a.at(1)); l.name == "+CMGL" || number && len(a) == 4 { // old phones repeat the index in +CMGR
		o.number("index", a.at(0))
		if len(a) > 0 {
			a = a[1:]
		}
	}
	stat, numeric := integer(a.at(0))
	if len(a) > 0 && !numeric && a[0].quoted {
		e.storedText(o, a)
		return
	}
	e.body, e.length = pduBody, -1
	o.set("stat", orNil(stat, numeric))
	o.set("stat_text", orNil(storedWord(stat), numeric && storedWord(stat) != ""))
	if len(a) > 2 {
		o.text("alpha", a.at(1))
	}
	s := "a message"
	if w := storedWord(stat); numeric && w != "" {
		s += ", " + w
	}
	if n, ok := integer(a.at(len(a) - 1)); ok && len(a) > 1 {
		o.unit("length_bytes", n, "B")
		e.length = n
		s += ", PDU of " + itoa(n) + " bytes in the next line"
	}
	o.Meaning = at(o) + s
}

// at is where a listed message is.
func at(o *Object) string {
	if i, ok := o.Fields.Get("index").(int); ok {
		return "index " + itoa(i) + ": "
	}
	return ""
}

func (e *Explainer) storedText(o *Object, a args) {
	e.text, e.body = o.Kind == Answer, textBody
	o.set("stat", a.at(0))
	o.text("number", a.at(1))
	for _, v := range a[min(2, len(a)):] {
		if strings.Count(v.text, "/") == 2 {
			stamp(o, v.text)
			break
		}
	}
	o.Meaning = at(o) + "a message, " + textWord(a.at(0))
	if n := a.at(1); n != "" {
		o.Meaning += ", " + n
	}
	o.Meaning += "; its text is in the next lines"
}

// stamp adds a time as text mode writes it: "26/05/14,09:30:00+08".
func stamp(o *Object, s string) {
	c, ok := atcmd.ParseTime(s)
	o.set("timestamp", orNil(clockText(c), ok))
}

// clockText writes a clock in its zone, without one when the module names none.
func clockText(c atcmd.Clock) string {
	if !c.HasOffset {
		return c.UTC.Format("2006-01-02T15:04:05")
	}
	return c.UTC.In(time.FixedZone("", c.Offset*60)).Format("2006-01-02T15:04:05-07:00")
}

// storedWord is <stat> of PDU mode, 27.005 3.1.
func storedWord(n int) string {
	switch n {
	case 0:
		return "received, unread"
	case 1:
		return "received, read"
	case 2:
		return "stored, not sent"
	case 3:
		return "stored, sent"
	}
	return ""
}

// textWord is <stat> of text mode, 27.005 3.1.
func textWord(s string) string {
	for n, w := range [...]string{"REC UNREAD", "REC READ", "STO UNSENT", "STO SENT"} {
		if strings.EqualFold(s, w) {
			return storedWord(n)
		}
	}
	return quoted(s)
}
