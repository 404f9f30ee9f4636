package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"

	"simagent/boards"
)

// The GPIO character device, uAPI v2 (Linux 5.10 and later; include/uapi/linux/gpio.h). The five calls that are needed are
// made here: measured on arm64, github.com/warthog618/go-gpiocdev adds 102 KB to the binary and periph.io/x/host/v3/gpioioctl
// 68 KB, this file a tenth of that. It has run on Linux 6.1 with a chip that a module made in memory, and against a kernel made
// in memory (gpio_linux_test.go); never yet on a real chip.

// gpioKernel is the way to the kernel. Descriptors are those of chips and of requested lines.
type gpioKernel interface {
	chips() []string // paths of the chips, each chip once
	open(path string) (fd int, err error)
	ioctl(fd int, request uint, arg unsafe.Pointer) error
	close(fd int)
}

// Flags of a line, enum gpio_v2_line_flag.
const (
	gpioUsed     = 1 << 0
	gpioInput    = 1 << 2
	gpioOutput   = 1 << 3
	gpioPullUp   = 1 << 8
	gpioPullDown = 1 << 9
	gpioNoPull   = 1 << 10
)

// The sizes that the numbers of the calls carry must be those of the structures, on every architecture.
var (
	_ [unix.GPIO_V2_GET_LINEINFO_IOCTL >> 16 & 0x1fff]byte    = [unsafe.Sizeof(unix.GPIOV2LineInfo{})]byte{}
	_ [unix.GPIO_V2_GET_LINE_IOCTL >> 16 & 0x1fff]byte        = [unsafe.Sizeof(unix.GPIOV2LineRequest{})]byte{}
	_ [unix.GPIO_V2_LINE_GET_VALUES_IOCTL >> 16 & 0x1fff]byte = [unsafe.Sizeof(unix.GPIOV2LineValues{})]byte{}
	_ [unix.GPIO_GET_CHIPINFO_IOCTL >> 16 & 0x1fff]byte       = [unsafe.Sizeof(unix.GPIOChipInfo{})]byte{}
)

// gpioDevice finds lines and opens them. The zero value asks this machine's kernel.
type gpioDevice struct{ kernel gpioKernel }

func (g gpioDevice) sys() gpioKernel {
	if g.kernel == nil {
		return linuxGPIO{}
	}
	return g.kernel
}

// gpioSpot is a line that was found.
type gpioSpot struct {
	chip     string // path
	label    string
	offset   uint32
	consumer string // who has it; "" when nobody has or they gave no name
	flags    uint64
}

func (s gpioSpot) used() bool   { return s.flags&gpioUsed != 0 }
func (s gpioSpot) output() bool { return s.flags&gpioOutput != 0 }

// holder names who has the line, for people.
func (s gpioSpot) holder() string {
	if s.consumer == "" {
		return "somebody without a name"
	}
	return s.consumer
}

// find looks a line up: on the first of its chips that there is, by its name there. It requests and changes nothing.
func (g gpioDevice) find(l boards.Line) (gpioSpot, error) {
	labels, unread := g.labels()
	if len(labels) == 0 {
		return gpioSpot{}, cmp.Or(unread, errors.New("there is no GPIO chip in /dev"))
	}
	for _, want := range l.Chips {
		var found []gpioSpot
		there := false
		for _, chip := range labels {
			if chip.label != want {
				continue
			}
			there = true
			spots, err := g.named(chip, l.Line)
			if other := mainlineNames[l.Line]; err == nil && len(spots) == 0 && other != "" && strings.HasPrefix(want, "pinctrl-bcm2") {
				spots, err = g.named(chip, other)
			}
			if err != nil {
				return gpioSpot{}, err
			}
			found = append(found, spots...)
		}
		switch {
		case len(found) == 1:
			return found[0], nil
		case len(found) > 1:
			return gpioSpot{}, fmt.Errorf("chip %s has %d lines called %s", want, len(found), l.Line)
		case there:
			return gpioSpot{}, fmt.Errorf("chip %s has no line %s", want, l.Line)
		}
	}
	if unread != nil {
		return gpioSpot{}, unread
	}
	return gpioSpot{}, fmt.Errorf("there is no chip %s; there are %s", strings.Join(l.Chips, " or "), chipNames(labels))
}

// mainlineNames are what Linux's own device trees of the Raspberry Pi 0 to 4 (arch/arm/boot/dts/broadcom/bcm27*-rpi-*.dts, and
// older kernels of the maker) call pins of the header by their second use. The serial pins are left out: the Pi 4 has TXD0 twice.
var mainlineNames = map[string]string{
	"GPIO2": "SDA1", "GPIO3": "SCL1", "GPIO4": "GPIO_GCLK", "GPIO7": "SPI_CE1_N", "GPIO8": "SPI_CE0_N",
	"GPIO9": "SPI_MISO", "GPIO10": "SPI_MOSI", "GPIO11": "SPI_SCLK",
}

