package ledger

import (
	"bytes"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func open(t *testing.T, dir string) *Store {
	s, err := OpenStore(dir, Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func commit(t *testing.T, s *Store, iccid string, rev uint64) *File {
	f, err := s.Account(iccid, noon)
	require.NoError(t, err)
	r := f.Record()
	r.Rev, r.Wall = rev, timeOf(int64(rev))
	require.NoError(t, f.Commit(r))
	return f
}

func TestStoreOnDisk(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	s := open(t, dir)
	require.Empty(t, s.Problems())
	for rev := range uint64(20) {
		commit(t, s, iccidA, rev+1)
	}
	commit(t, s, iccidB, 30)
	require.NoError(t, s.Close())

	for name, mode := range map[string]os.FileMode{".": 0o700 | os.ModeDir, "lock": 0o600, "sim-1.ledger": 0o600, "sim-2.ledger": 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		require.NoError(t, err)
		require.Equal(t, mode, info.Mode())
	}
	info, err := os.Stat(filepath.Join(dir, "sim-1.ledger"))
	require.NoError(t, err)
	require.EqualValues(t, 8*slotBytes, info.Size())
	require.EqualValues(t, 8*slotBytes/512, info.Sys().(*syscall.Stat_t).Blocks, "the file has holes")

	s = open(t, dir)
	all := s.Accounts()
	require.Len(t, all, 2)
	require.Equal(t, []string{iccidB, iccidA}, []string{all[0].ICCID, all[1].ICCID})
	require.EqualValues(t, 20, all[1].Rev)
	f, err := s.Account(iccidB, noon)
	require.NoError(t, err)
	require.Equal(t, "sim-2.ledger", f.Name())
}

func TestSecondDaemonIsRefused(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	commit(t, s, iccidA, 1)
	_, err := OpenStore(dir, Options{})
	var locked *LockedError
	require.ErrorAs(t, err, &locked)
	require.Equal(t, os.Getpid(), locked.PID)

	ro, err := OpenStore(dir, Options{ReadOnly: true})
	require.NoError(t, err)
	require.Len(t, ro.Accounts(), 1)
	f, err := ro.Account(iccidA, noon)
	require.NoError(t, err)
	require.ErrorContains(t, f.Commit(f.Record()), "opened to read")
	require.NoError(t, ro.Close())

	require.NoError(t, s.Close())
	open(t, dir)
}

func TestReadOnlyStoreWritesNothing(t *testing.T) {
	dir := t.TempDir()
	s, err := OpenStore(dir, Options{ReadOnly: true})
	require.NoError(t, err)
	require.Empty(t, s.Accounts())
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, entries)
	_, err = OpenStore(filepath.Join(dir, "none"), Options{ReadOnly: true})
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestFutureFileIsNeverWritten(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	commit(t, s, iccidA, 1)
	require.NoError(t, s.Close())
	path := filepath.Join(dir, "sim-1.ledger")
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	copy(b[5*slotBytes:], frameSlot(2, 9, []byte("who knows")))
	require.NoError(t, os.WriteFile(path, b, 0o600))

	s = open(t, dir)
	var future *FutureError
	require.Len(t, s.Problems(), 1)
	require.ErrorAs(t, s.Problems()[0].Err, &future)
	require.EqualValues(t, 2, future.Version)
	require.Empty(t, s.Accounts())
	_, err = s.Account(iccidA, noon)
	require.ErrorAs(t, err, &future)
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	require.True(t, bytes.Equal(b, after))
}

func TestCorruptFileIsKept(t *testing.T) {
	dir := t.TempDir()
	junk := bytes.Repeat([]byte("junk"), 3000)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "sim-7.ledger"), junk, 0o600))
	s := open(t, dir)
	var corrupt *CorruptError
	require.ErrorAs(t, s.Problems()[0].Err, &corrupt)
	require.False(t, corrupt.Empty)
	require.Equal(t, "sim-8.ledger", commit(t, s, iccidA, 1).Name())
	after, err := os.ReadFile(filepath.Join(dir, "sim-7.ledger"))
	require.NoError(t, err)
	require.Equal(t, junk, after)
}

