package explain

import "strings"

// maxArgs bounds the parameters of a line that are looked at.
const maxArgs = 256

// arg is one parameter of a line.
type arg struct {
	text   string // without quotation marks and padding; a list keeps its parentheses
	quoted bool
}

// list tells whether the parameter stood in parentheses.
func (a arg) list() bool { return !a.quoted && strings.HasPrefix(a.text, "(") }

// args are the parameters of a line.
type args []arg

// at returns the text of the parameter i, "" when there is none.
//
//go:noinline
func (a args) at(i int) string {
	if i < 0 || i >= len(a) {
		return ""
	}
	return a[i].text
}

// splitArgs cuts the parameters apart. Commas in quotation marks and in
// parentheses belong to the text; a mark without its partner is a character.
func splitArgs(s string) args {
	if strings.Trim(s, " \t") == "" {
		return nil
	}
	var out args
	start, depth := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			if j := strings.IndexByte(s[i+1:], '"'); j >= 0 {
				i += j + 1
			}
		case '(':
			depth++
		case ')':
			depth--
			if depth <= 0 && i+1 < len(s) && s[i+1] == '(' { // a lost comma
				out, depth = append(out, oneArg(s[start:i+1])), 0
				start = i + 1
			}
		case ',':
			if depth <= 0 {
				out, depth = append(out, oneArg(s[start:i])), 0
				start = i + 1
			}
		}
		if len(out) == maxArgs {
			return out
		}
	}
	return append(out, oneArg(s[start:]))
}

func oneArg(s string) arg {
	s = strings.Trim(s, " \t")
	if len(s) >= 2 && s[0] == '"' && strings.IndexByte(s[1:], '"') == len(s)-2 {
		return arg{s[1 : len(s)-1], true}
	}
	if !strings.HasPrefix(s, "(") {
		s = strings.Trim(s, `"`)
	}
	return arg{text: s}
}

// inner returns the parameters of a list without its parentheses.
func inner(s string) args {
	s = strings.TrimPrefix(strings.Trim(s, " \t"), "(")
	return splitArgs(strings.TrimSuffix(s, ")"))
}

// words returns the texts of the list, or of the one value.
func (a arg) words() []string {
	out := []string{}
	if !a.list() {
		if a.text == "" {
			return out
		}
		return append(out, a.text)
	}
	for _, e := range inner(a.text) {
		if e.text != "" {
			out = append(out, e.text)
		}
	}
	return out
}

// integer reads a sign and up to nine digits.
func integer(t string) (n int, ok bool) {
	neg := len(t) > 1 && (t[0] == '-' || t[0] == '+')
	minus := neg && t[0] == '-'
	if neg {
		t = t[1:]
	}
	if t == "" || len(t) > 9 {
		return 0, false
	}
	for i := range len(t) {
		if t[i] < '0' || t[i] > '9' {
			return 0, false
		}
		n = n*10 + int(t[i]-'0')
	}
	if minus {
		n = -n
	}
	return n, true
}

// digits tells whether t is made of decimal digits.
//
//go:noinline
func digits(t string) bool {
	for i := range len(t) {
		if t[i] < '0' || t[i] > '9' {
			return false
		}
	}
	return t != ""
}

// hexText tells whether t is made of hexadecimal digits.
//
//go:noinline
func hexText(t string) bool {
	for i := range len(t) {
		if c := t[i] | 0x20; (t[i] < '0' || t[i] > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return t != ""
}
