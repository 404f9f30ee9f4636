package ports

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// usbDevice is one device of the bus as sysfs shows it.
type usbDevice struct{ dir string }

// usbInterface is one interface of it.
type usbInterface struct {
	usbDevice
	dir                       string
	number                    int
	class, subclass, protocol int // -1 when not readable
}

// usbInterface climbs from the hardware behind a tty to the USB interface that it belongs to.
func (f Finder) usbInterface(hardware string) (usbInterface, bool) {
	for dir := hardware; f.inside(dir); dir = filepath.Dir(dir) {
		if n := hex(dir, "bInterfaceNumber"); n >= 0 {
			return newInterface(usbDevice{filepath.Dir(dir)}, dir), true
		}
	}
	return usbInterface{}, false
}

func newInterface(d usbDevice, dir string) usbInterface {
	return usbInterface{
		usbDevice: d, dir: dir, number: hex(dir, "bInterfaceNumber"),
		class: hex(dir, "bInterfaceClass"), subclass: hex(dir, "bInterfaceSubClass"), protocol: hex(dir, "bInterfaceProtocol"),
	}
}

// usbDevices lists the devices of all buses, without their interfaces. A machine without USB has none.
func (f Finder) usbDevices() []usbDevice {
	folder := filepath.Join(f.sysfs(), "bus/usb/devices")
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil
	}
	var list []usbDevice
	for _, e := range entries {
		if strings.Contains(e.Name(), ":") { // "1-1.2:1.0" is an interface
			continue
		}
		if dir, err := filepath.EvalSymlinks(filepath.Join(folder, e.Name())); err == nil {
			list = append(list, usbDevice{dir})
		}
	}
	return list
}

// ids returns both ids as four lower-case hex digits, empty when they cannot be read.
func (d usbDevice) ids() (vid, pid string) {
	v, p := hex(d.dir, "idVendor"), hex(d.dir, "idProduct")
	if v < 0 || p < 0 {
		return "", ""
	}
	return fmt.Sprintf("%04x", v), fmt.Sprintf("%04x", p)
}

// interfaces lists those of the active configuration, as far as the kernel has made them.
func (d usbDevice) interfaces() []usbInterface {
	dirs, _ := filepath.Glob(filepath.Join(d.dir, filepath.Base(d.dir)+":*"))
	var list []usbInterface
	for _, dir := range dirs {
		if in := newInterface(d, dir); in.number >= 0 {
			list = append(list, in)
		}
	}
	return list
}

// first returns interface 00 of the active configuration, if it has one.
func (d usbDevice) first() (usbInterface, bool) {
	for _, in := range d.interfaces() {
		if in.number == 0 {
			return in, true
		}
	}
	return usbInterface{}, false
}

// rndis tells whether the interface controls an RNDIS network card: e0/01/03, ef/04/01 or 02/02/ff (the three that the
// kernel's rndis_host.c binds to).
func (in usbInterface) rndis() bool {
	switch [3]int{in.class, in.subclass, in.protocol} {
	case [3]int{0xe0, 0x01, 0x03}, [3]int{0xef, 0x04, 0x01}, [3]int{0x02, 0x02, 0xff}:
		return true
	}
	return false
}

// bare makes the Port of a device without a tty; false when the table does not know the device.
func (d usbDevice) bare() (Port, bool) {
	vid, pid := d.ids()
	row, known := lookup(vid, pid)
	if !known {
		return Port{}, false
	}
	p := Port{VID: vid, PID: pid, Interface: -1, USBPath: filepath.Base(d.dir), Serial: Serial(text(d.dir, "serial")),
		Role: RoleUnknown, Module: row.name, Mode: row.mode}
	if row.mode == "" {
		p.Mode = d.silent()
	}
	if p.Mode != "" && p.Mode != ModeStarting {
		p.Role = RoleIgnore
	}
	return p, true
}

// fill puts what the interface says into the Port of its tty.
func (in usbInterface) fill(p *Port) {
	p.VID, p.PID = in.ids()
	p.Interface = in.number
	p.USBPath = filepath.Base(in.usbDevice.dir)
	p.Serial = Serial(text(in.usbDevice.dir, "serial"))
	row, known := lookup(p.VID, p.PID)
	if !known {
		return
	}
	p.Module, p.Mode = row.name, row.mode
	number := in.number
	if row.mode == "" {
		if first, ok := in.first(); ok && first.rndis() && row.rndisShift > 0 {
			p.Mode, number = ModeRNDIS, number-row.rndisShift
		}
	}
	p.Role = row.role(number, in.subclass, in.protocol)
}
