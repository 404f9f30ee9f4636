package supersimtest

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxName bounds a unique name, in characters. No source says how long one may be: the bound only keeps nonsense out.
const maxName = 255

// checkName refuses a UniqueName that could not stand in a path in place of the SID: clients and servers take a dot or
// two away, .json is refused at the end, and a SID of the same kind would be another resource. "" is none.
func (q *request) checkName(prefix string) *apiError {
	name := q.get("UniqueName")
	switch {
	case utf8.RuneCountInString(name) > maxName, !utf8.ValidString(name), strings.ContainsFunc(name, unicode.IsControl),
		name == ".", name == "..", strings.HasSuffix(name, ".json"), isSID(prefix, name):
		return invalid("UniqueName")
	}
	return nil
}

// isSID reports whether v has the form of the API files: the prefix and 32 hex digits.
func isSID(prefix, v string) bool {
	rest, ok := strings.CutPrefix(v, prefix)
	return ok && len(rest) == 32 && strings.Trim(rest, "0123456789abcdefABCDEF") == ""
}
