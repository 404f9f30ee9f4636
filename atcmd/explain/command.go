package explain

import "strings"

// form is the form of a command, V.250 5.4.
type form string

const (
	formExecute form = "execute" // AT+CSQ
	formSet     form = "set"     // AT+CREG=2
	formRead    form = "read"    // AT+CREG?
	formTest    form = "test"    // AT+CREG=?
)

// part is one command of a command line.
type part struct {
	name   string // "+CREG" in capitals, or a basic command: "I", "E0"
	form   form
	params string // behind '='
}

// command is a command line.
type command struct {
	line  string
	parts []part
}

// readCommand takes a command line apart. ok is false when line is none: it
// does not start with AT and something that may follow it.
func readCommand(line string) (c command, ok bool) {
	if len(line) < 2 || !strings.EqualFold(line[:2], "AT") {
		return c, false
	}
	body := strings.Trim(line[2:], " ")
	if line[2:] != "" && !extended(line[2]) && !basicLine(body) {
		return c, false
	}
	c.line = line
	for body != "" {
		var one string
		one, body = nextCommand(body)
		if p := readPart(strings.Trim(one, " ")); p.name != "" {
			c.parts = append(c.parts, p)
		}
	}
	return c, true
}

// nextCommand cuts the first command off: an extended one ends at a semicolon
// outside quotation marks, a basic one with its digits.
func nextCommand(s string) (one, rest string) {
	if !extended(s[0]) || s[0] == '&' || s[0] == '\\' {
		i := 1
		if s[0] == '&' || s[0] == '\\' {
			i = min(2, len(s))
		}
		if s[0]|0x20 == 'd' {
			return s, "" // a number goes to the end
		}
		for i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == '=' || s[i] == '?') {
			i++
		}
		if s[0] == ';' || s[0] == ' ' {
			return "", s[1:]
		}
		return s[:i], s[i:]
	}
	quoted := false
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ';' && !quoted:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

func readPart(s string) part {
	p := part{name: s, form: formExecute}
	if i := strings.IndexAny(s, "=?"); i >= 0 {
		p.name, p.form = s[:i], formSet
		switch {
		case s[i:] == "?":
			p.form = formRead
		case strings.HasPrefix(s[i:], "=?"):
			p.form = formTest
		case s[i] == '=':
			p.params = s[i+1:]
		}
	}
	p.name = strings.ToUpper(strings.Trim(p.name, " "))
	return p
}

// extended tells whether a name that is more than a letter starts with c.
func extended(c byte) bool {
	switch c {
	case '+', '^', '#', '%', '*', '$', '!', '@', '&', '\\':
		return true
	}
	return false
}

// basicLine tells whether s is made of basic commands: letters with digits, a
// dial command, S registers, perhaps an extended command behind them.
func basicLine(s string) bool {
	for i := 0; i < len(s); {
		c := s[i] &^ 0x20
		switch {
		case extended(s[i]):
			return true
		case c == 'D':
			return i+1 == len(s) || strings.IndexByte("0123456789*#+TtPp>,;", s[i+1]) >= 0
		case strings.IndexByte("ABCEFHILMNOQSVWXZ", c) < 0:
			return false
		}
		i++
		from := i
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			i++
		}
		if c == 'S' && from == i {
			return false
		}
		if c == 'S' && i < len(s) && (s[i] == '=' || s[i] == '?') {
			return true
		}
	}
	return s != ""
}

// part returns the command's part of a name.
//
//go:noinline
func (c command) part(name string) (p part, ok bool) {
	for _, p := range c.parts {
		if p.name == name {
			return p, true
		}
	}
	return part{}, false
}

// form returns the form in which a name is asked for; "" when it is not.
func (c command) form(name string) form {
	p, _ := c.part(name)
	return p.form
}

// gluedEcho cuts an echo off that lost its CR: the pending command, or a
// question that goes on with a named answer.
func gluedEcho(line, pending string) (echo, rest string, ok bool) {
	if n := len(pending); n > 4 && len(line) > n && strings.EqualFold(line[:n], pending) {
		rest = strings.TrimLeft(line[n:], " ")
		if rest == "OK" || rest == "ERROR" || named(rest) {
			return line[:n], rest, true
		}
	}
	if len(line) < 3 || !strings.EqualFold(line[:2], "AT") || !extended(line[2]) {
		return "", "", false
	}
	if i := strings.IndexByte(line, '?'); i > 2 && named(strings.TrimLeft(line[i+1:], " ")) {
		return line[:i+1], strings.TrimLeft(line[i+1:], " "), true
	}
	if i := strings.IndexByte(line[3:], line[2]) + 3; i > 3 && strings.HasPrefix(line[i:], line[2:i]+":") {
		return line[:i], line[i:], true
	}
	return "", "", false
}

// named tells whether a line starts with a name and a colon.
func named(line string) bool {
	name, _ := nameOf(line)
	return name != ""
}

// nameOf cuts "+NAME: rest" apart; the name is in capitals, "" for a line that
// has none. Blanks may stand in front of the colon.
func nameOf(line string) (name, rest string) {
	if line == "" || !extended(line[0]) {
		return "", ""
	}
	i := strings.IndexByte(line, ':')
	if i < 2 {
		return "", ""
	}
	name = strings.TrimRight(line[:i], " ")
	if strings.ContainsAny(name, " ,\"=?;") {
		return "", ""
	}
	return strings.ToUpper(name), strings.Trim(line[i+1:], " \t")
}
