package report

import "time"

// day counts UTC days since 1970-01-01.
func day(now time.Time) int32 {
	return int32(min(max(now.Unix(), 0)/86400, 1<<31-1))
}

func midnight(day int32) time.Time {
	return time.Unix(int64(day)*86400, 0).UTC()
}

func sameMonth(a, b int32) bool {
	ta, tb := midnight(a), midnight(b)
	return ta.Year() == tb.Year() && ta.Month() == tb.Month()
}

func nextMonth(day int32) time.Time {
	t := midnight(day)
	return time.Date(t.Year(), t.Month()+1, 1, 0, 0, 0, 0, time.UTC)
}

// firstDay is 2026-01-01: an earlier day is that of a clock which was never set, and none follows it.
const firstDay = 20454

// on brings s to the day of now. A new allowance comes with a day that was never seen
// before, or that follows the stored one. Clocks jump, and a jump is neither: a board
// without a battery that boots into 1970, or into the date of its image, and then
// gets the time of day must not have a new allowance for each boot; a clock that was once
// far ahead must not stop the reports for years.
func (s Spent) on(now time.Time, lim Limits) Spent {
	today := day(now)
	follows := today == s.Day+1 && today >= firstDay
	if today <= s.Latest && !follows {
		s.Day = today
		return s
	}
	debt := int64(0)
	if s.Borrowed && lim.Day >= 0 && (follows || today == s.Latest+1) {
		debt = max(0, s.SpentDay-lim.Day)
	}
	last := s.Latest
	if follows {
		last = s.Day
	}
	if !sameMonth(last, today) {
		s.SpentMonth = 0
	}
	s.Day, s.Latest = today, max(s.Latest, today)
	s.SpentDay, s.Borrowed = debt, false
	return s
}

// freeDay is the first midnight at which n bytes fit again: tomorrow, or the day
// after when tomorrow has a loan to pay back.
func freeDay(s Spent, lim Limits, n int64) time.Time {
	tomorrow := midnight(s.Day + 1)
	if over(lim.Day, s.on(tomorrow, lim).SpentDay, n) {
		return midnight(s.Day + 2)
	}
	return tomorrow
}
