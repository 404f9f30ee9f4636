package atcmd

import (
	"fmt"
	"strings"
	"time"
)

// A Clock is a date and time that a module tells, with the zone if it told one.
type Clock struct {
	UTC       time.Time
	HasOffset bool
	Offset    int // minutes east of Greenwich, summer time included
}

// Local returns the time as the module wrote it, in its zone.
func (c Clock) Local() time.Time {
	if c.Offset == 0 {
		return c.UTC
	}
	return c.UTC.In(time.FixedZone("", 60*c.Offset))
}

// ParseCCLK reads `+CCLK: "<yy/MM/dd,hh:mm:ss±zz>"` (27.007 8.15), local time
// with the zone in quarters of an hour: `+CCLK: "26/05/14,09:30:00+08"`. Some
// modules write no quotes, and some no zone: the time is then taken as UTC.
func ParseCCLK(line string) (Clock, error) {
	name, rest, ok := nameAndRest(line)
	if !ok || name != "+CCLK" {
		return Clock{}, fmt.Errorf("not a +CCLK line")
	}
	c, ok := ParseTime(rest)
	if !ok {
		return Clock{}, fmt.Errorf("cannot read +CCLK: no date and time")
	}
	return c, nil
}

// ParseTime reads what modules write as a date and time: year (two digits or
// four), month and day between slashes, a comma, hour, minute and second
// between colons, then perhaps the zone in quarters of an hour and the summer
// time that it includes (`2026/05/14,09:30:00+08,1`). Quotes do not matter. Two
// digits from 70 on are of the last century: that is how clocks start that were
// never set.
func ParseTime(text string) (Clock, bool) {
	s := strings.Trim(text, " \"")
	var v [6]int
	for i, sep := range [6]byte{'/', '/', ',', ':', ':', 0} {
		n := leadingDigits(s)
		if n == 0 || n > 2 && (i > 0 || n != 4) {
			return Clock{}, false
		}
		v[i], _ = decimal(s[:n])
		if i == 0 && n <= 2 {
			v[i] += 2000
			if v[i] >= 2070 {
				v[i] -= 100
			}
		}
		s = strings.TrimLeft(s[n:], " ")
		if sep == 0 {
			continue
		}
		if s == "" || s[0] != sep {
			return Clock{}, false
		}
		s = strings.TrimLeft(s[1:], " ")
	}
	at := time.Date(v[0], time.Month(v[1]), v[2], v[3], v[4], v[5], 0, time.UTC)
	if int(at.Month()) != v[1] || at.Day() != v[2] || at.Hour() != v[3] || at.Minute() != v[4] || at.Second() != v[5] {
		return Clock{}, false
	}
	c := Clock{UTC: at}
	if s != "" && s[0] != ',' {
		zone, _, _ := strings.Cut(s, ",")
		if c.Offset, c.HasOffset = quarters(zone); !c.HasOffset {
			return Clock{}, false
		}
		c.UTC = at.Add(-time.Duration(c.Offset) * time.Minute)
	}
	return c, true
}

// quarters reads a zone in quarters of an hour, "+08" or "-5" or "32", and
// returns minutes. Zones go from -12 to +14 hours (23.040 9.2.3.11 and the
// zones that there are).
func quarters(zone string) (minutes int, ok bool) {
	zone = strings.Trim(zone, " \"")
	zone = strings.TrimPrefix(zone, "+")
	n, ok := decimal(zone)
	if zone == "-0" || zone == "-00" {
		n, ok = 0, true
	}
	if !ok || n < -12*4 || n > 14*4 {
		return 0, false
	}
	return 15 * n, true
}

func leadingDigits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
