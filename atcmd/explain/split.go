package explain

import "strings"

// Split cuts a text into lines: CR, LF and any row of them end a line, as do
// the same written out, `\r` and `\n` or <CR> and <LF>, by a person or a log:
// `\r\n` anywhere, one of them alone outside quotation marks. Blank lines are dropped. Lines
// that lost what stood between them, `+CREG: 1,5+CGREG: 1,5OK`, are cut apart.
func Split(text string) (lines []string) {
	start, quoted := 0, false
	end := func(i, width int) {
		if l := text[start:i]; strings.TrimLeft(l, " \t\x00") != "" {
			for l != "" {
				n := glued(l)
				lines, l = append(lines, l[:n]), l[n:]
			}
		}
		start, quoted = i+width, false
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			quoted = !quoted
		case c == '\r' || c == '\n':
			end(i, 1)
		case c == '\\' || c == '<':
			if n := written(text[i:], quoted, i-start); n > 0 {
				end(i, n)
				i += n - 1
			}
		}
	}
	end(len(text), 0)
	return lines
}

// written returns the length of a written line end at the start of s, 0 for
// none. at is where it stands in its line: AT\N0 is a command.
func written(s string, quoted bool, at int) int {
	if s[0] == '<' {
		if len(s) >= 4 && !quoted && (strings.EqualFold(s[:4], "<CR>") || strings.EqualFold(s[:4], "<LF>")) {
			return 4
		}
		return 0
	}
	switch {
	case strings.HasPrefix(s, `\r\n`), strings.HasPrefix(s, `\n\r`):
		return 4
	case strings.HasPrefix(s, `\r\r\n`):
		return 6
	case quoted || at == 2 && len(s) > 2 && s[2] >= '0' && s[2] <= '9':
		return 0
	case strings.HasPrefix(s, `\r`), strings.HasPrefix(s, `\n`):
		return 2
	}
	return 0
}

// clean returns a line without its padding, without what a UART leaves in it
// (NUL, XON, XOFF and other control characters), and as a terminal would show
// it: without colours, and without what was typed and taken back.
func clean(line string) string {
	drop := func(c byte) bool { return c < ' ' && c != '\t' && c != 0x1a || c == 0x7f }
	if strings.IndexFunc(line, func(r rune) bool { return r < 0x80 && drop(byte(r)) }) >= 0 {
		b := make([]byte, 0, len(line))
		for i := 0; i < len(line); i++ {
			switch c := line[i]; {
			case c == '\b' && len(b) > 0:
				b = b[:len(b)-1]
			case c == 0x1b && escape(line[i:]) > 0:
				i += escape(line[i:]) - 1
			case !drop(c) || c == 0x1b:
				b = append(b, c)
			}
		}
		line = string(b)
	}
	return strings.Trim(line, " \t")
}

// escape returns the length of a colour or cursor sequence of a terminal at the
// start of s (ECMA-48 5.4), 0 for none.
func escape(s string) int {
	if !strings.HasPrefix(s, "\x1b[") {
		return 0
	}
	for i := 2; i < len(s); i++ {
		if s[i] >= '@' && s[i] <= '~' {
			return i + 1
		}
		if s[i] < ' ' || s[i] > '?' {
			return 0
		}
	}
	return 0
}

// glued returns where the first line of l ends: in front of another name and
// colon, or of a last OK, that follow a value without anything between.
func glued(l string) int {
	if name, _ := nameOf(strings.TrimLeft(l, " ")); name == "" && !extendedCommand(strings.TrimLeft(l, " ")) {
		return len(l)
	}
	quoted := false
	for i := 1; i < len(l); i++ {
		switch c := l[i]; {
		case c == '"':
			quoted = !quoted
		case quoted || !endsValue(l[i-1]):
		case c == 'O' && l[i:] == "OK":
			return i
		case c == '+' && i+3 < len(l) && l[i+1] >= 'A' && l[i+1] <= 'Z' && named(l[i:]):
			return i
		}
	}
	return len(l)
}

// endsValue tells whether a value may end with c: a digit, a mark, a parenthesis.
func endsValue(c byte) bool { return c >= '0' && c <= '9' || c == '"' || c == ')' }
