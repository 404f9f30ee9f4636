package ports

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

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
		if f.alive(pid) {
			h = f.holder(pid, port, false)
			h.LockFile = path
		}
	}
	return append(list, h)
}

// lockSettles is how long a lock file without a readable number is left alone: its
// maker may be about to write it.
const lockSettles = 10 * time.Second

// TakeLock makes the lock file of a port that says to programs of the UUCP
// tradition (pppd, minicom, gammu) that this process has it (FHS 5.9). A file
// left by a process that is gone is replaced. release removes it again. The
// error is a *LockedError when a process that lives has the file; where the
// folder cannot be written nothing is made, and nothing is wrong: other locks
// hold. A pseudo terminal gets none.
//
// The file appears with its content in one step, and a stale one is moved aside
// before it is judged, so that two that find the same stale file do not both get
// the port. A lock on the port itself has to decide the rest: programs that take
// the file's word alone may still remove ours.
func (f Finder) TakeLock(device string) (release func(), err error) {
	none := func() {}
	real, err := filepath.EvalSymlinks(device)
	if err != nil || strings.HasPrefix(real, filepath.Join(f.dev(), "pts")+"/") {
		return none, nil
	}
	path := filepath.Join(f.lock(), "LCK.."+filepath.Base(real))
	content := fmt.Sprintf("%10d\n", os.Getpid())
	for range 3 {
		switch err := f.linkLock(path, content); {
		case err == nil:
			return func() { dropLock(path, content) }, nil
		case !errors.Is(err, fs.ErrExist):
			return none, nil
		}
		was, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue // given back meanwhile
		}
		if err != nil {
			return none, nil
		}
		if h, ok := f.lives(path, was, real); ok {
			return nil, &LockedError{Path: path, Holder: h}
		}
		if !removeStale(path, was) {
			return none, nil // another user's, and stale
		}
	}
	return none, nil
}

// linkLock makes the lock file with its content at once, by a second name of a
// file that is whole; fs.ErrExist when there is one.
func (f Finder) linkLock(path, content string) error {
	file, err := os.CreateTemp(f.lock(), "LTMP..*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.WriteString(content)
	err = errors.Join(err, file.Chmod(0o644), file.Close())
	if err != nil {
		return err
	}
	return os.Link(file.Name(), path)
}

// lives returns the process that a lock file names, if it is not ours and lives. A
// young file without a number counts, since somebody is writing it.
func (f Finder) lives(path string, content []byte, device string) (Holder, bool) {
	pid := lockPID(content)
	if pid == 0 {
		st, err := os.Stat(path)
		return Holder{LockFile: path}, err == nil && time.Since(st.ModTime()) < lockSettles
	}
	if pid == os.Getpid() || !f.alive(pid) {
		return Holder{}, false
	}
	return f.holder(pid, Port{Device: device}, false), true
}

// alive tells whether a process runs. procfs may be mounted so that it hides the
// processes of other users; a signal that we may not send says that they are there.
func (f Finder) alive(pid int) bool {
	if _, err := os.Stat(filepath.Join(f.proc(), strconv.Itoa(pid))); err == nil {
		return true
	}
	if f.Proc != "" {
		return false
	}
	err := unix.Kill(pid, 0)
	return err == nil || errors.Is(err, unix.EPERM)
}

// removeStale takes a lock file away that has this content. One that another
// program put there meanwhile goes back to its place.
func removeStale(path string, content []byte) bool {
	aside := fmt.Sprintf("%s.%d", path, os.Getpid())
	if err := os.Rename(path, aside); err != nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	if b, err := os.ReadFile(aside); err != nil || !bytes.Equal(b, content) {
		_ = os.Link(aside, path)
	}
	return os.Remove(aside) == nil
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
	if e.Holder.PID == 0 {
		return e.Path + " is being written by another program"
	}
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
