package ports

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// Finder finds ports. The zero value looks at this machine; tests give it roots of their own. It keeps no state and is
// safe for use by several goroutines.
type Finder struct {
	Sysfs string // default "/sys"
	Dev   string // default "/dev"; Port.Device is made from it
	Proc  string // default "/proc"
	Lock  string // folder of the LCK..ttyX files, default "/var/lock"
	Udev  string // default "/run/udev"
}

func (f Finder) sysfs() string { return cmp.Or(f.Sysfs, "/sys") }
func (f Finder) dev() string   { return cmp.Or(f.Dev, "/dev") }
func (f Finder) proc() string  { return cmp.Or(f.Proc, "/proc") }
func (f Finder) lock() string  { return cmp.Or(f.Lock, "/var/lock") }
func (f Finder) udev() string  { return cmp.Or(f.Udev, "/run/udev") }

// List returns every serial port with hardware behind it, and every USB device of the table that has no serial port (a
// HiLink stick, a module whose driver is missing), these with an empty Device. The order is by place on the bus and
// interface, UARTs last. A port that vanishes while we read is left out. The error says that sysfs cannot be read.
func (f Finder) List() ([]Port, error) {
	entries, err := os.ReadDir(filepath.Join(f.sysfs(), "class/tty"))
	if err != nil {
		return nil, fmt.Errorf("cannot list serial ports: %w", err)
	}
	var list []Port
	seen := map[string]bool{}
	for _, e := range entries {
		if p, ok := f.read(e.Name()); ok {
			list = append(list, p)
			seen[p.USBPath] = true
		}
	}
	for _, d := range f.usbDevices() {
		if p, ok := d.bare(); ok && !seen[p.USBPath] {
			list = append(list, p)
		}
	}
	// slices.SortFunc of a big struct is 12 KB of code.
	sort.Slice(list, func(i, j int) bool { return compare(list[i], list[j]) < 0 })
	for i := range list { // by protocol, several ports of one module may look like the first
		if list[i].Role == RoleAT && slices.ContainsFunc(list[:i], func(p Port) bool { return p.Role == RoleAT && p.USBPath == list[i].USBPath }) {
			list[i].Role = RoleATSecondary
		}
	}
	return list, nil
}

// read makes the Port of one entry of class/tty; false for virtual terminals, for 8250 slots without a chip, and for
// what has gone meanwhile.
func (f Finder) read(name string) (Port, bool) {
	entry := filepath.Join(f.sysfs(), "class/tty", name)
	hardware, err := filepath.EvalSymlinks(filepath.Join(entry, "device"))
	if err != nil || text(entry, "type") == "0" { // type 0 is PORT_UNKNOWN of serial_core.h
		return Port{}, false
	}
	p := Port{Device: filepath.Join(f.dev(), name), Interface: -1, Role: RoleUnknown, Driver: f.driver(hardware)}
	if in, ok := f.usbInterface(hardware); ok {
		in.fill(&p)
	}
	return p, true
}

// driver climbs from a device to the first one with a driver. "port" and "ctrl" are the serial core's own layers above a
// UART (kernel 6.6 and later), and usb-serial puts a device of its own below the interface: neither says what the chip is.
func (f Finder) driver(device string) string {
	for dir := device; f.inside(dir); dir = filepath.Dir(dir) {
		link, err := os.Readlink(filepath.Join(dir, "driver"))
		if err != nil {
			continue
		}
		if strings.Contains(link, "/usb-serial/") || slices.Contains([]string{"port", "ctrl"}, filepath.Base(link)) {
			continue
		}
		return filepath.Base(link)
	}
	return ""
}

// inside tells whether a resolved path still lies in the tree of devices.
func (f Finder) inside(dir string) bool {
	root, err := filepath.EvalSymlinks(filepath.Join(f.sysfs(), "devices"))
	return err == nil && strings.HasPrefix(dir, root+string(filepath.Separator))
}

// text reads one attribute of sysfs without the newline; empty when it cannot be read.
func text(elem ...string) string {
	b, err := os.ReadFile(filepath.Join(elem...))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}

// hex reads one attribute of sysfs as a hexadecimal number; -1 when it is not one.
func hex(elem ...string) int {
	n, err := strconv.ParseUint(text(elem...), 16, 16)
	if err != nil {
		return -1
	}
	return int(n)
}
