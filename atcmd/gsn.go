package atcmd

import (
	"errors"
	"strings"
)

// Serial is who a module is. All are secrets; "" when not told.
type Serial struct {
	IMEI string // 15 digits
	MEID string // 14 hexadecimal digits, upper case
	ESN  string // 8 hexadecimal digits, upper case
}

var errSerial = errors.New("cannot read the serial number: none in the answer")

// ParseGSN reads the answer of AT+CGSN or AT+GSN (27.007 5.4, V.250 6.1.5):
// 15 digits for an IMEI, 14 hexadecimal digits for a MEID, up to 8 for an ESN.
// A name in front (`+CGSN: "350000000000006"`), a maker's serial number behind a
// comma, 0x before hexadecimal, and a MEID with its ESN behind a colon are read.
// What is none of it is passed over, such as the two in decimal that CDMA
// modules write a line above.
func ParseGSN(lines []string) (Serial, error) {
	var s Serial
	for _, l := range lines {
		if name, rest, ok := nameAndRest(l); ok && (strings.HasPrefix(name, "+") || name == "IMEI") {
			l = rest
		}
		l, _, _ = strings.Cut(l, ",")
		first, second, _ := strings.Cut(l, ":")
		s.add(first)
		s.add(second)
	}
	if s == (Serial{}) {
		return s, errSerial
	}
	return s, nil
}

// add takes one number in, by its length; the first of a kind stays.
func (s *Serial) add(t string) {
	t = strings.Trim(t, " \"")
	hexed := strings.HasPrefix(t, "0x") || strings.HasPrefix(t, "0X")
	if hexed {
		t = strings.TrimLeft(t[2:], "0")
	}
	switch {
	case len(t) == 15 && !hexed && allDigits([]byte(t)):
		keep(&s.IMEI, t)
	case !isHex(t):
	case len(t) == 14:
		keep(&s.MEID, strings.ToUpper(t))
	case len(t) == 8 || hexed && len(t) >= 6 && len(t) < 8:
		keep(&s.ESN, "00"[:8-len(t)]+strings.ToUpper(t))
	}
}

// keep sets a field that is not set.
func keep(field *string, t string) {
	if *field == "" {
		*field = t
	}
}
