package atcmd

import (
	"fmt"
	"strings"
)

// fields reads the comma-separated parameters of a result line one after the
// other. A field may be quoted (commas inside count as text), padded with
// blanks, or empty. The first error sticks; every later read returns a zero.
type fields struct {
	rest string
	more bool
	err  error
}

// cut splits "+NAME: a,b" and returns the reader over "a,b". Blanks before the
// colon are allowed: some Quectel firmware writes "+QSIMSTAT : 1,0".
func cut(line string) (name string, f fields, ok bool) {
	name, rest, ok := nameAndRest(line)
	return name, fields{rest: rest, more: rest != ""}, ok
}

// nameAndRest is cut without the reader.
func nameAndRest(line string) (name, rest string, ok bool) {
	i := strings.IndexByte(line, ':')
	if i < 0 {
		return "", "", false
	}
	name, rest = line[:i], line[i+1:]
	for len(name) > 0 && name[len(name)-1] == ' ' {
		name = name[:len(name)-1]
	}
	return name, trimBlanks(rest), true
}

func trimBlanks(s string) string {
	for len(s) > 0 && s[0] == ' ' {
		s = s[1:]
	}
	for len(s) > 0 && s[len(s)-1] == ' ' {
		s = s[:len(s)-1]
	}
	return s
}

// next returns the next field without quotes and padding.
func (f *fields) next() (text string, ok bool) {
	if !f.more {
		return "", false
	}
	s := f.rest
	i := 0
	for i < len(s) && s[i] == ' ' {
		i++
	}
	if i < len(s) && s[i] == '"' {
		if j := strings.IndexByte(s[i+1:], '"'); j >= 0 {
			text = s[i+1 : i+1+j]
			s = s[i+j+2:]
			if k := strings.IndexByte(s, ','); k >= 0 {
				f.rest = s[k+1:]
			} else {
				f.rest, f.more = "", false
			}
			return text, true
		}
	}
	text, f.rest, f.more = strings.Cut(s, ",")
	return strings.Trim(text, " \t\""), true
}

// int reads a decimal field; missing or empty gives def.
func (f *fields) int(def int) int {
	t, ok := f.next()
	if !ok || t == "" || f.err != nil {
		return def
	}
	n, ok := decimal(t)
	if !ok {
		f.err = fmt.Errorf("%q is not a number", clip(t))
		return def
	}
	return n
}

// must reads a decimal field that has to be there.
func (f *fields) must(what string) int {
	t, ok := f.next()
	if f.err != nil {
		return 0
	}
	n, good := decimal(t)
	if !ok || !good {
		f.err = fmt.Errorf("%s is missing or no number", what)
	}
	return n
}

// decimal parses an optional sign and up to nine digits: enough for every
// enumerated parameter of 27.007, and safe where int has 32 bits.
func decimal(t string) (int, bool) {
	neg := false
	if len(t) > 1 && t[0] == '-' {
		neg, t = true, t[1:]
	}
	if len(t) == 0 || len(t) > 9 {
		return 0, false
	}
	n := 0
	for i := range len(t) {
		if t[i] < '0' || t[i] > '9' {
			return 0, false
		}
		n = n*10 + int(t[i]-'0')
	}
	if neg {
		n = -n
	}
	return n, !neg || n != 0
}

// decimal64 parses up to 20 digits and refuses what does not fit.
func decimal64(t string) (uint64, bool) {
	if len(t) == 0 || len(t) > 20 {
		return 0, false
	}
	var n uint64
	for i := range len(t) {
		d := uint64(t[i] - '0')
		if t[i] < '0' || t[i] > '9' || n > (1<<64-1-d)/10 {
			return 0, false
		}
		n = n*10 + d
	}
	return n, true
}

// hex64 parses up to 16 hexadecimal digits.
func hex64(t string) (uint64, bool) {
	if len(t) == 0 || len(t) > 16 {
		return 0, false
	}
	var n uint64
	for i := range len(t) {
		var d byte
		switch c := t[i]; {
		case c >= '0' && c <= '9':
			d = c - '0'
		case c >= 'a' && c <= 'f':
			d = c - 'a' + 10
		case c >= 'A' && c <= 'F':
			d = c - 'A' + 10
		default:
			return 0, false
		}
		n = n<<4 | uint64(d)
	}
	return n, true
}

// clip shortens foreign text for an error and takes its control characters out.
func clip(t string) string { return clipTo(t, 24) }

// clipTo is clip with a limit in bytes. The result is valid UTF-8.
func clipTo(t string, limit int) string {
	t = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(t, "?"))
	if len(t) > limit {
		return strings.ToValidUTF8(t[:limit], "") + "…"
	}
	return t
}
