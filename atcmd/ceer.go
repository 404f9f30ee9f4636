package atcmd

import "strings"

// ParseCEER reads the report of AT+CEER (27.007 6.10): free text, often with a
// number. It returns the text without the command's name, "" when there is none.
func ParseCEER(lines []string) string {
	for _, l := range lines {
		if rest, ok := strings.CutPrefix(l, "+CEER:"); ok {
			return strings.TrimSpace(clipTo(strings.Trim(rest, " \""), 200))
		}
	}
	return ""
}
