// Package boards holds what is known about HATs and carriers as data, one TOML file a board under catalog, reads boards of one's
// own from files of the same kind, and runs their power sequences.
//
// It opens nothing: the caller hands in the pins, chosen by chip label and line name, since the numbers of gpiochips move
// between kernels and board generations.
package boards

import (
	"fmt"

	"periph.io/x/conn/v3/gpio"
)

// The names of the lines. A board has each at most once.
const (
	PowerKey  = "pwrkey"     // toggle: a press turns the module on when it is off and off when it is on
	Reset     = "reset"      // pulse: the module restarts
	PowerDown = "power-down" // state: active cuts or gates the module's supply
	Supply    = "supply"     // state: active feeds the module
	Status    = "status"     // input: active while the module runs
	Flight    = "flight"     // state: active turns the radio off (W_DISABLE#)
	DTR       = "dtr"        // state: active keeps the module awake
	Ring      = "ring"       // input: active on a call or a message
	LED       = "led"        // user LED
	Button    = "button"     // user button, input
)

// Direction of a line, seen from the host.
type Direction string

const (
	Out Direction = "out" // the host drives it
	In  Direction = "in"  // the module or a person drives it
)

// Line is one wire between the host and the board.
type Line struct {
	Name      string     // one of the names above: the key of Pins
	Chips     []string   // labels of the GPIO chips it may be on, "pinctrl-bcm2711"; the first that exists is meant
	Line      string     // name of the line on that chip, "GPIO26"
	Direction Direction  // who drives it
	Active    gpio.Level // level at the host's pin that means what Name says, transistors on the board included
	Inactive  gpio.Level // the other one
	Pull      gpio.Pull  // for inputs: what the host must set
	Held      bool       // the level is a state that outlives a sequence (supply, flight mode), not a pulse
	Consumer  string     // label to request the line with, so that others see who has it: "simagent:pwrkey"
}

// Level is the level at the pin for the wanted meaning.
func (l Line) Level(active bool) gpio.Level {
	if active {
		return l.Active
	}
	return l.Inactive
}

// UART is a serial port of the host that reaches the module.
type UART struct {
	Devices []string // to try in this order; any may be a symbolic link
	Baud    int      // as delivered, bit/s
}

// USB are the ids that a module of the board shows, and the interface that takes AT commands.
type USB struct {
	VID, PID string // four lower-case hex digits
	AT       int    // bInterfaceNumber; NoAT when no source says which
}

// NoAT stands for an AT interface that no source names.
const NoAT = -1

// EEPROM is what the identification EEPROM of a HAT says of it.
type EEPROM struct{ Vendor, Product string }

// Board is one HAT or carrier.
type Board struct {
	Name      string   // what the configuration calls it
	Title     string   // what its maker calls it
	Modules   []string // modules that it is sold with
	Hosts     []string // beginnings of the device-tree models that it fits, "Raspberry Pi"; none: any
	Model     string   // device-tree model in full, of a carrier that is the computer itself; "" for what is plugged on one
	HAT       EEPROM   // zero: it has none, or no source says what is in it
	Lines     []Line
	UART      UART // no devices: the board has none
	USB       []USB
	Sequences map[Action][]Step // what the lines can do; an action without steps is one that the board cannot
	Notes     []string          // jumpers and traps, one sentence each
	Doubts    []string          // what the sources contradict each other in, or do not say; one sentence each
	Sources   []string          // where the lines and the times are from, and which
}

// Action is something done to the module's power or its radio.
type Action string

const (
	On       Action = "on"     // from off to running; nothing when it runs
	Off      Action = "off"    // from running to off; nothing when it is off. Shut the module down by AT first where possible
	Restart  Action = "reset"  // running again, whatever it did before
	RadioOff Action = "flight" // the flight line active: it runs, and does not send
	RadioOn  Action = "normal" // the flight line inactive
)

// Actions lists them, in the order in which they are shown.
func Actions() []Action { return []Action{On, Off, Restart, RadioOff, RadioOn} }

// Words says what the action does, for an error: "restart the module".
func (a Action) Words() string {
	switch a {
	case Restart:
		return "restart the module"
	case RadioOff:
		return "put the module into flight mode"
	case RadioOn:
		return "take the module out of flight mode"
	}
	return "turn the module " + string(a)
}

// Line returns the line of that name.
func (b Board) Line(name string) (Line, bool) {
	for _, l := range b.Lines {
		if l.Name == name {
			return l, true
		}
	}
	return Line{}, false
}

// Sequence returns an action ready for Run. The error says that the board has no line for it.
func (b Board) Sequence(a Action) (Sequence, error) {
	steps := b.Sequences[a]
	if len(steps) == 0 {
		return Sequence{}, fmt.Errorf("cannot %s: board %s has no line that does it", a.Words(), b.Name)
	}
	return Sequence{Action: a, Lines: b.Lines, Steps: steps}, nil
}
