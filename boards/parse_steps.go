package boards

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// step is a step in a file. The first of the keys that it must have says what it is:
//
//	{ set = "power-down", active = true }
//	{ hold = "2s" }
//	{ press = "pwrkey", for = "2s", unless = "on", by = ["usb", "at"] }
//	{ wait = "on", limit = "40s", by = ["usb", "at"] }
//	{ settle = "off", limit = "10s", by = ["usb"] }
//	{ wait_line = "status", active = true, limit = "10s" }
type step struct {
	Set      *string  `toml:"set"`
	Hold     *string  `toml:"hold"`
	Press    *string  `toml:"press"`
	Wait     *string  `toml:"wait"`
	Settle   *string  `toml:"settle"`
	WaitLine *string  `toml:"wait_line"`
	Active   *bool    `toml:"active"`
	For      *string  `toml:"for"`
	Unless   *string  `toml:"unless"`
	Limit    *string  `toml:"limit"`
	By       []string `toml:"by"`
}

func (f file) overSequences(b *Board) error {
	for _, name := range slices.Sorted(maps.Keys(f.Sequences)) {
		action := Action(name)
		if !slices.Contains(Actions(), action) {
			return fmt.Errorf("sequences.%s: want on, off, reset, flight or normal", name)
		}
		var steps []Step
		for i, s := range f.Sequences[name] {
			step, err := s.step()
			if err != nil {
				return fmt.Errorf("sequences.%s, step %d: %w", name, i+1, err)
			}
			steps = append(steps, step)
		}
		if b.Sequences == nil {
			b.Sequences = map[Action][]Step{}
		}
		b.Sequences[action] = steps
		if steps == nil { // said to have none
			delete(b.Sequences, action)
		}
	}
	if len(b.Sequences) == 0 {
		b.Sequences = nil
	}
	return nil
}

// stepKind is a kind of step with its first key, what that says, and the other keys that it must have.
type stepKind struct {
	kind Kind
	key  string
	text *string
	with string
}

// step reads the one kind of step that it is, and refuses keys of another.
func (s step) step() (Step, error) {
	kinds := slices.DeleteFunc([]stepKind{
		{KindSet, "set", s.Set, "active"},
		{KindHold, "hold", s.Hold, ""},
		{KindToggle, "press", s.Press, "for unless by"},
		{KindWait, "wait", s.Wait, "limit by"},
		{KindSettle, "settle", s.Settle, "limit by"},
		{KindWaitLine, "wait_line", s.WaitLine, "active limit"},
	}, func(k stepKind) bool { return k.text == nil })
	if len(kinds) != 1 {
		return Step{}, errors.New("want one of set, hold, press, wait, settle and wait_line")
	}
	k := kinds[0]
	if err := s.has(k.key, strings.Fields(k.with)); err != nil {
		return Step{}, err
	}
	return s.read(k.kind, *k.text)
}

// has checks that the step has these keys and no others beside its first.
func (s step) has(first string, want []string) error {
	for _, k := range []struct {
		key   string
		given bool
	}{{"active", s.Active != nil}, {"for", s.For != nil}, {"unless", s.Unless != nil}, {"limit", s.Limit != nil}, {"by", s.By != nil}} {
		switch wants := slices.Contains(want, k.key); {
		case wants && !k.given:
			return fmt.Errorf("%s wants %s, too: %s", first, k.key, wanted[k.key])
		case !wants && k.given:
			return fmt.Errorf("%s takes no %s", first, k.key)
		}
	}
	return nil
}

func (s step) read(kind Kind, text string) (Step, error) {
	out := Step{Kind: kind}
	var err error
	switch kind {
	case KindSet, KindWaitLine:
		out.Line, out.Active = text, *s.Active
	case KindHold:
		out.For, err = span("hold", text)
	case KindToggle:
		out.Line = text
		out.Active, err = power("unless", *s.Unless)
	case KindWait, KindSettle:
		out.Active, err = power(string(kind), text)
	}
	if err == nil && s.For != nil {
		out.For, err = span("for", *s.For)
	}
	if err == nil && s.Limit != nil {
		out.For, err = span("limit", *s.Limit)
	}
	if err == nil && s.By != nil {
		out.By, err = sense(s.By)
	}
	return out, err
}

func span(key, text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("%s: %q, want %s", key, text, wantTime)
	}
	return d, nil
}

func power(key, text string) (bool, error) {
	if text != "on" && text != "off" {
		return false, fmt.Errorf("%s: %q, want \"on\" or \"off\"", key, text)
	}
	return text == "on", nil
}

func sense(names []string) (Sense, error) {
	if len(names) == 0 {
		return 0, fmt.Errorf("by: it is empty, want %s", wanted["by"])
	}
	var by Sense
	for _, n := range names {
		i := slices.Index(senses, n)
		if i < 0 {
			return 0, fmt.Errorf("by: %q, want %s", n, wanted["by"])
		}
		by |= 1 << i
	}
	return by, nil
}
