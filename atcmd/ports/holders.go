package ports

import (
	"cmp"
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

// Holder is a process that has a port open, or may have, or a lock file that says so.
type Holder struct {
	PID      int    // 0 when the lock file names none
	Command  string // short name of the process as the kernel has it (15 bytes at most); empty when it is gone
	Unit     string // systemd unit of the system that it belongs to, "ModemManager.service"; empty when none
	LockFile string // path of the lock file that names it, empty without one
	Stale    bool   // the lock file is left over: no such process runs
	Suspect  bool   // its open files are hidden from us, but it is of a kind that takes modem ports
	Port     Port   // what it holds
}

// HiddenError says that the open files of some processes could not be looked at, so the list of holders may be short.
type HiddenError struct{ Processes int }

func (e *HiddenError) Error() string {
	return fmt.Sprintf("cannot see the open files of %d processes of other users: run as root to be sure who holds the port", e.Processes)
}

// Holders returns the other processes that have the device open, by its device number and not by its name, and those that
// a lock file LCK..ttyX names. Our own process is left out. Holders that were found come together with a *HiddenError
// when we lack the rights to look into some processes; any other error means that nothing is known.
func (f Finder) Holders(device string) ([]Holder, error) {
	port, err := f.Resolve(device)
	if err != nil {
		return nil, err
	}
	rdev, err := deviceNumber(port.Device)
	if err != nil {
		return nil, fmt.Errorf("cannot tell who holds %s: %w", device, err)
	}
	entries, err := os.ReadDir(f.proc())
	if err != nil {
		return nil, fmt.Errorf("cannot tell who holds %s: %w", device, err)
	}
	self, _ := os.Readlink(filepath.Join(f.proc(), "self"))
	var list []Holder
	hidden := 0
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil || e.Name() == self {
			continue
		}
		holds, err := f.holds(pid, rdev)
		if errors.Is(err, fs.ErrPermission) {
			hidden++
			holds = f.suspect(pid, port)
		}
		if holds {
			list = append(list, f.holder(pid, port, err != nil))
		}
	}
	list = f.withLock(list, port)
	if hidden > 0 {
		return list, &HiddenError{Processes: hidden}
	}
	return list, nil
}

// deviceNumber is st_rdev of a character device. The conversion is for MIPS, where the field has 32 bits.
func deviceNumber(path string) (uint64, error) {
	var st unix.Stat_t
	if err := unix.Stat(path, &st); err != nil {
		return 0, err
	}
	if st.Mode&unix.S_IFMT != unix.S_IFCHR {
		return 0, errors.New("it is not a serial port")
	}
	return uint64(st.Rdev), nil
}

// holds tells whether a process has the device open. A process that ends meanwhile has not. The error is permission only.
func (f Finder) holds(pid int, rdev uint64) (bool, error) {
	folder := filepath.Join(f.proc(), strconv.Itoa(pid), "fd")
	entries, err := os.ReadDir(folder)
	if err != nil {
		if errors.Is(err, fs.ErrPermission) {
			return false, err
		}
		return false, nil
	}
	for _, e := range entries {
		if n, err := deviceNumber(filepath.Join(folder, e.Name())); err == nil && n == rdev {
			return true, nil
		}
	}
	return false, nil
}

// suspect tells whether a process that we may not look into is likely to hold the port: ModemManager takes all of them,
// pppd, getty and chat name theirs on the command line, which everybody may read.
func (f Finder) suspect(pid int, port Port) bool {
	if f.command(pid) == "ModemManager" {
		return !f.leftAlone(port)
	}
	b, _ := os.ReadFile(filepath.Join(f.proc(), strconv.Itoa(pid), "cmdline"))
	name := filepath.Base(port.Device)
	if !strings.HasPrefix(name, "tty") {
		name = port.Device // /dev/pts/0: a bare 0 is no port's name
	}
	return slices.ContainsFunc(strings.Split(string(b), "\x00"), func(arg string) bool {
		return arg == name || strings.HasSuffix(arg, "/"+name)
	})
}

// leftAlone tells whether a udev rule has ModemManager leave the port. One that has it still, from before the rule, has it for
// itself (TIOCEXCL), and is found when the port is opened.
func (f Finder) leftAlone(port Port) bool {
	number := text(f.sysfs(), "class/tty", filepath.Base(port.Device), "dev")
	if number == "" {
		return false
	}
	said := "\n" + text(f.udev(), "data", "c"+number) + "\n"
	return strings.Contains(said, "\nE:ID_MM_PORT_IGNORE=1\n") || strings.Contains(said, "\nE:ID_MM_DEVICE_IGNORE=1\n")
}

func (f Finder) holder(pid int, port Port, suspect bool) Holder {
	return Holder{PID: pid, Command: f.command(pid), Unit: f.unit(pid), Suspect: suspect, Port: port}
}

func (f Finder) command(pid int) string {
	return text(f.proc(), strconv.Itoa(pid), "comm")
}

// unit reads the systemd unit out of /proc/PID/cgroup: the last part of the path when it is a service of the system.
// A service below user@1000.service belongs to a user's own manager, which `sudo systemctl` does not reach.
func (f Finder) unit(pid int) string {
	for line := range strings.Lines(text(f.proc(), strconv.Itoa(pid), "cgroup")) {
		fields := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(fields) != 3 || fields[1] != "" && fields[1] != "name=systemd" {
			continue
		}
		name := filepath.Base(fields[2])
		if strings.HasSuffix(name, ".service") && !strings.Contains(fields[2], "/user@") {
			return name
		}
	}
	return ""
}

// String names the process: "ModemManager (512)".
func (h Holder) String() string {
	switch {
	case h.PID == 0:
		return "lock file " + h.LockFile
	case h.Stale:
		return fmt.Sprintf("process %d, which is gone", h.PID)
	}
	return fmt.Sprintf("%s (%d)", cmp.Or(h.Command, "process"), h.PID)
}
