package boards

import (
	"fmt"
	"slices"

	"periph.io/x/conn/v3/gpio"
)

// lineFile is a line in a file: { name = "pwrkey", line = "GPIO6", direction = "out", active = "high" }.
type lineFile struct {
	Name      string   `toml:"name"`
	Chips     []string `toml:"chips"`
	Line      string   `toml:"line"`
	Direction string   `toml:"direction"`
	Active    string   `toml:"active"`
	Pull      string   `toml:"pull"` // of an input; without it: as it is
	Held      bool     `toml:"held"`
	Consumer  string   `toml:"consumer"` // none: simagent:NAME
}

var (
	levels = map[string]gpio.Level{"high": gpio.High, "low": gpio.Low}
	pulls  = map[string]gpio.Pull{"": gpio.PullNoChange, "none": gpio.Float, "up": gpio.PullUp, "down": gpio.PullDown}
)

// overLines replaces lines by name. Chips that the file names are those of all lines that name none, the other board's too.
func (f file) overLines(b *Board) error {
	if err := f.drop(b); err != nil {
		return err
	}
	inherited := len(b.Lines)
	for i := range b.Lines {
		list(&b.Lines[i].Chips, f.Chips)
	}
	for n, lf := range f.Lines {
		if lf.Name == "" {
			return fmt.Errorf("lines: number %d has no name", n+1)
		}
		if slices.ContainsFunc(f.Lines[:n], func(l lineFile) bool { return l.Name == lf.Name }) {
			return fmt.Errorf("lines: %s twice", lf.Name)
		}
		l, err := lf.line(f.Chips)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(b.Lines[:inherited], func(l Line) bool { return l.Name == lf.Name }); i >= 0 {
			if len(l.Chips) == 0 {
				l.Chips = b.Lines[i].Chips
			}
			b.Lines[i] = l
			continue
		}
		if len(l.Chips) == 0 && inherited > 0 {
			l.Chips = slices.Clone(b.Lines[0].Chips)
		}
		b.Lines = append(b.Lines, l)
	}
	return nil
}

func (f file) drop(b *Board) error {
	for _, name := range f.Drop {
		i := slices.IndexFunc(b.Lines, func(l Line) bool { return l.Name == name })
		if i < 0 {
			return fmt.Errorf("drop: no line %q in the board that this one is like", name)
		}
		b.Lines = slices.Delete(b.Lines, i, i+1)
	}
	if len(b.Lines) == 0 {
		b.Lines = nil
	}
	return nil
}

func (f lineFile) line(chips []string) (Line, error) {
	active, ok := levels[f.Active]
	if !ok {
		return Line{}, fmt.Errorf("lines, %s: active: %q, want \"high\" or \"low\" at the host's pin", f.Name, f.Active)
	}
	pull, ok := pulls[f.Pull]
	if !ok {
		return Line{}, fmt.Errorf("lines, %s: pull: %q, want %s", f.Name, f.Pull, wanted["pull"])
	}
	l := Line{Name: f.Name, Line: f.Line, Direction: Direction(f.Direction), Active: active, Inactive: !active, Pull: pull,
		Held: f.Held, Consumer: f.Consumer}
	if f.Chips != nil {
		chips = f.Chips
	}
	list(&l.Chips, chips)
	if l.Consumer == "" {
		l.Consumer = consumer(l.Name)
	}
	return l, nil
}

// consumer is the label with which a line is requested when its file names none.
func consumer(line string) string { return "simagent:" + line }
