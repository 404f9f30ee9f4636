package meter

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// ErrNoBus: the port hangs on no USB or PCI device (a UART of the board), so its
// interfaces cannot be found: they must be configured.
var ErrNoBus = errors.New("the port is not on USB or PCI, so its interface cannot be found: set meter.interface")

// OfPort gives the names, sorted, of the network interfaces on the same USB (or PCI)
// device as a modem's port: "ttyUSB2", "wwan0at0", a path in /dev or a link to one.
// None is no error: a modem in PPP mode has its interface only while connected.
// errors.Is(err, ErrMissing) when there is no such port, ErrNoBus on a UART.
func (i Interface) OfPort(port string) ([]string, error) {
	name, err := portName(port)
	if err != nil {
		return nil, err
	}
	bus, err := i.portBus(name)
	if err != nil {
		return nil, fmt.Errorf("cannot find the interface of %s: %w", name, err)
	}
	all, err := i.names()
	if err != nil {
		return nil, err
	}
	var names []string
	for _, name := range all {
		if d, err := i.device(name); err == nil && d.Bus == bus {
			names = append(names, d.Name)
		}
	}
	return names, nil
}

// Ports gives the serial ports (class tty and wwan), sorted, on the device in
// folder bus, a Device.Bus; none for "".
func (i Interface) Ports(bus string) []string {
	if bus == "" {
		return nil
	}
	var names []string
	for _, class := range []string{"tty", "wwan"} {
		entries, _ := os.ReadDir(filepath.Join(rootOr(i.Sysfs, "/sys"), "class", class))
		for _, e := range entries {
			if b, err := i.portBus(e.Name()); err == nil && b == bus {
				names = append(names, e.Name())
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (i Interface) portBus(name string) (string, error) {
	found := false
	for _, class := range []string{"tty", "wwan"} {
		dir := filepath.Join(rootOr(i.Sysfs, "/sys"), "class", class, name)
		if !exists(dir) {
			continue
		}
		found = true
		real, err := filepath.EvalSymlinks(filepath.Join(dir, "device"))
		if err != nil {
			continue // a console or a pseudo terminal: no device behind it
		}
		if bus := i.bus(real); bus != "" {
			return bus, nil
		}
	}
	if !found {
		return "", ErrMissing
	}
	return "", ErrNoBus
}

// portName gives the kernel's name of a port: /dev/serial/by-id/… are links.
func portName(port string) (string, error) {
	name := port
	if filepath.IsAbs(port) {
		if real, err := filepath.EvalSymlinks(port); err == nil {
			name = real
		}
		name = filepath.Base(name)
	}
	if name == "" || name == "." || name == ".." || filepath.Base(name) != name {
		return "", fmt.Errorf("%q cannot be a port name", port)
	}
	return name, nil
}
