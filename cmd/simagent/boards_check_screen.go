package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"simagent/boards"
	"simagent/boards/host"
)

// write writes the check for people, 80 columns wide. A ! marks what is not as expected.
func (c *boardCheck) write(w io.Writer) {
	how := map[string]string{boardNamed: "as named", boardConfigured: "as configured", boardRecognised: "recognised by its USB ids"}[c.chosen]
	prose(w, "", fmt.Sprintf("%s: %s, %s", c.board.Name, c.board.Title, how))
	if c.print.Model != "" {
		prose(w, "", "on "+c.print.Model)
	}
	c.writeLines(w)
	c.writeUSB(w)
	c.writeUART(w)
	c.writeSupply(w)
	switch n := c.problems(); n {
	case 0:
		fmt.Fprintln(w, "All is as expected.")
	case 1:
		fmt.Fprintln(w, "One thing is not as expected: see the !.")
	default:
		fmt.Fprintf(w, "%d things are not as expected: see the !.\n", n)
	}
}

func (c *boardCheck) writeLines(w io.Writer) {
	if len(c.lines) == 0 {
		fmt.Fprintln(w, "Lines: it has none.")
		return
	}
	fmt.Fprintln(w, "Lines")
	width := [3]int{}
	rows := make([][3]string, len(c.lines))
	for i, l := range c.lines {
		rows[i] = [3]string{l.Name, l.place(), l.direction()}
		for j, cell := range rows[i] {
			width[j] = max(width[j], len(cell))
		}
	}
	for i, l := range c.lines {
		line := fmt.Sprintf("%s %-*s  %-*s  %-*s  %-14s  %s", mark(l.problem != ""), width[0], rows[i][0], width[1], rows[i][1], width[2], rows[i][2], l.meaning(), l.has())
		fmt.Fprintln(w, cut(strings.TrimRight(line, " "), explainWidth))
	}
	c.writeGroups(w, "!", func(l checkedLine) string { return l.problem })
	c.writeGroups(w, "Not read:", func(l checkedLine) string {
		if l.notRead == notReadGone {
			return "" // the problem says why
		}
		return l.notRead
	})
}

// writeGroups writes what is said of lines, once for all that it is said of.
func (c *boardCheck) writeGroups(w io.Writer, head string, of func(checkedLine) string) {
	var order []string
	about := map[string][]string{}
	for _, l := range c.lines {
		text := of(l)
		if text == "" {
			continue
		}
		if about[text] == nil {
			order = append(order, text)
		}
		about[text] = append(about[text], l.Name)
	}
	for _, text := range order {
		prose(w, "  ", head+" "+strings.Join(about[text], ", ")+": "+text+".")
	}
}

// marked writes text behind a mark and hangs its further lines below the first.
func marked(w io.Writer, bad bool, text string) {
	var b bytes.Buffer
	prose(&b, "  ", text)
	if bad {
		b.Bytes()[0] = '!'
	}
	_, _ = b.WriteTo(w) // the caller's Flush tells
}

func mark(bad bool) string {
	if bad {
		return "!"
	}
	return " "
}

// place is "GPIO26 of pinctrl-bcm2711".
func (l checkedLine) place() string {
	if l.spot.label == "" {
		return l.Line.Line
	}
	return l.Line.Line + " of " + l.spot.label
}

// direction is what the line is now; an output of the board that nobody has is an input as a rule.
func (l checkedLine) direction() string {
	switch {
	case l.spot.label == "":
		return ""
	case l.spot.output():
		return "output"
	case l.Direction == boards.Out && !l.spot.used():
		return "not driven"
	}
	return "input"
}

// has is who has the line.
func (l checkedLine) has() string {
	switch {
	case l.spot.label == "":
		return ""
	case l.spot.used():
		return l.spot.holder()
	}
	return "free"
}

// meaning is the level with what it stands for: "high: active".
func (l checkedLine) meaning() string {
	if l.notRead != "" {
		return "not read"
	}
	if l.level == l.Active {
		return strings.ToLower(l.level.String()) + ": active"
	}
	return strings.ToLower(l.level.String()) + ": inactive"
}

func (c *boardCheck) writeUSB(w io.Writer) {
	if c.anywhere() {
		c.writePlugged(w)
		return
	}
	if len(c.board.USB) == 0 {
		fmt.Fprintln(w, "USB: the board names no ids.")
		return
	}
	fmt.Fprintln(w, "USB")
	var missing []string
	for i, u := range c.board.USB {
		if !c.seen[i] {
			missing = append(missing, u.VID+":"+u.PID)
			continue
		}
		fmt.Fprintf(w, "  %s:%s is there, AT on interface %02x\n", u.VID, u.PID, u.AT)
	}
	if !c.onUSB() {
		text := "None of its modules is there (" + strings.Join(missing, ", ") + "): it is off, or its cable is missing"
		if !c.gone() {
			text += ", or it is used by its UART"
		}
		marked(w, c.gone(), text+".")
	}
}

func (c *boardCheck) writePlugged(w io.Writer) {
	fmt.Fprintln(w, "USB")
	for _, p := range c.any {
		text := p.ID() + " is there"
		if p.Module != "" {
			text += ", " + p.Module
		}
		prose(w, "  ", text)
	}
	if len(c.any) == 0 {
		marked(w, true, "No module is there, known or with a serial port: it is off, or its cable is missing.")
	}
}

func (c *boardCheck) writeUART(w io.Writer) {
	u := c.uart
	if len(c.board.UART.Devices) == 0 {
		return
	}
	fmt.Fprintln(w, "UART")
	switch {
	case u.device == "":
		marked(w, c.uartCounts(), capitalised(u.problem)+".")
	case u.device == u.real:
		fmt.Fprintf(w, "  %s, %d bit/s\n", u.device, c.board.UART.Baud)
	default:
		fmt.Fprintf(w, "  %s, which is %s, %d bit/s\n", u.device, u.real, c.board.UART.Baud)
	}
	if len(u.traps) > 0 && !c.uartCounts() {
		prose(w, "  ", "The module is on the USB; what follows matters only when it is to be used by its UART.")
	}
	for _, t := range u.traps {
		writeTrap(w, t, c.uartCounts())
	}
}

// writeTrap writes the line to type by itself and whole, since it is there to be copied.
func writeTrap(w io.Writer, t host.Trap, counts bool) {
	marked(w, counts, capitalised(t.Text)+".")
	prose(w, "    ", capitalised(t.Evidence)+".")
	if t.Fix != "" {
		fmt.Fprintln(w, "    "+printableText(t.Fix))
	}
}

func (c *boardCheck) writeSupply(w io.Writer) {
	s := c.supply
	switch {
	case !s.Known:
		return
	case s.Low:
		marked(w, true, "Supply: the voltage is too low now ("+s.Source+"): a stronger supply, a shorter cable, or power for the module by itself.")
	case s.WasLow:
		prose(w, "", "Supply: good now, but the voltage was too low since the start ("+s.Source+").")
	default:
		fmt.Fprintln(w, "Supply: good.")
	}
}
