package boards

import (
	"fmt"
	"strings"
	"time"
)

// senses are the names of the senses in a file, by bit.
var senses = []string{"status", "usb", "at"}

// Sense is a way to tell whether the module runs. Senses combine with |.
type Sense uint8

const (
	BySTATUS Sense = 1 << iota // the level of the board's status line
	ByUSB                      // the module's ids are on the bus
	ByAT                       // it answers AT
)

// String is "STATUS, USB or AT".
func (s Sense) String() string {
	var names []string
	for i, name := range []string{"STATUS", "USB", "AT"} {
		if s&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

// Kind of a step.
type Kind string

const (
	// KindSet drives Line to Active or not and leaves it there.
	KindSet Kind = "set"
	// KindHold waits For, with the lines as they are.
	KindHold Kind = "hold"
	// KindToggle presses Line for For, if the senses say that the module is not yet as wanted; it refuses when none can tell.
	// Active means: wanted on.
	KindToggle Kind = "toggle"
	// KindWait waits until the senses say on (Active) or off, for at most For.
	KindWait Kind = "wait"
	// KindSettle waits like KindWait, and goes on when For is up.
	KindSettle Kind = "settle"
	// KindWaitLine waits until the input Line is active or not, for at most For.
	KindWaitLine Kind = "wait-line"
)

// Step is one step of a sequence. Make it with Set, Hold, Toggle, Wait, Settle or WaitLine.
type Step struct {
	Kind   Kind
	Line   string
	Active bool
	For    time.Duration
	By     Sense
}

// Set drives a line and leaves it so.
func Set(line string, active bool) Step { return Step{Kind: KindSet, Line: line, Active: active} }

// Hold waits.
func Hold(d time.Duration) Step { return Step{Kind: KindHold, For: d} }

// Toggle presses a key that turns the module on when it is off and off when it is on. It looks first: on counts as proven by
// any one sense, off when none of those at hand says on. A module that hangs looks off to AT alone; the Wait that must follow
// finds that out.
func Toggle(line string, on bool, press time.Duration, by Sense) Step {
	return Step{Kind: KindToggle, Line: line, Active: on, For: press, By: by}
}

// Wait waits until the module runs, or does not, for at most limit.
func Wait(on bool, limit time.Duration, by Sense) Step {
	return Step{Kind: KindWait, Active: on, For: limit, By: by}
}

// Settle gives the module up to limit to run, or to stop, where either is no error: after a reset nobody knows whether it ran.
func Settle(on bool, limit time.Duration, by Sense) Step {
	return Step{Kind: KindSettle, Active: on, For: limit, By: by}
}

// WaitLine waits for a level of an input, for at most limit.
func WaitLine(line string, active bool, limit time.Duration) Step {
	return Step{Kind: KindWaitLine, Line: line, Active: active, For: limit}
}

// String describes the step: "press pwrkey for 2s until on by USB or AT".
func (s Step) String() string {
	state := map[bool]string{true: "active", false: "inactive"}[s.Active]
	power := map[bool]string{true: "on", false: "off"}[s.Active]
	switch s.Kind {
	case KindSet:
		return fmt.Sprintf("set %s %s", s.Line, state)
	case KindHold:
		return fmt.Sprintf("hold %s", short(s.For))
	case KindToggle:
		return fmt.Sprintf("press %s for %s unless %s by %s", s.Line, short(s.For), power, s.By)
	case KindWait:
		return fmt.Sprintf("wait %s for %s by %s", short(s.For), power, s.By)
	case KindSettle:
		return fmt.Sprintf("give it up to %s to be %s by %s", short(s.For), power, s.By)
	case KindWaitLine:
		return fmt.Sprintf("wait %s for %s %s", short(s.For), s.Line, state)
	}
	return string(s.Kind)
}

// Sequence is an action with the lines that it runs on.
type Sequence struct {
	Action Action
	Lines  []Line
	Steps  []Step
}

// line returns the line of that name; the zero Line when there is none.
func (s Sequence) line(name string) Line {
	l, _ := Board{Lines: s.Lines}.Line(name)
	return l
}

// released tells whether the sequence ends with the line inactive, or never makes it active.
func (s Sequence) released(name string) bool {
	active := false
	for _, step := range s.Steps {
		if step.Kind == KindSet && step.Line == name {
			active = step.Active
		}
	}
	return !active
}
