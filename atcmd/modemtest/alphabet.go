package modemtest

import (
	"strings"
	"unicode/utf16"
)

// gsmBasic is the default alphabet of 3GPP TS 23.038, 6.2.1, by code; 0x1B is the escape to gsmExtra.
const gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ" +
	" !\"#¤%&'()*+,-./0123456789:;<=>?" +
	"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§" +
	"¿abcdefghijklmnopqrstuvwxyzäöñüà"

// gsmExtra is the extension of 6.2.1.1, code and character in turns.
var gsmExtra = map[rune]byte{'^': 0x14, '{': 0x28, '}': 0x29, '\\': 0x2F, '[': 0x3C, '~': 0x3D, ']': 0x3E, '|': 0x40, '€': 0x65}

// septets writes text in the default alphabet; ok is false when it does not fit there.
func septets(text string) (codes []byte, ok bool) {
	basic := []rune(gsmBasic)
	for _, r := range text {
		if code, extra := gsmExtra[r]; extra {
			codes = append(codes, 0x1B, code)
			continue
		}
		i := indexRune(basic, r)
		if i < 0 || r == 0x1B {
			return nil, false
		}
		codes = append(codes, byte(i))
	}
	return codes, true
}

func indexRune(list []rune, r rune) int {
	for i := range list {
		if list[i] == r {
			return i
		}
	}
	return -1
}

// fromSeptets is the inverse of septets; unknown codes become blanks.
func fromSeptets(codes []byte) string {
	basic := []rune(gsmBasic)
	var s strings.Builder
	for i := 0; i < len(codes); i++ {
		if codes[i] != 0x1B {
			s.WriteRune(basic[codes[i]&0x7F])
			continue
		}
		i++
		out := ' '
		for r, code := range gsmExtra {
			if i < len(codes) && codes[i] == code {
				out = r
			}
		}
		s.WriteRune(out)
	}
	return s.String()
}

// pack puts septets into octets behind skip bits of padding (23.038, 6.1.2.1).
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

// unpack is the inverse of pack for n septets; it stops at the end of the octets.
func unpack(octets []byte, n, skip int) []byte {
	var codes []byte
	for i := range n {
		bit := skip + 7*i
		if (bit+6)/8 >= len(octets) {
			break
		}
		v := uint16(octets[bit/8])
		if bit/8+1 < len(octets) {
			v |= uint16(octets[bit/8+1]) << 8
		}
		codes = append(codes, byte(v>>(bit%8))&0x7F)
	}
	return codes
}

// ucs2 writes text in 16 bit units, most significant byte first.
func ucs2(text string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(text)) {
		out = append(out, byte(u>>8), byte(u))
	}
	return out
}

func fromUCS2(b []byte) string {
	var units []uint16
	for i := 0; i+1 < len(b); i += 2 {
		units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(units))
}
