package main

import (
	"path/filepath"
	"slices"
	"strings"

	"periph.io/x/conn/v3/gpio"

	"simagent/atcmd/ports"
	"simagent/boards"
	"simagent/boards/host"
)

// boardCheck is everything that `simagent boards check` says.
type boardCheck struct {
	gpio   gpioDevice
	host   host.Host
	print  boards.Fingerprint
	chosen string
	board  boards.Board

	lines  []checkedLine
	seen   []bool       // of board.USB
	any    []ports.Port // on the USB, if the board says of nothing where its module is; one for each device
	uart   checkedUART
	supply host.Supply
}

// checkedLine is one line as the kernel shows it.
type checkedLine struct {
	boards.Line
	spot    gpioSpot // empty when it was not found
	level   gpio.Level
	notRead string // why there is no level; "" when there is one
	problem string // what is not as expected
}

// checkedUART is the board's serial port on this machine.
type checkedUART struct {
	device, real string // the name that is there, and the device behind its links
	problem      string
	traps        []host.Trap
}

// Why a level was not read.
const (
	notReadOutput = "the kernel shows a level only to who has the line, and giving an output back may change it"
	notReadHeld   = "only who has a line can read it"
	notReadDriven = "reading it would make it an input"
	notReadGuess  = "the board is only recognised: name it to have its inputs read"
	notReadGone   = "it was not found"
)

// look gathers all that there is. It drives nothing.
func (c *boardCheck) look() {
	for _, l := range c.board.Lines {
		c.lines = append(c.lines, c.line(l))
	}
	for _, u := range c.board.USB {
		c.seen = append(c.seen, onBus(c.print, u))
	}
	if c.anywhere() {
		c.any = c.plugged()
	}
	c.lookAtUART()
	c.supply = c.host.Supply()
}

func (c *boardCheck) line(l boards.Line) checkedLine {
	k := checkedLine{Line: l}
	spot, err := c.gpio.find(l)
	if err != nil {
		k.problem, k.notRead = err.Error(), notReadGone
		return k
	}
	k.spot = spot
	switch {
	case spot.used() && spot.consumer != l.Consumer:
		k.problem, k.notRead = "it is in use by "+spot.holder(), notReadHeld
	case spot.used():
		k.notRead = notReadHeld
		if spot.output() != (l.Direction == boards.Out) {
			k.problem = "its direction is not that of the board"
		}
	case l.Direction == boards.Out:
		k.notRead = notReadOutput
	case spot.output():
		k.problem, k.notRead = "it is an output now, and the board drives it too", notReadDriven
	case c.chosen == boardRecognised:
		k.notRead = notReadGuess
	default:
		c.read(&k)
	}
	return k
}

// read requests an input for as long as it takes to read it.
func (c *boardCheck) read(k *checkedLine) {
	pin, err := c.gpio.open(k.Line)
	if err == nil {
		input := pin.(*gpioPin)
		k.level, err = input.level()
		_ = input.Close()
	}
	if err != nil {
		k.problem, k.notRead = err.Error(), "the kernel refused"
	}
}

// onUSB tells whether one of the board's modules is on the bus.
func (c *boardCheck) onUSB() bool {
	for _, seen := range c.seen {
		if seen {
			return true
		}
	}
	return false
}

func (c *boardCheck) lookAtUART() {
	devices := c.board.UART.Devices
	if len(devices) == 0 {
		return
	}
	u := &c.uart
	for _, name := range devices {
		if real, ok := c.host.Resolve(name); ok {
			u.device, u.real = name, real
			break
		}
	}
	if u.device == "" {
		u.problem = "there is no " + strings.Join(devices, " and no ")
		u.traps = c.host.UARTTraps(devices[0])
		return
	}
	u.traps = c.host.UARTTraps(u.device)
}

// uartCounts tells whether what is wrong with the UART matters: a module on the USB needs none.
func (c *boardCheck) uartCounts() bool { return len(c.board.UART.Devices) > 0 && !c.onUSB() }

// gone tells whether the module should be on the USB and is not: a board without a UART has no other way to it.
func (c *boardCheck) gone() bool {
	return len(c.board.USB) > 0 && len(c.board.UART.Devices) == 0 && !c.onUSB() || c.anywhere() && len(c.any) == 0
}

// anywhere tells whether the board names neither USB ids nor a UART: any module on the USB is its.
func (c *boardCheck) anywhere() bool { return len(c.board.USB) == 0 && len(c.board.UART.Devices) == 0 }

// plugged lists the devices on the USB that are known as modules, or have a serial port.
func (c *boardCheck) plugged() (list []ports.Port) {
	finder := ports.Finder{}
	if c.host.Root != "" {
		finder = ports.Finder{Sysfs: filepath.Join(c.host.Root, "sys"), Dev: filepath.Join(c.host.Root, "dev")}
	}
	all, _ := finder.List() // without sysfs there is nothing to see
	for _, p := range all {
		if p.USB() && !slices.ContainsFunc(list, func(q ports.Port) bool { return q.USBPath == p.USBPath }) {
			list = append(list, p)
		}
	}
	return list
}

// problems counts what is not as expected; what is wrong with several lines alike counts once. That the voltage was low once
// is no reason to fail.
func (c *boardCheck) problems() int {
	lines := map[string]bool{}
	for _, l := range c.lines {
		if l.problem != "" {
			lines[l.problem] = true
		}
	}
	n := len(lines)
	if c.gone() {
		n++
	}
	if c.uartCounts() {
		n += len(c.uart.traps)
		if c.uart.problem != "" && len(c.uart.traps) == 0 {
			n++
		}
	}
	if c.supply.Low {
		n++
	}
	return n
}
