package ledger

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"simagent/agent/ledger/statedir"
)

// osFolder is a folder of the real file system, by its path.
func osFolder(dir string) folder { return lockable{statedir.OS(dir)} }

type lockable struct{ statedir.OS }

func (d lockable) Lock() (io.Closer, error) {
	// One level only: a missing parent is a mount that is not there yet.
	if err := os.Mkdir(string(d.OS), 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(string(d.OS), "lock"), os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, err
	}
	err = statedir.Retry(func() error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) })
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = &LockedError{PID: readPID(f)}
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	// The pid is for people. A full disk loses it, and the lock holds.
	if f.Truncate(0) == nil {
		_, _ = fmt.Fprintln(f, os.Getpid())
	}
	return f, nil
}

func readPID(f *os.File) int {
	b := make([]byte, 20)
	n, _ := f.ReadAt(b, 0)
	pid, err := strconv.Atoi(strings.TrimSpace(string(b[:n])))
	if err != nil || pid < 0 {
		return 0
	}
	return pid
}
