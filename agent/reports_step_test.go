package agent

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/ledger"
	"simagent/agent/report"
	"simagent/atcmd"
)

// play steps a machine, and answers what it asks of the ledger and of the routes of its reports.
type play struct {
	m     Machine
	at    time.Time
	disk  func() error // what a commit gives; nil: it is done
	route func() error // what a report gives; nil: it is carried
	all   []Effect     // so far
}

// online plays an agent that is attached and may send IP Commands.
func online(rec ledger.Record) *play {
	rec.Known = ledger.KnownData | ledger.KnownSMS
	p := &play{m: known(rec), at: day23}
	p.m.Settings.IPCommand = true
	p.m.Account.Recording = false
	yes := true
	p.step(Polled{Gen: 1, Attached: &yes, Regs: []atcmd.Registration{{Domain: atcmd.EPS, Stat: atcmd.Roaming, AcT: 7, CauseType: -1, Cause: -1}}})
	return p
}

func (p *play) step(v any) {
	var out []Effect
	p.m, out = Step(p.m, Event{p.at, v})
	for _, f := range out {
		p.all = append(p.all, f)
		switch f := f.(type) {
		case Record:
			p.step(Recorded{ID: f.ID, Record: f.Record, Err: given(p.disk)})
		case Send:
			r := Reported{ICCID: f.ICCID, Sequence: f.Sequence, Route: f.Route, Err: given(p.route)}
			if r.Err == nil {
				r.Bytes = f.Cost
			}
			p.step(r)
		}
	}
}

// given asks what is to happen.
func given(ask func() error) error {
	if ask == nil {
		return nil
	}
	return ask()
}

// pass lets time pass, with a timer at each step.
func (p *play) pass(d, step time.Duration, timer TimerName) {
	for end := p.at.Add(d); p.at.Before(end); {
		p.at = p.at.Add(step)
		p.step(TimerFired{timer})
	}
}

// alarm raises one.
func (p *play) alarm() {
	s := step{m: p.m}
	s.m.Now = p.at
	s.alarm(report.AlarmData50, "x")
	p.m = s.m
}

// texts is how many SMS Commands were sent.
func (p *play) texts() (n int) {
	for _, f := range p.all {
		if c, ok := f.(Command); ok && c.Op == SendSMS {
			n++
		}
	}
	return n
}

func count[T Effect](list []Effect) (n int) {
	for _, f := range list {
		if _, ok := f.(T); ok {
			n++
		}
	}
	return n
}

// The step that learns the time may raise alarms: the user's command is told of them, too.
func TestHookIsToldOfWhatTheTimeSays(t *testing.T) {
	rec := kept(0)
	rec.Period = ledger.BillingPeriod{SID: "HB1", Type: ledger.PeriodReady, Start: day23.AddDate(0, -2, 0), Until: day23.AddDate(0, 1, 0)}
	m := New(known(rec).Settings)
	for _, v := range []any{Started{Boot: ledger.BootID{1}}, ClockSeen{Synced: false}, LinkUp{Gen: 1, Port: "x", Interface: "wwan0"}, CardRead{Gen: 1, State: CardReady, ICCID: card(0)}, Loaded{ICCID: cards[0], Record: rec}} {
		m, _ = Step(m, Event{day23, v})
	}
	require.Empty(t, m.Account.Ledger.Alarms.Queue)
	a := NewAgent(Deps{Hook: func(_ context.Context, b []byte) error { return nil }, Synced: func() bool { return true }}, m.Settings)
	a.synced = false
	m = a.step(t.Context(), m, Event{day23, TimerFired{TimerMeter}})
	require.NotEmpty(t, m.Account.Ledger.Alarms.Queue)
	require.Equal(t, len(m.Account.Ledger.Alarms.Queue), len(a.hooks))
}

// The user's command gets no time that nobody vouches for.
func TestHookHasNoDoubtfulTime(t *testing.T) {
	m := known(kept(0))
	m.Clock.Doubted = true
	s := step{m: m}
	s.alarm(1, "x")
	h, _ := effect[Hook](s.out)
	require.True(t, h.At.IsZero())
}

// What was said to be used up is not said again at each start.
func TestPassedIsSaidOnce(t *testing.T) {
	rec := kept(0)
	rec.Known = ledger.KnownData | ledger.KnownSMS
	rec.Data.Past = 250_100
	total := 0
	for range 5 {
		m := New(known(rec).Settings)
		m.Settings.Provider = ""
		for _, v := range []any{Started{Boot: ledger.BootID{1}}, LinkUp{Gen: 1, Port: "x", Interface: "wwan0"}, CardRead{Gen: 1, State: CardReady, ICCID: card(0)}, Loaded{ICCID: cards[0], Record: rec}} {
			var out []Effect
			m, out = Step(m, Event{day23, v})
			total += count[Hook](out)
		}
		m.Account.Ledger.Told(m.Account.Ledger.Alarms.Next) // reported
		rec = m.Account.Ledger.Settle(day23, true)
	}
	require.Equal(t, 4, total, "50, 80, 95 and 100 %")
}