func TestEmptyFileIsTakenOver(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "sim-3.ledger"), make([]byte, 100), 0o600))
	s := open(t, dir)
	require.ErrorContains(t, s.Problems()[0].Err, "it is empty")
	require.Equal(t, "sim-3.ledger", commit(t, s, iccidA, 1).Name())
	require.Equal(t, "sim-4.ledger", commit(t, s, iccidB, 1).Name())
}

func TestShortFileGrowsAgain(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	commit(t, s, iccidA, 1)
	require.NoError(t, s.Close())
	require.NoError(t, os.Truncate(filepath.Join(dir, "sim-1.ledger"), slotBytes+10))
	s = open(t, dir)
	for rev := range uint64(10) {
		commit(t, s, iccidA, rev+2)
	}
	require.NoError(t, s.Close())
	require.EqualValues(t, 11, open(t, dir).Accounts()[0].Rev)
}

func TestUnknownFieldsAreCarriedOn(t *testing.T) {
	m := newModel(1, 4096)
	r := FreshRecord(iccidA, noon)
	r.Rev, r.Unknown = 1, []Field{{Tag: 4000, Value: []byte("of a later minor version")}, {Tag: 4000, Value: []byte{}}}
	slot, err := encodeSlot(5, r)
	require.NoError(t, err)
	m.names["sim-1.ledger"] = &modelFile{cache: slot, durable: bytes.Clone(slot)}
	s, err := OpenStore("", Options{folder: m})
	require.NoError(t, err)
	f, err := s.Account(iccidA, noon)
	require.NoError(t, err)
	fresh := FreshRecord(iccidA, noon) // a caller that did not keep them
	fresh.Rev = 2
	require.NoError(t, f.Commit(fresh))
	got := readRing(m.names["sim-1.ledger"].durable)
	require.EqualValues(t, 6, got.seq)
	require.EqualValues(t, 2, got.record.Rev)
	require.Equal(t, r.Unknown, got.record.Unknown)
}

func TestTwoFilesOfOneSIM(t *testing.T) {
	m := newModel(1, 4096)
	for n, rev := range []uint64{4, 9, 2} {
		r := FreshRecord(iccidA, noon)
		r.Rev = rev
		slot, _ := encodeSlot(1, r)
		m.names[fileName(n+1)] = &modelFile{cache: slot, durable: slot}
	}
	s, err := OpenStore("", Options{folder: m})
	require.NoError(t, err)
	require.Len(t, s.Accounts(), 1)
	require.EqualValues(t, 9, s.Accounts()[0].Rev)
	require.Len(t, s.Problems(), 2)
}

func TestNumbersOfNames(t *testing.T) {
	for name, want := range map[string]int{
		"sim-1.ledger": 1, "sim-12.ledger": 12, "sim-0.ledger": 0, "sim-01.ledger": 0, "sim--1.ledger": 0, "sim-+1.ledger": 0,
		"sim-1.ledger~": 0, "xsim-1.ledger": 0, "lock": 0, "sim.tmp": 0, "sim-99999999999999999999.ledger": 0,
	} {
		n, ok := numberOf(name)
		require.Equal(t, want != 0, ok, name)
		if ok {
			require.Equal(t, want, n)
		}
	}
}

func TestBadOptionsAndIDs(t *testing.T) {
	_, err := OpenStore("", Options{Slots: 1})
	require.ErrorContains(t, err, "2 to 64")
	s, err := OpenStore("", Options{folder: newModel(1, 512), MaxFiles: 1})
	require.NoError(t, err)
	_, err = s.Account("../../etc/passwd", noon)
	require.ErrorContains(t, err, "no valid ICCID")
	f := commit(t, s, iccidA, 1)
	require.ErrorContains(t, f.Commit(FreshRecord(iccidB, noon)), "another SIM")
	_, err = s.Account(iccidB, noon)
	var limit *LimitError
	require.ErrorAs(t, err, &limit)
}
