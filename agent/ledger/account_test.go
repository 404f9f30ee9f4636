package ledger

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// newSIM is an account that the cloud called new, with its baseline taken.
func newSIM(first Sample) Account {
	a := NewAccount(FreshRecord(iccidA, noon))
	a.Started(first.Boot)
	a.SeenNew()
	a.Count(first)
	settle(&a)
	return a
}

// settle commits to a disk that always works.
func settle(a *Account) Record {
	r := a.Snapshot(noon, true)
	a.Committed(r)
	return r
}

func TestUnknownPastIsNeverZero(t *testing.T) {
	a := NewAccount(FreshRecord(iccidA, noon))
	require.Equal(t, ResumedFirst, a.Resume(nil, wwan(5000, 5000)))
	a.Count(wwan(5100, 5000))
	require.Equal(t, Interval{Low: 100, High: 100}, a.Bytes())
	require.True(t, a.DataFraction().AtLeast)
	require.True(t, a.SMSFraction().AtLeast)
	a.SeenNew()
	require.Equal(t, Interval{HighKnown: true}, a.Bytes())
	a.Count(wwan(5150, 5000))
	require.Equal(t, Interval{Low: 50, High: 50, HighKnown: true}, a.Bytes())
	settle(&a)
	a.PastUnknown()
	require.False(t, a.Bytes().HighKnown)
}

func TestSeenNewAgainAsksForNothing(t *testing.T) {
	a := newSIM(wwan(10, 10))
	require.False(t, a.Due())
	a.SeenNew()
	require.False(t, a.Due())
}

func TestCount(t *testing.T) {
	re := func(change func(*Sample)) Sample { s := wwan(30, 40); change(&s); return s }
	const top = 1<<32 - 100
	narrow := func(tx, rx uint64) Sample { s := wwan(tx, rx); s.Bits = 32; return s }
	unnumbered := func(name string) Sample { return Sample{Source: name, Boot: boot1, TX: uint64(len(name))} }
	marked := func(tx, rx uint64) Sample { s := module(boot1, 9, tx, rx); s.Bits = 32; return s }
	for name, c := range map[string]struct {
		first, then Sample
		low, high   int64
	}{
		"delta":                    {wwan(100, 200), wwan(110, 230), 40, 40},
		"nothing":                  {wwan(100, 200), wwan(100, 200), 0, 0},
		"both fell":                {wwan(100, 200), wwan(7, 8), 15, 15},
		"one fell: both restarted": {wwan(100, 0), wwan(7, 50), 57, 57},
		"interface made anew":      {wwan(100, 200), re(func(s *Sample) { s.Index = 9 }), 70, 70},
		"interface renamed":        {wwan(10, 20), re(func(s *Sample) { s.Source = "wwx0a" }), 40, 40},
		"renamed, and fell":        {wwan(100, 200), re(func(s *Sample) { s.Source = "wwx0a" }), 70, 70},
		"renamed after a boot":     {wwan(10, 20), re(func(s *Sample) { s.Source, s.Boot = "wwx0a", boot2 }), 70, 70},
		"indexes not known":        {unnumbered("wwan0"), unnumbered("usb0"), 0, 0},
		"later interface":          {wwan(100, 200), re(func(s *Sample) { s.Source, s.Index = "usb0", 9 }), 0, 70},
		"earlier interface":        {wwan(100, 200), re(func(s *Sample) { s.Source, s.Index = "usb0", 2 }), 0, 0},
		"from kernel to module":    {wwan(100, 200), module(boot1, 1, 5000, 0), 0, 0},
		"module restarted":         {module(boot1, 1, 10, 10), module(boot1, 2, 50, 50), 100, 100},
		"module, marker unknown":   {module(boot1, 1, 10, 10), module(boot1, 0, 50, 50), 80, 80},
		"another module counter":   {module(boot1, 1, 10, 10), func() Sample { s := module(boot1, 1, 99, 0); s.Source = "UGCNTRD"; return s }(), 0, 0},
		"wide counter fell":        {wwan(top, 0), wwan(50, 0), 50, 50},
		"narrow counter wrapped":   {narrow(top, 1000), narrow(50, 1010), 60, 1060},
		"narrow counter reset":     {narrow(1000, 1000), narrow(50, 50), 100, 100},
		"not so narrow":            {narrow(1<<33, 0), narrow(50, 0), 50, 50},
		"narrow, surely wrapped":   {marked(top, 1000), marked(50, 1010), 160, 160},
		"hostile":                  {wwan(0, 0), wwan(1<<63, 1<<63), most, most},
	} {
		t.Run(name, func(t *testing.T) {
			a := newSIM(c.first)
			a.Count(c.then)
			require.Equal(t, Interval{c.low, c.high, true}, a.Bytes())
		})
	}
}

