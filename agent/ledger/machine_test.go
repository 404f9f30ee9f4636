package ledger

import (
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// device is a host with a module, a disk and an agent, and the true count.
type device struct {
	m      *model
	store  *Store
	file   *File
	acct   Account
	source Sample // the counter as it stands
	cp     *Checkpoint

	truth     int64 // bytes that passed
	sincePoll int64 // of them, not polled yet and still in the counter
	lost      int64 // passed between a poll and a reset of the counter: nobody can see them
	blind     bool  // the counter restarted and cannot tell
	over      int64 // what the kills so far may have added to high
	failed    bool  // the last commit that was due failed
}

func newDevice(t *rapid.T, surviving, marked bool) *device {
	d := &device{m: newModel(rapid.Uint64().Draw(t, "seed"), 512)}
	d.source = wwan(0, 0)
	if surviving {
		d.source = module(boot1, 0, 0, 0)
		if marked {
			d.source.Epoch = 1
		}
	}
	d.start(t)
	d.acct.SeenNew()
	d.commit(t)
	return d
}

// start is the agent's: open, resume with what there is, commit.
func (d *device) start(t *rapid.T) {
	store, err := OpenStore("", Options{folder: d.m})
	require.NoError(t, err)
	d.store = store
	require.Empty(t, store.Problems())
	d.file, err = store.Account(iccidA, noon)
	require.NoError(t, err)
	r := d.file.Record()
	d.acct = NewAccount(r)
	d.acct.Started(d.source.Boot)
	if r.Rev > 0 && (d.cp == nil || d.cp.Point.Boot != d.source.Boot) {
		d.over += r.Ceiling - r.Data.High()
		if d.source.Survives && d.source.Epoch == 0 {
			d.over += int64(r.Point.TX + r.Point.RX)
		}
	}
	d.seen()
	how := d.acct.Resume(d.cp, d.source)
	if d.cp != nil && d.cp.Point.Boot == d.source.Boot && d.cp.Counted >= r.Counted {
		require.Equal(t, ResumedExact, how)
	}
	d.after(t)
}

// seen is the moment of a poll.
func (d *device) seen() {
	if d.blind { // what passed since the restart may look like a continuation
		d.lost += d.sincePoll
	}
	d.blind, d.sincePoll = false, 0
}

// after is what follows a poll: a commit when due, then the checkpoint.
func (d *device) after(t *rapid.T) {
	d.commit(t)
	cp := d.acct.Checkpoint()
	b, err := cp.Marshal()
	require.NoError(t, err)
	back, err := UnmarshalCheckpoint(b)
	require.NoError(t, err)
	require.Equal(t, cp, back)
	d.cp = &back
}

func (d *device) commit(t *rapid.T) {
	for range 4 { // one is enough, or it fails
		if !d.acct.Due() {
			return
		}
		r := d.acct.Snapshot(noon, true)
		err := d.file.Commit(r)
		d.failed = err != nil
		if err != nil {
			return
		}
		d.acct.Committed(r)
	}
	t.Fatal("a commit is due after a commit")
}

func (d *device) traffic(t *rapid.T) {
	n := rapid.SampledFrom([]int{100, 1500, 20_000, 400_000}).Draw(t, "burst")
	tx, rx := rapid.IntRange(0, n).Draw(t, "tx"), rapid.IntRange(0, n).Draw(t, "rx")
	d.source.TX += uint64(tx)
	d.source.RX += uint64(rx)
	d.truth += int64(tx + rx)
	d.sincePoll += int64(tx + rx)
}

func (d *device) poll(t *rapid.T) {
	d.seen()
	d.acct.Count(d.source)
	d.after(t)
}

// reset puts the counter to zero: a redial, a module that fell.
func (d *device) reset(*rapid.T) {
	d.source.TX, d.source.RX = 0, 0
	d.lost += d.sincePoll
	d.sincePoll = 0
	switch {
	case !d.source.Survives:
		d.source.Index++
	case d.source.Epoch != 0:
		d.source.Epoch++
	default:
		d.blind = true
	}
}

// kill is SIGKILL of the agent; traffic goes on while it is away.
func (d *device) kill(t *rapid.T) {
	d.m.locks, d.m.fail = 0, nil
	for range rapid.IntRange(0, 2).Draw(t, "away") {
		d.traffic(t)
	}
	if rapid.IntRange(0, 3).Draw(t, "torn") == 0 {
		d.cp = nil
		if d.failed { // then neither the disk nor the run folder knows
			d.lost += max(d.acct.Bytes().High-d.file.Record().Ceiling, 0)
		}
	}
	d.start(t)
}

// power is a power cut, maybe in the midst of a poll's commit. The module may
// keep its power.
func (d *device) power(t *rapid.T) {
	d.m.fail = nil
	high, failed := d.acct.Bytes().High, d.failed
	if rapid.Bool().Draw(t, "in commit") {
		was := d.acct
		d.m.left = rapid.IntRange(0, 1).Draw(t, "operations left")
		d.acct.Touch()
		d.commit(t) // of what was polled; whether it is on disk is open
		d.acct = was
	}
	d.m.restart()
	d.source.Boot[1]++
	if !d.source.Survives || rapid.Bool().Draw(t, "module too") {
		d.reset(t)
		if !d.source.Survives {
			d.source.Index = 4 // numbers begin again
		}
		d.blind = false // with no checkpoint the bounds allow for it
	}
	for range rapid.IntRange(0, 2).Draw(t, "before the agent") {
		d.traffic(t)
	}
	ro, err := OpenStore("", Options{ReadOnly: true, folder: d.m})
	require.NoError(t, err)
	ceiling := ro.Accounts()[0].Ceiling
	if failed {
		d.lost += max(high-ceiling, 0)
	} else {
		require.GreaterOrEqual(t, ceiling, high, "polled above the ceiling on disk")
	}
	d.start(t)
}

// full is a disk that takes nothing for a while.
func (d *device) full(t *rapid.T) {
	d.m.fail = failing("write", syscall.ENOSPC)
	d.traffic(t)
	d.poll(t)
	d.m.fail = nil
}

// stop is a clean stop and start in one boot.
func (d *device) stop(t *rapid.T) {
	d.poll(t)
	require.NoError(t, d.file.Commit(d.acct.Settle(noon, true)))
	require.NoError(t, d.store.Close())
	d.start(t)
}

func (d *device) check(t *rapid.T) {
	i := d.acct.Bytes()
	require.True(t, i.HighKnown)
	require.LessOrEqual(t, i.Low, d.truth, "low is above the truth")
	require.GreaterOrEqual(t, i.High+d.sincePoll+d.lost, d.truth, "high is below what was polled")
	require.LessOrEqual(t, i.High-d.truth, d.over, "high is more than a lease per kill above the truth")
	if !d.failed {
		require.GreaterOrEqual(t, d.acct.CeilingOnDisk(), i.High)
	}
	r := d.file.Record()
	require.LessOrEqual(t, r.Ceiling-r.Data.High(), LeaseBytes(r.Data.High(), ReadyBytes))
}

func testDevice(t *testing.T, surviving, marked bool) {
	rapid.Check(t, func(t *rapid.T) {
		d := newDevice(t, surviving, marked)
		t.Repeat(map[string]func(*rapid.T){
			"traffic": d.traffic, "traffic2": d.traffic, "poll": d.poll, "poll2": d.poll, "reset": d.reset,
			"kill": d.kill, "power": d.power, "full": d.full, "stop": d.stop, "": d.check,
		})
	})
}

func TestKernelCounterAgainstTruth(t *testing.T)    { testDevice(t, false, false) }
func TestMarkedModuleAgainstTruth(t *testing.T)     { testDevice(t, true, true) }
func TestMarkerlessModuleAgainstTruth(t *testing.T) { testDevice(t, true, false) }
