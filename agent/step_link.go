package agent

import (
	"cmp"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"simagent/agent/journal"
	"simagent/agent/recovery"
	"simagent/atcmd"
	"simagent/atcmd/module"
)

// reopenMost is the longest pause between two tries to open the port.
const reopenMost = 30 * time.Second

// silentPolls is how many polls in a row may stay unanswered before the port
// is opened anew.
const silentPolls = 2

// open starts a new generation of the link.
func (s *step) open() {
	l := &s.m.Link
	if r := &s.m.Recovery; l.State == Up || r.byHost() && !r.Saving { // the host has the port
		return
	}
	l.Gen++
	l.Trying, l.News, l.OpenAt = true, false, time.Time{}
	if l.State == Absent && l.Tries == 0 {
		l.State = Opening
	}
	s.do(Open{Gen: l.Gen, Avoid: l.Hung})
}

// command has the module do a job, if there is one.
func (s *step) command(op Op) {
	if s.m.Link.State == Up {
		s.do(Command{Gen: s.m.Link.Gen, Op: op})
	}
}

// stale tells whether an event belongs to an older generation of the link.
func (s *step) stale(gen uint32) bool { return gen != s.m.Link.Gen }

// gone tells whether what a module said is of no worth any more: its link is
// older, or has ended.
func (s *step) gone(gen uint32) bool { return s.stale(gen) || s.m.Link.State != Up }

func (s *step) linkUp(v LinkUp) {
	if s.stale(v.Gen) {
		return
	}
	l := &s.m.Link
	l.Trying = false
	cause := "AT answers on " + v.Port
	if v.Baud != 0 {
		cause += fmt.Sprintf(" at %d bits/s", v.Baud)
		s.do(Alert{slog.LevelWarn, journal.LinkUp, fmt.Sprintf("%s answers at %d bits/s: set modem.baud to that", v.Port, v.Baud)})
	}
	if v.Instead != "" {
		cause += ", while " + v.Instead + " hangs"
		s.m.note("recovery", "", recovery.Second.String(), v.Instead+" hangs")
		s.do(Alert{slog.LevelWarn, journal.Recovery, v.Instead + " hangs: the module is asked through its second port, " + v.Port})
	}
	s.linkState(Up, cause)
	s.m.Recovery.Answers, s.m.Recovery.USB = true, v.USB
	l.Instead, l.Hung, l.Needs = v.Instead, "", nil
	if s.m.Card.PIN.Sent {
		s.m.Card.PIN = PINTry{} // what came of it was lost with the link
	}
	l.Port, l.Manufacturer, l.Model, l.Revision = v.Port, v.Manufacturer, v.Model, v.Revision
	l.Profile, l.Interface, l.Tries, l.Silences = v.Profile, v.Interface, 0, 0
	l.Identity, l.Mark = v.Identity, -1
	s.m.Account.Unsure = true // until the module shows that it remembers
	s.do(Alert{slog.LevelInfo, journal.LinkUp, fmt.Sprintf("module found: %s on %s", cmp.Or(strings.TrimSpace(v.Manufacturer+" "+v.Model), "one that does not say its name"), v.Port)})
	s.do(Command{Gen: l.Gen, Op: Setup})
	s.card(CardUnknown, "the module was just found")
	s.m.Card.Since = s.m.Now // whatever was known of it before
	s.timer(TimerPoll, s.m.Settings.ModemPoll)
}

func (s *step) linkDown(v LinkDown) {
	if s.stale(v.Gen) {
		return
	}
	l := &s.m.Link
	l.Trying = false
	was := l.State
	if v.Port != "" {
		l.Port, s.m.Recovery.USB = v.Port, v.USB
	}
	l.Instead, l.Hung = "", ""
	if v.State == Silent {
		l.Hung = l.Port // the next try is by another port of the module, if it has one
	}
	changed := l.State != v.State || l.Cause != v.Cause
	s.linkState(v.State, v.Cause)
	if changed {
		cause, _, _ := strings.Cut(v.Cause, "\n") // what follows is the line to type
		s.do(Alert{slog.LevelWarn, journal.LinkDown, "no module: " + cause})
	}
	if was == Up {
		s.do(Shut{Gen: v.Gen})
		s.actLost()
		switch v.State {
		case Absent:
			s.dropped()
		case Silent:
			s.m.note("recovery", "", recovery.Reopen.String(), v.Cause)
		}
		s.netGone("the module is gone")
		s.card(CardUnknown, "the module is gone")
	}
	s.do(CheckSupply{}) // no poll does while nothing answers
	l.Tries++
	s.openIn(min(time.Second<<min(l.Tries-1, 5), reopenMost))
	if l.News { // what was tried was perhaps not yet what it is by now
		s.portsChanged()
	}
}

// appearedAfter is how long a port that appeared is left alone: udev gives it to its group, and a module has more than one.
const appearedAfter = 300 * time.Millisecond

