package agent

import (
	"fmt"
	"log/slog"
	"time"

	"simagent/agent/journal"
	"simagent/agent/ledger"
	"simagent/agent/recovery"
	"simagent/atcmd"
)

// netGone forgets what the module said of the network.
func (s *step) netGone(cause string) {
	m := &s.m
	if m.Net.Known {
		m.note("registration", m.Net.Stat.String(), "unknown", cause)
	}
	s.attached(nil, cause)
	was := m.Net
	m.Net = New(m.Settings).Net
	m.Net.APN, m.Net.Since = was.APN, m.Now
	if was.ConnectErr != "" { // a network that refused is not asked sooner for that
		m.Net.ConnectAt, m.Net.ConnectErr = was.ConnectAt, was.ConnectErr
	}
	m.Net.Forbidden, m.Net.ForbiddenKnown, m.Net.ForbiddenAt = was.Forbidden, was.ForbiddenKnown, was.ForbiddenAt
}

func (s *step) polled(v Polled) {
	if s.gone(v.Gen) {
		return
	}
	m := &s.m
	if v.Err != nil {
		m.Link.Silences++
		if m.Link.Silences < silentPolls {
			m.note("recovery", "", recovery.Resync.String(), "the module left a poll unanswered") // the session does it
			s.timer(TimerPoll, silentPoll)
		} else {
			s.lost("the module does not answer any more: " + v.Err.Error())
		}
		return
	}
	m.Link.Silences = 0
	if v.Pin != "" && v.Pin != "READY" && m.Card.State == CardReady || v.Pin == "READY" && m.Card.State == CardAbsent {
		s.command(ReadCard)
	}
	for _, r := range v.Regs {
		s.registration(r)
	}
	switch quiet := silenced(v.Regs); {
	case !quiet:
		m.Link.Kept = m.Link.Kept || len(v.Regs) > 0
	case m.Link.URCs:
		twice := m.Now.Sub(m.Link.RestartedAt) < restartLeast && !m.Link.RestartedAt.IsZero()
		if twice || !m.Link.Kept { // it never did what Setup asked for
			m.Link.URCs = false
			s.do(Alert{slog.LevelWarn, "", "the module does not keep AT+CREG: it is polled"})
		} else {
			s.moduleRestarted("its settings are gone")
			return
		}
	}
	if v.Operator != nil {
		m.Net.Operator = v.Operator.Name
		m.Net.Deregister = v.Operator.Mode == 2
		if v.Operator.AcT != atcmd.NoAcT && m.Net.AcT == atcmd.NoAcT {
			m.Net.AcT = v.Operator.AcT
		}
	}
	if v.Signal != nil {
		m.Net.Signal = *v.Signal
	}
	if v.Detail != nil {
		m.Net.Detail = *v.Detail
	}
	if v.Attached != nil {
		s.attached(v.Attached, "+CGATT")
		if !*v.Attached && m.Net.Stat.Registered() {
			s.timer(TimerPoll, min(detachedPoll, m.Settings.ModemPoll))
		}
	}
	if !m.Link.URCs && m.Card.State == CardReady && !m.Net.Stat.Registered() {
		s.timer(TimerPoll, min(detachedPoll, m.Settings.ModemPoll))
	}
	if v.Radio != nil {
		m.Net.Radio = *v.Radio
		s.radioBack()
	}
	s.do(CheckSupply{})
	if m.Net.searching() && m.Now.Sub(m.Net.Since) > forbiddenAgain {
		s.askForbidden()
	}
	s.askClock()
	switch {
	case v.Counter != nil:
		s.beside(*v.Counter)
		s.counter(*v.Counter)
	case v.CountErr != nil:
		s.meterFailed(v.CountErr.Error())
	}
}

// silentPoll is how soon a module is asked again that left a poll unanswered.
const silentPoll = 15 * time.Second

// detachedPoll is how soon a module is asked again that is registered and not
// attached: no URC tells of the attach alone. So is one that is not registered
// and will not say when it is.
const detachedPoll = 10 * time.Second

// restartLeast is the time in which a module that lost its settings twice did
// not restart, but never keeps them.
const restartLeast = 10 * time.Minute

// silenced tells whether the answers show that the module reports nothing by
// itself: <n> is 0 everywhere.
func silenced(regs []atcmd.Registration) bool {
	for _, r := range regs {
		if !r.HasN || r.N != 0 {
			return false
		}
	}
	return len(regs) > 0
}

