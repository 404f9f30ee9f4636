package atcmd

import "strings"

// maxAPN is the longest access point name, 23.003 9.1.
const maxAPN = 100

// ParseAPN returns the APN of the first context in the answer of AT+CGDCONT?
// that has one. "" when none is set.
func ParseAPN(lines []string) string {
	for _, l := range lines {
		if c, err := ParseCGDCONT(l); err == nil && c.APN != "" {
			return c.APN
		}
	}
	return ""
}

// SameAPN tells whether a module that shows an APN uses the one that was asked
// for. The shown one may have the operator identifier behind it, as u-blox
// modules write it once the context was active: `name.mnc001.mcc222.gprs`
// (23.003 9.1.2). Letters count the same in both cases.
func SameAPN(asked, shown string) bool {
	if strings.EqualFold(asked, shown) {
		return true
	}
	if asked == "" || len(shown) <= len(asked) || !strings.EqualFold(shown[:len(asked)], asked) {
		return false
	}
	tail := strings.ToLower(shown[len(asked):])
	const form = ".mnc000.mcc000.gprs"
	if len(tail) != len(form) {
		return false
	}
	for i := range len(form) {
		if form[i] != tail[i] && (form[i] != '0' || tail[i] < '0' || tail[i] > '9') {
			return false
		}
	}
	return true
}
