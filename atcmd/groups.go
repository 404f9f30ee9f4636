package atcmd

import "strings"

// nextGroup cuts the first parameter off the answer of a test command: what
// stands between parentheses, or a plain one, up to the comma. Quoted commas
// and parentheses are text. Modules forget commas between groups and have
// parentheses too many; group says that text stood in parentheses.
func nextGroup(s string) (text, rest string, group, ok bool) {
	s = strings.TrimLeft(s, " ,)")
	if s == "" {
		return "", "", false, false
	}
	if s[0] != '(' {
		end := scan(s, func(depth int, c byte) bool { return c == ',' || c == '(' || c == ')' })
		return strings.Trim(s[:end], " \""), s[end:], false, true
	}
	end := scan(s, func(depth int, c byte) bool { return c == ')' && depth == 1 })
	text = strings.Trim(s[1:end], " ")
	if end < len(s) {
		end++
	}
	return text, s[end:], true, true
}

// scan returns the first place outside quotes at which stop is true, or the
// end. depth counts the open parentheses before it.
func scan(s string, stop func(depth int, c byte) bool) int {
	depth, quoted := 0, false
	for i := range len(s) {
		c := s[i]
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case stop(depth, c):
			return i
		case c == '(':
			depth++
		case c == ')':
			depth--
		}
	}
	return len(s)
}

// bounds returns the least and the greatest number of a list of values and
// ranges, "0-1,4-7" or "3". Blanks do not matter.
func bounds(list string) (low, high int, ok bool) {
	for i := 0; i < len(list); i++ {
		n := leadingDigits(list[i:])
		if n == 0 {
			continue
		}
		v, fits := decimal(list[i : i+n])
		if !fits {
			return 0, 0, false
		}
		if !ok || v < low {
			low = v
		}
		if !ok || v > high {
			high = v
		}
		ok = true
		i += n
	}
	return low, high, ok
}

// firstRange returns the numbers of a list of values and ranges up to its first
// gap: 1 and 17 of "1-17,101-116", 1 and 4 of "1,2,3-4".
func firstRange(list string) (low, high int, ok bool) {
	for part := range strings.SplitSeq(list, ",") {
		a, b, fits := bounds(part)
		switch {
		case !fits:
			return low, high, ok
		case !ok:
			low, high, ok = a, b, true
		case a > high+1 || b < high:
			return low, high, true
		default:
			high = b
		}
	}
	return low, high, ok
}
