package explain

import "strings"

// unprefixed cuts off what a log writes in front of a line of the port: times,
// arrows, RX and TX, brackets, and syslog's host and program.
//
//	[2026-05-14 09:30:00.123] +CSQ: 20,99
//	09:30:01 RX: OK
//	May 14 09:30:00 board agent[12]: +CSQ: 20,99
//
// A line that is one of the port's by itself stays as it is, and so does the
// text of a message where no line before had such a prefix.
func (e *Explainer) unprefixed(line string) string {
	text := e.body == textBody || e.text || e.sending || e.prompts()
	if text && !e.stamped || ofPort(line) {
		return line
	}
	rest, timed := line, false
	for {
		next, stamp, ok := afterMark(rest)
		if !ok {
			break
		}
		rest, timed = next, timed || stamp
	}
	for _, mark := range [...]string{`"`, "'"} { // a program's way to show a text
		if inner, ok := strings.CutPrefix(rest, mark); ok && ofPort(strings.TrimSuffix(inner, mark)) {
			rest = strings.TrimSuffix(inner, mark)
		}
	}
	if !timed && rest == line {
		return line
	}
	if timed && !ofPort(rest) {
		for i := 1; i < len(rest); i++ { // a host and a program
			if rest[i-1] == ' ' && ofPort(rest[i:]) {
				rest = rest[i:]
				break
			}
		}
	}
	switch {
	case ofPort(rest):
		e.stamped = e.stamped || timed
	case rest == "" || !timed || !e.stamped && bootLine(rest) == "": // a text that starts with a time
		return line
	}
	return rest
}

// ofPort tells whether a line has a form that only a port's lines have.
func ofPort(line string) bool {
	if named(line) || extendedCommand(line) || strings.EqualFold(line, "AT") || strings.EqualFold(line, "OK") {
		return true
	}
	return strings.EqualFold(line, "ERROR")
}

// afterMark cuts one mark of a log off a line: a word in brackets, a date or
// time, a direction. stamp says that it holds a time.
func afterMark(line string) (rest string, stamp, ok bool) {
	line = strings.TrimLeft(line, " \t|")
	if closing := map[byte]string{'[': "]", '(': ")"}[(line + " ")[0]]; closing != "" {
		inner, after, closed := strings.Cut(line[1:], closing)
		rest = strings.TrimLeft(after, " \t:")
		return rest, isStamp(strings.TrimLeft(inner, " ")), closed && rest != ""
	}
	i := strings.IndexAny(line, " \t")
	if i < 0 {
		return "", false, false
	}
	word := strings.TrimRight(line[:i], ":")
	rest = strings.TrimLeft(line[i:], " \t")
	switch strings.ToLower(word) {
	case "rx", "tx", "recv", "send", "read", "write", "in", "out":
		return rest, false, word != line[:i] || ofPort(rest)
	case "<", ">", "<<", ">>", "<<<", ">>>", "<-", "->", "<--", "-->", "<=", "=>", "\u2190", "\u2192":
		return rest, false, true
	case "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec":
		day, after, _ := strings.Cut(rest, " ")
		return after, false, digits(day) && len(day) <= 2
	}
	return rest, strings.Contains(word, ":"), isStamp(word)
}

// isStamp tells whether a word is a date, a time, both, or the seconds of a
// kernel's log.
func isStamp(s string) bool {
	marks := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
		case c == ':' || c == '-' || c == '/' || c == '.':
			marks++
		case c == ' ' || c == ',' || c == '+' || c == 'T' || c == 'Z':
		default:
			return false
		}
	}
	return len(s) >= 8 && s[0] >= '0' && s[0] <= '9' && (marks >= 2 || marks == 1 && strings.IndexByte(s, '.') > 0)
}

// retyped writes a final as a module would, where a person or a tool changed
// it: "ok", "error", "+cme error: 10", "CME ERROR 10".
func retyped(line string) string {
	switch up := strings.ToUpper(line); up {
	case "OK", "ERROR":
		return up
	}
	for _, name := range [...]string{"CME ERROR", "CMS ERROR"} {
		rest := strings.TrimPrefix(line, "+")
		if len(rest) < len(name) || !strings.EqualFold(rest[:len(name)], name) {
			continue
		}
		rest = rest[len(name):]
		if n := strings.Trim(rest, " :"); n != "" && rest[0] != n[0] {
			return "+" + name + ": " + strings.TrimLeft(rest, " :")
		}
	}
	return line
}
