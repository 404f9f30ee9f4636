package report

import (
	"fmt"
	"time"
)

// What one UDP datagram adds to its payload, in bytes.
const (
	OverheadIPv4 = 28 // 20 IP (RFC 791) + 8 UDP (RFC 768)
	OverheadIPv6 = 48 // 40 IP (RFC 8200) + 8 UDP
)

// Mode says which limits hold. The zero value is the strict one: a Sim whose state
// is not known is treated as ready. Values are stored.
type Mode uint8

// The modes.
const (
	ModeReady  Mode = 0 // every byte counts against the 250,000 of ready
	ModeActive Mode = 1 // the Sim is known to be active and billed by its data limit
)

// NoLimit lifts one limit of Limits.
const NoLimit = -1

// Limits bound the agent's own IP bytes. 0 in a field takes the mode's default.
type Limits struct {
	Day   int64 // bytes in one UTC day
	Month int64 // bytes in one UTC calendar month
	Total int64 // bytes since Spent began (the account's period)
}

// Defaults. Ready: a tenth of 250,000 bytes, and that spread over 91 days.
// Active: one megabyte a month, the customary 1 % of a small data limit.
var (
	defaultReady  = Limits{Day: 275, Month: NoLimit, Total: 25_000}
	defaultActive = Limits{Day: 33_000, Month: 1_000_000, Total: NoLimit}
)

// Budget is configuration; the zero value has the defaults. It is a value without
// state: every method is pure and safe from any goroutine.
type Budget struct {
	Ready, Active Limits
}

// Spent is what the budget remembers; the ledger stores it. The zero value has spent
// nothing.
type Spent struct {
	Day        int32 // UTC day of SpentDay, days since 1970-01-01
	Latest     int32 // latest UTC day ever seen; Day is earlier after the clock stepped back
	Borrowed   bool  // an alarm has borrowed on Day
	SpentDay   int64 // IP bytes on Day, borrowed ones of the day before included
	SpentMonth int64 // IP bytes in Day's month
	SpentTotal int64 // IP bytes in all
}

// Ask is a report that wants to leave.
type Ask struct {
	Mode  Mode
	Bytes int  // IP bytes: payload and overhead
	Alarm bool // may borrow from tomorrow, once a day
}

// Answer of Allow. When not OK the report waits until Until (zero: this amount never
// fits) for Reason, a clause for people.
type Answer struct {
	OK     bool
	Borrow bool // allowed only as a loan: say so to Spend
	Until  time.Time
	Reason string
}

// Allow tells whether a report may leave now. An alarm may exceed the day's limit
// once a day, by what the next day can pay back; no alarm exceeds month or total.
func (b Budget) Allow(now time.Time, s Spent, a Ask) Answer {
	lim := b.limits(a.Mode)
	s = s.on(now, lim)
	n := int64(a.Bytes)
	switch {
	case n <= 0:
		return Answer{Reason: fmt.Sprintf("%d bytes is no report", a.Bytes)}
	case over(lim.Total, s.SpentTotal, n):
		return Answer{Reason: fmt.Sprintf("%d of %d B in all are spent", s.SpentTotal, lim.Total)}
	case over(lim.Day, 0, n) || over(lim.Month, 0, n):
		return Answer{Reason: fmt.Sprintf("%d B are more than a day or a month allows", n)}
	case over(lim.Month, s.SpentMonth, n):
		return Answer{Until: nextMonth(s.Day), Reason: fmt.Sprintf("%d of %d B this month are spent", s.SpentMonth, lim.Month)}
	case !over(lim.Day, s.SpentDay, n):
		return Answer{OK: true}
	case a.Alarm && !s.Borrowed && !over(2*lim.Day, s.SpentDay, n):
		return Answer{OK: true, Borrow: true}
	}
	return Answer{Until: freeDay(s, lim, n), Reason: fmt.Sprintf("%d of %d B today are spent", s.SpentDay, lim.Day)}
}

// Spend books n IP bytes (0 or more) that left, whether or not they arrived. borrowed
// is the Answer's Borrow. The result is to be stored before the next Allow.
func (b Budget) Spend(now time.Time, s Spent, m Mode, n int, borrowed bool) Spent {
	s = s.on(now, b.limits(m))
	add := int64(max(n, 0))
	s.SpentDay += add
	s.SpentMonth += add
	s.SpentTotal += add
	s.Borrowed = s.Borrowed || borrowed
	return s
}

func (b Budget) limits(m Mode) Limits {
	lim, std := b.Ready, defaultReady
	if m == ModeActive {
		lim, std = b.Active, defaultActive
	}
	for _, f := range []struct {
		v   *int64
		std int64
	}{{&lim.Day, std.Day}, {&lim.Month, std.Month}, {&lim.Total, std.Total}} {
		if *f.v == 0 {
			*f.v = f.std
		}
	}
	return lim
}

// over tells whether n more would pass a limit; a negative limit is none.
func over(limit, spent, n int64) bool {
	return limit >= 0 && spent > limit-n
}

// DayLimit is what one UTC day allows in a mode, in IP bytes.
func (b Budget) DayLimit(m Mode) int64 { return b.limits(m).Day }

// Refund takes back n IP bytes that Spend booked and that never left; borrowed is the
// Answer's Borrow. What was booked on an earlier day is gone from the day's count already.
func (b Budget) Refund(now time.Time, s Spent, m Mode, n int, borrowed bool) Spent {
	day := s.Day
	s = s.on(now, b.limits(m))
	back := int64(max(n, 0))
	if s.Day == day {
		s.SpentDay = max(s.SpentDay-back, 0)
		s.Borrowed = s.Borrowed && !borrowed
	}
	s.SpentMonth = max(s.SpentMonth-back, 0)
	s.SpentTotal = max(s.SpentTotal-back, 0)
	return s
}