// A ready life, byte by byte as an idle device spends them: at most 400 commits.
func TestCommitsOfAReadyLife(t *testing.T) {
	for _, step := range []uint64{1, 88, 700, 1500} {
		a := newSIM(wwan(0, 0))
		commits := 1
		for n := step; n <= ReadyBytes; n += step {
			a.Count(wwan(n, 0))
			if a.Due() {
				settle(&a)
				commits++
			}
			if a.CeilingOnDisk() < a.Bytes().High {
				t.Fatalf("at %d bytes the ceiling on disk is %d", n, a.CeilingOnDisk())
			}
		}
		t.Logf("250,000 bytes in steps of %d: %d commits, %d bytes of slots", step, commits, commits*slotBytes)
		require.LessOrEqual(t, commits, 400)
	}
}

func TestLeaseBytes(t *testing.T) {
	for _, c := range [][3]int64{
		{0, ReadyBytes, 3906}, {200_000, ReadyBytes, 1024}, {ReadyBytes, ReadyBytes, 3906}, {ReadyBytes - 1, ReadyBytes, 1024},
		{0, 0, 1024}, {6_400_000, 0, 100_000}, {1 << 40, 0, leaseMost},
	} {
		require.Equal(t, c[2], LeaseBytes(c[0], c[1]), "%v", c)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := LeaseBytes(rapid.Int64Range(0, most).Draw(t, "high"), rapid.Int64Range(0, most).Draw(t, "threshold"))
		require.True(t, n >= leaseLeast && n <= leaseMost)
	})
}

func TestResume(t *testing.T) {
	k := func(boot BootID, index uint32, raw uint64) Sample {
		return Sample{Source: "wwan0", Boot: boot, Index: index, RX: raw}
	}
	renamed := func(s Sample) Sample { s.Source = "wwx0a"; return s }
	// 1,000 bytes are committed at raw 1,000, then 500 more are polled.
	for name, c := range map[string]struct {
		mark      uint64 // 0: kernel counter
		nocp      bool
		cpICCID   string
		first     Sample
		how       Resumption
		low, high int64 // high relative to the ceiling when above is set
		above     bool
	}{
		"restart of the agent":          {first: k(boot1, 4, 1600), how: ResumedExact, low: 1600, high: 1600},
		"interface renamed meanwhile":   {first: renamed(k(boot1, 4, 1600)), how: ResumedExact, low: 1600, high: 1600},
		"renamed, checkpoint gone":      {nocp: true, first: renamed(k(boot1, 4, 1600)), how: ResumedSameBoot, low: 1600, high: 0, above: true},
		"interface made anew meanwhile": {first: k(boot1, 5, 70), how: ResumedExact, low: 1570, high: 1570},
		"counter fell meanwhile":        {first: k(boot1, 4, 70), how: ResumedExact, low: 1570, high: 1570},
		"power cut":                     {first: k(boot2, 4, 70), how: ResumedPowerCut, low: 1070, high: 70, above: true},
		"power cut, much since":         {first: k(boot2, 4, 1600), how: ResumedPowerCut, low: 2600, high: 1600, above: true},
		"power cut, checkpoint gone":    {nocp: true, first: k(boot2, 4, 70), how: ResumedPowerCut, low: 1070, high: 70, above: true},
		"checkpoint gone":               {nocp: true, first: k(boot1, 4, 1600), how: ResumedSameBoot, low: 1600, high: 0, above: true},
		"checkpoint and interface":      {nocp: true, first: k(boot1, 6, 70), how: ResumedSameBoot, low: 1070, high: 70, above: true},
		"another SIM used the counter":  {cpICCID: iccidB, first: k(boot1, 4, 9999), how: ResumedSwapped, low: 1000, high: 0, above: true},
		"module went on":                {mark: 7, first: module(boot2, 7, 0, 9000), how: ResumedModule, low: 9000, high: 9000},
		"module went on a little":       {mark: 7, first: module(boot2, 7, 0, 1500), how: ResumedModule, low: 1500, high: 0, above: true},
		"module restarted":              {mark: 7, first: module(boot2, 8, 0, 9000), how: ResumedPowerCut, low: 10000, high: 9000, above: true},
		"module fell":                   {mark: 7, first: module(boot2, 0, 0, 70), how: ResumedPowerCut, low: 1070, high: 70, above: true},
		"module cannot tell":            {mark: 7, first: module(boot2, 0, 0, 1500), how: ResumedModule, low: 1500, high: 1500, above: true},
		"another source":                {first: module(boot2, 7, 0, 9000), how: ResumedOther, low: 1000, high: 0, above: true},
	} {
		t.Run(name, func(t *testing.T) {
			at := func(raw uint64) Sample {
				if c.mark != 0 {
					return module(boot1, c.mark, 0, raw)
				}
				return k(boot1, 4, raw)
			}
			a := newSIM(at(0))
			a.Count(at(1000))
			rec := settle(&a)
			a.Count(at(1200))
			a.Count(at(1300))
			a.Count(at(1500))
			cp := a.Checkpoint()
			if c.cpICCID != "" {
				cp.ICCID = c.cpICCID
			}
			b := NewAccount(rec)
			require.Equal(t, rec.Ceiling, b.Bytes().High, "at rest")
			b.Started(c.first.Boot)
			last := &cp
			if c.nocp {
				last = nil
			}
			require.Equal(t, c.how, b.Resume(last, c.first))
			if c.above {
				c.high += rec.Ceiling
			}
			require.Equal(t, Interval{c.low, c.high, true}, b.Bytes())
			if c.how == ResumedExact {
				require.Greater(t, b.Counted, cp.Counted)
			}
			require.True(t, b.Due(), "the resumption is to be committed")
		})
	}
}

