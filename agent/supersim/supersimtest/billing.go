package supersimtest

import (
	"strconv"
	"strings"
	"time"
)

// The price of data is that of the vendor's example: 300,000 bytes are 0.03 USD.
const (
	billedUnit = "USD"
	perUnit    = 10_000_000 // bytes for one USD
)

// firstBilled is before which billed amounts are 0 (UsageRecord, data_total_billed).
var firstBilled = time.Date(2022, 2, 1, 0, 0, 0, 0, time.UTC)

// billed reports whether the usage of an hour has been through billing by now.
func (c *Cloud) billed(hour, now time.Time) bool {
	return !hour.Before(firstBilled) && !now.Before(hour.Add(time.Hour+max(c.opt.BilledAfter, 0)))
}

// amount writes bytes as money, exactly: 300000 is "0.03".
func amount(bytes int64) string {
	whole, rest := bytes/perUnit, bytes%perUnit
	digits := strings.TrimRight(strconv.FormatInt(perUnit+rest, 10)[1:], "0")
	if digits == "" {
		return strconv.FormatInt(whole, 10)
	}
	return strconv.FormatInt(whole, 10) + "." + digits
}
