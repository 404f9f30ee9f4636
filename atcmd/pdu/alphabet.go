package pdu

import "strings"

// basic is the default alphabet by code (23.038 6.2.1). At 0x1B stands the
// escape to extra.
const basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ" +
	" !\"#¤%&'()*+,-./0123456789:;<=>?" +
	"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§" +
	"¿abcdefghijklmnopqrstuvwxyzäöñüà"

const escape = 0x1B

// extra is the extension table (23.038 6.2.1.1): code and character in turns.
var extra = [...]struct {
	code byte
	char rune
}{{0x0A, '\f'}, {0x14, '^'}, {0x28, '{'}, {0x29, '}'}, {0x2F, '\\'}, {0x3C, '['}, {0x3D, '~'}, {0x3E, ']'}, {0x40, '|'}, {0x65, '€'}}

// toSeptets writes text in the default alphabet; ok is false when a character
// is not in it.
func toSeptets(text string) (codes []byte, ok bool) {
	codes = make([]byte, 0, len(text))
next:
	for _, r := range text {
		code := byte(0)
		for _, b := range basic {
			if b == r && r != escape {
				codes = append(codes, code)
				continue next
			}
			code++
		}
		for _, e := range extra {
			if e.char == r {
				codes = append(codes, escape, e.code)
				continue next
			}
		}
		return nil, false
	}
	return codes, true
}

// fromSeptets is the inverse. A code that is not in the extension table reads
// as in the default one (23.038 6.2.1.1); an escape before nothing or before
// another one is a blank.
func fromSeptets(codes []byte) string {
	chars := []rune(basic)
	var s strings.Builder
	for i := 0; i < len(codes); i++ {
		char := chars[codes[i]&0x7F]
		if char == escape {
			char = ' '
			if i++; i < len(codes) && codes[i] != escape {
				char = chars[codes[i]&0x7F]
				for _, e := range extra {
					if e.code == codes[i] {
						char = e.char
					}
				}
			}
		}
		s.WriteRune(char)
	}
	return s.String()
}

// pack puts septets into octets behind skip bits (23.038 6.1.2.1).
func pack(codes []byte, skip int) []byte {
	out := make([]byte, (7*len(codes)+skip+7)/8)
	for i, c := range codes {
		bit := skip + 7*i
		out[bit/8] |= c << (bit % 8)
		if bit%8 > 1 {
			out[bit/8+1] |= c >> (8 - bit%8)
		}
	}
	return out
}

// unpack is the inverse for n septets, or as many as there are.
func unpack(octets []byte, n, skip int) []byte {
	n = min(n, (8*len(octets)-skip)/7)
	codes := make([]byte, max(n, 0))
	for i := range codes {
		bit := skip + 7*i
		v := uint16(octets[bit/8])
		if bit/8+1 < len(octets) {
			v |= uint16(octets[bit/8+1]) << 8
		}
		codes[i] = byte(v>>(bit%8)) & 0x7F
	}
	return codes
}
