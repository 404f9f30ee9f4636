package main

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
	"periph.io/x/conn/v3/gpio"

	"simagent/boards"
)

// fakeGPIO is a kernel with GPIO chips made in memory. It takes the structures of the real one and writes down every
// request and every level that is set. Its lines behave as those of pinctrl-bcm2835: a line that is given back becomes an input.
type fakeGPIO struct {
	mu    sync.Mutex
	list  []*fakeChip
	fds   map[int]any // *fakeChip, or *fakeLine when requested
	log   []string
	fails map[uint]error // by call
	next  int
}

type fakeChip struct {
	path, label string
	lines       []*fakeLine
	denied      error
}

type fakeLine struct {
	name, consumer string
	flags          uint64
	high           bool // level at the pin
}

// header is the chip behind the pins of a Raspberry Pi 4, and another before it.
func header() *fakeGPIO {
	k := &fakeGPIO{fds: map[int]any{}, next: 3}
	k.chip("/dev/gpiochip0", "raspberrypi-exp-gpio", "BT_ON", "GPIO6")
	var names []string
	for i := range 28 {
		names = append(names, fmt.Sprintf("GPIO%d", i))
	}
	k.chip("/dev/gpiochip1", "pinctrl-bcm2711", names...)
	return k
}

func (k *fakeGPIO) chip(path, label string, names ...string) *fakeChip {
	c := &fakeChip{path: path, label: label}
	for _, n := range names {
		c.lines = append(c.lines, &fakeLine{name: n, flags: gpioInput})
	}
	k.list = append(k.list, c)
	return c
}

func (k *fakeGPIO) line(name string) *fakeLine {
	for _, l := range k.list[1].lines {
		if l.name == name {
			return l
		}
	}
	return nil
}

// take lets somebody else have a line.
func (k *fakeGPIO) take(name, consumer string, flags uint64) {
	l := k.line(name)
	l.consumer, l.flags = consumer, flags|gpioUsed
}

func (k *fakeGPIO) chips() []string {
	var paths []string
	for _, c := range k.list {
		paths = append(paths, c.path)
	}
	return paths
}

func (k *fakeGPIO) open(path string) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, c := range k.list {
		if c.path == path && c.denied != nil {
			return -1, c.denied
		}
		if c.path == path {
			return k.fd(c), nil
		}
	}
	return -1, unix.ENOENT
}

func (k *fakeGPIO) fd(what any) int {
	k.next++
	k.fds[k.next] = what
	return k.next
}

func (k *fakeGPIO) close(fd int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if l, ok := k.fds[fd].(*fakeLine); ok {
		k.log = append(k.log, l.name+" released")
		l.consumer, l.flags = "", gpioInput
	}
	delete(k.fds, fd)
}

// open descriptors.
func (k *fakeGPIO) opened() int { return len(k.fds) }

func (k *fakeGPIO) ioctl(fd int, request uint, arg unsafe.Pointer) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.fails[request]; err != nil {
		return err
	}
	switch what := k.fds[fd].(type) {
	case *fakeChip:
		return k.onChip(what, request, arg)
	case *fakeLine:
		return k.onLine(what, request, (*unix.GPIOV2LineValues)(arg))
	}
	return unix.EBADF
}

func (k *fakeGPIO) onChip(c *fakeChip, request uint, arg unsafe.Pointer) error {
	switch request {
	case unix.GPIO_GET_CHIPINFO_IOCTL:
		info := (*unix.GPIOChipInfo)(arg)
		copy(info.Label[:], c.label)
		info.Lines = uint32(len(c.lines))
	case unix.GPIO_V2_GET_LINEINFO_IOCTL:
		info := (*unix.GPIOV2LineInfo)(arg)
		l := c.lines[info.Offset]
		copy(info.Name[:], l.name)
		copy(info.Consumer[:], l.consumer)
		info.Flags = l.flags
	case unix.GPIO_V2_GET_LINE_IOCTL:
		return k.request(c, (*unix.GPIOV2LineRequest)(arg))
	default:
		return unix.ENOTTY
	}
	return nil
}

func (k *fakeGPIO) request(c *fakeChip, r *unix.GPIOV2LineRequest) error {
	if r.Num_lines != 1 || int(r.Offsets[0]) >= len(c.lines) || r.Consumer[31] != 0 {
		return unix.EINVAL
	}
	l := c.lines[r.Offsets[0]]
	if l.flags&gpioUsed != 0 {
		return unix.EBUSY
	}
	l.consumer, l.flags = cString(r.Consumer[:]), r.Config.Flags|gpioUsed
	what := "in"
	if l.flags&gpioOutput != 0 {
		a := r.Config.Attrs[0]
		if r.Config.Num_attrs != 1 || a.Attr.Id != unix.GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES || a.Mask != 1 {
			return unix.EINVAL
		}
		l.high = a.Attr.Flags == 1
		what = "out " + gpio.Level(l.high).String()
	}
	for flag, name := range map[uint64]string{gpioPullUp: "up", gpioPullDown: "down", gpioNoPull: "float"} {
		if l.flags&flag != 0 {
			what += " " + name
		}
	}
	k.log = append(k.log, fmt.Sprintf("%s %s by %s", l.name, what, l.consumer))
	r.Fd = int32(k.fd(l))
	return nil
}

