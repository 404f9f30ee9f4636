package main

import (
	"errors"
	"fmt"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/physic"

	"simagent/boards"
)

// gpioPin is a requested line as periph's gpio.PinIO. What the board's data says of its direction and pull is final: it refuses
// to drive an input, since a module on the other side would be driven against. It is safe for use by several goroutines.
type gpioPin struct {
	line   boards.Line
	spot   gpioSpot
	kernel gpioKernel

	mu sync.Mutex
	fd int // -1 when closed
}

var _ gpio.PinIO = (*gpioPin)(nil)

// open requests a line of a board: an output starts inactive, an input gets its pull. The error names who has the line, or
// the chips that there are.
func (g gpioDevice) open(l boards.Line) (gpio.PinIO, error) {
	spot, err := g.find(l)
	if err != nil {
		return nil, err
	}
	flags := uint64(gpioOutput)
	if l.Direction == boards.In {
		flags = gpioInput | pullFlag(l.Pull)
	}
	fd, err := g.request(spot, l.Consumer, flags, bool(l.Inactive))
	if errors.Is(err, unix.EBUSY) {
		if again, err := g.find(l); err == nil && again.used() {
			spot = again
		}
		return nil, fmt.Errorf("%s of %s is in use by %s", l.Line, spot.label, spot.holder())
	}
	if err != nil {
		return nil, fmt.Errorf("cannot request %s of %s: %w", l.Line, spot.label, err)
	}
	return &gpioPin{line: l, spot: spot, kernel: g.sys(), fd: fd}, nil
}

// pullFlag translates; without a wish the pull stays as it is.
func pullFlag(p gpio.Pull) uint64 {
	switch p {
	case gpio.PullUp:
		return gpioPullUp
	case gpio.PullDown:
		return gpioPullDown
	case gpio.Float:
		return gpioNoPull
	}
	return 0
}

// Out drives the line.
func (p *gpioPin) Out(level gpio.Level) error {
	if p.line.Direction != boards.Out {
		return errors.New("it is an input")
	}
	v := unix.GPIOV2LineValues{Mask: 1}
	if level {
		v.Bits = 1
	}
	return p.ioctl(unix.GPIO_V2_LINE_SET_VALUES_IOCTL, &v)
}

// In says whether the line is the input that is asked for: it was made so when it was opened.
func (p *gpioPin) In(pull gpio.Pull, edge gpio.Edge) error {
	switch {
	case p.line.Direction != boards.In:
		return errors.New("it is an output")
	case edge != gpio.NoEdge:
		return errors.New("edges are not supported")
	case pull != p.line.Pull && pull != gpio.PullNoChange:
		return fmt.Errorf("its pull is %s and not %s", p.line.Pull, pull)
	}
	return nil
}

// Read returns the level. It cannot fail but when the chip is gone (an expander that was unplugged); then it is the inactive
// level, and nothing can be driven on that chip either.
func (p *gpioPin) Read() gpio.Level {
	level, err := p.level()
	if err != nil {
		return p.line.Inactive
	}
	return level
}

func (p *gpioPin) level() (gpio.Level, error) {
	v := unix.GPIOV2LineValues{Mask: 1}
	err := p.ioctl(unix.GPIO_V2_LINE_GET_VALUES_IOCTL, &v)
	return v.Bits&1 != 0, err
}

func (p *gpioPin) ioctl(request uint, v *unix.GPIOV2LineValues) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fd < 0 {
		return errors.New("the line is closed")
	}
	return p.kernel.ioctl(p.fd, request, unsafe.Pointer(v))
}

// Close gives the line back; what happens to its level then is said at lines.Close.
func (p *gpioPin) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fd >= 0 {
		p.kernel.close(p.fd)
		p.fd = -1
	}
	return nil
}

// Name is that of the line on its chip.
func (p *gpioPin) Name() string { return p.line.Line }

func (p *gpioPin) String() string { return p.line.Line + " of " + p.spot.label }

// Number is the offset on the chip.
func (p *gpioPin) Number() int { return int(p.spot.offset) }

// Function is "In" or "Out".
func (p *gpioPin) Function() string {
	if p.line.Direction == boards.In {
		return "In"
	}
	return "Out"
}

// Halt does nothing: the line stays as it is.
func (p *gpioPin) Halt() error { return nil }

// Pull is what the line was opened with.
func (p *gpioPin) Pull() gpio.Pull { return p.line.Pull }

// DefaultPull is not known.
func (p *gpioPin) DefaultPull() gpio.Pull { return gpio.PullNoChange }

// WaitForEdge never sees one.
func (p *gpioPin) WaitForEdge(time.Duration) bool { return false }

// PWM is not supported.
func (p *gpioPin) PWM(gpio.Duty, physic.Frequency) error { return errors.New("PWM is not supported") }
