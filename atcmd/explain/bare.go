package explain

import (
	"strings"

	"simagent/simcard"
)

// bare explains a line without a name in front of a colon.
func (e *Explainer) bare(o *Object, line string) {
	o.Kind = Unknown
	if s := bootLine(line); s != "" && !e.asksReady(line) {
		o.Kind, o.Meaning = URC, s
		if n, ok := integer(strings.TrimSpace(line[strings.LastIndexByte(line, ':')+1:])); ok && strings.HasPrefix(line, "VOICE CALL: END") {
			o.unit("duration_s", n, "s")
		}
		return
	}
	if packetEvent(o, line) {
		o.Kind = URC
		return
	}
	if e.open {
		o.Kind = Answer
		if e.bareAnswer(o, line) {
			return
		}
	}
	if guess(o, line) || !e.open && technology(o, unquoted(line)) {
		if o.Kind == Unknown {
			o.Kind = Answer
		}
		return
	}
	if e.signless(o, line) {
		return
	}
	if e.open && o.Kind == Answer {
		o.Kind = Text
		o.set("text", unquoted(line))
		o.Meaning = "text of the answer to " + e.cmd.line
		return
	}
	o.Kind = Unknown
	o.set("text", line)
	o.Meaning = "not known: no command before it, and no form that is known"
	if c, ok := readCommand("AT" + line); ok && extended(line[0]) && title(c.parts[0].name) != "" {
		o.Meaning = "not known; a command has AT in front: " + c.line
	}
}

// signless takes a line whose sign was lost, "CSQ: 20,99", for the one that has
// it, where no other command waits.
func (e *Explainer) signless(o *Object, line string) bool {
	name, _ := nameOf("+" + line)
	if name == "" || title(name) == "" || e.open && e.cmd.form(name) == "" {
		return false
	}
	e.information(o, "+"+line)
	return true
}

// asksReady tells whether the pending command may be answered READY.
func (e *Explainer) asksReady(line string) bool {
	return line == "READY" && e.cmd.form("+CPIN") == formRead
}

// bareAnswer explains a bare answer by its command.
func (e *Explainer) bareAnswer(o *Object, line string) bool {
	for i, p := range e.cmd.parts {
		if i < e.bares {
			continue
		}
		if oneBare(p.name) && i+1 < len(e.cmd.parts) {
			e.bares = i + 1 // the next line answers the next part
		}
		switch p.name {
		case "+CGMI", "+GMI":
			return about(o, "manufacturer", "the maker is ", line)
		case "+CGMM", "+GMM":
			return about(o, "model", "the model is ", line)
		case "+CGMR", "+GMR", "+QGMR":
			return about(o, "revision", "the firmware is ", line)
		case "+CGSN", "+GSN":
			return serial(o, line)
		case "+CIMI":
			if d := unquoted(line); digits(d) && len(d) <= 15 {
				o.Meaning = imsi(o, d)
				return true
			}
		case "+COPS":
			if p.form == formTest && line[0] == '(' { // the list goes on
				return scan(o, said{name: "+COPS", rest: line})
			}
		case "+CPIN":
			return lock(o, line)
		case "+CCID", "+QCCID", "+ICCID", "+CICCID", "^ICCID", "#CCID", "%XICCID", "%CCID", "!ICCID":
			if _, behind, ok := strings.Cut(line, ":"); ok { // "ICCID: 8988…"
				line = strings.TrimSpace(behind)
			}
			return cardNumber(o, line)
		case "+CRSM":
			if id, ok := integer(splitArgs(p.params).at(1)); ok && hexText(unquoted(line)) {
				return fileText(o, simcard.FileID(id), unquoted(line))
			}
		case "+CLAC":
			o.set("command", unquoted(line))
			o.Meaning = "the module knows AT" + unquoted(line)
			if t := title(unquoted(line)); t != "" {
				o.Meaning += ": " + t
			}
			return true
		case "I", "I0", "I1", "I2", "I3", "I9":
			return aboutLine(o, line)
		}
	}
	return false
}

// oneBare tells whether a command answers one line, without its name.
func oneBare(name string) bool {
	switch name {
	case "+CGMI", "+GMI", "+CGMM", "+GMM", "+CGMR", "+GMR", "+CGSN", "+GSN", "+CIMI", "+CCID", "+QCCID", "+ICCID":
		return true
	}
	return false
}

// fileText explains the contents of a file without the status around it.
func fileText(o *Object, id simcard.FileID, text string) bool {
	fileFields(o, id)
	o.set("data", strings.ToUpper(text))
	b, ok := octets(text)
	if !ok {
		decodeNothing(o, id)
		o.Meaning = fileName(id) + ": not pairs of hexadecimal digits"
		return true
	}
	o.Meaning = fileName(id) + ": " + contents(o, id, b)
	return true
}

func octets(text string) ([]byte, bool) {
	if len(text)%2 != 0 {
		return nil, false
	}
	b := make([]byte, len(text)/2)
	for i := range b {
		b[i] = hexDigit(text[2*i])<<4 | hexDigit(text[2*i+1])
	}
	return b, true
}

func hexDigit(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// decodeNothing sets the fields of a file that could not be read.
func decodeNothing(o *Object, id simcard.FileID) { _, _ = decodeFile(o, id, nil) }

// aboutLine explains a line of ATI: "Model: EG25".
func aboutLine(o *Object, line string) bool {
	key, value, ok := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	if !ok || value == "" || len(key) > 24 || strings.ContainsAny(key, `",;`) || key < ":" { // an empty key, or digits: "09:30" is a time
		return false
	}
	name := snake(key)
	switch name {
	case "manufacturer", "model", "revision", "version":
	case "imei":
		if digits(value) && len(value) >= 14 && len(value) <= 16 {
			o.Meaning = imei(o, value)
			return true
		}
	case "esn", "meid": // "ESN: +GSN:1a2b3c4d" of sticks for CDMA
		if serial(o, strings.TrimPrefix(value, "+GSN:")) {
			return true
		}
	}
	if name == "" {
		return false
	}
	o.set(name, value)
	o.Meaning = strings.ToLower(key[:1]) + key[1:] + " " + value
	if strings.ToUpper(key) == key {
		o.Meaning = key + " " + value
	}
	return true
}

// snake writes a name of a module as a field's: "IMEI SV" is imei_sv.
func snake(s string) string {
	var b strings.Builder
	gap := false
	for i := range len(s) {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			if gap && b.Len() > 0 {
				b.WriteByte('_')
			}
			gap = false
			b.WriteByte(c)
			continue
		}
		gap = true
	}
	return b.String()
}

// unquoted is a text without the marks around it.
//
//go:noinline
func unquoted(s string) string { return oneArg(s).text }
