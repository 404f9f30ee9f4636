package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// resetUSB resets the USB device behind a serial port, as if its plug had been pulled and put back, but with its power on. The
// ports go and come again before it returns, as a rule, and under the same names if nobody had them open: close them first. root
// is the folder that stands for /, devicePath a path such as /dev/ttyUSB2 or a link to it. The error says what a person can do.
//
// It has reset QEMU's usb-serial behind ftdi_sio on Linux 6.1, both ways, and never yet a real module.
func resetUSB(root, devicePath string) error { return usbReset{root: root}.do(devicePath) }

// usbReset is the way to the kernel.
type usbReset struct {
	root  string
	ioctl func(fd uintptr, request uint) error // default: the system call
	write func(attribute, value string) error  // of sysfs, default writeAttribute
}

// usbDevice is where a device is on the bus and in sysfs.
type usbDevice struct {
	dir         string // folder in sysfs
	node        string // /dev/bus/usb/001/004 below the root
	nodeName    string // the same for people
	vendor, pid string
}

func (r usbReset) do(devicePath string) error {
	d, err := r.above(devicePath)
	if err != nil {
		return fmt.Errorf("cannot reset the USB device of %s: %w", devicePath, err)
	}
	err = r.reset(d)
	if unsupported(err) {
		if err = r.authorize(d); errors.Is(err, fs.ErrPermission) {
			err = fmt.Errorf("%w: it needs root, since %s cannot be used", err, d.nodeName)
		}
	} else if errors.Is(err, fs.ErrPermission) {
		err = fmt.Errorf("no permission for %s: it needs root, or this line in /etc/udev/rules.d/79-simagent-usb.rules: "+
			`SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", ATTR{idVendor}=="%s", ATTR{idProduct}=="%s", GROUP="dialout", MODE="0660"`, d.nodeName, d.vendor, d.pid)
	}
	if err != nil {
		return fmt.Errorf("cannot reset the USB device of %s: %w", devicePath, err)
	}
	return nil
}

// above finds the USB device that a tty belongs to: the first folder above its hardware with a number on a bus.
func (r usbReset) above(devicePath string) (usbDevice, error) {
	class := filepath.Join(cmp.Or(r.root, "/"), "sys/class/tty")
	name := filepath.Base(devicePath)
	if _, err := os.Lstat(filepath.Join(class, name)); err != nil { // a link such as those in /dev/serial/by-path
		real, err := filepath.EvalSymlinks(devicePath)
		if err != nil {
			return usbDevice{}, errors.New("there is no such port")
		}
		name = filepath.Base(real)
	}
	dir, err := filepath.EvalSymlinks(filepath.Join(class, name, "device"))
	if err != nil {
		return usbDevice{}, fmt.Errorf("/sys/class/tty has no device for %s", name)
	}
	top, err := filepath.EvalSymlinks(filepath.Join(cmp.Or(r.root, "/"), "sys"))
	if err != nil {
		return usbDevice{}, err
	}
	for ; strings.HasPrefix(dir, top+string(filepath.Separator)); dir = filepath.Dir(dir) {
		bus, device := number(dir, "busnum"), number(dir, "devnum")
		if bus > 0 && device > 0 {
			node := fmt.Sprintf("dev/bus/usb/%03d/%03d", bus, device)
			return usbDevice{dir: dir, node: filepath.Join(cmp.Or(r.root, "/"), node), nodeName: "/" + node,
				vendor: attribute(dir, "idVendor"), pid: attribute(dir, "idProduct")}, nil
		}
	}
	return usbDevice{}, errors.New("it is not on the USB")
}

func attribute(dir, name string) string {
	b, _ := os.ReadFile(filepath.Join(dir, name))
	return strings.TrimSpace(string(b))
}

// number reads a decimal attribute; 0 when there is none.
func number(dir, name string) int {
	n, err := strconv.Atoi(attribute(dir, name))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// reset asks for a reset of the port that the device is on. The kernel answers ENODEV when the device came back as another one
// (new firmware, another composition): then it takes it for unplugged and plugged in again, which is a reset too.
func (r usbReset) reset(d usbDevice) error {
	f, err := os.OpenFile(d.node, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	ioctl := r.ioctl
	if ioctl == nil {
		ioctl = func(fd uintptr, request uint) error { return unix.IoctlSetInt(int(fd), request, 0) }
	}
	if err := ioctl(f.Fd(), usbdevfsReset()); err != nil && !errors.Is(err, unix.ENODEV) {
		return fmt.Errorf("%s: %w", d.nodeName, err)
	}
	return nil
}

// usbdevfsReset is USBDEVFS_RESET, _IO('U', 20) of linux/usbdevice_fs.h: MIPS and POWER mark a call without data by a bit of its own.
func usbdevfsReset() uint {
	const call = 'U'<<8 | 20
	if strings.HasPrefix(runtime.GOARCH, "mips") || strings.HasPrefix(runtime.GOARCH, "ppc") {
		return 1<<29 | call
	}
	return call
}

// unsupported tells whether the first way does not exist here: no device node (usbfs is not in the kernel, or a container has
// no /dev/bus/usb), or no such call.
func unsupported(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, unix.ENOTTY) || errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EOPNOTSUPP)
}

// authorize takes the kernel's leave to use the device away and gives it back: its interfaces go and come again. The second
// write is made whatever the first says, since a device left without leave stays dead until the next start.
func (r usbReset) authorize(d usbDevice) error {
	write := r.write
	if write == nil {
		write = writeAttribute
	}
	name := filepath.Join(d.dir, "authorized")
	off := write(name, "0")
	on := write(name, "1")
	return cmp.Or(on, off)
}

// writeAttribute writes an attribute that is there: sysfs makes no files.
func writeAttribute(name, value string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(value)
	return cmp.Or(err, f.Close())
}
