package pdu

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEncode(t *testing.T) {
	blocks, err := Encode(Draft{To: "+15555000010", Text: "hello"})
	require.NoError(t, err)
	require.Equal(t, []Block{{"000100" + "0B915155050010F0" + "0000" + "05E8329BFD06", 18}}, blocks)
	blocks, err = Encode(Draft{To: "000", Text: "é€Ж", Report: true})
	require.NoError(t, err)
	require.Equal(t, []Block{{"002100" + "038100F0" + "0008" + "06" + "00E920AC0416", 15}}, blocks)
	blocks, err = Encode(Draft{To: "*1#"})
	require.NoError(t, err)
	require.Equal(t, "000100"+"0381"+"1AFB"+"000000", blocks[0].Hex)
}

func TestEncodeParts(t *testing.T) {
	for text, parts := range map[string]int{
		strings.Repeat("a", 160):                                 1,
		strings.Repeat("a", 161):                                 2,
		strings.Repeat("a", 306):                                 2,
		strings.Repeat("a", 307):                                 3,
		strings.Repeat("€", 80):                                  1,
		strings.Repeat("€", 81):                                  2,
		strings.Repeat("€", 153):                                 3, // 76 fit a part: a pair is not split
		strings.Repeat("ж", 70):                                  1,
		strings.Repeat("ж", 71):                                  2,
		strings.Repeat("ж", 134):                                 2,
		strings.Repeat("ж", 135):                                 3,
		strings.Repeat("\U0001F600", 35):                         1,
		strings.Repeat("\U0001F600", 66):                         2, // 33 fit a part
		strings.Repeat("\U0001F600", 67):                         3,
		strings.Repeat("a", 255*153):                             255,
		strings.Repeat("a", 159) + "ж":                           3,
		strings.Repeat("0123456789", 15) + "ab€" + "zzzzzzzzzzz": 2,
	} {
		blocks, err := Encode(Draft{To: "000", Text: text, Ref: 0xAB})
		require.NoError(t, err)
		require.Len(t, blocks, parts, "%d octets", len(text))
		check(t, Draft{To: "000", Text: text, Ref: 0xAB}, blocks)
	}
}

func TestEncodeRefuses(t *testing.T) {
	for _, to := range []string{"", "+", "12 34", "super", "+12+3", "123456789012345678901", "1\r\n2", "١"} {
		_, err := Encode(Draft{To: to, Text: "x"})
		require.ErrorIs(t, err, ErrNumber, to)
	}
	_, err := Encode(Draft{To: "1", Text: "a\xff"})
	require.ErrorIs(t, err, ErrText)
	_, err = Encode(Draft{To: "1", Text: strings.Repeat("a", 255*153+1)})
	require.ErrorIs(t, err, ErrLong)
}

// The table against codes of the standard, written down here once more.
func TestAlphabet(t *testing.T) {
	first := []rune{0x40, 0xA3, 0x24, 0xA5, 0xE8, 0xE9, 0xF9, 0xEC, 0xF2, 0xC7, '\n', 0xD8, 0xF8, '\r', 0xC5, 0xE5,
		0x394, 0x5F, 0x3A6, 0x393, 0x39B, 0x3A9, 0x3A0, 0x3A8, 0x3A3, 0x398, 0x39E, 0x1B, 0xC6, 0xE6, 0xDF, 0xC9}
	chars := []rune(basic)
	require.Len(t, chars, 128)
	require.Equal(t, first, chars[:32])
	for code := rune(32); code < 128; code++ { // ASCII but for these
		if other, ok := map[rune]rune{0x24: 0xA4, 0x40: 0xA1, 0x5B: 0xC4, 0x5C: 0xD6, 0x5D: 0xD1, 0x5E: 0xDC, 0x5F: 0xA7,
			0x60: 0xBF, 0x7B: 0xE4, 0x7C: 0xF6, 0x7D: 0xF1, 0x7E: 0xFC, 0x7F: 0xE0}[code]; ok {
			require.Equal(t, other, chars[code])
		} else {
			require.Equal(t, code, chars[code])
		}
	}
	for text, code := range map[string]byte{"@": 0x00, "£": 0x01, "Ç": 0x09, "\n": 0x0A, "Δ": 0x10, "_": 0x11, "Ξ": 0x1A, "É": 0x1F, " ": 0x20, "¤": 0x24,
		"0": 0x30, "¡": 0x40, "A": 0x41, "Z": 0x5A, "Ä": 0x5B, "Ö": 0x5C, "Ñ": 0x5D, "Ü": 0x5E, "§": 0x5F, "¿": 0x60, "a": 0x61, "z": 0x7A, "ä": 0x7B, "à": 0x7F} {
		got, ok := toSeptets(text)
		require.True(t, ok)
		require.Equal(t, []byte{code}, got, text)
	}
	got, ok := toSeptets("\f^{}\\[~]|€")
	require.True(t, ok)
	require.Equal(t, []byte("\x1b\x0a\x1b\x14\x1b\x28\x1b\x29\x1b\x2f\x1b\x3c\x1b\x3d\x1b\x3e\x1b\x40\x1b\x65"), got)
	for _, text := range []string{"`", "\x1b", "ç", "\t", "\x00", "ж"} {
		_, ok := toSeptets(text)
		require.False(t, ok, text)
	}
	require.Equal(t, "a b", fromSeptets([]byte("a\x1b\x1bb")))
	require.Equal(t, "€ ", fromSeptets([]byte("\x1be\x1b")))
	require.Equal(t, "x", fromSeptets([]byte("\x1bx")), "not in the extension table")
}
