package ports

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

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

func TestSecondPort(t *testing.T) {
	tr := newTree(t)
	tr.four("1-1.2", "2c7c:0125", 0, 0)
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
