package transcript

import (
	"bytes"
	"strings"
)

// command is one command of a command line.
type command struct {
	name string // "+CRSM", upper case; "D", "I" for V.250's basic ones
	apdu apdu   // of +CRSM, +CSIM and +CGLA
}

// begin takes a command line to the module.
func (r *Redactor) begin(w *work) {
	if len(w.b) == 0 {
		return
	}
	at := commandStart(w.b)
	if at < 0 {
		if !bytes.EqualFold(w.b, []byte("A/")) && string(w.b) != "+++" {
			w.mask(&r.sub) // data, or the rest of a text
		}
		return
	}
	r.cmds, r.typing, r.typed, r.body, r.fileGot = r.cmds[:0], noBody, noBody, noBody, 0
	r.redactCommands(w, at, true)
}

// commandStart returns where the commands behind AT begin, -1 when there is no AT.
func commandStart(b []byte) int {
	if len(b) < 2 || b[0]|0x20 != 'a' || b[1]|0x20 != 't' {
		return -1
	}
	return 2
}

// redactCommands redacts the commands from at on; pend says that they were
// sent, and are not an echo.
func (r *Redactor) redactCommands(w *work, at int, pend bool) {
	state := r.card
	for from := at; from <= len(w.b); {
		to := from + partEnd(w.b[from:])
		c := r.redactCommand(w, from, to)
		if pend && len(r.cmds) < 64 {
			r.cmds = append(r.cmds, c)
			r.mode(c.name, w.b[from:to])
		}
		from = to + 1
	}
	if !pend {
		r.card = state
	}
	r.scan(w, longRun, !identity(r.cmds))
}

// partEnd finds the ';' that ends a command, outside quotation marks.
func partEnd(b []byte) int {
	quoted := false
	for i, c := range b {
		if c == '"' {
			quoted = !quoted
		}
		if c == ';' && !quoted {
			return i
		}
	}
	return len(b)
}

// redactCommand redacts one command by its rule.
func (r *Redactor) redactCommand(w *work, from, to int) command {
	b := w.b[from:to]
	i := bytes.IndexAny(b, sigils)
	if i < 0 { // basic ones in a row: E0V1
		if len(b) > 0 && b[0]|0x20 == 'd' {
			r.phone(w, from+1, to, 7)
			return command{name: "D"}
		}
		r.numeric = r.numeric || bytes.Contains(bytes.ToUpper(b), []byte("V0"))
		return command{name: strings.ToUpper(string(b))}
	}
	name, args := b[i:], -1
	if k := bytes.IndexAny(name, "=?"); k >= 0 {
		if name[k] == '=' && (k+1 == len(name) || name[k+1] != '?') {
			args = from + i + k + 1
		}
		name = name[:k]
	}
	c := command{name: strings.ToUpper(strings.TrimSpace(string(name)))}
	if args < 0 {
		return c
	}
	f := fields(w.b, args, to)
	switch c.name {
	case "+CRSM":
		c.apdu = r.restrictedCommand(w, f)
	case "+CSIM", "+CGLA":
		c.apdu = r.genericCommand(w, f)
	case "+CCHO": // an application's name, which is public
		if bytes.HasPrefix(bytes.TrimLeft(w.b[args:to], `"`), []byte("A0000")) {
			w.keep(args, to)
		}
	default:
		r.byRule(w, c.name, f, true)
	}
	return c
}

// mode follows what the commands say about the lines to come.
func (r *Redactor) mode(name string, b []byte) {
	if name != "+CMGS" && name != "+CMGW" && name != "+CMGC" && name != "+CNMA" {
		return
	}
	r.typing = textBody
	if _, arg, ok := bytes.Cut(b, []byte{'='}); ok && len(arg) < 4 && allDigits(string(arg)) || name == "+CNMA" {
		r.typing = pduBody
	}
	r.typed = r.typing
	r.wary = true // the echo of a text may look like a result
}

// got takes a line from the module that is not blank.
func (r *Redactor) got(w *work, gap bool) {
	word := string(bytes.TrimSpace(w.b))
	if word == "" {
		return
	}
	if r.data {
		if r.data = word != "NO CARRIER"; r.data {
			w.mask(&r.sub)
		}
		return
	}
	final := isFinal(word, r.numeric)
	if r.body != noBody && !r.bodyOver(word, gap, final) {
		r.takeBody(r.body, w)
		if r.body == pduBody {
			r.body = noBody
		}
		return
	}
	r.body = noBody
	switch {
	case final:
		r.cmds, r.typing, r.typed = r.cmds[:0], noBody, noBody
		r.data = strings.HasPrefix(word, "CONNECT")
		if strings.Contains(word, "ERROR:") {
			r.scan(w, longRun, true)
		}
	case word == ">":
	case len(r.last) > 0 && bytes.Equal(w.b, r.last):
		w.put(0, string(r.lastOut))
	case commandStart(w.b) > 0 && r.typed == noBody && echoes(w.b):
		r.redactCommands(w, 2, false)
	case bytes.IndexByte([]byte(sigils), word[0]) >= 0:
		r.named(w)
	default:
		r.bare(w, word)
	}
}

