package ports

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// withLock adds what the lock file of the port says: to the holder that it names, or as one more.
func (f Finder) withLock(list []Holder, port Port) []Holder {
	path := filepath.Join(f.lock(), "LCK.."+filepath.Base(port.Device))
	b, err := os.ReadFile(path)
	if err != nil {
		return list
	}
	pid := lockPID(b)
	if self, _ := os.Readlink(filepath.Join(f.proc(), "self")); pid > 0 && self == strconv.Itoa(pid) {
		return list
	}
	if i := slices.IndexFunc(list, func(h Holder) bool { return h.PID == pid }); i >= 0 {
		list[i].LockFile = path
		return list
	}
	h := Holder{PID: pid, Stale: true, LockFile: path, Port: port}
	if pid > 0 {
		if _, err := os.Stat(filepath.Join(f.proc(), strconv.Itoa(pid))); err == nil {
			h = f.holder(pid, port, false)
			h.LockFile = path
		}
	}
	return append(list, h)
}

// TakeLock makes the lock file of a port that says to programs of the UUCP
// tradition (pppd, minicom, gammu) that this process has it (FHS 5.9). A file
// left by a process that is gone is replaced. release removes it again. The
// error is a *LockedError when a process that lives has the file; where the
// folder cannot be written nothing is made, and nothing is wrong: other locks
// hold. A pseudo terminal gets none.
func (f Finder) TakeLock(device string) (release func(), err error) {
	real, err := filepath.EvalSymlinks(device)
	if err != nil || strings.HasPrefix(real, filepath.Join(f.dev(), "pts")+"/") {
		return func() {}, nil
	}
	path := filepath.Join(f.lock(), "LCK.."+filepath.Base(real))
	content := fmt.Sprintf("%10d\n", os.Getpid())
	for range 2 {
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL|unix.O_NOFOLLOW, 0o644)
		if err == nil {
			_, err = file.WriteString(content)
			if err = errors.Join(err, file.Close()); err != nil {
				_ = os.Remove(path) // a full disk: an empty lock file would say nothing
				return func() {}, nil
			}
			return func() { dropLock(path, content) }, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return func() {}, nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return func() {}, nil
		}
		pid := lockPID(b)
		if pid > 0 && pid != os.Getpid() {
			if _, err := os.Stat(filepath.Join(f.proc(), strconv.Itoa(pid))); err == nil {
				return nil, &LockedError{Path: path, Holder: f.holder(pid, Port{Device: real}, false)}
			}
		}
		if os.Remove(path) != nil {
			return func() {}, nil // another user's, and stale
		}
	}
	return func() {}, nil
}

// dropLock removes a lock file if it is still ours.
func dropLock(path, content string) {
	if b, err := os.ReadFile(path); err == nil && string(b) == content {
		_ = os.Remove(path)
	}
}

// LockedError says that the lock file of a port names a process that lives.
type LockedError struct {
	Path   string
	Holder Holder
}

func (e *LockedError) Error() string {
	return fmt.Sprintf("%s says that %s has the port", e.Path, e.Holder)
}

// lockPID reads a lock file: ten characters of decimal and a newline (FHS 5.9), or a bare 32-bit integer in the byte order
// of the machine, as old UUCP programs wrote it. 0 when it is neither.
func lockPID(b []byte) int {
	if n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 32); err == nil && n > 0 {
		return int(n)
	}
	if len(b) != 4 {
		return 0
	}
	return max(int(int32(binary.NativeEndian.Uint32(b))), 0)
}
