package ledger

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestSMSIsCommittedAtOnce(t *testing.T) {
	a := newSIM(wwan(0, 0))
	a.CountSMS(1, 2)
	require.True(t, a.Due())
	require.Equal(t, Interval{3, 3, true}, a.SMSCount())
	a.BaselineSMS(4, 6)
	a.CountSMS(0, 1)
	require.Equal(t, Interval{5, 7, true}, a.SMSCount())
	a.CountSMS(^uint32(0), 1)
	a.CountSMS(^uint32(0), 1)
	require.EqualValues(t, ^uint32(0), a.SMS.Sent)
}

func TestBaselineData(t *testing.T) {
	a := NewAccount(FreshRecord(iccidA, noon))
	a.Count(wwan(100, 0))
	a.Count(wwan(150, 0))
	a.BaselineData(40_000, 41_000)
	require.Equal(t, Interval{40_000, 41_000, true}, a.Bytes())
	a.Count(wwan(160, 0))
	require.Equal(t, Interval{40_000, 41_010, true}, a.Bytes(), "the figure may hold what passed since the last reading")
	a.Count(wwan(170, 0))
	require.Equal(t, Interval{40_010, 41_020, true}, a.Bytes())
	a.BaselineData(7, 3)
	require.Equal(t, Interval{7, 7, true}, a.Bytes())
}

func TestBeginPeriod(t *testing.T) {
	a := newSIM(wwan(0, 0))
	a.Count(wwan(900, 0))
	a.BeginPeriod(BillingPeriod{SID: "HB1", Type: PeriodReady})
	require.Equal(t, Interval{900, 900, true}, a.Bytes())
	require.EqualValues(t, ReadyBytes, a.Limits.DataBytes)
	a.BeginPeriod(BillingPeriod{SID: "HB2", Type: PeriodActive})
	require.Equal(t, Interval{}, a.Bytes())
	require.Zero(t, a.Limits)
	require.False(t, a.DataFraction().Known)
	settle(&a)
	a.BeginPeriod(a.Period)
	require.False(t, a.Due())
	a.Count(wwan(950, 0))
	a.BeginPeriod(BillingPeriod{Type: PeriodReady, Estimated: true})
	require.EqualValues(t, 50, a.Bytes().Low)
	until := time.Date(2027, 1, 1, 0, 0, 0, 1, time.FixedZone("", 3600))
	a.BeginPeriod(BillingPeriod{SID: "HB2", Until: until})
	b := NewAccountFrom(t, &a)
	b.BeginPeriod(BillingPeriod{SID: "HB2", Until: until})
	require.False(t, b.Due(), "the same instant, to the millisecond")
}

func TestWarningsAreGivenOnce(t *testing.T) {
	a := newSIM(wwan(0, 0))
	a.Period = BillingPeriod{Type: PeriodReady, Start: noon, Until: noon.Add(100 * time.Hour)}
	a.Count(wwan(124_999, 0))
	require.Zero(t, a.Warn(noon))
	a.Count(wwan(125_000, 0))
	require.Equal(t, WarnData50, a.Warn(noon))
	require.Zero(t, a.Warn(noon))
	a.CountSMS(2, 2)
	a.Count(wwan(240_000, 0))
	fresh := a.Warn(noon.Add(95 * time.Hour))
	require.Equal(t, []string{"data 80 %", "data 95 %", "SMS 50 %", "SMS 80 %", "time 50 %", "time 80 %", "time 95 %"}, fresh.Names())
	require.Zero(t, NewAccountFrom(t, &a).Warn(noon.Add(95*time.Hour)), "remembered over a restart")
}

// NewAccountFrom takes an account over a slot.
func NewAccountFrom(t *testing.T, a *Account) *Account {
	slot, err := encodeSlot(1, settle(a))
	require.NoError(t, err)
	_, r, err := decodeSlot(slot)
	require.NoError(t, err)
	b := NewAccount(r)
	return &b
}

