package boards

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"periph.io/x/conn/v3/gpio"
)

// No module needs less or more for anything; other times are a slip of the unit.
const (
	minStep     = time.Millisecond
	maxStep     = 2 * time.Minute
	maxSteps    = 20
	maxSequence = 5 * time.Minute
)

// maxLabel is GPIO_MAX_NAME_SIZE of linux/gpio.h less the NUL, in bytes.
const maxLabel = 31

var (
	boardName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*$`)
	hexID     = regexp.MustCompile(`^[0-9a-f]{4}$`)
)

// directions are those of the lines that there are.
var directions = map[string]Direction{
	PowerKey: Out, Reset: Out, PowerDown: Out, Supply: Out, Flight: Out, DTR: Out, LED: Out, Status: In, Ring: In, Button: In,
}

// Check reports the first thing that is wrong with a board's data: names, levels, lines that steps use but the board has not,
// a toggle that nothing guards or nothing verifies, a reset that is not let go. A board that passes can still be false; that is
// what its sources are for.
func (b Board) Check() error {
	if !boardName.MatchString(b.Name) {
		return fmt.Errorf("board %q: the name must be lower case, with dashes", b.Name)
	}
	for _, check := range []func() error{b.checkTexts, b.checkLines, b.checkPorts, b.checkSequences} {
		if err := check(); err != nil {
			return fmt.Errorf("board %s%w", b.Name, err)
		}
	}
	return nil
}

// checkTexts keeps what moves a cursor, and what no file can hold, out of what is shown.
func (b Board) checkTexts() error {
	if b.Title == "" {
		return errors.New(": it has no title")
	}
	if (b.HAT.Vendor == "") != (b.HAT.Product == "") {
		return errors.New(", hat: want vendor and product: one alone names no board")
	}
	texts := []string{b.Title, b.Model, b.HAT.Vendor, b.HAT.Product}
	for _, list := range [][]string{b.Modules, b.Hosts, b.Notes, b.Doubts, b.Sources, b.UART.Devices} {
		texts = append(texts, list...)
		if slices.Contains(list, "") {
			return errors.New(": one of its texts is empty")
		}
	}
	for _, t := range texts {
		if !plain(t) {
			return fmt.Errorf(": the text %q has characters that do not print", t)
		}
	}
	return nil
}

func plain(s string) bool { return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl) }

func (b Board) checkLines() error {
	for i, l := range b.Lines {
		if err := l.check(); err != nil {
			return fmt.Errorf(", line %s: %w", l.Name, err)
		}
		for _, other := range b.Lines[:i] {
			if other.Name == l.Name {
				return fmt.Errorf(": line %s twice", l.Name)
			}
			if other.Line == l.Line && slices.ContainsFunc(l.Chips, func(c string) bool { return slices.Contains(other.Chips, c) }) {
				return fmt.Errorf(", line %s: %s is line %s already", l.Name, l.Line, other.Name)
			}
		}
	}
	return nil
}

func (l Line) check() error {
	direction, known := directions[l.Name]
	switch {
	case l.Name == "":
		return errors.New("it has no name")
	case !known:
		return fmt.Errorf("no such line, want one of %s", strings.Join(slices.Sorted(maps.Keys(directions)), ", "))
	case len(l.Chips) == 0 || l.Line == "" || slices.Contains(l.Chips, ""):
		return errors.New("it names no chip or no line on it")
	case l.Direction != In && l.Direction != Out:
		return fmt.Errorf("direction %q is neither in nor out", l.Direction)
	case l.Direction != direction:
		return fmt.Errorf("it is an %sput, seen from the host", direction)
	case l.Active == l.Inactive:
		return errors.New("active and inactive are the same level")
	case l.Consumer == "":
		return errors.New("it has no consumer label")
	case l.Held && (l.Name == PowerKey || l.Name == Reset):
		return errors.New("it is a pulse and cannot be held")
	case l.Held && l.Direction == In:
		return errors.New("it is an input and cannot be held")
	case l.Pull != gpio.PullNoChange && l.Direction == Out:
		return errors.New("it is an output and has no pull")
	}
	return l.checkLabels()
}

// checkLabels refuses what the kernel cannot have as a label.
func (l Line) checkLabels() error {
	if len(l.Consumer) > maxLabel {
		return fmt.Errorf("the consumer label is longer than %d bytes", maxLabel)
	}
	for _, s := range append([]string{l.Line, l.Consumer}, l.Chips...) {
		if len(s) > maxLabel || !plain(s) {
			return fmt.Errorf("no chip, line or label is called %q", s)
		}
	}
	return nil
}

func (b Board) checkPorts() error {
	for _, u := range b.USB {
		if !hexID.MatchString(u.VID) || !hexID.MatchString(u.PID) || u.AT < NoAT || u.AT > 255 {
			return fmt.Errorf(": USB ids %s:%s are not two times four lower-case hex digits with an interface", u.VID, u.PID)
		}
	}
	for _, d := range b.UART.Devices {
		if !strings.HasPrefix(d, "/") {
			return fmt.Errorf(", uart: device %q, want a path such as /dev/serial0", d)
		}
	}
	if len(b.UART.Devices) > 0 && b.UART.Baud <= 0 {
		return errors.New(": the UART has no baud rate")
	}
	if len(b.UART.Devices) == 0 && b.UART.Baud != 0 {
		return errors.New(", uart: a baud rate and no device")
	}
	return nil
}

func (b Board) checkSequences() error {
	for action := range b.Sequences {
		if !slices.Contains(Actions(), action) {
			return fmt.Errorf(": no such action as %q", string(action))
		}
	}
	for _, action := range Actions() {
		steps := b.Sequences[action]
		var sum time.Duration
		for i, s := range steps {
			if err := b.checkStep(steps, i); err != nil {
				return fmt.Errorf(", %s, step %d: %w", action, i+1, err)
			}
			sum += s.For
		}
		if len(steps) > maxSteps || sum > maxSequence {
			return fmt.Errorf(", %s: more than %d steps, or more than %s in all", action, maxSteps, maxSequence)
		}
		if err := checkReset(steps); err != nil {
			return fmt.Errorf(", %s: %w", action, err)
		}
	}
	return nil
}

func (b Board) checkStep(steps []Step, i int) error {
	s := steps[i]
	line, known := b.Line(s.Line)
	wants := map[Kind]Direction{KindSet: Out, KindToggle: Out, KindWaitLine: In}[s.Kind]
	looks := s.Kind == KindToggle || s.Kind == KindWait || s.Kind == KindSettle
	switch {
	case !slices.Contains([]Kind{KindSet, KindHold, KindToggle, KindWait, KindSettle, KindWaitLine}, s.Kind):
		return fmt.Errorf("unknown kind %q", s.Kind)
	case s.Kind != KindSet && (s.For < minStep || s.For > maxStep):
		return fmt.Errorf("%s: the time must be between %s and %s", s, minStep, maxStep)
	case wants != "" && !known:
		return fmt.Errorf("%s: the board has no line %s", s, s.Line)
	case wants != "" && line.Direction != wants:
		return fmt.Errorf("%s: line %s is not an %sput", s, s.Line, wants)
	case s.Kind == KindSet && s.Line == PowerKey:
		return fmt.Errorf("%s: a power key is only pressed by a toggle", s)
	case s.Kind == KindToggle && s.Line != PowerKey:
		return fmt.Errorf("%s: only a power key is pressed", s)
	case looks:
		if err := b.canTell(s.By); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	if s.Kind == KindToggle && !verified(steps[i+1:]) {
		return fmt.Errorf("%s: no wait looks whether it worked", s)
	}
	return nil
}

// canTell refuses senses that the board does not have: a key must not be pressed on the word of a line that is not there.
func (b Board) canTell(by Sense) error {
	_, status := b.Line(Status)
	switch {
	case by == 0:
		return errors.New("nothing can tell: want status, usb or at")
	case by&BySTATUS != 0 && !status:
		return errors.New("nothing can tell by STATUS: the board has no line status")
	case by&ByUSB != 0 && len(b.USB) == 0:
		return errors.New("nothing can tell by USB: the board names no USB ids")
	}
	return nil
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

// checkReset sees to it that a reset is a pulse: nothing but time passes while the line is active, and it is let go in the end.
func checkReset(steps []Step) error {
	active := false
	for i, s := range steps {
		switch {
		case s.Kind == KindSet && s.Line == Reset:
			active = s.Active
		case active && s.Kind != KindHold:
			return fmt.Errorf("step %d, %s: the reset line is still active: only a hold may come before it is let go", i+1, s)
		}
	}
	if active {
		return errors.New("the reset line is never let go: want { set = \"reset\", active = false }")
	}
	return nil
}
