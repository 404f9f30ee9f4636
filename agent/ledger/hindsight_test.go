package ledger

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A baseline that was set while no daemon ran is not undone by what the run folder has.
func TestBaselineIsNewerThanACheckpoint(t *testing.T) {
	boot := BootID{1}
	a := NewAccount(FreshRecord("8988307000000006789", time.Now()))
	a.Started(boot)
	a.Resume(nil, Sample{Source: "wwan0", Boot: boot, Index: 3, TX: 0, RX: 0, At: time.Now()})
	a.SeenNew()
	r := a.Snapshot(time.Now(), true)
	a.Committed(r)
	for i := range 500 { // polls, no commit due
		a.Count(Sample{Source: "wwan0", Boot: boot, Index: 3, TX: uint64(i), At: time.Now()})
		if a.Due() {
			r = a.Snapshot(time.Now(), true)
			a.Committed(r)
		}
	}
	require.False(t, a.Due())
	cp := a.Checkpoint() // run folder
	// kill -9; `simagent account baseline --data 200000` with no daemon:
	b := NewAccount(r)
	b.Supersede(cp)
	b.BaselineData(200_000, 200_000)
	disk := b.Settle(time.Now(), true)
	// daemon starts again
	c := NewAccount(disk)
	c.Started(boot)
	c.Resume(&cp, Sample{Source: "wwan0", Boot: boot, Index: 3, TX: 600, At: time.Now()})
	require.GreaterOrEqual(t, c.Bytes().Low, int64(200_000))
}

// What passes between a baseline and the next reading may be in its figure, and may not.
func TestBaselineAtRest(t *testing.T) {
	boot := BootID{1}
	a := NewAccount(FreshRecord("8988307000000006789", time.Now()))
	a.Started(boot)
	a.Resume(nil, Sample{Source: "wwan0", Boot: boot, Index: 3, TX: 0, RX: 0, At: time.Now()})
	a.Count(Sample{Source: "wwan0", Boot: boot, Index: 3, TX: 1000, RX: 0, At: time.Now()})
	r := a.Settle(time.Now(), true) // clean stop
	b := NewAccount(r)
	b.BaselineData(10_000, 10_000) // true at this moment
	disk := b.Settle(time.Now(), true)
	// 50,000 B pass, then the daemon starts
	c := NewAccount(disk)
	c.Started(boot)
	c.Resume(nil, Sample{Source: "wwan0", Boot: boot, Index: 3, TX: 51_000, At: time.Now()})
	require.GreaterOrEqual(t, c.Bytes().High, int64(60_000))
}

// What has no hour stays, however many hours come.
func TestUndatedStays(t *testing.T) {
	a := NewAccount(FreshRecord("8988307000000006789", time.Now()))
	a.Passed(Hour{TX: 12_345}) // undated
	day := uint32(20780)
	for d := range uint32(3) {
		for h := range uint32(24) {
			hour := (day+d)*24 + h
			a.Passed(Hour{Hour: hour, TX: 1, Seconds: 3600})
			until := (day + d) * 24
			if len(a.Unstored(until)) > 0 {
				a.Stored(until)
			}
		}
	}
	require.EqualValues(t, 0, a.Hours[0].Hour)
}

// A clock that was two days ahead for a while costs no hour.
func TestClockThatWasAhead(t *testing.T) {
	a := NewAccount(FreshRecord("8988307000000006789", time.Now()))
	day := uint32(20780)
	stored := map[uint32]int64{}
	keep := func(until uint32) {
		if l := a.Unstored(until); len(l) > 0 {
			for _, h := range l {
				stored[h.Hour] = h.TX
			}
			a.Stored(until)
		}
	}
	a.Passed(Hour{Hour: day*24 + 5, TX: 1, Seconds: 60})
	keep((day + 2) * 24) // the time was two days ahead once
	n := 0
	for d := range uint32(5) {
		for h := range uint32(24) {
			hour := (day+d)*24 + h
			if hour <= day*24+5 {
				continue
			}
			a.Passed(Hour{Hour: hour, TX: 7, Seconds: 3600})
			keep((day + d) * 24)
			n++
		}
	}
	keep((day + 5) * 24)
	lost := 0
	for d := range uint32(5) {
		for h := range uint32(24) {
			hour := (day+d)*24 + h
			if hour > day*24+5 && stored[hour] == 0 {
				lost++
			}
		}
	}
	require.Zero(t, lost, "hours that never reached the history, of %d", n)
}

// What is only for comparison keeps no commit from the disk.
func TestCalibrationBlocksNoCommit(t *testing.T) {
	a := NewAccount(FreshRecord("8988307000000006789", time.Now()))
	a.Calibration = Calibration{Module: 1, TX: 10, RX: 10, ModuleTX: 1<<60 + 1, ModuleRX: 5}
	require.NoError(t, a.Record.check())
}

// A figure that is corrected downwards has its warnings before it again.
func TestWarningsAfterBaseline(t *testing.T) {
	a := NewAccount(FreshRecord("8988307000000006789", time.Now()))
	a.BaselineData(240_000, 240_000)
	require.NotZero(t, a.Warn(time.Time{}))
	a.BaselineData(1000, 1000) // corrected
	require.Zero(t, a.Warn(time.Time{}))
	a.gain(gain{tx: 150_000})
	require.NotZero(t, a.Warn(time.Time{}), "data 50 % is said again")
}

// Hours of a clock that was far ahead lose their number, and push no true one out.
func TestFutureHoursLoseTheirNumber(t *testing.T) {
	a := NewAccount(FreshRecord("8988307000000006789", time.Now()))
	far := uint32(20780+400) * 24
	stored := map[uint32]int64{}
	pass := func(hour uint32) {
		a.Undate(hour)
		a.Passed(Hour{Hour: hour, TX: 7, Seconds: 3600})
		until := hour / 24 * 24
		if l := a.Unstored(until); len(l) > 0 {
			for _, h := range l {
				stored[h.Hour] = h.TX
			}
			a.Stored(until)
		}
	}
	for h := range uint32(48) { // two days by the wrong clock
		pass(far + h)
	}
	true0 := uint32(20780) * 24
	for h := range uint32(24 * 30) { // a month by the right one
		pass(true0 + h)
	}
	n := 0
	for h := range stored {
		if h < far {
			n++
		}
	}
	_, ok := a.Rate(time.Unix(int64(true0+24*30-1)*3600, 0))
	require.Greater(t, n, 600)
	require.True(t, ok, "and the pace is known")
}
