package modemtest

import "strings"

// operator is what stands behind the name of a command.
type operator int

const (
	opExec operator = 0 // AT+X
	opRead operator = 1 // AT+X?
	opTest operator = 2 // AT+X=?
	opSet  operator = 3 // AT+X=…
)

// request is one command of a command line.
type request struct {
	name string // upper case: "+CREG", "E", "&F", "S", "D"
	op   operator
	arg  string // behind = or, for a basic command, its number
}

// parseLine takes the body of a command line apart (ITU-T V.250, 5.3 and 5.4). ok is false when the
// line is malformed behind the returned commands; those are still carried out.
func parseLine(body string) (list []request, ok bool) {
	for i := 0; i < len(body); {
		switch c := upper(body[i]); {
		case c == ' ' || c == ';':
			i++
			continue
		case c == 'D':
			return append(list, request{name: "D", arg: strings.TrimSpace(body[i+1:])}), true
		case c == 'S' && i+1 < len(body) && digit(body[i+1]):
			r, next := parseRegister(body, i+1)
			list, i = append(list, r), next
		case c >= 'A' && c <= 'Z':
			r, next := parseBasic(body, i, 1)
			list, i = append(list, r), next
		case (c == '&' || c == '\\') && i+1 < len(body) && letter(body[i+1]):
			r, next := parseBasic(body, i, 2)
			list, i = append(list, r), next
		case strings.IndexByte("+^$*#%!@", c) >= 0:
			r, next, good := parseExtended(body, i)
			if !good {
				return list, false
			}
			list, i = append(list, r), next
		default:
			return list, false
		}
	}
	return list, true
}

// parseBasic reads a name of width characters and the number behind it.
func parseBasic(body string, i, width int) (request, int) {
	r := request{name: strings.ToUpper(body[i : i+width])}
	i += width
	start := i
	for i < len(body) && digit(body[i]) {
		i++
	}
	r.arg = body[start:i]
	return r, i
}

// parseRegister reads S3? and S3=13; the number of the register goes before the value.
func parseRegister(body string, i int) (request, int) {
	start := i
	for i < len(body) && digit(body[i]) {
		i++
	}
	r := request{name: "S", arg: body[start:i]}
	if i == len(body) {
		return r, i
	}
	switch body[i] {
	case '?':
		r.op, i = opRead, i+1
	case '=':
		r.op, i = opSet, i+1
		start = i
		for i < len(body) && digit(body[i]) {
			i++
		}
		r.arg += "," + body[start:i]
	}
	return r, i
}

// parseExtended reads a command up to the semicolon that ends it, or the end of the line.
func parseExtended(body string, i int) (request, int, bool) {
	start := i
	for i++; i < len(body) && nameChar(body[i]); i++ {
	}
	r := request{name: strings.ToUpper(body[start:i])}
	if i-start < 2 {
		return r, i, false
	}
	end := i + semicolon(body[i:])
	rest := strings.TrimSpace(body[i:end])
	switch {
	case rest == "":
		r.op = opExec
	case rest == "?":
		r.op = opRead
	case rest == "=?":
		r.op = opTest
	case rest[0] == '=':
		r.op, r.arg = opSet, strings.TrimSpace(rest[1:])
	default:
		return r, i, false
	}
	return r, min(end+1, len(body)), true
}

// semicolon returns the index of the first one outside quotation marks, or the length.
func semicolon(s string) int {
	quoted := false
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ';' && !quoted:
			return i
		}
	}
	return len(s)
}

// splitArgs takes parameters apart at the commas outside quotation marks and drops the marks. ok is
// false when a mark has no partner.
func splitArgs(s string) (args []string, ok bool) {
	quoted := false
	start := 0
	for i := 0; i <= len(s); i++ {
		switch {
		case i == len(s) || s[i] == ',' && !quoted:
			args = append(args, bare(s[start:i]))
			start = i + 1
		case s[i] == '"':
			quoted = !quoted
		}
	}
	return args, !quoted
}

// bare drops blanks and one pair of quotation marks.
func bare(s string) string {
	s = strings.TrimSpace(s)
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return s[1 : len(s)-1]
	}
	return s
}

func digit(c byte) bool  { return c >= '0' && c <= '9' }
func letter(c byte) bool { return upper(c) >= 'A' && upper(c) <= 'Z' }

// nameChar reports whether V.250, 5.4.1 allows the character in a name; '-' and '/' are left out,
// because no module has them.
func nameChar(c byte) bool { return letter(c) || digit(c) || c == '_' || c == '.' }

func upper(c byte) byte {
	if c >= 'a' && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}
