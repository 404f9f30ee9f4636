package supersimtest

import "time"

// Tick does what has fallen due until now, and delivers its events. A now before the latest time seen does nothing.
func (c *Cloud) Tick(now time.Time) {
	c.mu.Lock()
	c.settle(now)
	c.mu.Unlock()
	c.deliver()
}

// NextDue is when something will happen by itself: a scheduled update, or the end of a billing period. ok is false
// when nothing will.
func (c *Cloud) NextDue() (t time.Time, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, t = c.earliest()
	return t, !t.IsZero()
}

// settle does what is due until now, one thing after the other, each at its own time. It returns the time that counts:
// now, or the latest time seen when that is later. mu is held.
func (c *Cloud) settle(now time.Time) time.Time {
	if now.Before(c.last) {
		now = c.last
	}
	c.last = now
	for {
		if !c.due.IsZero() && now.Before(c.due) {
			return now
		}
		s, t := c.earliest()
		if s == nil || now.Before(t) {
			// Without anything to come, c.due stays zero and the next call looks again.
			c.due = t
			return now
		}
		c.happen(s, t)
	}
}

// earliest finds the Sim for which something falls due first, and when. mu is held.
func (c *Cloud) earliest() (first *sim, at time.Time) {
	for _, s := range c.sims {
		if t := s.due(); !t.IsZero() && (first == nil || t.Before(at)) {
			first, at = s, t
		}
	}
	return first, at
}

// due is when something happens to s by itself; zero for never.
func (s *sim) due() time.Time {
	var t time.Time
	if s.activated() {
		t = s.period.end
	}
	if s.next != nil && !s.next.due.IsZero() && (t.IsZero() || !t.Before(s.next.due)) {
		t = s.next.due
	}
	return t
}

// happen does what is due for s at t. mu is held.
func (c *Cloud) happen(s *sim, t time.Time) {
	switch {
	case s.next != nil && s.next.due.Equal(t):
		c.complete(s, t)
	case s.status == stReady:
		c.outgrow(s, t)
	default:
		c.renew(s)
	}
}
