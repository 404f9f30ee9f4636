package ports

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTakeLock(t *testing.T) {
	dir := t.TempDir()
	device := filepath.Join(dir, "ttyUSB2")
	require.NoError(t, os.WriteFile(device, nil, 0o600))
	proc := filepath.Join(dir, "proc")
	require.NoError(t, os.MkdirAll(filepath.Join(proc, "77"), 0o700))
	f := Finder{Lock: dir, Proc: proc, Dev: "/dev"}
	path := filepath.Join(dir, "LCK..ttyUSB2")

	release, err := f.TakeLock(device)
	require.NoError(t, err)
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, fmt.Sprintf("%10d\n", os.Getpid()), string(b))
	release()
	require.NoFileExists(t, path)

	require.NoError(t, os.WriteFile(path, []byte("        77\n"), 0o600))
	_, err = f.TakeLock(device)
	var locked *LockedError
	require.ErrorAs(t, err, &locked)
	require.Equal(t, 77, locked.Holder.PID)
	require.FileExists(t, path, "it is not ours")

	require.NoError(t, os.WriteFile(path, []byte("        78\n"), 0o600)) // gone
	release, err = f.TakeLock(device)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, []byte("        77\n"), 0o600)) // somebody took it over
	release()
	require.FileExists(t, path)

	release, err = Finder{Lock: filepath.Join(dir, "missing"), Proc: proc}.TakeLock(device)
	require.NoError(t, err, "no folder is no reason not to work")
	release()
}

// locks is a machine with a port and processes 77 and 78.
func locks(t *testing.T) (f Finder, device, path string) {
	dir := t.TempDir()
	device = filepath.Join(dir, "ttyUSB2")
	require.NoError(t, os.WriteFile(device, nil, 0o600))
	for _, pid := range []string{"77", "78"} {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, "proc", pid), 0o700))
	}
	require.NoError(t, os.Mkdir(filepath.Join(dir, "lock"), 0o755))
	return Finder{Lock: filepath.Join(dir, "lock"), Proc: filepath.Join(dir, "proc"), Dev: "/dev"}, device, filepath.Join(dir, "lock/LCK..ttyUSB2")
}

// Everybody may read who has the port, and nothing else is left behind.
func TestLockFileIsWhole(t *testing.T) {
	f, device, path := locks(t)
	release, err := f.TakeLock(device)
	require.NoError(t, err)
	st, err := os.Lstat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o644), st.Mode())
	entries, err := os.ReadDir(f.Lock)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	release()
	release()
	entries, err = os.ReadDir(f.Lock)
	require.NoError(t, err)
	require.Empty(t, entries)
}

// A file without a number is somebody's who is about to write it, for a while.
func TestLockFileBeingWritten(t *testing.T) {
	f, device, path := locks(t)
	require.NoError(t, os.WriteFile(path, nil, 0o644))
	_, err := f.TakeLock(device)
	require.EqualError(t, err, path+" is being written by another program")
	old := time.Now().Add(-time.Hour)
	require.NoError(t, os.Chtimes(path, old, old))
	release, err := f.TakeLock(device)
	require.NoError(t, err)
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, os.Getpid(), lockPID(b))
	release()
}

// Between reading a stale file and taking it away another program may have put
// its own there: that one stays.
func TestStaleLockReplacedMeanwhile(t *testing.T) {
	_, _, path := locks(t)
	require.NoError(t, os.WriteFile(path, []byte("        77\n"), 0o644))
	require.True(t, removeStale(path, []byte("        99\n")))
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, 77, lockPID(b))
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, entries, 1)
	require.True(t, removeStale(path, []byte("        77\n")))
	require.NoFileExists(t, path)
	require.True(t, removeStale(path, nil), "it is gone already")
}

// Of many that find the same stale file, one gets the port. Each plays a process
// of its own by the steps of TakeLock.
func TestStaleLockTakenByOne(t *testing.T) {
	f, device, path := locks(t)
	for range 50 {
		require.NoError(t, os.WriteFile(path, []byte("        99\n"), 0o644))
		was, err := os.ReadFile(path)
		require.NoError(t, err)
		var taken atomic.Int32
		var all sync.WaitGroup
		for _, pid := range []string{"        77\n", "        78\n"} {
			all.Go(func() {
				for range 3 {
					if f.linkLock(path, pid) == nil {
						taken.Add(1)
						return
					}
					if b, err := os.ReadFile(path); err == nil {
						if _, lives := f.lives(path, b, device); lives {
							return
						}
						removeStale(path, b)
					}
				}
			})
		}
		all.Wait()
		require.EqualValues(t, 1, taken.Load(), "%s", was)
		require.NoError(t, os.Remove(path))
	}
}

func TestAlive(t *testing.T) {
	require.True(t, Finder{}.alive(os.Getpid()))
	require.False(t, Finder{}.alive(1<<22+1), "above PID_MAX_LIMIT")
	require.False(t, Finder{Proc: t.TempDir()}.alive(os.Getpid()), "another machine's procfs")
}

func TestSecondPort(t *testing.T) {
	tr := newTree(t)
	tr.Four("1-1.2", "2c7c:0125", 0, 0)
	f := tr.finder()
	first, err := f.Only()
	require.NoError(t, err)
	second, ok := f.Second(first)
	require.True(t, ok)
	require.Equal(t, RoleATSecondary, second.Role)
	back, ok := f.Second(second)
	require.True(t, ok)
	require.Equal(t, first, back)
	_, ok = f.Second(Port{Device: "/dev/ttyS0", Interface: -1})
	require.False(t, ok)
}

// Another module at the place of the first is no way to reach the first.
func TestSecondOfAnotherModule(t *testing.T) {
	tr := newTree(t)
	tr.Four("1-1", "1e0e:9001", 0, 0)
	_, ok := tr.finder().Second(Port{Device: "/dev/ttyUSB2", VID: "2c7c", PID: "0125", Interface: 2, USBPath: "1-1"})
	require.False(t, ok)
}
