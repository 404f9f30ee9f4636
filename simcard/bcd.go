package simcard

import "strings"

// hexDigits maps a nibble to its character.
const hexDigits = "0123456789ABCDEF"

// HexFromSwapped writes each byte low nibble first, the order of ITU-T E.118 and 3GPP TS 24.008
// numbers on a card, as two upper case hexadecimal characters. Padding (F) is kept.
func HexFromSwapped(b []byte) string {
	var s strings.Builder
	s.Grow(2 * len(b))
	for _, v := range b {
		s.WriteByte(hexDigits[v&0x0F])
		s.WriteByte(hexDigits[v>>4])
	}
	return s.String()
}

// SwappedFromHex is the inverse of HexFromSwapped; an odd number of characters is padded with F.
// ok is false when s holds anything but hexadecimal characters.
func SwappedFromHex(s string) (b []byte, ok bool) {
	if len(s)%2 == 1 {
		s += "F"
	}
	b = make([]byte, len(s)/2)
	for i := range b {
		low, okLow := nibble(s[2*i])
		high, okHigh := nibble(s[2*i+1])
		if !okLow || !okHigh {
			return nil, false
		}
		b[i] = high<<4 | low
	}
	return b, true
}

// SwapNibbles exchanges the characters of each pair, as a module does that prints the bytes of a
// file unswapped. A last character without a partner stays.
func SwapNibbles(s string) string {
	b := []byte(s)
	for i := 0; i+1 < len(b); i += 2 {
		b[i], b[i+1] = b[i+1], b[i]
	}
	return string(b)
}

// DecimalBCD reads decimal digits from packed bytes, up to the first nibble above 9. lowFirst is
// the order of nibbles within a byte: true for numbers on a card, false for plain packed BCD.
func DecimalBCD(b []byte, lowFirst bool) string {
	var s strings.Builder
	for _, v := range b {
		first, second := v>>4, v&0x0F
		if lowFirst {
			first, second = second, first
		}
		if first > 9 {
			break
		}
		s.WriteByte('0' + first)
		if second > 9 {
			break
		}
		s.WriteByte('0' + second)
	}
	return s.String()
}

// nibble is the value of one hexadecimal character of either case.
func nibble(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	}
	return 0, false
}

// allHex reports whether s consists of hexadecimal characters only.
func allHex(s string) bool {
	for i := range len(s) {
		if _, ok := nibble(s[i]); !ok {
			return false
		}
	}
	return true
}
