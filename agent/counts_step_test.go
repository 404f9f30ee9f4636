package agent

import (
	"fmt"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"simagent/agent/ledger"
	"simagent/agent/local"
	"simagent/agent/meter"
)

func baselineOf(n int64) local.Baseline { return local.Baseline{DataLow: &n, DataHigh: &n} }

func errMissing() error { return fmt.Errorf("cannot read: %w", meter.ErrMissing) }

// shift moves the wall clock of t and leaves its monotonic reading.
func shift(t time.Time, d time.Duration) time.Time {
	p := (*struct {
		wall uint64
		ext  int64
		loc  *time.Location
	})(unsafe.Pointer(&t))
	p.wall += uint64(d/time.Second) << 30
	return t
}

// An ended period is in the record until the history has it, and is handed over at the stop.
func TestEndedPeriodIsInTheRecord(t *testing.T) {
	m := known(kept(0))
	m.Account.Recording = false
	m, _ = Step(m, Event{day23, fetchedSim("ready", day23, readyPeriod())})
	m.Account.Recording = false
	m, _ = Step(m, Event{day23, sampledAt(0, day23)})
	at := day23.Add(time.Minute)
	m, _ = Step(m, Event{at, sampledAt(9000, at)})
	m.Account.Hours.retryAt = at.Add(time.Hour) // the history could not be written just now
	m.Account.Recording = false
	p := *readyPeriod()
	p.SID = "HB2"
	m, _ = Step(m, Event{at, fetchedSim("ready", at, &p)})
	m.Account.Recording = false
	m, out := Step(m, Event{at, sampledAt(9000, at.Add(time.Second))}) // the last reading of the old period
	rec, ok := effect[Record](out)
	require.True(t, ok)
	require.Len(t, rec.Record.Ended, 1)
	require.EqualValues(t, 9000, rec.Record.Ended[0].Low)
	m, out = Step(m, Event{at, Stopping{}})
	_, kept := effect[Keep](out)
	require.True(t, kept)
}

// The next check is shown by the clock of all else.
func TestNextCheckIsByTheSameClock(t *testing.T) {
	now := time.Now()
	m := New(known(fresh(0)).Settings)
	m.Settings.Provider = "twilio"
	for _, v := range []any{Started{Boot: ledger.BootID{1}}, LinkUp{Gen: 1, Port: "x", Interface: "wwan0"}, CardRead{Gen: 1, State: CardReady, ICCID: card(0)}, Loaded{ICCID: cards[0], Record: fresh(0)}} {
		m, _ = Step(m, Event{now, v})
	}
	m, _ = Step(m, Event{now, fetchedSim("ready", now.Add(-3*time.Hour), readyPeriod())})
	st := m.Status("", "", false)
	require.WithinDuration(t, st.Time.Add(m.Settings.CloudPoll), *st.Cloud.NextCheck, time.Hour)
}

// After a kill in the same boot the count goes on, though the clock is behind the last commit.
func TestClockSetBackStopsNoCount(t *testing.T) {
	rec := kept(0)
	rec.Boot = ledger.BootID{1}
	rec.Point = ledger.Point{Source: "wwan0", Boot: ledger.BootID{1}, Index: 3, RX: 1000, At: day23.Add(24 * time.Hour)} // by a clock that was ahead
	m := known(rec)
	for i := range 100 {
		at := day23.Add(time.Duration(i) * time.Minute)
		m, _ = Step(m, Event{at, sampledAt(uint64(1000+1000*i), at)})
	}
	require.True(t, m.Account.Ledger.Live())
}

// A garbled counter of the module makes no commit fail.
func TestGarbledCounterStopsNoCommit(t *testing.T) {
	b := newBench(t)
	b.read()
	b.iface += 10
	b.modSent = 1<<60 + 1<<59
	b.read()
	dir := t.TempDir()
	st, err := ledger.OpenStore(dir, ledger.Options{})
	require.NoError(t, err)
	defer st.Close()
	f, err := st.Account(cards[0], b.at)
	require.NoError(t, err)
	require.NoError(t, f.Commit(b.m.Account.Ledger.Snapshot(b.at, true)))
}

// A baseline may come before the daemon's first reading.
func TestBaselineBeforeFirstReading(t *testing.T) {
	rec := kept(0)
	rec.Boot = ledger.BootID{1}
	rec.Point = ledger.Point{Source: "wwan0", Boot: ledger.BootID{1}, Index: 3, RX: 1000, At: day23.Add(-time.Hour)}
	m := known(rec)
	require.False(t, m.Account.Ledger.Live())
	m, _ = Step(m, Event{day23, BaselineAsked{ID: 1, Baseline: baselineOf(50_000)}})
	at := day23.Add(time.Minute)
	v := sampledAt(5000, at) // an interface that came up after it
	v.Sample.Index = 4
	m, _ = Step(m, Event{at, v})
	require.GreaterOrEqual(t, m.Account.Ledger.Bytes().High, int64(55_000))
}

// What passed before a baseline and was not read yet is not added to its low bound.
func TestBaselineLowStaysTrue(t *testing.T) {
	b := newBench(t)
	b.iface = 1000
	b.read() // 4,000 B counted
	// 20,000 B pass; the person reads 24,000 in the console and says so, before the next reading
	b.step(BaselineAsked{ID: 1, Baseline: baselineOf(24_000)})
	b.iface = 6000
	b.read()
	require.LessOrEqual(t, b.m.Account.Ledger.Bytes().Low, int64(24_000))
	require.GreaterOrEqual(t, b.m.Account.Ledger.Bytes().High, int64(24_000))
}

