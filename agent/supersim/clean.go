package supersim

import (
	"strings"
	"unicode"
)

// maxMessage bounds a server's message in an error text, in characters.
const maxMessage = 200

// hidden stands for whatever might be an ICCID, a SID, a number or a token.
const hidden = "[id]"

// clean turns a text from the network into one printable line of at most maxMessage characters without identifiers.
// secrets are also removed literally, whatever they look like.
func clean(s string, secrets ...string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, s)
	s = printable(s)
	for _, secret := range secrets {
		// A secret of a few letters would blot out ordinary words; nobody issues one.
		if len(secret) >= 4 {
			s = strings.ReplaceAll(s, secret, hidden)
		}
	}
	s = redact(strings.Join(strings.Fields(s), " "))
	if r := []rune(s); len(r) > maxMessage {
		s = string(r[:maxMessage-1]) + "…"
	}
	return s
}

// redact hides runs that can identify somebody: 7 or more digits, 10 or more when written in groups (a date has 8),
// and 16 or more letters and digits that hold a digit, as SIDs, keys and tokens do.
func redact(s string) string {
	var out strings.Builder
	r := []rune(s)
	for i := 0; i < len(r); {
		if n := groupedDigits(r[i:]); n > 0 {
			out.WriteString(hidden)
			i += n
			continue
		}
		n, hasDigit := wordLen(r[i:])
		switch {
		case n == 0:
			out.WriteRune(r[i])
			i++
		case hasDigit && (n >= 16 || longDigits(r[i:i+n])):
			out.WriteString(hidden)
			i += n
		default:
			// A word that ends in digits may begin a grouped number: hand the digits back to the next round.
			m := n
			for m > 1 && unicode.IsDigit(r[i+m-1]) {
				m--
			}
			out.WriteString(string(r[i : i+m]))
			i += m
		}
	}
	return out.String()
}

// wordLen is the length of the run of letters and digits at the start of r, and whether it holds a digit.
func wordLen(r []rune) (n int, hasDigit bool) {
	for n < len(r) && (unicode.IsLetter(r[n]) || unicode.IsDigit(r[n])) {
		hasDigit = hasDigit || unicode.IsDigit(r[n])
		n++
	}
	return n, hasDigit
}

// longDigits reports a run of 7 or more digits inside a word.
func longDigits(r []rune) bool {
	run := 0
	for _, c := range r {
		if run++; !unicode.IsDigit(c) {
			run = 0
		}
		if run >= 7 {
			return true
		}
	}
	return false
}

// groupedDigits is the length of a number at the start of r written with one or two separators between its groups,
// when it has 10 digits or more; else 0.
func groupedDigits(r []rune) int {
	total, end := 0, 0
	for i := 0; i < len(r); i++ {
		switch {
		case unicode.IsDigit(r[i]):
			total++
			end = i + 1
		case total == 0 || i-end > 1 || !strings.ContainsRune(" -.:/()", r[i]):
			i = len(r)
		}
	}
	if total < 10 {
		return 0
	}
	return end
}