// portsChanged opens sooner than the pause between two tries would have it. A /dev that is busy with other ports is no reason
// to try all the time.
func (s *step) portsChanged() {
	l := &s.m.Link
	switch {
	case l.State == Up:
		return
	case l.Trying:
		l.News = true
		return
	}
	l.News = false
	wait, ok := l.Appeared.grant(s.m.Now, appearedAfter)
	if nearer := l.OpenAt.After(s.m.Now) && !s.m.Now.Add(wait).Before(l.OpenAt); ok && !nearer {
		s.openIn(wait)
	}
}

// openIn opens the port after that time, whatever was planned before.
func (s *step) openIn(d time.Duration) {
	s.m.Link.OpenAt = s.m.Now.Add(d)
	s.timer(TimerOpen, d)
}

// linkGone ends the link from this side; somebody else opens it anew.
func (s *step) linkGone(to LinkState, cause string) {
	s.m.Link.Instead, s.m.Link.Hung = "", ""
	s.linkState(to, cause)
	s.netGone(cause)
	s.card(CardUnknown, cause)
}

func (s *step) linkState(to LinkState, cause string) {
	l := &s.m.Link
	if l.State != to {
		s.m.note("link", string(l.State), string(to), cause)
		l.State, l.Since = to, s.m.Now
	}
	l.Cause = cause
}

// lost ends the link from this side, and opens it anew.
func (s *step) lost(cause string) {
	s.do(Shut{Gen: s.m.Link.Gen})
	s.linkDown(LinkDown{Gen: s.m.Link.Gen, State: Silent, Cause: cause})
}

func (s *step) setUp(v SetUp) {
	if s.gone(v.Gen) {
		return
	}
	if v.APN != "" {
		s.m.Net.APN = v.APN
	}
	s.m.Link.Mark, s.m.Link.URCs, s.m.Link.Kept = v.Mark, v.URCs, false
	if a := &s.m.Account; a.Has {
		a.Unsure = !remembers(v.Mark, a.Epoch)
	}
	s.command(ReadCard)
}

// urc takes one unsolicited line.
func (s *step) urc(v URCSeen) {
	if s.gone(v.Gen) {
		return
	}
	line := v.URC.Line
	if v.URC.Dropped > 0 {
		s.do(Alert{slog.LevelWarn, "", fmt.Sprintf("%d unsolicited lines were lost: the state is read anew", v.URC.Dropped)})
		s.command(Poll)
		s.command(ListSMS)
		s.timer(TimerCard, 200*time.Millisecond)
	}
	if r, err := atcmd.ParseRegistration(line); err == nil {
		s.registration(r)
		return
	}
	if e := s.m.Link.Profile.CardEvent(line); e != module.NoEvent {
		if was := s.m.Card.State; e == module.CardChanged || e == module.CardInserted && (was == CardAbsent || was == CardUnknown) {
			s.m.Recovery.Changes = s.m.Now
		}
		s.cardHint(line, e == module.CardRemoved)
		return
	}
	if z, err := atcmd.ParseZone(line); err == nil && z.HasClock {
		s.networkTime(z.Clock.UTC)
		return
	}
	name, _, _ := strings.Cut(line, ":")
	switch strings.TrimSpace(name) {
	case "+CMTI":
		mem, _, _ := atcmd.ParseCMTI(line)
		if mem != "SM" && mem != "ME" && mem != "MT" { // 27.005 3.2.2; the rest is line noise
			mem = ""
		}
		s.do(Command{Gen: v.Gen, Op: ListSMS, Arg: mem, Hints: 1})
	case "^SMMEMFULL", "+SMMEMFULL": // Huawei and others
		s.command(ListSMS)
	case "SMS READY", "SMS Ready":
		s.timer(TimerSMS, time.Second)
	case "+QIND":
		if strings.Contains(line, "SMS DONE") {
			s.timer(TimerSMS, time.Second)
		}
	case "+CMT": // another program had it delivered directly
		s.direct(v.URC)
	case "+CPIN", "+QSIMSTAT", "+SIM READY", "#QSS", "^SIMST", "+QUSIM", "+UUSIMSTAT":
		s.cardHint(line, gone(line))
	case "+CGEV":
		s.hurry(&s.m.Link.Polling, Poll, TimerPoll)
	case "RDY", "APP RDY", "^SYSSTART", "+SYSSTART", "*ATREADY", "+AT": // "+AT: READY" is u-blox's
		s.moduleRestarted(line)
	case "POWERED DOWN", "NORMAL POWER DOWN", "^SHUTDOWN", "+SHUTDOWN":
		s.lost("the module was switched off")
	}
}

// moduleRestarted: the module lost its settings, its counters and its
// registration; the port lives on.
func (s *step) moduleRestarted(line string) {
	m := &s.m
	m.Link.RestartedAt = m.Now
	m.Account.Unsure = true
	m.Account.Hours.Restarted = true
	m.Link.Needs = nil
	if !s.hurry(&m.Link.SettingUp, Setup, TimerSetup) {
		return
	}
	m.note("link", "up", "up", "the module restarted ("+line+")")
	s.do(Alert{slog.LevelWarn, journal.ModuleRestart, "the module restarted"})
	s.netGone("the module restarted")
	s.card(CardUnknown, "the module restarted")
}