// An SMS Command that the module refused is in no hour.
func TestHourForgetsARefusedSMS(t *testing.T) {
	rec := kept(0)
	rec.Known = 3
	m := known(rec)
	m.Cloud.Heard = true
	s := step{m: m}
	s.countThenSend(Command{Op: SendSMS, Arg: "x", Asked: 1})
	m = s.m
	m, _ = Step(m, Event{day23, SMSSent{Gen: 1, ICCID: cards[0], Asked: 1, Err: &Refused{"no"}, Sure: true}})
	require.Zero(t, m.Account.Ledger.SMS.Sent)
	require.Len(t, m.Account.Ledger.Hours, 1)
	require.Zero(t, m.Account.Ledger.Hours[0].Sent)
}

// An interface that comes up under the agent's eyes counts whole.
func TestInterfaceThatAppearsCountsWhole(t *testing.T) {
	m := New(known(fresh(0)).Settings)
	for _, v := range []any{Started{Boot: ledger.BootID{1}}, LinkUp{Gen: 1, Port: "x", Interface: "ppp0"}, CardRead{Gen: 1, State: CardReady, ICCID: card(0)}, Loaded{ICCID: cards[0], Record: fresh(0)},
		Sampled{Err: errMissing()}, fetchedSim("new", day23, nil), Sampled{Err: errMissing()}, fetchedSim("ready", day23, readyPeriod())} {
		m, _ = Step(m, Event{day23, v})
	}
	at := day23.Add(15 * time.Second)
	v := sampledAt(5000, at)
	v.Sample.Source, v.Sample.Index = "ppp0", 9
	m, _ = Step(m, Event{at, v})
	require.GreaterOrEqual(t, m.Account.Ledger.Bytes().High, int64(5000))
}

// What waits for the time of day is in the record, without an hour.
func TestWaitingHoursAreOnDisk(t *testing.T) {
	m := known(kept(0))
	m.Clock.Doubted = true
	m, _ = Step(m, Event{day23, sampledAt(0, day23)})
	for i := range 40 * 60 {
		at := day23.Add(time.Duration(i+1) * time.Minute)
		m, _ = Step(m, Event{at, sampledAt(uint64(i+1)*20, at)})
	}
	r := m.Account.Ledger.Snapshot(day23, false).With(m.Account.Hours.waiting())
	sum := int64(0)
	for _, h := range r.Hours {
		sum += h.TX + h.RX
	}
	require.Greater(t, r.Data.Low(), int64(40_000))
	require.InDelta(t, r.Data.Low(), sum, 2000)
}

// The clock may be set while an answer of the cloud is on its way.
func TestClockSetDuringAFetch(t *testing.T) {
	t0 := time.Now()
	m := New(known(fresh(0)).Settings)
	for _, v := range []any{Started{Boot: ledger.BootID{1}}, LinkUp{Gen: 1, Port: "x", Interface: "wwan0"}, CardRead{Gen: 1, State: CardReady, ICCID: card(0)}, Loaded{ICCID: cards[0], Record: fresh(0)}} {
		m, _ = Step(m, Event{t0, v})
	}
	truth := t0.Add(100 * time.Hour).Truncate(time.Second) // the board is 100 h slow
	v := fetchedSim("ready", truth, readyPeriod())
	v.At = t0.Add(time.Second)                        // the answer came
	at := shift(t0.Add(2*time.Second), 100*time.Hour) // NTP set the clock; the rest of the fetch came
	m, _ = Step(m, Event{at, v})
	require.WithinDuration(t, truth, m.time(), time.Minute)
}

// Two messages that are alike to the bit count as two, once each.
func TestMessagesThatAreAlike(t *testing.T) {
	m := known(kept(0))
	m.Account.Recording = false
	list := func(n int) {
		var all []Message
		for i := range n {
			all = append(all, Message{Index: i, From: "000", Digest: 7})
		}
		m, _ = Step(m, Event{day23, SMSListed{Gen: 1, Messages: all, Used: n, Total: 20}})
	}
	list(0) // the baseline
	list(1)
	list(2)
	list(2)
	require.EqualValues(t, 2, m.Account.Ledger.SMS.Received)
	list(1) // one was deleted
	list(3)
	require.EqualValues(t, 3, m.Account.Ledger.SMS.Received)
}

// What passed before a sleep is dated before it, also when the clock is set in the same moment.
func TestHoursBeforeASleep(t *testing.T) {
	for _, atOnce := range []bool{true, false} {
		m := known(kept(0))
		m.Clock.Doubted = true
		now := time.Now()
		at := shift(now, now.Truncate(time.Hour).Add(time.Hour+20*time.Minute).Sub(now)) // in the middle of an hour
		m, _ = Step(m, Event{at, sampledAt(0, at)})
		at = at.Add(time.Minute)
		m, _ = Step(m, Event{at, sampledAt(5000, at)})
		slept, synced := 0*time.Second, atOnce
		a := NewAgent(Deps{Synced: func() bool { return synced }, Slept: func() time.Duration { return slept }}, m.Settings)
		a.synced, slept = false, 5*time.Hour
		woke := shift(at, slept-2*time.Hour).Add(time.Minute) // the clock was two hours ahead
		for range 2 {
			m = a.step(t.Context(), m, Event{woke, sampledAt(5000, woke)})
			synced = true
		}
		first := m.Account.Ledger.Hours[0]
		require.EqualValues(t, 5000, first.TX+first.RX)
		require.Equal(t, ledger.HourOf(shift(at, -2*time.Hour)), first.Hour)
	}
}
