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
