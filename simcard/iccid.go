package simcard

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
)

// Number of digits of a card number. ITU-T E.118 allows up to 19; operators use 20 as well, and
// ten bytes of EF ICCID hold no more. Shorter than 18 has not been seen on a cellular card.
const (
	minICCIDDigits = 18
	maxICCIDDigits = 20
)

// iccidFileDigits is the length in nibbles of EF ICCID (ETSI TS 102 221, 13.2: 10 bytes).
const iccidFileDigits = 20

// decimalPrefix is how many leading digits are always decimal: industry, country and issuer. Some
// operators (China Mobile) put a hexadecimal letter behind them.
const decimalPrefix = 6

// Errors of ParseICCID and DecodeICCID. None of them repeats the digits.
var (
	errICCIDEmpty   = errors.New("cannot parse ICCID: no digits")
	errICCIDChars   = errors.New("cannot parse ICCID: a character that is neither a digit nor A-F")
	errICCIDQuotes  = errors.New("cannot parse ICCID: a quotation mark without its partner")
	errICCIDLength  = errors.New("cannot parse ICCID: not 18 to 20 digits (22 characters with padding)")
	errICCIDStart   = errors.New("cannot parse ICCID: it does not start with 89, the number of telecommunications cards")
	errICCIDSwapped = errors.New("cannot parse ICCID: it starts with 98, but a nibble swapped number has exactly 20 characters")
	errICCIDLetter  = errors.New("cannot parse ICCID: a letter among the first six digits")
	errICCIDFile    = errors.New("cannot decode ICCID: the file is not 10 bytes long")
	errICCIDBlank   = fmt.Errorf("cannot decode ICCID: %w", ErrBlank)
)

// ICCID is the number of a card in canonical form: upper case, not nibble swapped, without padding.
// The zero value means "no card number known". Two values are equal by == only when their raw forms
// are equal too; use Equal, or Digits as the key of a map, to compare cards.
type ICCID struct {
	digits string
	raw    string
}

// ParseICCID reads the text form that any module prints: 18 to 22 hexadecimal characters, with or
// without quotation marks and surrounding blanks, perhaps padded with F at the end. A number that
// starts with 89 is taken as it is; one that starts with 98 must have the 20 characters of the file
// and is nibble swapped. Letters are allowed after the sixth digit. The Luhn digit is not checked:
// see LuhnOK. No error repeats the digits.
func ParseICCID(s string) (ICCID, error) {
	text, err := unquote(strings.TrimSpace(s))
	if err != nil {
		return ICCID{}, err
	}
	if text == "" {
		return ICCID{}, errICCIDEmpty
	}
	if !allHex(text) {
		return ICCID{}, errICCIDChars
	}
	if len(text) < minICCIDDigits || len(text) > maxICCIDDigits+2 {
		return ICCID{}, errICCIDLength
	}
	digits := strings.ToUpper(text)
	if strings.HasPrefix(digits, "98") {
		if len(digits) != iccidFileDigits {
			return ICCID{}, errICCIDSwapped
		}
		digits = SwapNibbles(digits)
	}
	return canonical(digits, text)
}

// DecodeICCID reads the ten bytes of EF ICCID (file 2FE2; ETSI TS 102 221, 13.2): digits in swapped
// BCD, unused nibbles F. Raw is the file as upper case hexadecimal text.
func DecodeICCID(ef []byte) (ICCID, error) {
	if len(ef) != iccidFileDigits/2 {
		return ICCID{}, errICCIDFile
	}
	digits := HexFromSwapped(ef)
	if strings.Trim(digits, "F") == "" {
		return ICCID{}, errICCIDBlank
	}
	return canonical(digits, SwapNibbles(digits))
}

// EncodeICCID is the inverse of DecodeICCID: ten bytes, padded with F. The zero value gives a file that
// was never written.
func EncodeICCID(i ICCID) []byte {
	ef, _ := SwappedFromHex((i.digits + strings.Repeat("F", iccidFileDigits))[:iccidFileDigits]) // digits are hexadecimal
	return ef
}

// canonical strips the padding from upper case digits in reading order and checks what is left.
func canonical(digits, raw string) (ICCID, error) {
	digits = strings.TrimRight(digits, "F")
	switch {
	case !strings.HasPrefix(digits, "89"):
		return ICCID{}, errICCIDStart
	case len(digits) < minICCIDDigits || len(digits) > maxICCIDDigits:
		return ICCID{}, errICCIDLength
	case strings.ContainsAny(digits[:decimalPrefix], "ABCDEF"):
		return ICCID{}, errICCIDLetter
	}
	return ICCID{digits: digits, raw: raw}, nil
}

// unquote drops one pair of quotation marks, of which both or neither must be there.
func unquote(s string) (string, error) {
	opened, closed := strings.HasPrefix(s, `"`), strings.HasSuffix(s, `"`)
	if !opened && !closed {
		return s, nil
	}
	if !opened || !closed || len(s) < 2 {
		return "", errICCIDQuotes
	}
	return strings.TrimSpace(s[1 : len(s)-1]), nil
}

// Digits returns the whole number, 18 to 20 characters; "" for the zero value. Not for logs.
func (i ICCID) Digits() string { return i.digits }

// Raw returns the number as the source gave it, without quotation marks. Not for logs.
func (i ICCID) Raw() string { return i.raw }

// IsZero reports whether no card number is known.
func (i ICCID) IsZero() bool { return i.digits == "" }

// Equal reports whether both are the number of the same card, however it was written. A zero value
// equals nothing, not even another zero value: two unknown cards are not the same card.
func (i ICCID) Equal(o ICCID) bool { return i.digits != "" && i.digits == o.digits }

// String returns the redacted number, "8988307…6789": the issuer and the last four digits.
func (i ICCID) String() string {
	if i.digits == "" {
		return "unknown"
	}
	return i.digits[:7] + "…" + i.digits[len(i.digits)-4:]
}

// GoString is as redacted as String, so that %#v and failing tests do not print the number.
func (i ICCID) GoString() string { return "simcard.ICCID(" + i.String() + ")" }

// LogValue keeps the number redacted in structured logs.
func (i ICCID) LogValue() slog.Value { return slog.StringValue(i.String()) }

// LuhnOK reports whether the last digit is the check digit of ITU-T E.118. It is a hint only:
// operators with 20 digits, or with letters in their numbers, do not keep to it.
func (i ICCID) LuhnOK() bool { return luhn(i.digits) }

// luhn checks the sum over a string of decimal digits; anything else is not OK.
func luhn(digits string) bool {
	sum := 0
	for n := range len(digits) {
		d := int(digits[len(digits)-1-n]) - '0'
		if d < 0 || d > 9 {
			return false
		}
		if n%2 == 1 {
			d *= 2
			if d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return digits != "" && sum%10 == 0
}
