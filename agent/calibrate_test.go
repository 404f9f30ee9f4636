package agent

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/ledger"
	"simagent/agent/meter"
	"simagent/agent/report"
	"simagent/atcmd"
)

// bench is a machine whose interface and module count the same traffic.
type bench struct {
	t                *testing.T
	m                Machine
	at               time.Time
	iface, modSent   uint64
	modRecv, packets uint64
	index            uint32
	source           string
}

func newBench(t *testing.T) *bench {
	b := &bench{t: t, m: known(fresh(0)), at: day23, index: 3, source: "wwan0"}
	b.step(sampledAt(0, day23)) // the one that the account asked for
	return b
}

func (b *bench) step(v any) (out []Effect) {
	b.m, out = Step(b.m, Event{b.at, v})
	return out
}

// read is one poll of both.
func (b *bench) read() {
	b.at = b.at.Add(time.Minute)
	out := b.step(Polled{Gen: 1, Counter: &atcmd.Counter{Sent: b.modSent, Received: b.modRecv}})
	f, ok := effect[Sample](out)
	require.True(b.t, ok, "the interface is read beside the module")
	require.Equal(b.t, b.m.Link.Interface, f.Interface)
	b.step(Sampled{Sample: ledger.Sample{Source: b.source, Boot: ledger.BootID{1}, Index: b.index, TX: b.iface, RX: 3 * b.iface, Packets: b.packets, At: b.at}})
}

func (b *bench) calibration() string { return string(b.m.accountStatus(false).Data.Calibration) }

func TestTwoSourcesAreComparedAndNeverAdded(t *testing.T) {
	b := newBench(t)
	b.read()
	require.Empty(t, b.calibration())
	for range 10 {
		b.iface += 5000
		b.modSent, b.modRecv = b.modSent+5100, b.modRecv+15_300
		b.read()
	}
	require.Contains(t, b.calibration(), "counts 2.0 % more than wwan0")
	require.Equal(t, int64(4*50_000), b.m.Account.Ledger.Data.Low(), "the interface alone counts")

	was := b.m.Account.Ledger.Calibration
	b.modSent, b.modRecv = 10, 10 // the module restarted
	b.iface += 100
	b.read()
	require.Equal(t, was, b.m.Account.Ledger.Calibration)
	b.iface, b.modSent, b.modRecv = b.iface+100, b.modSent+100, b.modRecv+300
	b.read()
	require.Equal(t, was.TX+100, b.m.Account.Ledger.Calibration.TX)
	b.iface, b.index = 10, 4 // the interface appeared anew
	b.read()
	require.Equal(t, was.TX+100, b.m.Account.Ledger.Calibration.TX)

	b.m.Link.Identity = "another"
	b.read()
	require.Zero(t, b.m.Account.Ledger.Calibration.TX)
}

// udev may rename an interface while it counts: reports are then bound to the new name, and nothing is lost.
func TestInterfaceIsRenamed(t *testing.T) {
	b := newBench(t)
	b.iface = 1000
	b.read()
	b.iface, b.source = 2000, "wwx0"
	b.read()
	require.Equal(t, "wwx0", b.m.Link.Interface)
	require.Equal(t, int64(8000), b.m.Account.Ledger.Data.Low())
	require.Zero(t, b.m.Account.Ledger.Data.Slack)
	b.read()

	// and a SIM that comes in later has the gap measured by the interface, not by its name
	gap := gapAt(ledger.Point{Source: "wwan0", Index: 3, TX: 100, RX: 100})
	require.EqualValues(t, 50, gap.since(ledger.Sample{Source: "wwx0", Index: 3, TX: 150, RX: 100}))
	require.EqualValues(t, 250, gap.since(ledger.Sample{Source: "wwx0", Index: 4, TX: 150, RX: 100}), "made since: all of it may be the new SIM's")
	require.Zero(t, gap.since(ledger.Sample{Source: "wwx0", Index: 2, TX: 150, RX: 100}))
}

// compared lets the cloud's figure of a day be set beside ours.
func compared(m Machine, day uint32, ours, packets, cloud int64, sessions uint32) Machine {
	l := &m.Account.Ledger
	l.Days = []ledger.Day{{Day: day}, {Day: day + 1, From: ours, To: ours}}
	l.Traffic = []ledger.Traffic{{Day: day, Packets: packets, Sessions: sessions}}
	m, _ = Step(m, Event{day23, Audited{Audit: Audit{ICCID: cards[0], SID: hs, DaysFrom: day, DaysTo: day + 1}, PastBytes: -1, EdgeBytes: -1, PeriodBytes: -1, Days: []int64{cloud}}})
	return m
}

func TestOperatorsMeteringIsLearnt(t *testing.T) {
	m := known(fresh(0))
	m, _ = Step(m, Event{day23, fetchedSim("ready", day23, readyPeriod())})
	metering := func() string { return string(m.accountStatus(false).Data.Metering) }
	alarms := func() int { return len(m.Account.Ledger.Alarms.Queue) }
	for i := range uint32(8) {
		packets := int64(200 + 10*i)
		m = compared(m, 100+i, 60_000, packets, 60_000+20*packets+1000*int64(i%3), i%3)
	}
	require.Contains(t, metering(), "20 B a packet")
	require.Contains(t, metering(), "1,000 B a session")
	before := alarms()
	require.Zero(t, before, "not more than some operators add")
	m = compared(m, 200, 60_000, 500, 60_000+20*500, 0) // a sixth more, and none of it elsewhere
	require.Equal(t, before, alarms())
	m = compared(m, 201, 60_000, 500, 60_000+54*500, 0) // more than this operator was seen to add
	require.Equal(t, before+1, alarms())
	days := m.Account.Ledger.Terms.Days
	m = compared(m, 202, 60_000, 500, 400_000, 0)
	require.Equal(t, before+2, alarms())
	require.Equal(t, byte(report.AlarmElsewhere), m.Account.Ledger.Alarms.Queue[alarms()-1].Kind)
	require.Equal(t, days, m.Account.Ledger.Terms.Days, "another spender's day teaches nothing")
}

// ppp0 is there while a session is. Its end is no failure, and each dial's counter begins at zero.
func TestPPPBetweenSessions(t *testing.T) {
	b := newBench(t)
	b.m.Link.Interface, b.source = "ppp0", "ppp0"
	b.iface = 1000
	b.read()
	low := b.m.Account.Ledger.Data.Low()
	for range 5 {
		b.m.Account.Sampling = false
		out := b.step(Sampled{Err: fmt.Errorf("cannot read counters of ppp0: %w", meter.ErrMissing)})
		next, ok := effect[Timer](out)
		require.True(t, ok)
		require.Equal(t, TimerMeter, next.Name)
	}
	require.NotEqual(t, NothingCounts, b.m.accountVerdict().Code)
	b.iface, b.index = 500, 9
	b.read()
	require.Equal(t, low+4*500, b.m.Account.Ledger.Data.Low())
	b.m.Link.Interface = "wwan0"
	for range 5 {
		b.step(Sampled{Err: fmt.Errorf("cannot read counters of wwan0: %w", meter.ErrMissing)})
	}
	require.Equal(t, NothingCounts, b.m.accountVerdict().Code)
}
