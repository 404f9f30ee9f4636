package supersim

import (
	"net/http"
	"strings"
	"time"
)

// maxRetryAfter bounds what a server can ask for, so that a slip of its clock does not silence a board.
const maxRetryAfter = 24 * time.Hour

// ParseRetryAfter reads a Retry-After header (RFC 9110, 10.2.3): whole seconds, or a date that is compared with now.
// now should be the server's own Date, since a board's clock may be wrong. It returns 0 for an empty or unreadable
// value and for the past, and at most 24 h.
func ParseRetryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if digits(value) {
		var d time.Duration
		for _, r := range value {
			// 24 h have five digits; stopping at the bound keeps any length of digits from overflowing.
			if d = d*10 + time.Duration(r-'0')*time.Second; d >= maxRetryAfter {
				return maxRetryAfter
			}
		}
		return d
	}
	t, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	return min(max(t.Sub(now), 0), maxRetryAfter)
}
