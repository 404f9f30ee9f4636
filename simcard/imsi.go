package simcard

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
)

// Number of digits of an IMSI: three of country, two or three of network, and at least one behind
// them; 3GPP TS 23.003, 2.2 allows 15 at most.
const (
	minIMSIDigits = 6
	maxIMSIDigits = 15
)

// imsiBytes is the length of EF IMSI (3GPP TS 31.102, 4.2.2).
const imsiBytes = 9

// typeIMSI is the type of identity in the three low bits of the first digit byte (3GPP TS 24.008, 10.5.1.4).
const typeIMSI = 1

// Errors of ParseIMSI and DecodeIMSI. None of them repeats the digits.
var (
	errIMSIDigits = errors.New("cannot read IMSI: not 6 to 15 decimal digits")
	errIMSIType   = errors.New("cannot read IMSI: the file says that it holds another kind of identity")
	errIMSIParity = errors.New("cannot read IMSI: the parity bit does not fit the number of digits")
)

// IMSI is the number of a subscription, 6 to 15 digits. The zero value means "not known". A Super
// SIM changes it by itself: it never identifies a card.
type IMSI struct{ digits string }

// ParseIMSI reads the text that +CIMI prints: digits, perhaps in quotation marks or between blanks.
// No error repeats the digits.
func ParseIMSI(s string) (IMSI, error) {
	text, err := unquote(strings.TrimSpace(s))
	if err != nil || len(text) < minIMSIDigits || len(text) > maxIMSIDigits || !allDecimal(text) {
		return IMSI{}, errIMSIDigits
	}
	return IMSI{text}, nil
}

// DecodeIMSI reads EF IMSI (file 6F07; 3GPP TS 31.102, 4.2.2): the number of bytes that follow, 4 to 8,
// then nibbles in swapped order. The first is the type 1 with bit 4 set for an odd number of digits; an
// even number ends with the padding F. 08 09 10 10 00 00 00 00 10 is 001010000000001. A file
// that was never written gives ErrBlank.
func DecodeIMSI(ef []byte) (IMSI, error) {
	if blank(ef) {
		return IMSI{}, fmt.Errorf("cannot read IMSI: %w", ErrBlank)
	}
	n := int(ef[0])
	if n < 1+minIMSIDigits/2 || n > imsiBytes-1 || n >= len(ef) {
		return IMSI{}, fmt.Errorf("cannot read IMSI: %w", ErrLength)
	}
	first := ef[1] & 0x0F
	if first&0x07 != typeIMSI {
		return IMSI{}, errIMSIType
	}
	digits := HexFromSwapped(ef[1 : 1+n])[1:]
	if even := strings.HasSuffix(digits, "F"); even {
		if first&0x08 != 0 {
			return IMSI{}, errIMSIParity
		}
		digits = digits[:len(digits)-1]
	} else if first&0x08 == 0 {
		return IMSI{}, errIMSIParity
	}
	if !allDecimal(digits) {
		return IMSI{}, errIMSIDigits
	}
	return IMSI{digits}, nil
}

// EncodeIMSI is the inverse of DecodeIMSI: nine bytes, unused ones FF. The zero value gives a file that
// was never written.
func EncodeIMSI(i IMSI) []byte {
	ef := make([]byte, imsiBytes)
	for n := range ef {
		ef[n] = 0xFF
	}
	if i.digits == "" {
		return ef
	}
	first := "1"
	if len(i.digits)%2 == 1 {
		first = "9"
	}
	packed, _ := SwappedFromHex(first + i.digits) // digits are hexadecimal
	ef[0] = byte(len(packed))
	copy(ef[1:], packed)
	return ef
}

// Digits returns the whole number; "" for the zero value. Not for logs.
func (i IMSI) Digits() string { return i.digits }

// IsZero reports whether no number is known.
func (i IMSI) IsZero() bool { return i.digits == "" }

// PLMN returns the home network that the number names. mncLength is that of EF AD, 2 or 3; with any
// other value the network cannot be told and the result is "".
func (i IMSI) PLMN(mncLength int) PLMN {
	if mncLength != 2 && mncLength != 3 || len(i.digits) < 3+mncLength {
		return ""
	}
	return PLMN(i.digits[:3+mncLength])
}

// String returns the redacted number: country, two digits of the network, and the last two.
func (i IMSI) String() string { return redact(i.digits, 5, 2) }

// GoString is as redacted as String.
func (i IMSI) GoString() string { return "simcard.IMSI(" + i.String() + ")" }

// LogValue keeps the number redacted in structured logs.
func (i IMSI) LogValue() slog.Value { return slog.StringValue(i.String()) }
