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

func hooks(list []Effect) (n int) {
	for _, f := range list {
		if _, ok := f.(Hook); ok {
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
	for _, v := range []any{Started{Boot: ledger.BootID{1}}, ClockSeen{false}, LinkUp{Gen: 1, Port: "x", Interface: "wwan0"}, CardRead{Gen: 1, State: CardReady, ICCID: card(0)}, Loaded{ICCID: cards[0], Record: rec}} {
		m, _ = Step(m, Event{day23, v})
	}
	require.Empty(t, m.Account.Ledger.Alarms.Queue)
	a := NewAgent(Deps{Hook: func(_ context.Context, b []byte) error { return nil }, Synced: func() bool { return true }}, m.Settings)
	a.synced = false
	m = a.step(t.Context(), m, Event{day23, TimerFired{TimerMeter}})
	require.Equal(t, len(m.Account.Ledger.Alarms.Queue), len(a.hooks))
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
			total += hooks(out)
		}
		m.Account.Ledger.Told(m.Account.Ledger.Alarms.Next) // reported
		rec = m.Account.Ledger.Settle(day23, true)
	}
	require.LessOrEqual(t, total, 4)
}

// IP Commands that fail do not keep alarms from going by SMS.
func TestSMSWhenIPCommandsFail(t *testing.T) {
	rec := kept(0)
	rec.Known = ledger.KnownData | ledger.KnownSMS
	m := known(rec)
	m.Settings.ReportSMS, m.Settings.IPCommand = 2, true
	m.Account.Recording = false
	tries := 0
	at := day23
	var out []Effect
	step := func(v any) {
		m, out = Step(m, Event{at, v})
		for i := 0; i < len(out); i++ {
			var more []Effect
			switch f := out[i].(type) {
			case Record:
				m, more = Step(m, Event{at, Recorded{ID: f.ID, Record: f.Record}})
			case Send:
				tries++
				m, more = Step(m, Event{at, Reported{ICCID: f.ICCID, Sequence: f.Sequence, Route: f.Route, Err: errors.New("cannot send IP Command: operation not permitted")}})
			}
			out = append(out, more...)
		}
	}
	yes := true
	step(Polled{Gen: 1, Attached: &yes, Regs: []atcmd.Registration{{Domain: atcmd.EPS, Stat: atcmd.Roaming, AcT: 7, CauseType: -1, Cause: -1}}})
	require.True(t, m.online())
	{
		s := step
		_ = s
	}
	ss := &stepRaise{}
	m = ss.raise(m, at)
	texts := 0
	for range 24 * 60 {
		at = at.Add(time.Minute)
		step(TimerFired{TimerRoute})
		for _, f := range out {
			if c, ok := f.(Command); ok && c.Op == SendSMS {
				texts++
			}
		}
	}
	require.NotZero(t, texts)
}

type stepRaise struct{}

func (stepRaise) raise(m Machine, at time.Time) Machine {
	s := step{m: m}
	s.m.Now = at
	s.alarm(report.AlarmData50, "x")
	return s.m
}

// The late acknowledgement of one SIM's report settles no alarm of the next.
func TestAcknowledgementIsOfItsSIM(t *testing.T) {
	m := known(fresh(0))
	m.Settings.ReportURL = "https://x"
	m.Settings.IPCommand = false
	at := day23
	var s1 Send
	var ok bool
	m, out := Step(m, Event{at, TimerFired{TimerRoute}})
	s1, ok = effect[Send](out)
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

// Nor does a budget that is used up.
func TestSMSWhenTheBudgetIsSpent(t *testing.T) {
	rec := kept(0)
	rec.Known = ledger.KnownData | ledger.KnownSMS
	rec.Reports = ledger.Reports{OwnTotal: 25_000, Latest: 20780, OwnDay: 20780}
	m := known(rec)
	m.Settings.ReportSMS, m.Settings.IPCommand = 2, true
	m.Account.Recording = false
	at := day23
	yes := true
	var out []Effect
	step := func(v any) {
		m, out = Step(m, Event{at, v})
		for i := 0; i < len(out); i++ {
			if f, ok := out[i].(Record); ok {
				var more []Effect
				m, more = Step(m, Event{at, Recorded{ID: f.ID, Record: f.Record}})
				out = append(out, more...)
			}
		}
	}
	step(Polled{Gen: 1, Attached: &yes, Regs: []atcmd.Registration{{Domain: atcmd.EPS, Stat: atcmd.Roaming, AcT: 7, CauseType: -1, Cause: -1}}})
	m = stepRaise{}.raise(m, at)
	texts := 0
	for range 3 * 24 * 60 {
		at = at.Add(time.Minute)
		step(TimerFired{TimerRoute})
		for _, f := range out {
			if c, ok := f.(Command); ok && c.Op == SendSMS {
				texts++
			}
		}
	}
	require.NotZero(t, texts)
}
