package atcmd

import (
	"bytes"
	"slices"
	"strings"
)

// op is the form of a command, V.250 5.4.
type op uint8

const (
	opExecute op = iota // AT+CSQ
	opSet               // AT+CREG=2
	opRead              // AT+CREG?
	opTest              // AT+CREG=?
)

// A part is one command of a line: "+CREG" and its form; basic commands have no name.
type part struct {
	name string
	op   op
}

// A pending is the command that waits for its final, prepared once for the
// questions that every incoming line asks.
type pending struct {
	cmd      string // as it went out, "AT" included
	parts    []part
	text     string // follows at the prompt
	prompt   bool   // a text follows at '>'
	prompted bool   // the prompt has come
	silent   bool   // nothing bare can be its answer: a lone digit is a final of ATV0
	about    bool   // ATI, which answers +GCAP: on many modules
	view     bool   // AT&V, which answers with the names of other commands
	markers  int    // how many +CMEE? the command holds itself
}

// prepare fills p from a command line without its "AT".
func (p *pending) prepare(cmd, text string, prompt bool) {
	*p = pending{cmd: "AT" + cmd, parts: p.parts[:0], text: text, prompt: prompt, silent: true}
	cmd = upperNames(withoutBlanks(cmd))
	quoted, start := false, 0
	for i := range len(cmd) {
		switch {
		case cmd[i] == '"':
			quoted = !quoted
		case cmd[i] == ';' && !quoted:
			p.add(cmd[start:i])
			start = i + 1
		}
	}
	p.add(cmd[start:])
}

func (p *pending) add(s string) {
	name, form := s, opExecute
	if i := strings.IndexAny(s, "=?"); i >= 0 {
		name, form = s[:i], opSet
		switch s[i:] {
		case "?":
			form = opRead
		case "=?":
			form = opTest
		}
	}
	if i := strings.IndexAny(name, "+^#%*$!"); i > 0 {
		name = name[i:] // ATE0+CMEE=1: basic commands in front
	}
	if name != "" && extended(name[0]) && name[0] != '&' && name[0] != '\\' {
		p.parts = append(p.parts, part{name, form})
		p.silent = p.silent && form == opSet
		if form == opRead && name == "+CMEE" {
			p.markers++
		}
		return
	}
	p.silent = p.silent && form == opExecute && !strings.ContainsAny(name, "Ii")
	p.about = p.about || strings.ContainsAny(name, "Ii")
	p.view = p.view || strings.Contains(strings.ToUpper(name), "&V")
}

// extended tells whether a name of V.250 5.4.1 or of a maker starts with c.
func extended(c byte) bool {
	switch c {
	case '+', '^', '#', '%', '*', '$', '!', '@', '&', '\\':
		return true
	}
	return false
}

// verdict is where a line goes.
type verdict uint8

const (
	toCommand verdict = iota
	toURC
	toHold // the answer or a URC of the same name: the lines up to the final decide
)

// attribute says where a line that is no final goes while p is pending. The
// shape decides the layout, and the pending command decides whether it was
// asked for; never one from the other. It allocates nothing.
func (p *pending) attribute(line []byte) verdict {
	name, named := lineName(line)
	if !named {
		if bareURC(line) && !p.asksFor(before(line, ':')) {
			return toURC
		}
		return toCommand // bare text: what ATI, +CGSN and +CCID say
	}
	v := toURC
	known := urcNames[string(name)]
	for _, t := range p.parts {
		if known && t.name != string(name) || !known && !kin(t.name, name) {
			continue
		}
		if w := t.claims(name, line); w != toURC {
			v = w
		}
		if v == toCommand {
			return v
		}
	}
	if v == toURC && !known && (p.view || p.about && string(name) == "+GCAP") {
		return toCommand
	}
	return v
}

// connects tells whether NO CARRIER and the like may end p: only what reads or sets something up is known not to open
// a line. Taken for its final, the end of somebody's call would hand every later command the answer of the one before.
// ATD, ATA and ATO are refused before.
func (p *pending) connects() bool {
	for _, t := range p.parts {
		if t.op != opSet || !silentSet[t.name] && !slices.Contains(plainSets, t.name) {
			return !ReadOnly(p.cmd[len("AT"):])
		}
	}
	return false
}

// plainSets are further set commands that open no line.
var plainSets = []string{"+CMEE", "+CMGF", "+CNMI", "+CPMS", "+CMGD", "+CMGS", "+CSCS", "+CGDCONT", "+CRSM", "+CSIM", "+CCHO", "+CGLA", "+CCHC"}

// claims says whether a line that bears the part's name is its answer.
func (t part) claims(name, line []byte) verdict {
	switch {
	case t.op == opSet && silentSet[t.name]:
		return toURC
	case !ambiguous(name):
		return toCommand
	case t.op == opRead:
		return toHold
	case t.op == opTest && bytes.IndexByte(line, '(') < 0:
		return toURC
	}
	return toCommand
}

func (p *pending) asksFor(name []byte) bool {
	for _, t := range p.parts {
		if t.name == string(name) {
			return true
		}
	}
	return false
}

// lineName returns the name in front of a line's colon. Blanks before the
// colon are allowed: some Quectel firmware writes "+QSIMSTAT : 1,0".
func lineName(line []byte) ([]byte, bool) {
	if !extended(line[0]) {
		return nil, false
	}
	i := bytes.IndexByte(line, ':')
	if i < 0 {
		return nil, false
	}
	for i > 1 && line[i-1] == ' ' {
		i--
	}
	for _, c := range line[:i] {
		if c == ' ' || c == ',' || c == '"' {
			return nil, false
		}
	}
	return line[:i], true
}

// kin tells whether a line named name may answer the command called cmd: the
// same name, one that differs by its first letters (+QCCID answers +CCID:,
// +CICCID answers +ICCID:, +GSN answers +CGSN:), or a known stranger.
func kin(cmd string, name []byte) bool {
	a, b := len(cmd), len(name)
	if a == 0 || b == 0 {
		return false
	}
	if a == b {
		return sameFold(cmd, name) || stranger(cmd, name)
	}
	short := min(a, b)
	if short < 5 && (short < 4 || cmd[a-short+1] != 'G') {
		return stranger(cmd, name)
	}
	return sameFold(cmd[a-short+1:], name[b-short+1:]) || stranger(cmd, name)
}

// stranger knows the answers whose name has nothing of the command's: the A6
// answers +CCID with +SCID:, ZTE sticks answer +ZPAS with +BEARTYPE:.
func stranger(cmd string, name []byte) bool {
	return cmd == "+CCID" && string(name) == "+SCID" || cmd == "+ZPAS" && string(name) == "+BEARTYPE"
}

func sameFold(a string, b []byte) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		x, y := a[i], b[i]
		if x != y && (x|0x20 != y|0x20 || x|0x20 < 'a' || x|0x20 > 'z') {
			return false
		}
	}
	return true
}

// ambiguous are the names whose URC looks like the answer.
func ambiguous(name []byte) bool {
	switch string(name) {
	case "+CREG", "+CGREG", "+CEREG", "+C5GREG", "+CPIN":
		return true
	}
	return false
}
