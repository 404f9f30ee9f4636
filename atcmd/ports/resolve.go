package ports

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// Resolve names the port behind a path, which may be a symbolic link (/dev/serial/by-path/…, gokrazy's /dev/ttyAMA0).
// The port is known by its device number, not by its name. A terminal that sysfs does not know, such as a pty, comes back
// with nothing but its Device. Errors: the path does not exist (with what is plugged in), or is no terminal.
func (f Finder) Resolve(path string) (Port, error) {
	real, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Port{}, fmt.Errorf("cannot use port %s: no such device; %s", path, f.plugged())
	}
	if err != nil {
		return Port{}, fmt.Errorf("cannot use port %s: %w", path, err)
	}
	rdev, err := deviceNumber(real)
	if err != nil {
		return Port{}, fmt.Errorf("cannot use port %s: %w; %s", path, err, f.plugged())
	}
	entries, _ := os.ReadDir(filepath.Join(f.sysfs(), "class/tty"))
	for _, e := range entries {
		if text(f.sysfs(), "class/tty", e.Name(), "dev") != fmt.Sprintf("%d:%d", unix.Major(rdev), unix.Minor(rdev)) {
			continue
		}
		if p, ok := f.read(e.Name()); ok {
			return p, nil
		}
	}
	return Port{Device: real, Interface: -1, Role: RoleUnknown}, nil
}

// Again finds the port that p was, after a reset or a replug may have given it another ttyUSBn: the same place on the
// bus, the same ids, the same interface. A UART is found by its name. The error is a *GoneError.
func (f Finder) Again(p Port) (Port, error) {
	list, err := f.List()
	if err != nil {
		return Port{}, err
	}
	gone := &GoneError{Was: p}
	for _, q := range list {
		switch {
		case !p.USB():
			if q.Device == p.Device {
				return q, nil
			}
		case q.USBPath != p.USBPath:
		case q.ID() == p.ID() && q.Interface == p.Interface && q.Device != "":
			return q, nil
		default:
			gone.Now = append(gone.Now, q)
		}
	}
	if !p.USB() { // a pty or a console outside the tree of devices
		if q, err := f.Resolve(p.Device); err == nil {
			return q, nil
		}
	}
	return Port{}, gone
}
