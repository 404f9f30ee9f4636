package explain

import (
	"strings"

	"simagent/atcmd"
	"simagent/atcmd/module"
	"simagent/simcard"
)

// An Explainer explains lines in the order in which they came: a command, its
// echo, its answer, its final. The zero value is ready. It is not safe for
// several goroutines.
type Explainer struct {
	cmd     command
	open    bool           // cmd waits for its final
	said    bool           // something came since the command
	seen    bool           // there was a command: what comes without one is unsolicited
	sending bool           // the prompt came: the next line is what goes out
	body    body           // what the next line is
	text    bool           // in a message in text mode, until the next header or final
	length  int            // octets of the PDU that follows, as its header says; -1 unknown
	file    simcard.FileID // selected by an APDU; 0 for none
	stamped bool           // a log writes the time in front of its lines
	bares   int            // parts of cmd before this one have had their answer without a name
}

// body says what follows a header.
type body uint8

const (
	noBody  body = iota
	pduBody      // one line of hexadecimal
	textBody
)

// Line explains one line, as Split returns it. It never fails: what it does
// not know is of kind Unknown.
func (e *Explainer) Line(raw string) Object {
	o := e.line(raw)
	o.Meaning = oneLine(o.Meaning)
	return o
}

// oneLine takes the control characters of foreign text out of a sentence.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func (e *Explainer) line(raw string) Object {
	o := Object{Line: raw}
	line := clean(raw)
	if line == "" {
		o.Kind, o.Meaning = Unknown, "an empty line"
		return o
	}
	line = e.unprefixed(line)
	if e.open {
		o.Command = e.cmd.line
	}
	if rest, ok := strings.CutPrefix(line, "* "); ok && named(rest) { // Cinterion marks lines so
		line = rest
	}
	if e.bodyLine(&o, line) {
		return o
	}
	if e.commandLine(&o, &line) {
		return o
	}
	if e.finalLine(&o, line) || e.finalLine(&o, retyped(line)) {
		return o
	}
	e.said = true
	e.information(&o, line)
	if o.Kind == URC || o.Kind == Unknown {
		o.Command = ""
	}
	return o
}

// commandLine takes a command or its echo. A glued echo is cut off and the
// rest of the line remains to be explained.
func (e *Explainer) commandLine(o *Object, line *string) bool {
	pending := ""
	if e.open {
		pending = e.cmd.line
	}
	if echo, rest, ok := gluedEcho(*line, pending); ok {
		if !strings.EqualFold(echo, pending) {
			e.start(command{})
			c, _ := readCommand(echo)
			e.start(c)
		}
		o.Command, *line = e.cmd.line, rest
		return false
	}
	c, ok := readCommand(*line)
	if !ok {
		return false
	}
	if e.open && !e.said && strings.EqualFold(c.line, e.cmd.line) {
		e.said = true
		o.Kind, o.Meaning = Echo, "the module repeats the command (echo is on, ATE1)"
		return true
	}
	e.start(c)
	o.Kind, o.Command = Command, c.line
	explainCommand(o, c)
	return true
}

func (e *Explainer) start(c command) {
	*e = Explainer{cmd: c, open: true, seen: true, file: e.file, stamped: e.stamped}
}

// end closes the pending command.
func (e *Explainer) end() {
	*e = Explainer{seen: e.seen, file: e.file, stamped: e.stamped}
}

// solicited tells whether a line that is no final answers the pending command.
// Where there never was one, the name and the shape tell.
func (e *Explainer) solicited(line string) bool {
	if name, _ := nameOf(line); name != "" {
		line = name + line[strings.IndexByte(line, ':'):]
	}
	if e.open {
		return atcmd.Solicited(e.cmd.line, line)
	}
	if e.seen || atcmd.Unsolicited(line) || reported(line) || module.AboutCard(line) {
		return false
	}
	if r, err := atcmd.ParseRegistration(line); err == nil {
		return r.HasN
	}
	return true
}

// reported tells whether a line bears a name that no command has: the makers'
// reports beside those that the engine has to know.
func reported(line string) bool {
	name, _ := nameOf(line)
	for _, n := range [...]string{"+RXDTMF", "^CIEV", "+UUSORF", "+UUPSMR", "+CNEC_EMM", "+CNEC_ESM", "+CEDRXP", "+CSCON", "+QSIMSTAT", "*PSNWID", "+SIMCARD",
		"^ORIG", "^CONF", "^CONN", "^CEND", "+QPING"} {
		if n == name {
			return true
		}
	}
	return false
}

// information explains a line that is no command and no final.
func (e *Explainer) information(o *Object, line string) {
	name, rest := nameOf(line)
	if name == "" {
		e.bare(o, line)
		return
	}
	o.Kind = URC
	if e.solicited(line) {
		o.Kind = Answer
	}
	l := said{name: name, rest: rest, args: splitArgs(rest), form: e.formOf(name, o.Kind), cmd: e.cmd}
	switch {
	case e.header(o, l):
	case l.name == "+CSIM" || l.name == "+CGLA":
		e.generic(o, l)
	case (l.form == formTest || l.listed()) && testAnswer(o, l):
	case special(o, l):
	case described(o, l):
	default:
		positional(o, l)
	}
}

// said is a named line.
type said struct {
	name string
	rest string
	args args
	form form // in which it was asked for; "" when it was not
	cmd  command
}

// listed tells whether a parameter is a list: the answer of a test command
// looks so, whether the command was seen or not.
func (l said) listed() bool {
	for _, a := range l.args {
		if a.list() {
			return true
		}
	}
	return false
}

// formOf returns the form of the command that a line answers; a sole command
// answers under any name.
func (e *Explainer) formOf(name string, kind Kind) form {
	if !e.open || kind != Answer {
		return ""
	}
	if f := e.cmd.form(name); f != "" || len(e.cmd.parts) != 1 {
		return f
	}
	return e.cmd.parts[0].form
}
