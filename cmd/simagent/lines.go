package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"periph.io/x/conn/v3/gpio"

	"simagent/boards"
)

// errLinesClosed is the answer of Do after Close.
var errLinesClosed = errors.New("the lines of the board are closed")

// lines are the GPIO lines of a board. They are opened when the first action needs them and stay ours then: a released line may
// float, and a line that we have nobody else can take. It is safe for use by several goroutines.
type lines struct {
	board boards.Board
	open  func(boards.Line) (gpio.PinIO, error)
	turn  chan struct{} // full while somebody uses what is below
	pins  boards.Pins
	shut  bool
}

// openLines makes the lines of a board; it opens none yet. open requests one: an output with its inactive level.
func openLines(b boards.Board, open func(boards.Line) (gpio.PinIO, error)) *lines {
	return &lines{board: b, open: open, turn: make(chan struct{}, 1), pins: boards.Pins{}}
}

// Can tells whether the board has lines for an action. Whether they can be had shows when Do tries.
func (l *lines) Can(a boards.Action) bool {
	_, err := l.board.Sequence(a)
	return err == nil
}

// Do carries out an action. One runs at a time: another waits until its own ctx ends. It opens the lines that the steps
// name, the keys and resets, which must be let go first, and the status line; all others keep the level that they have.
func (l *lines) Do(ctx context.Context, a boards.Action, o boards.Observer) error {
	s, err := l.board.Sequence(a)
	if err != nil {
		return err
	}
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
		return fmt.Errorf("cannot %s: another action is running: %w", a.Words(), ctx.Err())
	}
	if l.shut {
		return fmt.Errorf("cannot %s: %w", a.Words(), errLinesClosed)
	}
	pins, err := l.need(s)
	if err != nil {
		return fmt.Errorf("cannot %s: %w", a.Words(), err)
	}
	return boards.Run(ctx, s, pins, o)
}

// need opens what is missing for a sequence and returns its pins.
func (l *lines) need(s boards.Sequence) (boards.Pins, error) {
	pins := boards.Pins{}
	for _, line := range s.Lines {
		pulse := line.Direction == boards.Out && !line.Held
		if !pulse && line.Name != boards.Status && !names(s, line.Name) {
			continue
		}
		if l.pins[line.Name] == nil {
			pin, err := l.open(line)
			if err != nil {
				return nil, fmt.Errorf("line %s: %w", line.Name, err)
			}
			l.pins[line.Name] = pin
		}
		pins[line.Name] = l.pins[line.Name]
	}
	return pins, nil
}

// names tells whether a step of the sequence names the line.
func names(s boards.Sequence, line string) bool {
	for _, step := range s.Steps {
		if step.Line == line {
			return true
		}
	}
	return false
}

// Close waits for a running action and gives back the keys, resets and inputs, which are inactive between actions. Held lines
// (supply, power-down, flight mode) stay requested, with the level they have, until the process ends.
//
// What becomes of a line that is given back, by us or by the end of the process, is up to the chip's driver; the level is
// undefined from then on. pinctrl-bcm2835 makes it an input, so that the pull of the pin or of the HAT decides, unless its
// parameter persist_gpio_outputs is set (since Linux 6.10; on by itself in Raspberry Pi's kernels since June 2024). A module
// whose supply must outlive the daemon needs a HAT whose own pull keeps it on.
func (l *lines) Close() error {
	l.turn <- struct{}{}
	defer func() { <-l.turn }()
	l.shut = true
	var errs []error
	for _, line := range l.board.Lines {
		if c, ok := l.pins[line.Name].(io.Closer); ok && !line.Held {
			errs = append(errs, c.Close())
		}
	}
	return errors.Join(errs...)
}