// echoes tells AT+X from a word that begins with AT.
func echoes(b []byte) bool {
	return len(b) == 2 || b[2] == ' ' || bytes.IndexByte([]byte(sigils+"&"), b[2]) >= 0 || len(b) > 3 && b[3] >= '0' && b[3] <= '9' || b[2]|0x20 == 'i' || b[2]|0x20 == 'd'
}

// bodyOver tells whether a line is no longer part of a text. A final without
// an empty line in front may be one of the text: it is believed, and what
// follows is watched.
func (r *Redactor) bodyOver(word string, gap, final bool) bool {
	if r.body == pduBody { // a damaged one is not hex
		return final || gap && strings.IndexByte(sigils, word[0]) >= 0
	}
	r.wary = true
	if final {
		return true
	}
	header := strings.HasPrefix(word, "+CMGL:") && r.pending("+CMGL")
	return header || gap && len(r.cmds) == 0
}

func (r *Redactor) pending(name string) bool {
	for i := range r.cmds {
		if r.cmds[i].name == name {
			return true
		}
	}
	return false
}

// named takes a line that begins with the name of a result: `+CREG: 5`.
func (r *Redactor) named(w *work) {
	colon := bytes.IndexByte(w.b, ':')
	if colon < 0 {
		colon = len(w.b)
		if comma := bytes.IndexByte(w.b, ','); comma > 0 && w.b[0] == '$' {
			colon = comma // a line of NMEA
		}
	}
	name := strings.ToUpper(strings.TrimSpace(string(w.b[:colon])))
	if len(name) > 24 || strings.HasPrefix(name, "$G") {
		name = nmea
	}
	if name == "+CME ERROR" || name == "+CMS ERROR" {
		return
	}
	f := fields(w.b, min(colon+1, len(w.b)), len(w.b))
	switch {
	case name == "+CRSM", name == "+CSIM", name == "+CGLA":
		r.cardAnswer(w, name, f)
	case r.byRule(w, name, f, false):
		r.header(name, w.b, f)
	case r.wary && !r.pending(name):
		w.mask(&r.sub)
	}
	run := longRun
	if idNames[name] {
		run = shortRun
	}
	r.scan(w, run, true)
}

// header tells what follows a line that announces a message.
func (r *Redactor) header(name string, b []byte, f []span) {
	plain := func(i int) bool { return i < len(f) && !f[i].quoted && allDigits(string(b[f[i].from:f[i].to])) }
	switch name {
	case "+CMGR":
		r.body = bodyIf(plain(0))
	case "+CMGL":
		r.body = bodyIf(plain(1))
	case "+CMT", "+CBM", "+CDS":
		r.body = bodyIf(len(f) <= 2 && plain(len(f)-1))
		if name == "+CDS" && len(f) > 2 {
			r.body = noBody // a status report in text mode is one line
		}
	}
}

func bodyIf(pdu bool) bodyKind {
	if pdu {
		return pduBody
	}
	return textBody
}

// bare takes a line without a name.
func (r *Redactor) bare(w *work, word string) {
	switch {
	case r.typed != noBody:
		r.takeBody(r.typed, w) // the echo of a text, perhaps behind its prompt
		return
	case len(r.cmds) == 0:
		if !bareURCs[word] && len(word) > 1 {
			r.scan(w, longRun, true)
			w.mask(&r.sub)
		}
		return
	}
	run := longRun
	for i := range r.cmds {
		switch name := r.cmds[i].name; {
		case idNames[name]:
			run = shortRun
		case ruleOf(name).kind == places:
			r.places(w, fields(w.b, 0, len(w.b)))
		}
	}
	if run == shortRun {
		words(w.b, 0, len(w.b), func(from, to int) {
			if to-from >= shortRun && bytes.ContainsAny(w.b[from:to], "0123456789") {
				r.number(w, from, string(w.b[from:to]))
			}
		})
	}
	r.keyed(w)
	r.scan(w, run, !identity(r.cmds))
}

// takeBody redacts a text or a PDU; what stands there as PDU and is none is a text.
func (r *Redactor) takeBody(kind bodyKind, w *work) {
	from := 0
	if bytes.HasPrefix(w.b, []byte("> ")) {
		from = 2
	}
	text := string(w.b[from:])
	switch {
	case kind == pduBody && allHex(text):
		w.put(from, r.sub.pdu(text))
	default:
		w.put(from, r.sub.text(text))
	}
}

// isFinal tells whether a line ends an answer (V.250 5.7.1, 27.007 9.2, 27.005 3.2.5, and the makers' own).
func isFinal(word string, numeric bool) bool {
	switch word {
	case "OK", "ERROR", "NO CARRIER", "BUSY", "NO ANSWER", "NO DIALTONE", "COMMAND NOT SUPPORT", "ABORTED":
		return true
	}
	if numeric && len(word) == 1 && strings.Contains("034678", word) {
		return true
	}
	for _, p := range []string{"+CME ERROR:", "+CMS ERROR:", "MODEM ERROR:", "ERROR:", "CONNECT"} {
		if rest, ok := strings.CutPrefix(word, p); ok {
			return p != "CONNECT" || rest == "" || rest[0] == ' '
		}
	}
	return false
}
