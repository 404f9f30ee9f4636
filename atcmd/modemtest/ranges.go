package modemtest

import "strings"

// listed reports whether each argument is among the values that its place in the answer to a test command lists (V.250,
// 5.4.4.2): "(0,1),(2-5)" or `("GSM","UCS2")`. An argument that is left out, one without a list, and a list that is not
// one of values pass.
func listed(test string, args []string) bool {
	for _, arg := range args {
		list, rest, ok := strings.Cut(strings.TrimPrefix(test, "("), ")")
		if !ok || test[0] != '(' {
			return true
		}
		if !amongst(list, arg) {
			return false
		}
		test = strings.TrimPrefix(rest, ",")
	}
	return true
}

// amongst reports whether a list without its parentheses has a value.
func amongst(list, arg string) bool {
	if arg == "" {
		return true
	}
	for item := range strings.SplitSeq(list, ",") {
		low, high, ranged := strings.Cut(item, "-")
		from, ok := number(low, 0, maxNumberListed)
		to, good := from, ok
		if ranged {
			to, good = number(high, from, maxNumberListed)
		}
		switch n, isNumber := number(arg, 0, maxNumberListed); {
		case strings.HasPrefix(item, `"`):
			if strings.EqualFold(bare(item), arg) {
				return true
			}
		case !ok || !good:
			return true // values are described, not listed
		case isNumber && n >= from && n <= to:
			return true
		}
	}
	return false
}

// maxNumberListed bounds the numbers of such lists: line speeds.
const maxNumberListed = 1 << 30
