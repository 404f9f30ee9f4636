package atcmd

import (
	"fmt"
	"time"
)

// A Zone is what a network time line tells.
type Zone struct {
	HasOffset bool
	Offset    int // minutes east of Greenwich, summer time included
	Summer    int // hours of it in Offset, -1 when not told
	Clock     Clock
	HasClock  bool
}

// ParseZone reads the reports of network time (27.007 8.41):
//
//	+CTZV: <tz>[,<time>]
//	+CTZE: <tz>,<dst>[,<time>]
//	+CTZEU: <tz>,<dst>[,<utime>]
//
// as `+CTZE: "+08",1,"2026/05/14,09:30:00"`. time is local, utime is UTC. Where
// time bears a zone of its own, that one counts. Quotes do not matter.
func ParseZone(line string) (Zone, error) {
	name, f, ok := cut(line)
	if !ok || name != "+CTZV" && name != "+CTZE" && name != "+CTZEU" {
		return Zone{}, fmt.Errorf("not a network time line")
	}
	z := Zone{Summer: -1}
	t, _ := f.next()
	if z.Offset, z.HasOffset = quarters(t); !z.HasOffset {
		return Zone{}, fmt.Errorf("cannot read %s: no zone in it", name)
	}
	rest := f.rest
	if t, more := f.next(); more {
		if n, ok := decimal(t); ok && n >= 0 && n <= 2 {
			z.Summer, rest = n, f.rest
		}
	}
	if z.Clock, z.HasClock = ParseTime(rest); !z.HasClock {
		return z, nil
	}
	if name != "+CTZEU" && !z.Clock.HasOffset {
		z.Clock.UTC = z.Clock.UTC.Add(-time.Duration(z.Offset) * time.Minute)
	}
	if !z.Clock.HasOffset {
		z.Clock.Offset, z.Clock.HasOffset = z.Offset, true
	}
	return z, nil
}
