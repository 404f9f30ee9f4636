package ports

import (
	"os"
	"path/filepath"
	"slices"
)

// silent tells in which mode a known device without any serial port is; "" when a
// driver is missing.
func (d usbDevice) silent() string {
	list := d.interfaces()
	is := func(kind func(usbInterface) bool) bool {
		return !slices.ContainsFunc(list, func(in usbInterface) bool { return !kind(in) })
	}
	vid, _ := d.ids()
	switch {
	case len(list) == 0:
		return ModeStarting
	case is(usbInterface.storage):
		return ModeStorage
	case is(usbInterface.fastboot):
		return ModeLoader
	case slices.ContainsFunc(list, func(in usbInterface) bool { return in.serial() && in.driver() == "" }):
		return ""
	case slices.ContainsFunc(list, usbInterface.serial): // a driver has it, and will make a tty
		return ModeStarting
	case vid == "12d1" || vid == "19d2": // the makers of sticks that play a router
		return ModeHiLink
	}
	return ModeNetwork
}

// storage tells whether the interface is a disk, such as a driver CD.
func (in usbInterface) storage() bool { return in.class == 0x08 }

// fastboot is the protocol of a loader: ff/42/03. ff/42/01 is a debug bridge.
func (in usbInterface) fastboot() bool {
	return in.class == 0xff && in.subclass == 0x42 && in.protocol == 0x03
}

// networkDrivers bind interfaces of class ff that are no serial ports.
var networkDrivers = [...]string{"qmi_wwan", "qmi_wwan_q", "GobiNet", "cdc_ether", "cdc_ncm", "huawei_cdc_ncm", "sierra_net", "rndis_host"}

// serial tells whether the interface has a serial port, or would have one if a
// driver were bound to it: class ff apart from debug bridges and network cards,
// or CDC ACM. An interface of class ff without a driver counts, since QMI cannot
// be told from a serial port by its numbers.
func (in usbInterface) serial() bool {
	vendor := in.class == 0xff && in.subclass != 0x42
	acm := in.class == 0x02 && in.subclass == 0x02 && !in.rndis()
	return (vendor || acm) && !slices.Contains(networkDrivers[:], in.driver())
}

// driver is the kernel driver bound to the interface, "" when none is.
func (in usbInterface) driver() string {
	link, err := os.Readlink(filepath.Join(in.dir, "driver"))
	if err != nil {
		return ""
	}
	return filepath.Base(link)
}

// alone tells whether the device that p belongs to has no interface beside p's
// that could be a serial port: one that is still starting shows its ports one by
// one, and the first is rarely the right one.
func (f Finder) alone(p Port) bool {
	for _, d := range f.usbDevices() {
		if filepath.Base(d.dir) == p.USBPath {
			return len(slices.DeleteFunc(d.interfaces(), func(in usbInterface) bool { return !in.serial() })) <= 1
		}
	}
	return true
}
