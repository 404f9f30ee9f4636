package ports

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
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
