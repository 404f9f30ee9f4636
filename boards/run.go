package boards

import (
	"context"
	"errors"
	"fmt"
	"time"

	"periph.io/x/conn/v3/gpio"
)

// Pins are the opened lines by name. They stay requested after a sequence: a released line may float.
type Pins map[string]gpio.PinIO

// Observer says from outside whether the module runs. Both may be asked several times a second; AT must return when ctx ends.
type Observer interface {
	USB() bool               // one of the board's ids is on the bus
	AT(context.Context) bool // the module answers AT
}

// ErrBlind is returned when a toggle key would have to be pressed without knowing which way the module stands.
var ErrBlind = errors.New("nothing tells whether the module is on: no status line, and nobody looks at USB and AT")

// How often a wait looks. An edge interrupt would be faster, but edges do not work on every kernel, and a module needs
// seconds to start.
const (
	lookAtLine   = 50 * time.Millisecond
	lookAtModule = 250 * time.Millisecond
)

// runner is one run of a sequence.
type runner struct {
	Sequence
	pins     Pins
	observer Observer
	driven   []Line          // outputs that were driven, in this order
	active   map[string]bool // how each was driven last
}

// Run carries out a sequence and returns when its last step is done. Before the first step it sets up the inputs and drives
// every pulse line inactive, reset first, because a reset line left active while the power key is pressed leaves some modules
// in a state that only a long power cut cures. Outputs keep their level afterwards.
//
// observer may be nil; then a toggle needs the status line, or the run fails with ErrBlind before any line has moved. When
// a step fails, a wait runs out or ctx ends, the run stops and every output it drove goes back to inactive, and a held line that the
// sequence means to leave active, such as a supply that was cut, to active. Only one Run may use a pin at a time.
func Run(ctx context.Context, s Sequence, pins Pins, observer Observer) error {
	r := runner{Sequence: s, pins: pins, observer: observer, active: map[string]bool{}}
	err := r.run(ctx)
	if err == nil {
		return nil
	}
	return errors.Join(fmt.Errorf("cannot %s: %w", s.Action.Words(), err), r.release())
}

func (r *runner) run(ctx context.Context) error {
	if err := r.prepare(); err != nil {
		return err
	}
	for i, step := range r.Steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.step(ctx, step); err != nil {
			return fmt.Errorf("step %d, %s: %w", i+1, step, err)
		}
	}
	return nil
}

// prepare checks that the pins are there before any moves, and brings the lines to where a sequence may begin.
func (r *runner) prepare() error {
	if err := r.needPins(); err != nil {
		return err
	}
	for _, l := range r.Lines {
		if pin := r.pins[l.Name]; pin != nil && l.Direction == In {
			if err := pin.In(l.Pull, gpio.NoEdge); err != nil {
				return fmt.Errorf("cannot read line %s (%s): %w", l.Name, l.Line, err)
			}
		}
	}
	for _, first := range []bool{true, false} {
		for _, l := range r.Lines {
			pulse := l.Direction == Out && !l.Held
			if !pulse || first != (l.Name == Reset) || r.pins[l.Name] == nil {
				continue
			}
			if err := r.drive(l, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// needPins checks that every line of a step has a pin and that no toggle is blind. Other lines of the board may be missing:
// somebody else may own the LED.
func (r *runner) needPins() error {
	for _, step := range r.Steps {
		if step.Kind == KindToggle && !r.canTell(step.By) {
			return ErrBlind
		}
		if step.Line == "" {
			continue
		}
		if r.line(step.Line).Name == "" {
			return fmt.Errorf("the board has no line %s", step.Line)
		}
		if r.pins[step.Line] == nil {
			return fmt.Errorf("line %s (%s) is not open", step.Line, r.line(step.Line).Line)
		}
	}
	return nil
}

func (r *runner) step(ctx context.Context, step Step) error {
	line := r.line(step.Line)
	switch step.Kind {
	case KindSet:
		return r.drive(line, step.Active)
	case KindHold:
		return sleep(ctx, step.For)
	case KindToggle:
		return r.toggle(ctx, step, line)
	case KindWait:
		return r.wait(ctx, step)
	case KindSettle:
		_ = r.wait(ctx, step) // that the time is up is as good: the next step looks for itself
		return ctx.Err()
	case KindWaitLine:
		pin := r.pins[line.Name]
		return poll(ctx, step.For, lookAtLine, func(context.Context) bool { return pin.Read() == line.Level(step.Active) })
	}
	return fmt.Errorf("unknown kind of step %q", step.Kind)
}

// drive sets an output and remembers that it did, also when the pin failed: its level is unknown then.
func (r *runner) drive(l Line, active bool) error {
	r.driven, r.active[l.Name] = append(r.driven, l), active
	if err := r.pins[l.Name].Out(l.Level(active)); err != nil {
		return fmt.Errorf("cannot drive line %s (%s) %s: %w", l.Name, l.Line, l.Level(active), err)
	}
	return nil
}

// toggle presses the key if the module is not yet as wanted. That somebody can tell was checked before the first step.
func (r *runner) toggle(ctx context.Context, step Step, line Line) error {
	on := r.running(ctx, step.By)
	if err := ctx.Err(); err != nil || on == step.Active {
		return err
	}
	if err := r.drive(line, true); err != nil {
		return err
	}
	if err := sleep(ctx, step.For); err != nil {
		return err
	}
	return r.drive(line, false)
}

// canTell tells whether any of the senses is at hand.
func (r *runner) canTell(by Sense) bool {
	return by&BySTATUS != 0 && r.hasStatus() || by&(ByUSB|ByAT) != 0 && r.observer != nil
}

func (r *runner) hasStatus() bool { return r.line(Status).Name != "" && r.pins[Status] != nil }

// running asks the senses at hand. The status line decides alone where there is one; else any sense that says on does.
// At least one must be: see canTell.
func (r *runner) running(ctx context.Context, by Sense) bool {
	if by&BySTATUS != 0 && r.hasStatus() {
		return r.pins[Status].Read() == r.line(Status).Active
	}
	return by&ByUSB != 0 && r.observer.USB() || by&ByAT != 0 && r.observer.AT(ctx)
}

// wait looks until the senses say what is wanted. Without any it can only let the time pass.
func (r *runner) wait(ctx context.Context, step Step) error {
	if !r.canTell(step.By) {
		return sleep(ctx, step.For)
	}
	return poll(ctx, step.For, lookAtModule, func(ctx context.Context) bool {
		return r.running(ctx, step.By) == step.Active && ctx.Err() == nil
	})
}

// release brings the outputs back, the last driven first. It tries all of them, whatever fails.
func (r *runner) release() error {
	var errs []error
	done := map[string]bool{}
	for i := len(r.driven) - 1; i >= 0; i-- {
		l := r.driven[i]
		active := l.Held && !r.released(l.Name)
		if done[l.Name] || active && r.active[l.Name] {
			continue
		}
		done[l.Name] = true
		if err := r.pins[l.Name].Out(l.Level(active)); err != nil {
			state := map[bool]string{true: "active", false: "inactive"}[active]
			errs = append(errs, fmt.Errorf("cannot bring line %s (%s) back to %s: %w", l.Name, l.Line, state, err))
		}
	}
	return errors.Join(errs...)
}
