package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"periph.io/x/conn/v3/gpio"

	"simagent/agent/config"
	"simagent/boards"
)

// listBoards prints a line a board, and its modules below the title.
func listBoards(w io.Writer, all []boards.Board) error {
	e := &screenWriter{w: w}
	column := 0
	for _, b := range all {
		column = max(column, len(b.Name)+2)
	}
	for _, b := range all {
		hanging(e, fmt.Sprintf("%-*s", column, b.Name), printableText(b.Title))
		wrapWords(e, strings.Repeat(" ", column), strings.Fields(joined(b.Modules)), " ")
	}
	return e.err
}

// showBoard prints everything that is known of a board.
func showBoard(w io.Writer, b boards.Board) error {
	e := &screenWriter{w: w}
	wrapWords(e, "", strings.Fields(b.Name+": "+printableText(b.Title)), " ")
	facts(e, "Modules", b.Modules)
	facts(e, "Computers", b.Hosts)
	if b.Model != "" {
		facts(e, "Is itself the computer", []string{b.Model})
	}
	if b.HAT != (boards.EEPROM{}) {
		facts(e, "EEPROM", []string{b.HAT.Vendor, b.HAT.Product})
	}
	showLines(e, b)
	showPorts(e, b)
	showSequences(e, b)
	dashes(e, "Notes", b.Notes)
	dashes(e, "Doubts", b.Doubts)
	dashes(e, "Sources", b.Sources)
	return e.err
}

// screenWriter keeps the first error of a screen.
type screenWriter struct {
	w   io.Writer
	err error
}

func (s *screenWriter) Write(p []byte) (int, error) {
	if s.err != nil {
		return len(p), nil
	}
	_, s.err = s.w.Write(p)
	return len(p), nil
}

func joined(list []string) string { return strings.Join(list, ", ") }

func facts(w io.Writer, name string, list []string) {
	if len(list) > 0 {
		wrapWords(w, "  ", strings.Fields(printableText(name+": "+joined(list))), " ")
	}
}

// dashes prints each with a dash in front.
func dashes(w io.Writer, title string, list []string) {
	if len(list) > 0 {
		fmt.Fprintf(w, "\n%s\n", title)
	}
	for _, s := range list {
		hanging(w, "  - ", printableText(s))
	}
}

// hanging prints a text whose further lines stand below its first word.
func hanging(w io.Writer, lead, text string) {
	var b strings.Builder
	indent := strings.Repeat(" ", len(lead))
	wrapWords(&b, indent, strings.Fields(text), " ")
	fmt.Fprint(w, lead+strings.TrimPrefix(b.String(), indent))
}

func showLines(w io.Writer, b boards.Board) {
	if len(b.Lines) == 0 {
		return
	}
	fmt.Fprint(w, "\nLines, with the levels at the host's pins\n")
	t := table{}
	for _, l := range b.Lines {
		t.add("  "+l.Name, l.Line, string(l.Direction), "active "+strings.ToLower(l.Active.String()), lineSays(l))
	}
	fmt.Fprint(w, strings.ReplaceAll(t.text(explainWidth), " \n", "\n"))
	same := !slices.ContainsFunc(b.Lines, func(l boards.Line) bool { return !slices.Equal(l.Chips, b.Lines[0].Chips) })
	for _, l := range b.Lines {
		if same {
			facts(w, "on the first of these chips that there is", l.Chips)
			return
		}
		facts(w, l.Name+" is on the first of these chips that there is", l.Chips)
	}
}

// lineSays is what else there is to a line.
func lineSays(l boards.Line) string {
	var says []string
	if l.Held {
		says = append(says, "held")
	}
	switch l.Pull {
	case gpio.PullUp:
		says = append(says, "pulled up")
	case gpio.PullDown:
		says = append(says, "pulled down")
	case gpio.Float:
		says = append(says, "no pull")
	}
	if l.Consumer != "simagent:"+l.Name {
		says = append(says, "as "+l.Consumer)
	}
	return joined(says)
}

func showPorts(w io.Writer, b boards.Board) {
	if len(b.UART.Devices)+len(b.USB) > 0 {
		fmt.Fprint(w, "\nPorts\n")
	}
	if len(b.UART.Devices) > 0 {
		facts(w, fmt.Sprintf("UART at %d bit/s", b.UART.Baud), b.UART.Devices)
	}
	for _, u := range b.USB {
		at := fmt.Sprintf("AT on interface %02x", u.AT)
		if u.AT == boards.NoAT {
			at = "AT on an interface that no source names"
		}
		fmt.Fprintf(w, "  USB %s:%s, %s\n", u.VID, u.PID, at)
	}
}

// does says what an action is for.
var does = map[boards.Action]string{
	boards.On: "on", boards.Off: "off", boards.Restart: "reset", boards.RadioOff: "flight mode", boards.RadioOn: "out of flight mode",
}

func showSequences(w io.Writer, b boards.Board) {
	if len(b.Sequences) == 0 {
		fmt.Fprint(w, "\nNo sequences: nothing can be switched from here.\n")
		return
	}
	fmt.Fprint(w, "\nSequences\n")
	for _, a := range boards.Actions() {
		steps := b.Sequences[a]
		if len(steps) == 0 {
			continue
		}
		var most time.Duration
		for _, s := range steps {
			most += s.For
		}
		limit := ""
		if most > 0 {
			limit = fmt.Sprintf(", at most %s", config.Duration(most))
		}
		fmt.Fprintf(w, "  %s%s\n", does[a], limit)
		for i, s := range steps {
			hanging(w, fmt.Sprintf("    %d. ", i+1), s.String())
		}
	}
}
