package supersimtest

import "time"

// The way of a Sim's status. Every arrow but the dashed one is asynchronous: scheduled is shown on the way.
//
//	new ──> ready ──> active <──> inactive
//	 └────────┼─────────^            ^
//	          ├╌╌╌╌╌╌╌╌╌┘ by itself  │
//	          └──────────────────────┘

// reachable says whether an update may lead from one status to another.
func reachable(from, to string) bool {
	switch from {
	case stNew:
		return to == stReady || to == stActive
	case stReady:
		return to == stActive || to == stInactive
	case stActive:
		return to == stInactive
	case stInactive:
		return to == stActive
	}
	return false
}

// turn changes the working status and reports what is shown. mu is held.
func (c *Cloud) turn(s *sim, to, why string, at time.Time) {
	from := s.status
	if from == to {
		return
	}
	s.status, s.updated = to, at
	switch to {
	case stReady:
		s.readyBytes, s.readySMS = 0, 0
		c.begin(s, stReady, at, c.opt.ReadyMonths)
	case stActive:
		s.why = why
		// A month that has not run out is used again after inactive.
		if s.period == nil || s.period.kind != stActive || !at.Before(s.period.end) {
			c.begin(s, stActive, at, 1)
		}
	}
}

// change runs f, and tells the listener when it changed what the API shows. mu is held.
func (c *Cloud) change(s *sim, why string, f func()) {
	before := s.shown()
	f()
	after, call := s.shown(), c.onChange
	if before == after || call == nil {
		return
	}
	iccid := s.iccid
	c.emit(func() { call(iccid, before, after, why) })
}

// schedule accepts an asynchronous update. mu is held.
func (c *Cloud) schedule(s *sim, status string, f *fleet, now time.Time) {
	u := &update{due: now.Add(max(c.opt.ScheduledFor, 0)), status: status, fleet: f}
	if c.spend(FaultStuck, s.iccid) {
		u.due = time.Time{}
	} else if c.spend(FaultUpdateFails, s.iccid) {
		u.fails = true
	}
	c.change(s, "request", func() { s.next, s.updated = u, now })
	c.plan(s)
}

// complete ends the asynchronous update. mu is held.
func (c *Cloud) complete(s *sim, at time.Time) {
	u := s.next
	if u.fails {
		c.change(s, "failed", func() { s.next, s.updated = nil, at })
		c.callSim(s, at)
		return
	}
	c.change(s, "request", func() {
		s.next, s.updated = nil, at
		// The SIM gets its settings when it is first activated and when an activated one changes its Fleet.
		if s.status == stNew || u.fleet != nil && s.activated() && u.status != stInactive {
			c.addSettings(s, "scheduled", at)
		}
		if u.fleet != nil {
			s.fleet = u.fleet
		}
		if u.status != "" {
			c.turn(s, u.status, "request", at)
		}
	})
	c.callSim(s, at)
}

// outgrow makes a ready Sim active when it has passed a bound. mu is held.
func (c *Cloud) outgrow(s *sim, at time.Time) {
	why := ""
	switch {
	case s.status != stReady:
	case s.readyBytes >= c.opt.ReadyBytes:
		why = "data"
	case s.readySMS >= c.opt.ReadySMS:
		why = "sms"
	case !at.Before(s.period.end):
		why = "time"
	}
	if why == "" {
		return
	}
	c.change(s, why, func() { c.turn(s, stActive, why, at) })
	c.plan(s)
}
