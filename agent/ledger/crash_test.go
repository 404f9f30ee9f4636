package ledger

import (
	"errors"
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/ledger/disktest"
)

// TestCrash cuts the power at points of random commit histories: 2,000 of
// them, or as many as SIMAGENT_CRASH says (`make crash`). After each cut the
// account is the last one acknowledged or one that was tried after it.
func TestCrash(t *testing.T) {
	points := 2000
	if n, err := strconv.Atoi(os.Getenv("SIMAGENT_CRASH")); err == nil && n > 0 {
		points = n
	}
	start := time.Now()
	for point := range points {
		crashOnce(t, uint64(point))
	}
	t.Logf("%d crash points in %v", points, time.Since(start).Round(time.Millisecond))
}

// life is one device: its disk and what it was promised.
type life struct {
	m     *model
	acked uint64 // Rev of the last commit that returned nil
	tried uint64 // highest Rev that was handed to Commit
}

func crashOnce(t *testing.T, seed uint64) {
	l := life{m: newModel(seed, []int{512, 4096}[seed%2])}
	slots := 2 + l.m.rng.IntN(7)
	for round := range 3 {
		l.m.left = l.m.rng.IntN(30)
		if err := l.run(slots); err != nil {
			t.Fatalf("seed %d round %d: %v", seed, round, err)
		}
		l.m.restart()
	}
	l.m.left = -1
	require.NoError(t, l.run(slots))
}

// run opens the store, compares, and commits until the power goes or it had
// enough. Some writes fail for other reasons on the way.
func (l *life) run(slots int) error {
	s, err := OpenStore("", Options{Slots: slots, folder: l.m})
	if err != nil {
		return err
	}
	for _, p := range s.Problems() {
		return errors.Join(errors.New("a problem after a power cut"), p.Err)
	}
	f, err := s.Account(iccidA, noon)
	if err != nil {
		return err
	}
	r := f.Record()
	if r.Rev < l.acked || r.Rev > l.tried {
		return errors.New("account of revision " + strconv.FormatUint(r.Rev, 10) + ", acknowledged " +
			strconv.FormatUint(l.acked, 10) + ", tried " + strconv.FormatUint(l.tried, 10))
	}
	if r.Rev != 0 && r.Data.TX != int64(r.Rev)*7 {
		return errors.New("revision and content do not belong together")
	}
	l.m.fail = func(op string) error {
		if op != "names" && l.m.rng.IntN(8) == 0 {
			return []error{syscall.ENOSPC, syscall.EIO, syscall.EROFS}[l.m.rng.IntN(3)]
		}
		return nil
	}
	for range 20 {
		l.tried++
		r.Rev, r.Data.TX = l.tried, int64(l.tried)*7
		if err := f.Commit(r); err == nil {
			l.acked = l.tried
		}
		if l.m.off {
			return nil
		}
	}
	l.m.fail = nil
	if l.m.rng.IntN(2) == 0 { // killed before Close: the cache lives on, the lock does not
		l.m.locks = 0
		return nil
	}
	return s.Close()
}

// More failures in a row than the ring has slots leave the last good one alone.
func TestFailuresDoNotGoRoundTheRing(t *testing.T) {
	m := newModel(1, 512)
	s, err := OpenStore("", Options{Slots: 3, folder: m})
	require.NoError(t, err)
	f, err := s.Account(iccidA, noon)
	require.NoError(t, err)
	r := f.Record()
	for r.Rev = 1; r.Rev < 5; r.Rev++ {
		require.NoError(t, f.Commit(r))
	}
	wrote := false
	m.fail = func(op string) error { // a failed sync: the start of each block got through, the rest is forgotten
		after := wrote
		wrote = op == "write"
		if op != "sync" || !after {
			return nil
		}
		for _, file := range m.names {
			for _, w := range file.pending {
				file.durable = disktest.PutAt(file.durable, w.Data[:18], w.Off)
			}
			file.pending = nil
		}
		return syscall.EIO
	}
	for r.Rev = 5; r.Rev < 20; r.Rev++ {
		require.ErrorIs(t, f.Commit(r), syscall.EIO)
	}
	m.restart()
	s, err = OpenStore("", Options{folder: m})
	require.NoError(t, err)
	require.Len(t, s.Accounts(), 1)
	require.EqualValues(t, 4, s.Accounts()[0].Rev)
}

// A commit that only reached the cache of a killed agent is made durable
// before the next one writes elsewhere.
func TestUnsyncedWinnerIsSyncedFirst(t *testing.T) {
	m := newModel(1, 512)
	s, err := OpenStore("", Options{folder: m})
	require.NoError(t, err)
	f, _ := s.Account(iccidA, noon)
	r := f.Record()
	r.Rev = 1
	require.NoError(t, f.Commit(r))
	r.Rev = 2
	m.fail = func(op string) error {
		if op == "sync" && m.syncs > 1 {
			return syscall.EINTR // stands for the kill
		}
		return nil
	}
	require.Error(t, f.Commit(r))
	m.fail, m.locks = nil, 0

	s, err = OpenStore("", Options{folder: m})
	require.NoError(t, err)
	f, _ = s.Account(iccidA, noon)
	require.EqualValues(t, 2, f.Record().Rev) // it trusts the cache
	r.Rev, m.left = 3, 1                      // its sync is done, then the power goes
	require.Error(t, f.Commit(r))
	for _, file := range m.names {
		file.pending = nil
	}
	m.restart()
	s, err = OpenStore("", Options{folder: m})
	require.NoError(t, err)
	require.EqualValues(t, 2, s.Accounts()[0].Rev)
}
