package explain

import (
	"encoding/hex"
	"strings"
	"time"

	"simagent/atcmd/pdu"
)

// bodyLine takes the line that a header or a prompt announced.
func (e *Explainer) bodyLine(o *Object, line string) bool {
	want := e.body
	e.body = noBody
	if e.sending {
		e.sending = false
		return e.sent(o, line)
	}
	switch {
	case want == pduBody && hexText(line):
		message(o, line, e.length)
		return true
	case want == textBody && !extendedCommand(line):
		textLine(o, line)
		return true
	case e.text && e.open && !e.endsText(line):
		textLine(o, line)
		return true
	}
	e.text = false
	return false
}

// sent takes what goes out at the prompt, Ctrl-Z at its end.
func (e *Explainer) sent(o *Object, line string) bool {
	line = strings.TrimRight(line, "\x1a")
	switch {
	case line == "" || line == "\x1b":
		o.Kind, o.Meaning = Text, "the end of the text"
		if line != "" {
			o.Meaning = "ESC: the text is dropped"
		}
	case hexText(line) && len(line) > 20:
		message(o, line, -1)
	case e.endsText(line):
		return false
	default:
		textLine(o, line)
		o.Meaning = "the text that goes out"
	}
	return true
}

// endsText tells whether a line can be no more of a message's text.
func (e *Explainer) endsText(line string) bool {
	switch line {
	case "OK", "ERROR":
		return true
	}
	if extendedCommand(line) {
		return true
	}
	name, _ := nameOf(line)
	switch name {
	case "+CMGL", "+CMGR", "+CMS ERROR", "+CME ERROR", "+CMGS":
		return true
	}
	return strings.HasPrefix(line, "+CMS ERROR:") || strings.HasPrefix(line, "+CME ERROR:")
}

// extendedCommand tells whether a line is AT+… or the like: more likely the
// next command of a log that was cut than the text of a message.
func extendedCommand(line string) bool {
	c, ok := readCommand(line)
	return ok && len(c.parts) > 0 && extended(c.parts[0].name[0])
}

// textLine explains a line of a message in text mode; one in UCS2 is decoded.
func textLine(o *Object, line string) {
	o.Kind, o.Meaning = Text, "text of the message"
	o.set("text", line)
	if t, ok := ucs2(line); ok {
		o.set("text", t)
		o.set("hex", line)
		o.Meaning = "text of the message, in UCS2: " + quoted(t)
	}
}

// ucs2 reads text that a module wrote as UCS2 in hexadecimal (+CSCS: "UCS2").
// Hexadecimal that gives no printable characters is no such text.
func ucs2(s string) (string, bool) {
	if len(s) < 8 || len(s)%4 != 0 || !hexText(s) {
		return "", false
	}
	number := digits(s) // more likely a number than text, unless it is all ASCII
	b, _ := hex.DecodeString(s)
	var out strings.Builder
	for i := 0; i < len(b); i += 2 {
		r := rune(b[i])<<8 | rune(b[i+1])
		if r < ' ' && r != '\n' && r != '\r' || r >= 0xD800 && r < 0xE000 || r == 0xFFFF || r >= 0x80 && (r < 0xA0 || number) {
			return "", false
		}
		if i == 0 && r > 0x3000 && r < 0xFF00 && r > 0x9FFF { // no script in use starts a text here
			return "", false
		}
		out.WriteRune(r)
	}
	return out.String(), true
}

// quoted returns a text for a sentence: in quotation marks, its line ends as
// blanks, cut when it is long.
func quoted(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return `"` + s + `"`
}

// message explains a PDU; length is as pdu.Decode wants it.
func message(o *Object, line string, length int) {
	o.Kind = PDU
	m, err := pdu.Decode(line, length)
	if m.Type == pdu.None {
		o.set("type", nil)
		o.set("pdu", strings.ToUpper(line))
		o.set("fault", err.Error())
		o.Meaning = err.Error()
		return
	}
	o.set("type", typeName(m.Type))
	o.text("smsc", m.Centre.String())
	o.text("number", m.Peer.String())
	if m.Type != pdu.Submit {
		o.set("timestamp", orNil(m.Time.Format(time.RFC3339), !m.Time.IsZero()))
	}
	if m.Type == pdu.StatusReport {
		report(o, m)
	} else {
		content(o, m, err == nil)
	}
	o.set("pdu", strings.ToUpper(line))
	o.Meaning = messageMeaning(m)
	if err == nil {
		return
	}
	o.set("fault", err.Error())
	if m.Peer == (pdu.Address{}) {
		o.Meaning = err.Error()
		return
	}
	o.Meaning += "; " + err.Error()
}

func report(o *Object, m pdu.Message) {
	o.set("reference", int(m.Ref))
	o.set("discharged", orNil(m.Discharged.Format(time.RFC3339), !m.Discharged.IsZero()))
	o.set("status", int(m.Status))
	o.set("delivered", m.Status.Delivered())
	o.set("concatenated", false)
}

func content(o *Object, m pdu.Message, whole bool) {
	if m.Type == pdu.Submit {
		o.set("reference", int(m.Ref))
	}
	names := [...]string{pdu.GSM7: "gsm7", pdu.Data8: "8bit", pdu.UCS2: "ucs2"}
	o.set("coding", names[m.Coding])
	if m.Coding == pdu.Data8 {
		o.set("text", nil)
		o.set("data", upperHex(m.Data))
	} else {
		o.set("text", orNil(m.Text, whole || m.Text != ""))
	}
	o.set("concatenated", !m.Segment.Whole())
	if !m.Segment.Whole() {
		o.set("concat_reference", int(m.Segment.Ref))
		o.set("part", int(m.Segment.Number))
		o.set("parts", int(m.Segment.Max))
	}
	if m.Ports != (pdu.Ports{}) {
		o.set("port_to", int(m.Ports.To))
		o.set("port_from", int(m.Ports.From))
	}
	if m.Class >= 0 {
		o.set("class", int(m.Class))
	}
	if l := pdu.LanguageName(max(m.Locking, m.Single)); l != "" {
		o.set("language", l)
	}
	o.set("dcs", int(m.DCS))
	o.set("pid", int(m.PID))
}

func typeName(t pdu.Type) string {
	switch t {
	case pdu.Deliver:
		return "deliver"
	case pdu.Submit:
		return "submit"
	case pdu.StatusReport:
		return "status_report"
	}
	return ""
}

func messageMeaning(m pdu.Message) string {
	peer := m.Peer.String()
	if peer == "" {
		peer = "nobody"
	}
	var s string
	switch m.Type {
	case pdu.Deliver:
		s = "a message from " + peer
	case pdu.Submit:
		s = "a message to " + peer
	case pdu.StatusReport:
		return "a status report: the message to " + peer + " " + fate(m.Status)
	default:
		return ""
	}
	if !m.Segment.Whole() {
		s += ", part " + itoa(int(m.Segment.Number)) + " of " + itoa(int(m.Segment.Max))
	}
	if !m.Time.IsZero() {
		s += ", " + m.Time.Format("2006-01-02 15:04:05 -07:00")
	}
	switch {
	case m.Text != "":
		s += ": " + quoted(m.Text)
	case len(m.Data) > 0:
		s += ": " + itoa(len(m.Data)) + " bytes of data"
	}
	return s
}

// fate says TP-Status in words, 23.040 9.2.3.15.
func fate(s pdu.Status) string {
	switch {
	case s.Delivered():
		return "was delivered"
	case s.Pending():
		return "is not delivered yet; the service centre still tries"
	case s.Failed():
		return "was not delivered; the service centre gave up"
	}
	return "has an unknown state"
}
