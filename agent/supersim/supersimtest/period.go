package supersimtest

import "time"

// period is one billing period.
type period struct {
	sid, account, kind string // kind is ready or active
	start, end         time.Time
	anchor             time.Time // start of the first of a chain of months, so that 31 January leads back to 31 March
	months             int       // from anchor to end
	created            time.Time
	bytes              int64
}

// addMonths adds calendar months, staying within the month that is reached: 30 November and three is 28 February.
func addMonths(t time.Time, n int) time.Time {
	u := t.AddDate(0, n, 0)
	if u.Day() != t.Day() {
		u = u.AddDate(0, 0, -u.Day())
	}
	return u
}

// begin starts a chain of billing periods at t. mu is held.
func (c *Cloud) begin(s *sim, kind string, t time.Time, months int) {
	t = t.UTC()
	s.period = &period{sid: c.sid("HB"), account: s.account, kind: kind, start: t, anchor: t, months: months, end: addMonths(t, months), created: t}
}

// renew starts the month after an active period. mu is held.
func (c *Cloud) renew(s *sim) {
	old := s.period
	s.period = &period{sid: c.sid("HB"), account: s.account, kind: stActive, start: old.end, anchor: old.anchor,
		months: old.months + 1, end: addMonths(old.anchor, old.months+1), created: old.end}
}
