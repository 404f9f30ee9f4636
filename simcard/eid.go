package simcard

import (
	"errors"
	"log/slog"
	"strings"
)

// eidDigits is the number of digits of an EID (GSMA SGP.29, 3: 16 bytes).
const eidDigits = 32

var (
	errEIDDigits = errors.New("cannot read EID: not 32 decimal digits")
	errEIDStart  = errors.New("cannot read EID: it does not start with 89")
	errEIDCheck  = errors.New("cannot read EID: the check digits are wrong")
)

// EID is the number of an eUICC, the chip that holds profiles: 32 digits. It is not an ICCID, which
// numbers the enabled profile. The zero value means "not known".
type EID struct{ digits string }

// ParseEID reads the text that a module prints, perhaps in quotation marks or between blanks. The last
// two digits are a check (the whole number modulo 97 is 1; GSMA SGP.29, annex A); a number that
// fails it is refused. No error repeats the digits.
func ParseEID(s string) (EID, error) {
	text, err := unquote(strings.TrimSpace(s))
	switch {
	case err != nil || len(text) != eidDigits || !allDecimal(text):
		return EID{}, errEIDDigits
	case !strings.HasPrefix(text, "89"):
		return EID{}, errEIDStart
	case modulo97(text) != 1:
		return EID{}, errEIDCheck
	}
	return EID{text}, nil
}

// DecodeEID reads the 16 bytes of data object 5A (GSMA SGP.22, 5.7.20; SGP.02, 4.1.3.15): two digits a byte,
// the first in the high nibble, unlike in EF ICCID.
func DecodeEID(value []byte) (EID, error) {
	if len(value) != eidDigits/2 {
		return EID{}, errEIDDigits
	}
	return ParseEID(SwapNibbles(HexFromSwapped(value)))
}

// FindEID returns the first EID in any of the lines, whatever stands around it.
func FindEID(lines []string) (EID, bool) {
	for _, line := range lines {
		for _, word := range strings.FieldsFunc(line, func(r rune) bool { return !isNumberOrName(r) }) {
			if id, err := ParseEID(word); err == nil {
				return id, true
			}
		}
	}
	return EID{}, false
}

// isNumberOrName reports whether a character can belong to a number or to a name next to it.
func isNumberOrName(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '_' || r > 0x7F
}

// modulo97 of a string of decimal digits.
func modulo97(digits string) int {
	rest := 0
	for i := range len(digits) {
		rest = (10*rest + int(digits[i]-'0')) % 97
	}
	return rest
}

// Digits returns the whole number; "" for the zero value. Not for logs.
func (e EID) Digits() string { return e.digits }

// IsZero reports whether no number is known.
func (e EID) IsZero() bool { return e.digits == "" }

// String returns the redacted number: the maker of the chip and the last four digits.
func (e EID) String() string { return redact(e.digits, 8, 4) }

// GoString is as redacted as String.
func (e EID) GoString() string { return "simcard.EID(" + e.String() + ")" }

// LogValue keeps the number redacted in structured logs.
func (e EID) LogValue() slog.Value { return slog.StringValue(e.String()) }
