package supersimtest

import (
	"sort"
	"time"
)

// The model is the rules of the documentation once more, told in another way: no agenda, no pointers, every Sim brought
// up to date by itself, and an update judged by the set of all rules that it breaks.

const modelScheduled = 10 * time.Second

type modelFleet struct {
	sid, account, name string
	limit              int64 // bytes
	open               bool  // data and SMS
}

type modelPending struct {
	due    time.Time
	never  bool
	fails  bool
	status string
	fleet  *modelFleet
}

type modelPeriod struct {
	account, kind string
	start, end    time.Time
	first         time.Time
	n             int
	bytes         int64
}

type modelSim struct {
	sid, iccid, account, name string
	status                    string
	fleet                     *modelFleet
	pending                   *modelPending
	period                    *modelPeriod
	readyBytes                int64
	readySMS                  int
	settings                  []time.Time // of their making
}

type modelUsage struct {
	sim, account string
	at           time.Time
	bytes        int64
}

type modelSMS struct{ sim, account, status string }

type model struct {
	now    time.Time
	parent map[string]string
	may    map[string]bool // move inactive Sims
	sims   []*modelSim
	fleets []*modelFleet
	claims map[string]string
	usage  []modelUsage
	sms    []modelSMS
	stuck  int // updates to come that never complete
	fail   int // updates to come that come to nothing
}

// plusMonths adds months to a day, which becomes the last one of a month that is too short.
func plusMonths(t time.Time, n int) time.Time {
	y, m, d := t.Date()
	last := time.Date(y, m+time.Month(n)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return time.Date(y, m+time.Month(n), min(d, last), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

func (s *modelSim) on() bool { return s.status == "ready" || s.status == "active" }

func (s *modelSim) shown() string {
	if s.pending != nil {
		return "scheduled"
	}
	return s.status
}

// enter is the change to a status at a time.
func (s *modelSim) enter(status string, at time.Time) {
	if s.status == status {
		return
	}
	s.status = status
	reuse := s.period != nil && s.period.kind == "active" && at.Before(s.period.end)
	switch {
	case status == "ready":
		s.readyBytes, s.readySMS = 0, 0
		s.period = &modelPeriod{account: s.account, kind: "ready", start: at, end: plusMonths(at, 3)}
	case status == "active" && !reuse:
		s.period = &modelPeriod{account: s.account, kind: "active", start: at, end: plusMonths(at, 1), first: at, n: 1}
	}
}

// until brings one Sim up to date.
func (s *modelSim) until(now time.Time) {
	for {
		p := s.pending
		updates := p != nil && !p.never && !p.due.After(now)
		expires := s.on() && !s.period.end.After(now)
		switch {
		case updates && (!expires || !p.due.After(s.period.end)):
			s.complete(p)
		case expires && s.status == "ready":
			s.enter("active", s.period.end)
		case expires:
			old := s.period
			s.period = &modelPeriod{account: s.account, kind: "active", start: old.end, first: old.first, n: old.n + 1, end: plusMonths(old.first, old.n+1)}
		default:
			return
		}
	}
}

func (s *modelSim) complete(p *modelPending) {
	s.pending = nil
	if p.fails {
		return
	}
	if s.status == "new" || s.on() && p.fleet != nil && p.status != "inactive" {
		s.settings = append(s.settings, p.due)
	}
	if p.fleet != nil {
		s.fleet = p.fleet
	}
	if p.status != "" {
		s.enter(p.status, p.due)
	}
}

func (m *model) advance(now time.Time) {
	m.now = now
	for _, s := range m.sims {
		s.until(now)
	}
}

// mayUse is whether data gets through.
func (s *modelSim) mayUse() bool {
	return s.on() && s.fleet != nil && s.fleet.open && s.period.bytes < s.fleet.limit
}

func (s *modelSim) maySMS() bool { return s.on() && s.fleet != nil && s.fleet.open }

func (m *model) use(s *modelSim, bytes int64) {
	if !s.mayUse() {
		return
	}
	s.period.bytes += bytes
	m.usage = append(m.usage, modelUsage{s.sid, s.account, m.now, bytes})
	if s.status == "ready" {
		if s.readyBytes += bytes; s.readyBytes >= 250_000 {
			s.enter("active", m.now)
		}
	}
}

// message is one SMS Command, of either direction.
func (m *model) message(s *modelSim, status string) {
	ok := s.maySMS()
	switch {
	case !ok && status == "received":
		return
	case !ok:
		status = "failed"
	}
	m.sms = append(m.sms, modelSMS{s.sid, s.account, status})
	if ok && s.status == "ready" {
		if s.readySMS++; s.readySMS >= 5 {
			s.enter("active", m.now)
		}
	}
}

func (m *model) find(account, ref string) *modelSim {
	for _, s := range m.sims {
		if s.account == account && (s.sid == ref || s.name != "" && s.name == ref) {
			return s
		}
	}
	return nil
}

func (m *model) findFleet(account, ref string) *modelFleet {
	for _, f := range m.fleets {
		if f.account == account && (f.sid == ref || f.name == ref) {
			return f
		}
	}
	return nil
}

// settingsNow are the statuses of a Sim's Settings Updates.
func (s *modelSim) settingsNow(now time.Time) (all []string) {
	for _, t := range s.settings {
		switch age := now.Sub(t); {
		case age < 30*time.Second:
			all = append(all, "scheduled")
		case age < time.Minute:
			all = append(all, "in-progress")
		default:
			all = append(all, "successful")
		}
	}
	sort.Strings(all)
	return all
}