func TestExplain(t *testing.T) {
	for name, c := range map[string]struct {
		low, high int64
		sms       uint32
		known     bool
		until     time.Time
		want      Cause
	}{
		"nothing":            {0, 0, 0, true, time.Time{}, CauseNone},
		"data":               {ReadyBytes, ReadyBytes, 0, true, time.Time{}, CauseData},
		"data, perhaps":      {ReadyBytes - 1, ReadyBytes, 0, true, time.Time{}, CauseData},
		"sms before perhaps": {ReadyBytes - 1, ReadyBytes, 5, true, time.Time{}, CauseSMS},
		"time":               {0, 0, 0, true, noon, CauseTime},
		"not yet":            {0, 0, 0, true, noon.Add(1), CauseNone},
		"several":            {ReadyBytes, ReadyBytes, 5, true, time.Time{}, CauseSeveral},
		"past unknown":       {0, 0, 0, false, time.Time{}, CauseSeveral},
		"past unknown, time": {0, 0, 0, false, noon, CauseTime},
	} {
		t.Run(name, func(t *testing.T) {
			a := newSIM(wwan(0, 0))
			a.BaselineData(c.low, c.high)
			a.CountSMS(c.sms, 0)
			a.Period.Until = c.until
			if !c.known {
				a.PastUnknown()
			}
			e := a.Explain(noon)
			got := e.Certain()
			if got == CauseNone {
				got = e.Possible()
			}
			require.Equal(t, c.want, got)
		})
	}
}

func TestMarkSMS(t *testing.T) {
	a := newSIM(wwan(0, 0))
	for i := range uint32(MaxMarks) {
		require.True(t, a.MarkSMS(i))
		require.False(t, a.MarkSMS(i))
	}
	require.Len(t, a.SMSMarks, MaxMarks)
	b := a
	require.False(t, a.MarkSMS(0), "still known, and the newest now")
	require.True(t, a.MarkSMS(1000))
	require.False(t, a.MarkSMS(0), "what is listed again is not forgotten")
	require.True(t, a.MarkSMS(1), "the oldest is")
	require.True(t, b.MarkSMS(2000), "copies are independent")
}

func TestUncountedSMSStaysInTheHighBound(t *testing.T) {
	a := newSIM(wwan(0, 0))
	a.SeenNew()
	a.CountSMS(1, 0)
	before := a.Checkpoint()
	a.UncountSMS()
	require.Equal(t, Interval{Low: 0, High: 1, HighKnown: true}, a.SMSCount())
	require.Greater(t, a.Checkpoint().Counted, before.Counted, "an older checkpoint must not bring it back")
	a.UncountSMS()
	require.EqualValues(t, 1, a.SMSCount().High)
}

// The module may have restarted between two polls: the new value is all new,
// or only the difference is.
func TestUnsureSampleKeepsBothReadings(t *testing.T) {
	a := NewAccount(FreshRecord(iccidA, time.Time{}))
	s := Sample{Source: "AT", Survives: true, Boot: BootID{1}, Epoch: 7, TX: 1000, RX: 500}
	a.Count(s)
	a.SeenNew()
	s.TX, s.Unsure = 1600, true
	a.Count(s)
	require.EqualValues(t, 600, a.Data.Low())
	require.EqualValues(t, 1600+500, a.Data.High(), "as after a restart")
	require.False(t, a.Point.Unsure)
	s.TX, s.Unsure = 1700, false
	a.Count(s)
	require.EqualValues(t, 700, a.Data.Low())
	s.TX, s.RX, s.Unsure = 10, 0, true
	a.Count(s)
	require.EqualValues(t, 710, a.Data.Low(), "a fall is a restart for certain")
	a.Doubt(5)
	a.Doubt(-1)
	require.EqualValues(t, 2200+10+5, a.Data.High())
}

func TestParseBootID(t *testing.T) {
	id, err := ParseBootID("0123abcd-0000-4000-8000-0000000000ff\n")
	require.NoError(t, err)
	require.EqualValues(t, 0xff, id[15])
	for _, bad := range []string{"", "xyz", "0123", "0123abcd-0000-4000-8000-0000000000ff00"} {
		_, err := ParseBootID(bad)
		require.Error(t, err)
	}
}

func TestCheckpointRoundTripAndEveryFlip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := genRecord(t)
		want := Checkpoint{ICCID: r.ICCID, Counted: r.Counted, Known: r.Known, Data: r.Data, SMS: r.SMS, Point: r.Point}
		b, err := want.Marshal()
		require.NoError(t, err)
		got, err := UnmarshalCheckpoint(b)
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
	a := newSIM(wwan(1, 2))
	b, err := a.Checkpoint().Marshal()
	require.NoError(t, err)
	for bit := range len(b) * 8 {
		b[bit/8] ^= 1 << (bit % 8)
		_, err := UnmarshalCheckpoint(b)
		require.ErrorIs(t, err, ErrNoCheckpoint)
		b[bit/8] ^= 1 << (bit % 8)
	}
	for n := range len(b) {
		_, err := UnmarshalCheckpoint(b[:n])
		require.ErrorIs(t, err, ErrNoCheckpoint)
	}
}

func TestCheckpointFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "checkpoint")
	_, err := ReadCheckpoint(path)
	require.ErrorIs(t, err, ErrNoCheckpoint)
	a := newSIM(wwan(1, 2))
	for i := range uint64(3) {
		a.Count(wwan(10*i+10, 20))
		require.NoError(t, WriteCheckpoint(path, a.Checkpoint()))
		got, err := ReadCheckpoint(path)
		require.NoError(t, err)
		require.Equal(t, a.Checkpoint(), got)
	}
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.EqualValues(t, 0o600, info.Mode())
	require.Error(t, WriteCheckpoint(filepath.Join(path, "x"), a.Checkpoint()))
}

// Word of the cloud that came before the first sample: what the counter shows
// then is older than the word.
func TestCloudBeforeTheFirstSample(t *testing.T) {
	for name, word := range map[string]func(*Account){
		"new":    (*Account).SeenNew,
		"period": func(a *Account) { a.BeginPeriod(BillingPeriod{SID: "HB2"}) },
	} {
		t.Run(name, func(t *testing.T) {
			a := newSIM(wwan(0, 0))
			a.BeginPeriod(BillingPeriod{SID: "HB1"})
			a.Count(wwan(700, 0))
			b := NewAccountFrom(t, &a)
			word(b)
			b.Count(wwan(900, 0))
			require.Zero(t, b.Bytes().High)
			b.Count(wwan(1000, 0))
			require.EqualValues(t, 100, b.Bytes().Low)
		})
	}
}

// A checkpoint from before the counts were set anew is not taken.
func TestOldCheckpointAfterANewPeriod(t *testing.T) {
	a := newSIM(wwan(0, 0))
	a.BeginPeriod(BillingPeriod{SID: "HB1"})
	a.Count(wwan(700, 0))
	cp := a.Checkpoint()
	a.BeginPeriod(BillingPeriod{SID: "HB2"})
	b := NewAccountFrom(t, &a)
	require.Equal(t, ResumedSameBoot, b.Resume(&cp, wwan(750, 0)))
	require.EqualValues(t, 50, b.Bytes().Low)
}

// A period that began while the disk failed is known to the checkpoint: its counts are not wiped when the cloud names it
// again.
func TestPeriodOfACheckpoint(t *testing.T) {
	a := newSIM(wwan(0, 0))
	a.BeginPeriod(BillingPeriod{SID: "HB1", Type: PeriodReady})
	a.Count(wwan(70_000, 0))
	disk := a.Snapshot(noon, true)
	a.BeginPeriod(BillingPeriod{SID: "HB2", Type: PeriodActive})
	require.Zero(t, a.Bytes().Low)
	a.Count(wwan(82_000, 0))
	b, err := a.Checkpoint().Marshal()
	require.NoError(t, err)
	cp, err := UnmarshalCheckpoint(b)
	require.NoError(t, err)
	for sid, want := range map[string]int64{"HB2": 12_500, "HB3": 0} {
		n := NewAccount(disk)
		require.Equal(t, ResumedExact, n.Resume(&cp, wwan(82_500, 0)))
		n.BeginPeriod(BillingPeriod{SID: sid, Type: PeriodActive})
		require.Equal(t, want, n.Bytes().Low, sid)
		n.BeginPeriod(BillingPeriod{SID: "HB4", Type: PeriodActive})
		require.Zero(t, n.Bytes().Low)
	}
}

// The largest checkpoint fits.
func TestFullCheckpointFits(t *testing.T) {
	c := Checkpoint{ICCID: strings.Repeat("8", 22), Counted: 1, Period: 1, Marks: make([]uint32, 99), Point: Point{Source: strings.Repeat("w", maxSource)}}
	b, err := c.Marshal()
	require.NoError(t, err)
	require.Len(t, b, checkpointBytes)
	_, err = UnmarshalCheckpoint(b)
	require.NoError(t, err)
}

// A SIM that was taken out, came back while the disk failed, and lost the host's power: what is on the counter may be its own.
func TestResumeOfAPausedAccount(t *testing.T) {
	a := newSIM(wwan(0, 0))
	a.Count(wwan(70_000, 0))
	a.Pause()
	n := NewAccount(a.Settle(noon, true))
	require.Equal(t, ResumedFirst, n.Resume(nil, module(boot2, 1, 9_000, 4_000)))
	require.Equal(t, Interval{Low: 70_000, High: 83_000, HighKnown: true}, n.Bytes())
	n = NewAccount(FreshRecord(iccidA, noon))
	n.Resume(nil, module(boot2, 1, 9_000, 4_000))
	require.Zero(t, n.Data, "a SIM that was never here has nothing on it")
}
