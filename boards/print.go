package boards

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"periph.io/x/conn/v3/gpio"
)

// TOML prints the board as a file that Parse reads back the same: a start for a board of one's own.
func (b Board) TOML() string {
	var w strings.Builder
	line := func(key, value string) { fmt.Fprintf(&w, "%s = %s\n", key, value) }
	texts := func(key string, list []string) {
		if len(list) > 0 {
			line(key, quoted(list))
		}
	}
	line("name", strconv.Quote(b.Name))
	line("title", strconv.Quote(b.Title))
	texts("modules", b.Modules)
	texts("hosts", b.Hosts)
	if b.Model != "" {
		line("model", strconv.Quote(b.Model))
	}
	if b.HAT != (EEPROM{}) {
		line("hat", fmt.Sprintf("{ vendor = %q, product = %q }", b.HAT.Vendor, b.HAT.Product))
	}
	chips := b.chips()
	texts("chips", chips)
	table(&w, "lines", b.Lines, func(l Line) string { return l.toml(chips) })
	if len(b.UART.Devices) > 0 || b.UART.Baud != 0 {
		line("uart", fmt.Sprintf("{ devices = %s, baud = %d }", quoted(b.UART.Devices), b.UART.Baud))
	}
	table(&w, "usb", b.USB, USB.toml)
	sentences(&w, "notes", b.Notes)
	sentences(&w, "doubts", b.Doubts)
	sentences(&w, "sources", b.Sources)
	if len(b.Sequences) > 0 {
		w.WriteString("\n[sequences]\n")
	}
	for _, a := range Actions() {
		table(&w, string(a), b.Sequences[a], Step.toml)
	}
	return w.String()
}

// chips are those of all lines; none when they differ.
func (b Board) chips() []string {
	for _, l := range b.Lines {
		if !slices.Equal(l.Chips, b.Lines[0].Chips) {
			return nil
		}
	}
	if len(b.Lines) == 0 {
		return nil
	}
	return b.Lines[0].Chips
}

func (l Line) toml(chips []string) string {
	w := fmt.Sprintf("name = %q, line = %q, direction = %q, active = %q", l.Name, l.Line, l.Direction, strings.ToLower(l.Active.String()))
	if !slices.Equal(l.Chips, chips) {
		w += ", chips = " + quoted(l.Chips)
	}
	switch l.Pull {
	case gpio.PullUp:
		w += `, pull = "up"`
	case gpio.PullDown:
		w += `, pull = "down"`
	case gpio.Float:
		w += `, pull = "none"`
	}
	if l.Held {
		w += ", held = true"
	}
	if l.Consumer != consumer(l.Name) {
		w += fmt.Sprintf(", consumer = %q", l.Consumer)
	}
	return w
}

func (u USB) toml() string {
	id := fmt.Sprintf("id = %q", u.VID+":"+u.PID)
	if u.AT == NoAT {
		return id
	}
	return fmt.Sprintf("%s, at = %d", id, u.AT)
}

func (s Step) toml() string {
	power := map[bool]string{true: "on", false: "off"}[s.Active]
	switch s.Kind {
	case KindSet:
		return fmt.Sprintf("set = %q, active = %t", s.Line, s.Active)
	case KindHold:
		return fmt.Sprintf("hold = %q", short(s.For))
	case KindToggle:
		return fmt.Sprintf("press = %q, for = %q, unless = %q, by = %s", s.Line, short(s.For), power, s.By.toml())
	case KindWaitLine:
		return fmt.Sprintf("wait_line = %q, active = %t, limit = %q", s.Line, s.Active, short(s.For))
	}
	return fmt.Sprintf("%s = %q, limit = %q, by = %s", s.Kind, power, short(s.For), s.By.toml())
}

func (s Sense) toml() string {
	var list []string
	for i, name := range senses {
		if s&(1<<i) != 0 {
			list = append(list, name)
		}
	}
	return quoted(list)
}

// table prints a list with a row a line.
func table[T any](w *strings.Builder, key string, rows []T, row func(T) string) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(w, "%s = [\n", key)
	for _, r := range rows {
		fmt.Fprintf(w, "  { %s },\n", row(r))
	}
	w.WriteString("]\n")
}

func sentences(w *strings.Builder, key string, list []string) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(w, "%s = [\n", key)
	for _, s := range list {
		fmt.Fprintf(w, "  %s,\n", strconv.Quote(s))
	}
	w.WriteString("]\n")
}

// quoted is a list on one line. What Check lets through quotes alike in Go and in TOML.
func quoted(list []string) string {
	q := make([]string, len(list))
	for i, s := range list {
		q[i] = strconv.Quote(s)
	}
	return "[" + strings.Join(q, ", ") + "]"
}