func (k *fakeGPIO) onLine(l *fakeLine, request uint, v *unix.GPIOV2LineValues) error {
	switch {
	case v.Mask != 1:
		return unix.EINVAL
	case request == unix.GPIO_V2_LINE_GET_VALUES_IOCTL:
		v.Bits = 0
		if l.high {
			v.Bits = 1
		}
		return nil
	case request == unix.GPIO_V2_LINE_SET_VALUES_IOCTL && l.flags&gpioOutput != 0:
		l.high = v.Bits&1 == 1
		k.log = append(k.log, l.name+" "+gpio.Level(l.high).String())
		return nil
	}
	return unix.EPERM
}

// powerKey is as on most HATs: a transistor, high presses.
var powerKey = boards.Line{Name: boards.PowerKey, Chips: []string{"pinctrl-rp1", "pinctrl-bcm2711"}, Line: "GPIO6",
	Direction: boards.Out, Active: gpio.High, Inactive: gpio.Low, Consumer: "simagent:pwrkey"}

var statusLine = boards.Line{Name: boards.Status, Chips: powerKey.Chips, Line: "GPIO23",
	Direction: boards.In, Active: gpio.Low, Inactive: gpio.High, Pull: gpio.PullUp, Consumer: "simagent:status"}

func TestGPIOOutput(t *testing.T) {
	k := header()
	pin, err := gpioDevice{k}.open(powerKey)
	require.NoError(t, err)
	require.Equal(t, "GPIO6 of pinctrl-bcm2711", pin.String())
	require.NoError(t, pin.Out(gpio.High))
	require.Equal(t, gpio.High, pin.Read())
	require.NoError(t, pin.Out(gpio.Low))
	require.Equal(t, gpio.Low, pin.Read())
	require.EqualError(t, pin.In(gpio.PullUp, gpio.NoEdge), "it is an output")
	require.Equal(t, []string{"GPIO6 out Low by simagent:pwrkey", "GPIO6 High", "GPIO6 Low"}, k.log)
	require.Equal(t, 1, k.opened(), "the line alone")
	require.NoError(t, pin.(*gpioPin).Close())
	require.NoError(t, pin.(*gpioPin).Close())
	require.EqualError(t, pin.Out(gpio.High), "the line is closed")
	require.Zero(t, k.opened())

	l := powerKey
	l.Active, l.Inactive = gpio.Low, gpio.High
	_, err = gpioDevice{k}.open(l)
	require.NoError(t, err)
	require.Equal(t, "GPIO6 out High by simagent:pwrkey", k.log[len(k.log)-1], "the inactive level, whichever it is")
}

func TestGPIOInput(t *testing.T) {
	k := header()
	pin, err := gpioDevice{k}.open(statusLine)
	require.NoError(t, err)
	require.NoError(t, pin.In(gpio.PullUp, gpio.NoEdge))
	require.EqualError(t, pin.In(gpio.PullDown, gpio.NoEdge), "its pull is PullUp and not PullDown")
	require.EqualError(t, pin.In(gpio.PullUp, gpio.BothEdges), "edges are not supported")
	require.EqualError(t, pin.Out(gpio.High), "it is an input")
	require.Equal(t, gpio.Low, pin.Read())
	k.line("GPIO23").high = true
	require.Equal(t, gpio.High, pin.Read())
	require.Equal(t, []string{"GPIO23 in up by simagent:status"}, k.log)
	k.line("GPIO23").high = false
	k.fails = map[uint]error{unix.GPIO_V2_LINE_GET_VALUES_IOCTL: unix.ENODEV}
	require.Equal(t, gpio.High, pin.Read(), "inactive when nobody knows")
	for pull, want := range map[gpio.Pull]string{gpio.PullDown: "in down", gpio.Float: "in float", gpio.PullNoChange: "in"} {
		l := statusLine
		l.Pull = pull
		k := header()
		_, err := gpioDevice{k}.open(l)
		require.NoError(t, err)
		require.Equal(t, []string{"GPIO23 " + want + " by simagent:status"}, k.log)
	}
}

