package atcmd

import (
	"strings"
	"unicode/utf16"
)

// fromUCS2Hex reads a text that a module wrote as 16 bit units in hexadecimal,
// as it does under AT+CSCS="UCS2" (27.007 5.5): "00410042" is "AB". ok is false
// when it is not such a text; a number of digits may be one by accident, so
// the caller has to know.
func fromUCS2Hex(s string) (string, bool) {
	if len(s) == 0 || len(s)%4 != 0 || len(s) > 4*maxAPN {
		return "", false
	}
	units := make([]uint16, len(s)/4)
	for i := range units {
		v, ok := hex64(s[4*i : 4*i+4])
		if !ok {
			return "", false
		}
		units[i] = uint16(v)
	}
	return strings.TrimRight(string(utf16.Decode(units)), "\x00"), true
}
