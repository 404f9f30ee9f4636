package agent

import (
	"fmt"
	"log/slog"
	"slices"
	"time"

	"simagent/agent/journal"
	"simagent/atcmd"
)

// Clock is who vouches for the time of day besides the cloud (Cloud.Heard).
type Clock struct {
	Doubted bool          // the kernel does not vouch for this board's clock: nothing has set it by NTP
	Told    bool          // somebody has told the time before, and Skew is known
	By      string        // with Told: network (NITZ, through the module), or ntp, which is silent by now
	Skew    time.Duration // of this board's clock against what was told
	AskedAt time.Time     // the module's clock was read
	seen    bool          // NTP had set the clock in this run
}

// ClockSeen is the kernel's word on this board's clock: whether NTP, or what else disciplines it, has set it, and how long
// the board was suspended since the event before.
type ClockSeen struct {
	Synced bool
	Slept  time.Duration
}

// ClockRead is the end of a ReadClock command.
type ClockRead struct {
	Gen   uint32
	Clock atcmd.Clock
	Err   error
}

// clockAgain is how often the module's clock is read while nobody else knows the time.
const clockAgain = 10 * time.Minute

// The ways to read the module's clock (modem.clock).
const (
	clockLocal = "local" // as 27.007 8.15 has it: local time, and the zone
	clockUTC   = "utc"   // some modules keep UTC, and name the zone all the same
	clockOff   = "off"
)

// clockSet tells whether t can be a wall time at all: a board without a clock
// starts in 1970, or where its image was made.
func clockSet(t time.Time) bool { return t.Year() >= 2026 && t.Year() < 2100 }

// time is the time of day, as far as somebody vouches for it: the cloud, whose clock decides about the Sim; NTP; the
// network. Zero when nobody does.
func (m *Machine) time() time.Time {
	t, _ := m.timeBy()
	return t
}

// timeBy says who vouches: cloud, ntp or network; "" for nobody.
func (m *Machine) timeBy() (t time.Time, who string) {
	switch {
	case m.Cloud.Heard:
		return m.cloudNow(), "cloud"
	case !m.Clock.Doubted && clockSet(m.Now):
		return m.Now, "ntp"
	case m.Clock.Told:
		return m.Now.Add(-m.Clock.Skew).UTC(), m.Clock.By
	}
	return time.Time{}, ""
}

// dated is the time to write down, and whether it is sure: where nobody vouches it is this board's, if that can be a time at all.
func (m *Machine) dated() (t time.Time, trusted bool) {
	if t := m.time(); !t.IsZero() {
		return t, true
	}
	if clockSet(m.Now) {
		return m.Now, false
	}
	return time.Time{}, false
}

func (s *step) clockSeen(v ClockSeen) {
	c := &s.m.Clock
	if v.Slept > 0 {
		s.slept(v.Slept)
	}
	if c.Doubted != v.Synced {
		return
	}
	c.Doubted = !v.Synced
	if s.jumped { // somebody has set it by hand
		c.seen = false
	}
	if !v.Synced && clockSet(s.m.Now) && c.seen { // NTP is silent, as on a board that saves its bytes; the clock that it has set goes on
		c.Told, c.By, c.Skew = true, "ntp", 0
	}
	c.seen = c.seen || v.Synced
	if v.Synced {
		s.do(Alert{slog.LevelInfo, journal.Clock, "the clock is set (NTP)"})
	}
}

// askClock reads the module's clock while nobody else knows the time: the network may have set it.
func (s *step) askClock() {
	m := &s.m
	if !m.time().IsZero() || !m.Net.Stat.Registered() || m.Settings.ModemClock == clockOff || !m.Clock.AskedAt.IsZero() && m.Now.Sub(m.Clock.AskedAt) < clockAgain {
		return
	}
	m.Clock.AskedAt = m.Now
	s.command(ReadClock)
}

func (s *step) clockRead(v ClockRead) {
	if s.gone(v.Gen) || v.Err != nil || !s.m.Net.Stat.Registered() {
		return
	}
	t := v.Clock.UTC
	if s.m.Settings.ModemClock == clockUTC && v.Clock.HasOffset {
		t = t.Add(time.Duration(v.Clock.Offset) * time.Minute)
	}
	s.networkTime(t)
}

// networkTime takes the network's time.
func (s *step) networkTime(t time.Time) {
	m := &s.m
	if m.Settings.ModemClock == clockOff || !clockSet(t) {
		return
	}
	fresh := m.time().IsZero()
	if m.Clock.Told && m.Clock.By == "ntp" {
		return // better than the module's
	}
	m.Clock.Told, m.Clock.By, m.Clock.Skew = true, "network", m.Now.Sub(t)
	if fresh {
		s.do(Alert{slog.LevelInfo, journal.Clock, fmt.Sprintf("the time is known from the network: %s", t.UTC().Format("2006-01-02 15:04 UTC"))})
	}
}

// skewStep is a change of the clock that is no drift; the cloud's Date has a resolution of a second.
const skewStep = time.Minute

// clockMoved notices that this board's clock was set, or that the board slept: wall and monotonic time went on differently
// since the last event. Until somebody vouches again nobody knows the time. v is what is to happen now.
func (s *step) clockMoved(before time.Time, v any) {
	m := &s.m
	wall := m.Now.Round(0).Sub(before.Round(0))
	ahead := wall - m.Now.Sub(before)
	seen, _ := v.(ClockSeen)
	if ahead.Abs() <= skewStep && seen.Slept <= skewStep {
		return
	}
	if m.Cloud.Heard {
		m.Cloud.Heard, m.Account.Day = false, 0
	}
	m.Clock.Told, m.Clock.AskedAt, s.jumped = false, time.Time{}, (ahead-seen.Slept).Abs() > skewStep
	m.Clock.seen = m.Clock.seen && !m.Clock.Doubted
	if ahead > sleepMost && seen.Slept == 0 && clockSet(before) == clockSet(m.Now) && !seen.Synced {
		s.undated() // it may have slept, and then it is not known how long ago they were
	}
}

// slept: what waits for the time of day is older by that.
func (s *step) slept(d time.Duration) {
	w := slices.Clone(s.m.Account.Hours.Waiting)
	for i := range w {
		w[i].At = w[i].At.Add(-d)
	}
	s.m.Account.Hours.Waiting = w
}

// sleepMost is how long the board may have slept for hours that wait to be dated all the same.
const sleepMost = time.Hour