func TestGPIOErrors(t *testing.T) {
	for want, spoil := range map[string]func(*fakeGPIO, *boards.Line){
		"there is no GPIO chip in /dev":                          func(k *fakeGPIO, _ *boards.Line) { k.list = nil },
		"GPIO6 of pinctrl-bcm2711 is in use by sixfab":           func(k *fakeGPIO, _ *boards.Line) { k.take("GPIO6", "sixfab", gpioOutput) },
		"GPIO6 of pinctrl-bcm2711 is in use by somebody without": func(k *fakeGPIO, _ *boards.Line) { k.take("GPIO6", "", gpioOutput) },
		"there is no chip pinctrl-rp1 or pinctrl-bcm2835; there are raspberrypi-exp-gpio, pinctrl-bcm2711": func(_ *fakeGPIO, l *boards.Line) {
			l.Chips = []string{"pinctrl-rp1", "pinctrl-bcm2835"}
		},
		"chip pinctrl-bcm2711 has no line GPIO99":         func(_ *fakeGPIO, l *boards.Line) { l.Line = "GPIO99" },
		"chip pinctrl-bcm2711 has 2 lines called GPIO6":   func(k *fakeGPIO, _ *boards.Line) { k.list[1].lines[7].name = "GPIO6" },
		"cannot open /dev/gpiochip1: permission denied; ": func(k *fakeGPIO, _ *boards.Line) { k.list = k.list[1:]; k.list[0].denied = unix.EACCES },
		"cannot open /dev/gpiochip1: no such device":      func(k *fakeGPIO, _ *boards.Line) { k.list = k.list[1:]; k.list[0].denied = unix.ENODEV },
		"the kernel is older than Linux 5.10": func(k *fakeGPIO, _ *boards.Line) {
			k.fails = map[uint]error{unix.GPIO_V2_GET_LINEINFO_IOCTL: unix.EINVAL}
		},
		"cannot request GPIO6 of pinctrl-bcm2711: input/output error": func(k *fakeGPIO, _ *boards.Line) {
			k.fails = map[uint]error{unix.GPIO_V2_GET_LINE_IOCTL: unix.EIO}
		},
	} {
		k, l := header(), powerKey
		spoil(k, &l)
		_, err := gpioDevice{k}.open(l)
		require.ErrorContains(t, err, want)
		require.Empty(t, k.log)
		require.Zero(t, k.opened(), want)
	}
}

// A chip that we may not open does not hide the others, but it is named when the line's chip is not among them.
func TestGPIOChipDenied(t *testing.T) {
	k := header()
	k.list[0].denied = unix.EACCES
	_, err := gpioDevice{k}.open(powerKey)
	require.NoError(t, err)
	k = header()
	k.list[1].denied = unix.EACCES
	_, err = gpioDevice{k}.open(powerKey)
	require.ErrorContains(t, err, "cannot open /dev/gpiochip1: permission denied")
}

// The first chip of the board's list counts, and not the first of the machine.
func TestGPIOFirstChipOfTheBoard(t *testing.T) {
	k := header()
	k.chip("/dev/gpiochip2", "pinctrl-rp1", "GPIO5", "GPIO6")
	pin, err := gpioDevice{k}.open(powerKey)
	require.NoError(t, err)
	require.Equal(t, "GPIO6 of pinctrl-rp1", pin.String())
	require.Equal(t, 1, pin.Number())
}

// Kernels with Linux's own device trees name GPIO4 after its second use.
func TestGPIOMainlineNames(t *testing.T) {
	k, l := header(), powerKey
	l.Line = "GPIO4"
	k.line("GPIO4").name = "GPIO_GCLK"
	pin, err := gpioDevice{k}.open(l)
	require.NoError(t, err)
	require.Equal(t, 4, pin.Number())
	require.Equal(t, "GPIO4 of pinctrl-bcm2711", pin.String())
	k = header()
	k.list[1].label = "pinctrl-rp1"
	k.line("GPIO4").name = "GPIO_GCLK"
	_, err = gpioDevice{k}.open(l)
	require.EqualError(t, err, "chip pinctrl-rp1 has no line GPIO4", "no source says so of a Pi 5")
}

// A consumer's name that is too long is cut where the kernel wants its NUL.
func TestGPIOLongConsumer(t *testing.T) {
	k, l := header(), powerKey
	l.Consumer = strings.Repeat("x", 40)
	_, err := gpioDevice{k}.open(l)
	require.NoError(t, err)
	require.Len(t, k.line("GPIO6").consumer, 31)
}

// The calls that are made here exist in this machine's kernel as far as they can be asked of a file that is no chip.
func TestGPIOOfThisMachine(t *testing.T) {
	fd, err := linuxGPIO{}.open("/dev/null")
	require.NoError(t, err)
	defer linuxGPIO{}.close(fd)
	var info unix.GPIOChipInfo
	require.True(t, errors.Is(linuxGPIO{}.ioctl(fd, unix.GPIO_GET_CHIPINFO_IOCTL, unsafe.Pointer(&info)), unix.ENOTTY))
}
