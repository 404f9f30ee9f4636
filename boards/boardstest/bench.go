// Package boardstest is a bench for power sequences: pins that record when they moved, and a module that follows its lines.
// With testing/synctest the times are exact.
package boardstest

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/gpio/gpiotest"

	"simagent/boards"
)

// Event is one change that a pin saw.
type Event struct {
	At    time.Duration // since the bench was made
	Line  string        // name of the line
	What  string        // "High", "Low", or "in" when it was made an input
	Error bool          // the pin refused
}

// String is "2s pwrkey High".
func (e Event) String() string {
	s := fmt.Sprintf("%s %s %s", e.At, e.Line, e.What)
	if e.Error {
		s += " refused"
	}
	return s
}

// Bench holds the pins of a board and what happened on them. It is safe for use by several goroutines.
type Bench struct {
	mu     sync.Mutex
	start  time.Time
	events []Event
	pins   map[string]*Pin
	watch  []func(line string, active bool)
}

// Pin records what is done to it and otherwise is a gpiotest.Pin.
type Pin struct {
	gpiotest.Pin
	bench *Bench
	line  boards.Line
	fail  error
	after int         // number of calls that still work before fail
	sense func() bool // what an input says when something drives it all the time; nil: the level that Drive left
}

// New makes a bench with a pin for each line, inputs inactive, outputs as a board powers up: in the state given by the level
// Low, whatever that means to the line.
func New(lines ...boards.Line) *Bench {
	b := &Bench{start: time.Now(), pins: map[string]*Pin{}}
	for i, l := range lines {
		p := &Pin{Pin: gpiotest.Pin{N: l.Line, Num: i}, bench: b, line: l}
		if l.Direction == boards.In {
			p.L = l.Inactive
		}
		b.pins[l.Name] = p
	}
	return b
}

// Pins are what Run takes.
func (b *Bench) Pins() boards.Pins {
	pins := boards.Pins{}
	for name, p := range b.pins {
		pins[name] = p
	}
	return pins
}

// Fail makes the pin of a line refuse with err after it obeyed n times.
func (b *Bench) Fail(line string, n int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pins[line].fail, b.pins[line].after = err, n
}

// Drive puts a line where the module or a person would, or an output where it stands at the start, without an event.
func (b *Bench) Drive(line string, active bool) {
	p := b.pins[line]
	p.Lock()
	defer p.Unlock()
	p.L = p.line.Level(active)
}

// Follow makes an input say at each look what sense says.
func (b *Bench) Follow(line string, sense func() bool) { b.pins[line].sense = sense }

// has tells whether the board has the line.
func (b *Bench) has(line string) bool { return b.pins[line] != nil }

// Active tells how a line stands now.
func (b *Bench) Active(line string) bool {
	p := b.pins[line]
	return p.Read() == p.line.Active
}

// Events are what happened so far, in order.
func (b *Bench) Events() []Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.events)
}

// Strings are the events as text, "2s pwrkey High".
func (b *Bench) Strings() []string {
	var list []string
	for _, e := range b.Events() {
		list = append(list, e.String())
	}
	return list
}

// Watch calls fn after each output that worked, in the goroutine that drove it.
func (b *Bench) Watch(fn func(line string, active bool)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.watch = append(b.watch, fn)
}

// Read implements gpio.PinIn.
func (p *Pin) Read() gpio.Level {
	if p.sense != nil {
		return p.line.Level(p.sense())
	}
	return p.Pin.Read()
}

// Out implements gpio.PinOut.
func (p *Pin) Out(l gpio.Level) error {
	err := p.record(l.String())
	if err != nil {
		return err
	}
	if err := p.Pin.Out(l); err != nil {
		return err
	}
	p.bench.mu.Lock()
	watch := slices.Clone(p.bench.watch)
	p.bench.mu.Unlock()
	for _, fn := range watch {
		fn(p.line.Name, l == p.line.Active)
	}
	return nil
}

// In implements gpio.PinIn. It keeps the level, which the other side drives.
func (p *Pin) In(pull gpio.Pull, _ gpio.Edge) error {
	if err := p.record("in"); err != nil {
		return err
	}
	p.Lock()
	defer p.Unlock()
	p.P = pull
	return nil
}

// record notes a call and says whether the pin obeys.
func (p *Pin) record(what string) error {
	b := p.bench
	b.mu.Lock()
	defer b.mu.Unlock()
	var err error
	if p.fail != nil {
		if p.after == 0 {
			err = p.fail
		}
		p.after = max(p.after-1, 0)
	}
	b.events = append(b.events, Event{At: time.Since(b.start), Line: p.line.Name, What: what, Error: err != nil})
	return err
}
