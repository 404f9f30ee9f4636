package ports

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// NotFoundError says that no AT port was found. Seen is everything that List returned.
type NotFoundError struct{ Seen []Port }

// SeveralError says that more than one module is plugged in. Ports are their AT ports, Names the paths to type.
type SeveralError struct {
	Ports []Port
	Names []string // parallel to Ports: a path that stays the same when ttyUSBn does not, where udev made one
}

// GoneError says that a port is no longer there. Now is what sits at its place on the bus instead, empty when nothing does.
type GoneError struct {
	Was Port
	Now []Port
}

// Only returns the one AT port that is plugged in: the only port whose role is "at", or, when there is none, the only port
// of the only known module. UARTs do not count, since nothing says what is behind one. Errors: *NotFoundError,
// *SeveralError, or that sysfs cannot be read.
func (f Finder) Only() (Port, error) {
	list, err := f.List()
	if err != nil {
		return Port{}, err
	}
	found := filter(list, func(p Port) bool { return p.Role == RoleAT })
	if len(found) == 0 {
		found = f.soleOf(list)
	}
	switch len(found) {
	case 0:
		return Port{}, &NotFoundError{Seen: list}
	case 1:
		return found[0], nil
	}
	several := &SeveralError{Ports: found}
	for _, p := range found {
		several.Names = append(several.Names, f.stable(p.Device))
	}
	return Port{}, several
}

// soleOf returns the port of a known module that has just one, if there is just one such module and no other.
func (f Finder) soleOf(list []Port) []Port {
	known := filter(list, func(p Port) bool { return p.Module != "" && p.Device != "" && p.Mode == "" })
	if len(known) == 1 && known[0].Role == RoleUnknown && f.alone(known[0]) {
		return known
	}
	return nil
}

func filter(list []Port, keep func(Port) bool) []Port {
	return slices.DeleteFunc(slices.Clone(list), func(p Port) bool { return !keep(p) })
}

// stable returns udev's by-path name of a device, which survives renumbering and, unlike by-id, holds no serial number;
// the device itself when there is none.
func (f Finder) stable(device string) string {
	folder := filepath.Join(f.dev(), "serial/by-path")
	entries, _ := os.ReadDir(folder)
	for _, e := range entries {
		link := filepath.Join(folder, e.Name())
		if to, err := os.Readlink(link); err == nil && filepath.Base(to) == filepath.Base(device) {
			return link
		}
	}
	return device
}

// plugged is the list of what there is to choose from, for the end of a sentence.
func (f Finder) plugged() string {
	list, err := f.List()
	if err != nil {
		return err.Error()
	}
	return seen(list)
}

// seen says in a few words what is plugged in: each USB device once, then the UARTs by name.
func seen(list []Port) string {
	var words, uarts []string
	for i, p := range list {
		switch {
		case !p.USB():
			uarts = append(uarts, p.Device)
		case i == 0 || p.USBPath != list[i-1].USBPath:
			words = append(words, what(filter(list, func(q Port) bool { return q.USBPath == p.USBPath })))
		}
	}
	if len(uarts) > 0 {
		words = append(words, "UARTs "+strings.Join(uarts, ", "))
	}
	if len(words) == 0 {
		return "no serial port and no known module is plugged in"
	}
	return "seen: " + strings.Join(words, "; ")
}

// what says what one USB device is, given its ports, and why it cannot serve, or by which port it can.
func what(device []Port) string {
	p := device[0]
	name := p.ID()
	if p.Module != "" {
		name += " " + p.Module
	}
	switch trouble := p.Trouble(); {
	case p.Mode == ModeEDL || p.Mode == ModeDump: // its ids are the chip's, not the module's
		return p.ID() + " " + trouble
	case trouble != "":
		return name + " " + trouble
	case p.Module == "":
		return fmt.Sprintf("%s is a serial adapter or a module that the table does not know (%s)", name, devices(device))
	}
	if i := slices.IndexFunc(device, func(q Port) bool { return q.Role == RoleAT }); i >= 0 {
		return fmt.Sprintf("%s with AT on %s", name, device[i].Device)
	}
	if n := p.ATInterface(); n >= 0 {
		return fmt.Sprintf("%s has no port on interface %02x, where AT is: it is still starting, or no driver is bound there", name, n)
	}
	return fmt.Sprintf("%s, of which the AT port is not known (%s)", name, devices(device))
}

// ATInterface is the number of the interface on which the device of p has its AT port by the table; -1 when it names none.
func (p Port) ATInterface() int {
	row, _ := lookup(p.VID, p.PID)
	n := strings.IndexByte(row.layout, 'a')
	if n >= 0 && p.Mode == ModeRNDIS {
		n += row.rndisShift
	}
	return n
}

// devices lists the paths of some ports.
func devices(list []Port) string {
	var names []string
	for _, p := range list {
		names = append(names, p.Device)
	}
	return strings.Join(names, ", ")
}

// Error says what was seen and what to do about it.
func (e *NotFoundError) Error() string {
	s := "cannot find an AT port: " + seen(e.Seen)
	if slices.ContainsFunc(e.Seen, func(p Port) bool { return p.Device != "" && p.Role != RoleIgnore }) {
		s += "; if one of these is the modem, name it with --port"
	}
	return s
}

// Error lists the modules, each with the option to type.
func (e *SeveralError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "cannot choose between %d modules; name one:", len(e.Ports))
	for i, p := range e.Ports {
		name := p.Device
		if i < len(e.Names) {
			name = e.Names[i]
		}
		fmt.Fprintf(&b, "\n  --port %s   %s at %s", name, p.Module, p.USBPath)
	}
	return b.String()
}

// Error says which port is missing and what is there instead.
func (e *GoneError) Error() string {
	s := "cannot find the port again: " + e.Was.String() + " is gone"
	if len(e.Now) == 0 {
		return s
	}
	return s + "; at its place " + seen(e.Now)
}
