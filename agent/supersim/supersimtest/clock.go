package supersimtest

import (
	"container/heap"
	"time"
)

// Tick does what has fallen due until now, and delivers its events. A now before the latest time seen does nothing.
func (c *Cloud) Tick(now time.Time) {
	c.mu.Lock()
	c.settle(now)
	c.mu.Unlock()
	c.deliver()
}

// NextDue is when something will happen by itself: a scheduled update, the end of a billing period, the next step of a
// Settings Update or of an eSIM profile, the arrival of a message. ok is false when nothing will.
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
		d, t := c.earliest()
		if d == nil || now.Before(t) {
			return now
		}
		heap.Pop(&c.agenda)
		*d.planned() = time.Time{}
		d.happen(c, t)
		c.plan(d)
	}
}

// changing is a resource to which something happens by itself.
type changing interface {
	due() time.Time               // when, as things stand; zero for never
	happen(c *Cloud, t time.Time) // does what is due at t; mu is held
	planned() *time.Time          // when the agenda holds it, zero for not at all
}

// entry is one line of the agenda.
type entry struct {
	at     time.Time
	serial int // keeps what is due at the same time in order
	what   changing
}

// agenda is a heap by time. A line whose resource has been planned for another time since is stale, and is dropped
// when it comes up.
type agenda []entry

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	if a[i].at.Equal(a[j].at) {
		return a[i].serial < a[j].serial
	}
	return a[i].at.Before(a[j].at)
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(entry)) }
func (a *agenda) Pop() any {
	old := *a
	n := len(old) - 1
	e := old[n]
	old[n] = entry{}
	*a = old[:n]
	return e
}

// plan puts d on the agenda for when it is due now. It must be called after everything that moves that time. mu is held.
func (c *Cloud) plan(d changing) {
	t, at := d.due(), d.planned()
	if t.Equal(*at) {
		return
	}
	if *at = t; !t.IsZero() {
		c.plans++
		heap.Push(&c.agenda, entry{t, c.plans, d})
	}
}

// earliest is what falls due first, and when; stale lines before it are dropped. mu is held.
func (c *Cloud) earliest() (changing, time.Time) {
	for len(c.agenda) > 0 {
		e := c.agenda[0]
		if e.at.Equal(*e.what.planned()) {
			return e.what, e.at
		}
		heap.Pop(&c.agenda)
	}
	return nil, time.Time{}
}

func (s *sim) planned() *time.Time { return &s.plannedFor }

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

func (s *sim) happen(c *Cloud, t time.Time) {
	switch {
	case s.next != nil && s.next.due.Equal(t):
		c.complete(s, t)
	case s.status == stReady:
		c.outgrow(s, t)
	default:
		c.renew(s)
	}
}