// A host that boots again and again without a byte spends no leases.
func TestBootLoopCostsNoLease(t *testing.T) {
	a := newSIM(wwan(0, 0))
	a.Count(wwan(5000, 0))
	rec := settle(&a)
	for i := range byte(100) {
		b := NewAccount(rec)
		s := wwan(0, 0)
		s.Boot = BootID{9, i}
		b.Started(s.Boot)
		b.Resume(nil, s)
		rec = settle(&b)
		require.False(t, b.Due())
		b.Count(s)
		require.False(t, b.Due())
	}
	require.LessOrEqual(t, rec.Ceiling, int64(5000+4000))
	require.EqualValues(t, 101, rec.Boots)
}

func TestSettleCostsNoLease(t *testing.T) {
	a := newSIM(wwan(0, 0))
	a.Count(wwan(5000, 0))
	rec := a.Settle(noon, true)
	b := NewAccount(rec)
	s := wwan(30, 0)
	s.Boot = boot2
	require.Equal(t, ResumedPowerCut, b.Resume(nil, s))
	require.Equal(t, Interval{5030, 5030, true}, b.Bytes())
}

// A copy by assignment shares nothing that a method changes.
func TestCopiesAreIndependent(t *testing.T) {
	a := newSIM(wwan(0, 0))
	for range 3 {
		a.Transit(Transition{At: noon, To: "one"})
	}
	b := a
	b.Transit(Transition{At: noon, To: "two"})
	c := a
	c.Transit(Transition{At: noon, To: "three"})
	b.Count(wwan(9, 9))
	require.Len(t, a.Transitions, 3)
	require.Equal(t, "two", b.Transitions[3].To)
	require.Equal(t, "three", c.Transitions[3].To)
	require.Zero(t, a.Bytes().Low)
}

func TestTransitionsAreBounded(t *testing.T) {
	a := newSIM(wwan(0, 0))
	long := "0123456789012345678901é890123456789012345678901234567890"
	for i := range 100 {
		a.Transit(Transition{At: noon.Add(time.Duration(i)), From: long, To: long, Cause: long})
	}
	require.Len(t, a.Transitions, MaxTransitions)
	require.Equal(t, noon.Add(99), a.Transitions[MaxTransitions-1].At)
	require.Len(t, a.Transitions[0].From, maxState)
	require.Equal(t, "0123", cut("0123é", 5))
}

// A commit that was under way while more changed leaves the change waiting.
func TestChangeDuringACommitStaysDue(t *testing.T) {
	a := newSIM(wwan(0, 0))
	a.CountSMS(1, 0)
	r := a.Snapshot(noon, true)
	a.CountSMS(0, 1)
	a.Committed(r)
	require.True(t, a.Due())
	settle(&a)
	require.False(t, a.Due())
}

// What is only for comparison keeps no commit from the disk.
func TestCalibrationBlocksNoCommit(t *testing.T) {
	a := NewAccount(FreshRecord("8988307000000006789", time.Now()))
	a.Calibration = Calibration{Module: 1, TX: 10, RX: 10, ModuleTX: 1<<60 + 1, ModuleRX: 5}
	require.NoError(t, a.Record.check())
}
