package supersim

import (
	"strings"
	"unicode"
)

// digits reports whether s is a non-empty run of ASCII digits.
func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// printable drops what a terminal or a log must not see: control characters, format characters such as text direction
// marks, and bytes that are not UTF-8.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) && !unicode.IsSpace(r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}

// isSID reports whether s is the prefix and 32 hex digits.
func isSID(prefix, s string) bool {
	rest, ok := strings.CutPrefix(s, prefix)
	return ok && len(rest) == 32 && !strings.ContainsFunc(rest, func(r rune) bool {
		return !strings.ContainsRune("0123456789abcdefABCDEF", r)
	})
}

// isRef reports whether s may stand in a path as a SID or a unique name: a dot segment would lead elsewhere.
func isRef(s string) bool {
	return s != "" && s != "." && s != ".." && len(s) <= 256 && printable(s) == s
}
