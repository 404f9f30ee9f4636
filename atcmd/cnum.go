package atcmd

import "fmt"

// ParseCNUM reads one line of the answer of AT+CNUM (27.007 7.1):
// `+CNUM: [<alpha>],<number>,<type>[,…]`, for example
// `+CNUM: "","+15555000010",145`. The number is the card's own and a secret; it
// is "" on cards that do not know it. toa is the type of address, -1 when not
// given.
func ParseCNUM(line string) (number string, toa int, err error) {
	name, f, ok := cut(line)
	if !ok || name != "+CNUM" {
		return "", -1, fmt.Errorf("not a +CNUM line")
	}
	_, _ = f.next()
	number, there := f.next()
	toa = f.int(-1)
	if !there {
		return "", -1, fmt.Errorf("cannot read +CNUM: no number in it")
	}
	if f.err != nil || !isNumber(number) {
		return "", -1, fmt.Errorf("cannot read +CNUM: the number or its type is none")
	}
	return number, toa, nil
}

// isNumber tells whether a text can be a phone number: digits and what 27.007
// allows between them, a plus sign first. "" is one that is hidden.
func isNumber(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && c != '*' && c != '#' && (c != '+' || i > 0) && (c|0x20 < 'a' || c|0x20 > 'c') {
			return false
		}
	}
	return len(s) <= 41
}
