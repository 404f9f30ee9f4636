package ledger

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// failing makes one operation of the model fail.
func failing(which string, err error) func(string) error {
	return func(op string) error {
		if op == which {
			return err
		}
		return nil
	}
}

// Each trouble is a clear error at the commit, the account goes on, and the
// commit after it is gone succeeds.
func TestTroubleAtCommit(t *testing.T) {
	for _, c := range []struct {
		op, step string
		err      error
	}{
		{"write", "write", syscall.ENOSPC}, {"sync", "write", syscall.EIO},
		{"write", "create", syscall.ENOSPC}, {"open", "create", syscall.EROFS},
		{"publish", "create", syscall.EIO}, {"syncfolder", "create", syscall.EIO},
	} {
		t.Run(c.op+" at "+c.step, func(t *testing.T) {
			m := newModel(1, 512)
			s, err := OpenStore("", Options{folder: m})
			require.NoError(t, err)
			if c.step == "write" {
				commit(t, s, iccidA, 1)
			}
			f, err := s.Account(iccidA, noon)
			require.NoError(t, err)
			if c.step == "write" {
				commit(t, s, iccidA, 2) // the file is open
			}
			m.fail = failing(c.op, c.err)
			r := f.Record()
			r.Rev = 5
			err = f.Commit(r)
			var ce *CommitError
			require.ErrorAs(t, err, &ce)
			require.ErrorIs(t, err, c.err)
			require.Equal(t, c.step, ce.Step)
			require.Less(t, f.Record().Rev, uint64(5))
			m.fail = nil
			require.NoError(t, f.Commit(r))
			require.NoError(t, s.Close())
			s, err = OpenStore("", Options{folder: m})
			require.NoError(t, err)
			require.Len(t, s.Accounts(), 1)
			require.EqualValues(t, 5, s.Accounts()[0].Rev)
		})
	}
}

// A folder that cannot be locked or read at the start is tried again.
func TestFolderComesLate(t *testing.T) {
	m := newModel(1, 512)
	m.fail = func(string) error { return syscall.ENOENT }
	s, err := OpenStore("", Options{folder: m})
	require.NoError(t, err)
	require.Len(t, s.Problems(), 2)
	f, err := s.Account(iccidA, noon)
	require.NoError(t, err)
	r := f.Record()
	r.Rev = 1
	require.ErrorIs(t, f.Commit(r), syscall.ENOENT)
	m.fail = nil
	require.NoError(t, f.Commit(r))
	require.Empty(t, s.Problems())
}

// What turns up late is not overwritten by an account that knows nothing of it.
func TestLateAccountIsNotOverwritten(t *testing.T) {
	m := newModel(1, 512)
	s, err := OpenStore("", Options{folder: m})
	require.NoError(t, err)
	commit(t, s, iccidA, 77)
	require.NoError(t, s.Close())

	m.fail = func(string) error { return syscall.EIO }
	s, err = OpenStore("", Options{folder: m})
	require.NoError(t, err)
	f, err := s.Account(iccidA, noon)
	require.NoError(t, err)
	r := f.Record()
	require.Zero(t, r.Rev)
	m.fail = nil
	var late *LateError
	require.ErrorAs(t, f.Commit(r), &late)
	require.ErrorAs(t, f.Commit(r), &late)
	require.EqualValues(t, 77, f.Reload().Rev)
	r = f.Record()
	r.Rev = 78
	require.NoError(t, f.Commit(r))
}

// Another daemon that took the folder while it was away keeps it.
func TestLateLockOfAnother(t *testing.T) {
	m := newModel(1, 512)
	m.fail = func(string) error { return syscall.EIO }
	s, err := OpenStore("", Options{folder: m})
	require.NoError(t, err)
	m.fail = nil
	other, err := OpenStore("", Options{folder: m})
	require.NoError(t, err)
	f, err := s.Account(iccidA, noon)
	require.NoError(t, err)
	var locked *LockedError
	require.ErrorAs(t, f.Commit(f.Record()), &locked)
	require.NoError(t, other.Close())
	require.NoError(t, f.Commit(f.Record()))
}

// On the real file system: a path that is not a folder, and a missing parent.
func TestMissingFolder(t *testing.T) {
	base := t.TempDir()
	plain := filepath.Join(base, "plain")
	require.NoError(t, os.WriteFile(plain, nil, 0o600))
	for _, dir := range []string{plain, filepath.Join(base, "a", "b")} {
		s, err := OpenStore(dir, Options{})
		require.NoError(t, err)
		require.NotEmpty(t, s.Problems())
		f, err := s.Account(iccidA, noon)
		require.NoError(t, err)
		err = f.Commit(f.Record())
		var ce *CommitError
		require.ErrorAs(t, err, &ce)
		require.NoError(t, s.Close())
	}
}

func TestReadOnlyFolder(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root writes anywhere")
	}
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o500))
	s, err := OpenStore(dir, Options{})
	require.NoError(t, err)
	f, err := s.Account(iccidA, noon)
	require.NoError(t, err)
	require.ErrorIs(t, f.Commit(f.Record()), os.ErrPermission)
	require.NoError(t, s.Close())
}

// A read-only file system still shows what it holds.
func TestReadOnlyDiskIsRead(t *testing.T) {
	m := newModel(1, 512)
	s, err := OpenStore("", Options{folder: m})
	require.NoError(t, err)
	commit(t, s, iccidA, 3)
	require.NoError(t, s.Close())
	m.fail = failing("lock", syscall.EROFS)
	s, err = OpenStore("", Options{folder: m})
	require.NoError(t, err)
	require.Len(t, s.Accounts(), 1)
	f, err := s.Account(iccidA, noon)
	require.NoError(t, err)
	require.EqualValues(t, 3, f.Record().Rev)
	require.ErrorIs(t, f.Commit(f.Record()), syscall.EROFS)
	m.fail = nil // mounted for writing again: the same account goes on
	r := f.Record()
	r.Rev = 4
	require.NoError(t, f.Commit(r))
}
