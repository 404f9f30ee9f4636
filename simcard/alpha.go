package simcard

import (
	"errors"
	"strings"
	"unicode/utf16"
)

// alphabet is the GSM default alphabet (3GPP TS 23.038, 6.2.1), one character for each of its 128 codes.
// Code 1B leads to the extension table and never stands for itself.
const alphabet = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
	"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"

var errAlpha = errors.New("a text in none of the codings of TS 102 221, annex A")

// DecodeAlpha reads a text on a card: codes of the GSM default alphabet, one a byte and unpacked, or one of
// the three UCS2 codings of ETSI TS 102 221, annex A, that start with 80, 81 or 82. Padding FF ends it.
//
//	80  characters of 16 bits
//	81  length, bits 15 to 8 of half a page, then bytes: below 80 the GSM alphabet, else the page plus 7 bits
//	82  length, page base of 16 bits, then bytes as above
//
// Control characters become blanks: the text may go to a terminal.
func DecodeAlpha(b []byte) (string, error) {
	s, err := decodeAlpha(b)
	return strings.Map(printable, s), err
}

// printable also takes the marks away that turn the direction of what follows.
func printable(r rune) rune {
	switch {
	case r < ' ', r >= 0x7F && r <= 0x9F, r >= 0x2028 && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
		return ' '
	}
	return r
}

func decodeAlpha(b []byte) (string, error) {
	if len(b) == 0 {
		return "", nil
	}
	switch b[0] {
	case 0x80:
		return wide(b[1:]), nil
	case 0x81:
		if len(b) < 3 || int(b[1]) > len(b)-3 {
			return "", errAlpha
		}
		return paged(b[3:3+int(b[1])], uint16(b[2])<<7, true)
	case 0x82:
		if len(b) < 4 || int(b[1]) > len(b)-4 {
			return "", errAlpha
		}
		return paged(b[4:4+int(b[1])], uint16(b[2])<<8|uint16(b[3]), true)
	}
	if i := strings.IndexByte(string(b), 0xFF); i >= 0 {
		b = b[:i]
	}
	return paged(b, 0, false)
}

// wide reads characters of 16 bits up to the padding. A last byte without a partner is padding too.
func wide(b []byte) string {
	var units []uint16
	for i := 0; i+1 < len(b); i += 2 {
		u := uint16(b[i])<<8 | uint16(b[i+1])
		if u == 0xFFFF {
			break
		}
		units = append(units, u)
	}
	return string(utf16.Decode(units))
}

// paged reads bytes: below 80 a code of the GSM alphabet, from there on a place in a page. Without a
// page there is no such place.
func paged(b []byte, base uint16, pages bool) (string, error) {
	table := []rune(alphabet)
	var units []uint16
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c >= 0x80 && !pages:
			return "", errAlpha
		case c >= 0x80:
			units = append(units, base+uint16(c&0x7F))
		case c == 0x1B && i+1 < len(b):
			i++
			units = append(units, extension(b[i], table))
		case c == 0x1B:
			units = append(units, ' ') // 6.2.1: shown as a blank
		default:
			units = append(units, uint16(table[c]))
		}
	}
	return string(utf16.Decode(units)), nil
}

// extension returns the character behind 1B; an unknown one is that of the default table (6.2.1.1).
func extension(c byte, table []rune) uint16 {
	switch c {
	case 0x0A:
		return '\f'
	case 0x14:
		return '^'
	case 0x28:
		return '{'
	case 0x29:
		return '}'
	case 0x2F:
		return '\\'
	case 0x3C:
		return '['
	case 0x3D:
		return '~'
	case 0x3E:
		return ']'
	case 0x40:
		return '|'
	case 0x65:
		return '€'
	}
	if c >= 0x80 || c == 0x1B {
		return ' '
	}
	return uint16(table[c])
}