// gpioLabel is a chip with its label, and the number of its lines.
type gpioLabel struct {
	path, label string
	lines       uint32
}

// chipNames lists the labels, each once.
func chipNames(chips []gpioLabel) string {
	var names []string
	for _, c := range chips {
		if !slices.Contains(names, c.label) {
			names = append(names, c.label)
		}
	}
	return strings.Join(names, ", ")
}

// labels lists the chips that can be opened, and says why others cannot.
func (g gpioDevice) labels() (list []gpioLabel, unread error) {
	for _, path := range g.sys().chips() {
		var info unix.GPIOChipInfo
		err := g.onChip(path, func(fd int) error {
			return g.sys().ioctl(fd, unix.GPIO_GET_CHIPINFO_IOCTL, unsafe.Pointer(&info))
		})
		if err != nil {
			unread = err
			continue
		}
		list = append(list, gpioLabel{path: path, label: cString(info.Label[:]), lines: info.Lines})
	}
	return list, unread
}

// onChip opens a chip for the time of fn.
func (g gpioDevice) onChip(path string, fn func(fd int) error) error {
	fd, err := g.sys().open(path)
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("cannot open %s: permission denied; run as root, or join the group that owns it", path)
	}
	if err != nil {
		return fmt.Errorf("cannot open %s: %w", path, err)
	}
	defer g.sys().close(fd)
	return fn(fd)
}

// named lists the lines of a chip that have the name.
func (g gpioDevice) named(chip gpioLabel, name string) ([]gpioSpot, error) {
	var found []gpioSpot
	err := g.onChip(chip.path, func(fd int) error {
		for offset := range chip.lines {
			info := unix.GPIOV2LineInfo{Offset: offset}
			err := g.sys().ioctl(fd, unix.GPIO_V2_GET_LINEINFO_IOCTL, unsafe.Pointer(&info))
			if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTTY) {
				return errors.New("the kernel is older than Linux 5.10 and lacks the GPIO calls that are used here")
			}
			if err != nil {
				return fmt.Errorf("cannot look at line %d of %s: %w", offset, chip.label, err)
			}
			if cString(info.Name[:]) == name {
				found = append(found, gpioSpot{chip: chip.path, label: chip.label, offset: offset, consumer: cString(info.Consumer[:]), flags: info.Flags})
			}
		}
		return nil
	})
	return found, err
}

// request takes a line for us: an output with the level given, an input with its pull. The descriptor keeps it.
func (g gpioDevice) request(s gpioSpot, consumer string, flags uint64, high bool) (fd int, err error) {
	r := unix.GPIOV2LineRequest{Num_lines: 1}
	r.Offsets[0] = s.offset
	copy(r.Consumer[:len(r.Consumer)-1], consumer)
	r.Config.Flags = flags
	if flags&gpioOutput != 0 {
		r.Config.Num_attrs = 1
		r.Config.Attrs[0].Mask = 1
		r.Config.Attrs[0].Attr.Id = unix.GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES
		if high { // the member of the union is called values
			r.Config.Attrs[0].Attr.Flags = 1
		}
	}
	err = g.onChip(s.chip, func(fd int) error {
		return g.sys().ioctl(fd, unix.GPIO_V2_GET_LINE_IOCTL, unsafe.Pointer(&r))
	})
	return int(r.Fd), err
}

func cString(b []byte) string {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	return string(b)
}

// linuxGPIO is the kernel of this machine.
type linuxGPIO struct{}

// chips leaves links out: Raspberry Pi OS links the Pi 5's old /dev/gpiochip4 to the chip's new number.
func (linuxGPIO) chips() []string {
	paths, _ := filepath.Glob("/dev/gpiochip*")
	return slices.DeleteFunc(paths, func(path string) bool {
		info, err := os.Lstat(path)
		return err != nil || info.Mode()&fs.ModeSymlink != 0
	})
}

func (linuxGPIO) open(path string) (int, error) {
	return unix.Open(path, unix.O_RDWR|unix.O_CLOEXEC, 0)
}

func (linuxGPIO) close(fd int) { _ = unix.Close(fd) }

func (linuxGPIO) ioctl(fd int, request uint, arg unsafe.Pointer) error {
	for {
		_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), uintptr(request), uintptr(arg))
		switch errno {
		case 0:
			return nil
		case unix.EINTR:
		default:
			return errno
		}
	}
}
