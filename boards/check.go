package boards

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// No module needs less or more for anything; other times are a slip of the unit.
const (
	minStep = time.Millisecond
	maxStep = 2 * time.Minute
)

var hexID = regexp.MustCompile(`^[0-9a-f]{4}$`)

// Check reports the first thing that is wrong with a board's data: names, levels, lines that steps use but the board has not,
// a toggle that nothing guards or nothing verifies. A board that passes can still be false; that is what its sources are for.
func (b Board) Check() error {
	if b.Name == "" || strings.ToLower(b.Name) != b.Name || strings.ContainsAny(b.Name, " _/") {
		return fmt.Errorf("board %q: the name must be lower case, with dashes", b.Name)
	}
	seen := map[string]bool{}
	for _, l := range b.Lines {
		if err := l.check(); err != nil {
			return fmt.Errorf("board %s, line %s: %w", b.Name, l.Name, err)
		}
		if seen[l.Name] {
			return fmt.Errorf("board %s: line %s twice", b.Name, l.Name)
		}
		seen[l.Name] = true
	}
	for _, u := range b.USB {
		if !hexID.MatchString(u.VID) || !hexID.MatchString(u.PID) || u.AT < 0 || u.AT > 255 {
			return fmt.Errorf("board %s: USB ids %s:%s are not two times four lower-case hex digits with an interface", b.Name, u.VID, u.PID)
		}
	}
	if len(b.UART.Devices) > 0 && b.UART.Baud <= 0 {
		return fmt.Errorf("board %s: the UART has no baud rate", b.Name)
	}
	for action, steps := range b.Sequences {
		for i := range steps {
			if err := b.checkStep(steps, i); err != nil {
				return fmt.Errorf("board %s, %s, step %d: %w", b.Name, action, i+1, err)
			}
		}
	}
	return nil
}

func (l Line) check() error {
	switch {
	case l.Name == "":
		return fmt.Errorf("it has no name")
	case len(l.Chips) == 0 || l.Line == "":
		return fmt.Errorf("it names no chip or no line on it")
	case l.Direction != In && l.Direction != Out:
		return fmt.Errorf("direction %q is neither in nor out", l.Direction)
	case l.Active == l.Inactive:
		return fmt.Errorf("active and inactive are the same level")
	case l.Consumer == "":
		return fmt.Errorf("it has no consumer label")
	case l.Held && (l.Name == PowerKey || l.Name == Reset):
		return fmt.Errorf("it is a pulse and cannot be held")
	case len(l.Consumer) > 31: // GPIO_MAX_NAME_SIZE of linux/gpio.h less the NUL
		return fmt.Errorf("the consumer label is longer than 31 bytes")
	}
	return nil
}

func (b Board) checkStep(steps []Step, i int) error {
	s := steps[i]
	line, known := b.Line(s.Line)
	wants := map[Kind]Direction{KindSet: Out, KindToggle: Out, KindWaitLine: In}[s.Kind]
	switch {
	case s.Kind != KindSet && (s.For < minStep || s.For > maxStep):
		return fmt.Errorf("%s: the time must be between %s and %s", s, minStep, maxStep)
	case wants != "" && !known:
		return fmt.Errorf("%s: the board has no line %s", s, s.Line)
	case wants != "" && line.Direction != wants:
		return fmt.Errorf("%s: line %s is not an %sput", s, s.Line, wants)
	case s.Kind == KindSet && s.Line == PowerKey:
		return fmt.Errorf("%s: a power key is only pressed by a toggle", s)
	case (s.Kind == KindToggle || s.Kind == KindWait) && s.By == 0:
		return fmt.Errorf("%s: nothing can tell", s)
	case s.Kind == KindToggle && !verified(steps[i+1:]):
		return fmt.Errorf("%s: no wait looks whether it worked", s)
	}
	switch s.Kind {
	case KindSet, KindHold, KindToggle, KindWait, KindWaitLine:
		return nil
	}
	return fmt.Errorf("unknown kind %q", s.Kind)
}

// verified tells whether a wait comes before the next toggle.
func verified(rest []Step) bool {
	for _, s := range rest {
		switch s.Kind {
		case KindWait, KindWaitLine:
			return true
		case KindToggle:
			return false
		}
	}
	return false
}
