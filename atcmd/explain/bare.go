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
	if e.open && o.Kind == Answer {
		o.Kind = Text
		o.set("text", unquoted(line))
		o.Meaning = "text of the answer to " + e.cmd.line
		return
	}
	o.Kind = Unknown
	o.set("text", line)
	o.Meaning = "not known: no command before it, and no form that is known"
}

// asksReady tells whether the pending command may be answered READY.
func (e *Explainer) asksReady(line string) bool {
	return line == "READY" && e.cmd.form("+CPIN") == formRead
}

// bareAnswer explains a bare answer by its command.
func (e *Explainer) bareAnswer(o *Object, line string) bool {
	for _, p := range e.cmd.parts {
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
		case "+CPIN":
			return lock(o, line)
		case "+CCID", "+QCCID", "+ICCID", "+CICCID", "^ICCID", "#CCID", "%XICCID", "!ICCID":
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
	if !ok || value == "" || len(key) > 24 || strings.ContainsAny(key, `",;`) {
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
