package bench

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"simagent/atcmd"
)

// clip shortens a text to so many runes.
func clip(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:max(most-1, 0)]) + "…"
}

// pad fills a text up with blanks.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(width-utf8.RuneCountInString(s), 0))
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) }

// plain takes out of a foreign text what would act on a terminal, and bounds it.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unprintable(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	return clip(s, 200)
}

// ShortID is a card number as people are shown it: the issuer and the last four
// digits.
func ShortID(iccid string) string {
	if len(iccid) < 12 {
		return ""
	}
	return iccid[:7] + "…" + iccid[len(iccid)-4:]
}

// plmn is a network's code as people write it: 310-410.
func plmn(code string) string {
	if len(code) < 5 || len(code) > 6 || strings.Trim(code, "0123456789") != "" {
		return code
	}
	return code[:3] + "-" + code[3:]
}

// sameAPN tells whether the module's APN is the one that was asked for.
func sameAPN(asked, shown string) bool { return atcmd.SameAPN(asked, shown) }
