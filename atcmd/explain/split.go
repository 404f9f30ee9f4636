package explain

import "strings"

// Split cuts a text into lines: CR, LF and any row of them end a line, as do
// the same written out, `\r` and `\n`, by a person or a log: `\r\n` anywhere,
// one of them alone outside quotation marks. Blank lines are dropped.
func Split(text string) (lines []string) {
	start, quoted := 0, false
	end := func(i, width int) {
		if l := text[start:i]; strings.TrimLeft(l, " \t\x00") != "" {
			lines = append(lines, l)
		}
		start, quoted = i+width, false
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			quoted = !quoted
		case c == '\r' || c == '\n':
			end(i, 1)
		case c == '\\':
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

// clean returns a line without its padding and without what a UART leaves in
// it: NUL, XON, XOFF and other control characters.
func clean(line string) string {
	drop := func(c byte) bool { return c < ' ' && c != '\t' && c != 0x1a && c != 0x1b || c == 0x7f }
	for i := range len(line) {
		if drop(line[i]) {
			b := make([]byte, 0, len(line))
			for j := range len(line) {
				if !drop(line[j]) {
					b = append(b, line[j])
				}
			}
			line = string(b)
			break
		}
	}
	return strings.Trim(line, " \t")
}
