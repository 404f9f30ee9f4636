package ledger

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Whatever was used before and after the first sight, counted here before the cloud was heard or not: the interval holds
// it once the past is sure, and its low bound holds before.
func TestPastHoldsTheTruth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := NewAccount(FreshRecord(iccidA, noon))
		tx := uint64(rapid.IntRange(0, 1000).Draw(t, "counter"))
		count := func(n int64) { tx += uint64(n); a.Count(wwan(tx, 0)) }
		n := rapid.Int64Range(0, 100_000)
		count(0)
		elsewhere, early := n.Draw(t, "elsewhere"), n.Draw(t, "early")
		count(early)
		a.BeganBy(noon)
		a.BeganBy(noon.Add(time.Hour))
		require.Equal(t, noon, a.Since.At)
		later := n.Draw(t, "later")
		count(later)
		// The cloud's hours: one part is before the hour of Since for certain, the other is in it, and holds some of later.
		cloud := elsewhere + early
		certain := rapid.Int64Range(0, cloud).Draw(t, "certain")
		late := rapid.Int64Range(0, certain).Draw(t, "late") // not in the records yet
		truth := elsewhere + early + later
		a.PastData(certain-late, 0, false)
		require.False(t, a.Bytes().HighKnown)
		require.LessOrEqual(t, a.Bytes().Low, truth)
		if rapid.Bool().Draw(t, "restart") {
			a = NewAccount(a.Snapshot(noon, true))
			require.LessOrEqual(t, a.Bytes().Low, truth)
			require.Equal(t, ResumedSameBoot, a.Resume(nil, wwan(tx, 0)))
		}
		a.PastData(certain, cloud+rapid.Int64Range(0, later).Draw(t, "within the hour"), true)
		i := a.Bytes()
		require.True(t, i.HighKnown)
		require.LessOrEqual(t, i.Low, truth)
		require.GreaterOrEqual(t, i.High, truth)
		a.PastData(1<<40, 1<<41, true)
		require.Equal(t, i, a.Bytes(), "the past is told once")
		count(5)
		require.Equal(t, i.Low+5, a.Bytes().Low)
	})
}

// At rest the ceiling moves along, so that what a power cut leaves still holds the past.
func TestPastAtRestMovesTheCeiling(t *testing.T) {
	a := NewAccount(FreshRecord(iccidA, noon))
	a.Count(wwan(0, 0))
	a.Count(wwan(1000, 0))
	a = NewAccount(a.Snapshot(noon, true))
	before := a.Bytes().High
	a.PastData(40_000, 50_000, true)
	require.Equal(t, before+50_000, a.Bytes().High)
	require.True(t, a.Due())
	require.Equal(t, int64(41_000), a.Bytes().Low)
}

// The same word again asks for no commit.
func TestPastIsCommittedOnce(t *testing.T) {
	a := NewAccount(FreshRecord(iccidA, noon))
	a.Count(wwan(0, 0))
	a.PastData(5_000, 0, false)
	r := a.Snapshot(noon, true)
	a.Committed(r)
	require.False(t, a.Due())
	a.PastData(5_000, 0, false)
	a.PastData(4_000, 0, false)
	require.False(t, a.Due())
	require.Equal(t, int64(5_000), a.Bytes().Low)
	r = r.Clone()
	r.Days = []Day{{Day: 1}}
	c := r.Clone()
	c.Days[0].Day = 2
	require.Equal(t, uint32(1), r.Days[0].Day)
}

func TestPastSMS(t *testing.T) {
	for _, c := range []struct {
		sent, received, low, high uint32
		want                      Interval
	}{
		{0, 0, 2, 3, Interval{2, 3, true}},
		{1, 0, 3, 3, Interval{3, 3, true}}, // the one counted here is among the three
		{1, 1, 1, 4, Interval{2, 4, true}}, // one of them was not there yet, or never arrived
		{2, 0, 1, 1, Interval{2, 2, true}},
		{0, 0, 0, 0, Interval{0, 0, true}},
	} {
		a := NewAccount(FreshRecord(iccidA, noon))
		a.CountSMS(c.sent, c.received)
		a.BeganBy(noon)
		a.PastSMS(c.low, c.high)
		require.Equal(t, c.want, a.SMSCount())
		a.PastSMS(9, 9)
		require.Equal(t, c.want, a.SMSCount())
	}
}

// A day's figure holds what passed on that day, wherever midnight fell between two samples.
func TestDaysHoldTheTruth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := NewAccount(FreshRecord(iccidA, noon))
		tx, truth := uint64(0), map[uint32]int64{}
		a.Count(wwan(0, 0))
		n := rapid.Int64Range(0, 10_000)
		for day := uint32(100); day < 106; day++ {
			before := n.Draw(t, "straddling, before midnight")
			after := n.Draw(t, "straddling, after midnight")
			truth[day-1] += before
			truth[day] += after
			last := a.Data.TX
			tx += uint64(before + after)
			a.Count(wwan(tx, 0))
			a.DayBegan(day, last)
			if day == 103 {
				a.PastData(0, 777, true) // widens the day on which it is told
			}
			more := n.Draw(t, "later")
			truth[day] += more
			tx += uint64(more)
			a.Count(wwan(tx, 0))
		}
		for day := uint32(101); day < 105; day++ {
			i, ok := a.OfDay(day)
			require.True(t, ok)
			require.LessOrEqual(t, i.Low, truth[day])
			require.GreaterOrEqual(t, i.High, truth[day])
			require.LessOrEqual(t, i.High-i.Low, int64(40_000+777))
		}
		for _, day := range []uint32{99, 100, 105, 106} {
			_, ok := a.OfDay(day)
			require.False(t, ok)
		}
	})
}

func TestDaysAreBoundedAndForgotten(t *testing.T) {
	a := NewAccount(FreshRecord(iccidA, noon))
	a.Count(wwan(0, 0))
	for day := range uint32(3 * MaxDays) {
		a.DayBegan(day, 0)
	}
	require.Len(t, a.Days, MaxDays)
	b := a
	b.DayBegan(2*MaxDays, 0)
	require.Equal(t, uint32(2*MaxDays), b.Days[0].Day, "a clock that went back")
	require.Len(t, b.Days, 1, "what it has seen of the future is forgotten: days %v", b.Days)
	require.Len(t, a.Days, MaxDays, "a copy is independent")
	require.Equal(t, uint32(3*MaxDays-1), a.Days[MaxDays-1].Day)
	a.DayBegan(3*MaxDays+1, 0)
	_, ok := a.OfDay(3*MaxDays - 1)
	require.False(t, ok, "the day after was missed")
	a.SeenNew()
	a.CountSMS(1, 0)
	a.SeenNew()
	require.Empty(t, a.Days)
}