// IP Commands that fail do not keep alarms from going by SMS.
func TestSMSWhenIPCommandsFail(t *testing.T) {
	p := online(kept(0))
	p.m.Settings.ReportSMS = 2
	p.route = func() error { return errors.New("cannot send IP Command: operation not permitted") }
	p.alarm()
	p.pass(24*time.Hour, time.Minute, TimerRoute)
	require.NotZero(t, p.texts())
	require.NotZero(t, count[Send](p.all))
}

// Nor does a budget that is used up.
func TestSMSWhenTheBudgetIsSpent(t *testing.T) {
	rec := kept(0)
	rec.Reports = ledger.Reports{OwnTotal: 25_000, Latest: 20780, OwnDay: 20780}
	p := online(rec)
	p.m.Settings.ReportSMS = 2
	p.alarm()
	p.pass(3*24*time.Hour, time.Minute, TimerRoute)
	require.NotZero(t, p.texts())
	require.Zero(t, count[Send](p.all))
}

// When NTP falls silent the budget's days go on from the last that is known.
func TestBudgetDaysGoOnWithoutNTP(t *testing.T) {
	p := online(fresh(0))
	p.step(ClockSeen{Synced: false})
	before := count[Send](p.all)
	p.pass(10*24*time.Hour, 15*time.Minute, TimerReport)
	require.Greater(t, count[Send](p.all)-before, 10)
}

// The late acknowledgement of one SIM's report settles no alarm of the next.
func TestAcknowledgementIsOfItsSIM(t *testing.T) {
	m := known(fresh(0))
	m.Settings.ReportURL = "https://x"
	m.Settings.IPCommand = false
	at := day23
	m, out := Step(m, Event{at, TimerFired{TimerRoute}})
	s1, ok := effect[Send](out)
	if !ok {
		s1 = *m.Report.Waiting
	}
	require.EqualValues(t, 1, s1.Sequence)
	m, _ = Step(m, Event{at, CardRead{Gen: 1, State: CardReady, ICCID: card(1)}})
	rec := fresh(1)
	rec.Alarms = ledger.Alarms{Next: 1, Queue: []ledger.Alarm{{Kind: byte(report.AlarmData95), At: at}}}
	m, out = Step(m, Event{at, Loaded{ICCID: cards[1], Record: rec}})
	s2, ok := effect[Send](out)
	require.True(t, ok)
	require.EqualValues(t, 1, s2.Sequence)
	m, _ = Step(m, Event{at, Reported{ICCID: s1.ICCID, Sequence: s1.Sequence, Route: ByHTTPS}}) // of the first SIM's
	require.NotEmpty(t, m.Account.Ledger.Alarms.Queue, "settled by another SIM's acknowledgement")
}

// A post that failed is not the last report.
func TestFailedPostIsNoReport(t *testing.T) {
	m := known(fresh(0))
	m.Settings.ReportURL = "https://x"
	m, _ = Step(m, Event{day23, TimerFired{TimerRoute}})
	m, _ = Step(m, Event{day23.Add(time.Second), Reported{ICCID: cards[0], Sequence: m.Report.Waiting.Sequence, Route: ByHTTPS, Err: errors.New("refused")}})
	st := m.Status("", "", false)
	require.Nil(t, st.Report.LastAt)
}

// A disk and an address that fail every other time make no alarms without end, and no commits by them.
func TestFlappingDisk(t *testing.T) {
	p := online(kept(0))
	p.m.Settings.ReportURL, p.m.Settings.IPCommand = "https://x", false
	commits, posts := 0, 0
	full, refused := errors.New("no space left on device"), errors.New("refused")
	p.disk = func() error {
		if commits++; commits%2 == 1 {
			return full
		}
		return nil
	}
	p.route = func() error {
		if posts++; posts%2 == 1 {
			return refused
		}
		return nil
	}
	told := func() (n int) {
		for _, f := range p.all {
			if h, ok := f.(Hook); ok && h.Kind == report.AlarmNotKept {
				n++
			}
		}
		return n
	}
	p.pass(24*time.Hour, 30*time.Second, TimerRoute)
	require.NotZero(t, told())
	require.LessOrEqual(t, told(), 24)
	require.Less(t, count[Record](p.all), 200)

	// One that is full for good is said to be so within an hour, once.
	before := told()
	p.disk = func() error { return full }
	for i := range 3 * 60 {
		p.step(sampledAt(uint64(i*2000), p.at))
		p.pass(time.Minute, time.Minute, TimerRoute)
	}
	require.Equal(t, before+1, told())
}