// registration takes the word on one domain and finds the best of all.
func (s *step) registration(r atcmd.Registration) {
	n := &s.m.Net
	n.Regs[r.Domain] = Reg{Known: true, Registration: r}
	best := n.best()
	if best == nil {
		return
	}
	was, wasKnown := n.Stat, n.Known
	n.Known = true
	n.Stat, n.AcT = best.Stat, best.AcT
	n.CauseType, n.Cause = best.CauseType, best.Cause
	if wasKnown && was == n.Stat {
		return
	}
	from := "unknown"
	if wasKnown {
		from = was.String()
	}
	n.Since = s.m.Now
	if wasKnown && was.Registered() && !n.Stat.Registered() {
		n.LostAt = s.m.Now
	}
	cause := n.causeText()
	if cause == "" {
		cause = "reported for " + best.Domain.String()
	}
	s.m.note("registration", from, n.Stat.String(), cause)
	switch {
	case n.Stat.Registered():
		n.CauseText, n.Radio = "", -1
		if n.Attached != nil && !*n.Attached {
			n.Attached = nil // as it was before; the poll will tell
		}
		s.do(Alert{slog.LevelInfo, journal.Registered, "registered: " + n.Stat.String()})
		if c := s.m.Cloud.Status; s.m.Cloud.Failures == 0 && (c == "new" || c == "inactive" || c == "scheduled") {
			s.scheduleFetch(2 * time.Second) // it cannot be that any more
		}
		s.timer(TimerPoll, 300*time.Millisecond)
	case n.Stat == atcmd.Denied:
		s.do(Alert{slog.LevelWarn, journal.Denied, "registration denied" + because(n.causeText())})
		s.command(ReadCause)
		s.askForbidden()
		s.timer(TimerPoll, time.Second)
	default:
		s.timer(TimerPoll, time.Second)
	}
}

func because(cause string) string {
	if cause == "" {
		return ""
	}
	return ": " + cause
}

// best is the domain that speaks for all: a data domain that is registered,
// then any, then the one that was refused, then the newest generation.
func (n *Net) best() *Reg {
	rank := func(r Reg) int {
		v := int(r.Domain)
		switch {
		case r.Stat.Registered() && r.Domain != atcmd.CS:
			v += 40
		case r.Stat.Registered():
			v += 30
		case r.Stat == atcmd.Denied:
			v += 20
		case r.Stat != atcmd.NotRegistered && r.Stat != atcmd.UnknownStat:
			v += 10
		}
		return v
	}
	var best *Reg
	for i := range n.Regs {
		if r := &n.Regs[i]; r.Known && (best == nil || rank(*r) > rank(*best)) {
			best = r
		}
	}
	return best
}

// causeText says why the network refused, "" when it did not or is not known.
func (n *Net) causeText() string {
	if n.Known && n.Stat != atcmd.Denied && n.Stat != atcmd.NotRegistered {
		return ""
	}
	switch {
	case n.CauseType == 0 && n.Cause >= 0:
		return fmt.Sprintf("%s (cause %d)", atcmd.RejectText(n.Cause), n.Cause)
	case n.CauseType == 1 && n.Cause >= 0:
		return fmt.Sprintf("the maker's cause %d", n.Cause)
	}
	return n.CauseText
}

func (s *step) attached(now *bool, cause string) {
	n := &s.m.Net
	was := n.Attached
	n.Attached = now
	if was == nil && now == nil || was != nil && now != nil && *was == *now {
		return
	}
	s.m.note("attach", attachWord(was), attachWord(now), cause)
	if now != nil && *now {
		n.AttachedAt, s.m.Recovery.Worked = s.m.Now, true
		if was != nil || s.m.Account.Hours.Restarted {
			s.tally(ledger.Hour{Sessions: 1})
		}
		s.m.Account.Hours.Restarted = false
		s.do(Alert{slog.LevelInfo, journal.Attached, "attached"})
		s.changed()
		s.timer(TimerMeter, s.m.Settings.MeterPoll)
	} else if was != nil && now != nil {
		s.do(Alert{slog.LevelInfo, journal.Detached, "detached"})
	}
}

func attachWord(a *bool) string {
	switch {
	case a == nil:
		return "unknown"
	case *a:
		return "attached"
	}
	return "detached"
}

func (s *step) causeRead(v CauseRead) {
	if !s.gone(v.Gen) && s.m.Net.Stat == atcmd.Denied {
		s.m.Net.CauseText = v.Text
	}
}
