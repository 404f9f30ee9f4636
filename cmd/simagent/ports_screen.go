package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	profiles "simagent/atcmd/module"
	"simagent/atcmd/ports"
)

// writePorts writes the survey for people, 80 columns wide.
func writePorts(w io.Writer, s *portSurvey, verbose bool) {
	if len(s.devices) == 0 && len(s.uarts) == 0 {
		prose(w, "", "No serial port and no known module is plugged in. A module on USB appears here some seconds after its power is on: "+
			"`lsusb` shows whether it is on the bus, `dmesg` why not. A UART has to be enabled by the board's firmware (enable_uart=1 on a Raspberry Pi).")
		return
	}
	width := 0
	for _, d := range s.devices {
		width = widest(width, d.list)
	}
	width = widest(width, s.uarts)
	fmt.Fprintf(w, "  %-*s  if  role          driver\n", width, "port")
	for _, d := range s.devices {
		d.write(w, width, verbose)
	}
	if len(s.uarts) > 0 {
		fmt.Fprintln(w, "UARTs of the board")
		writeList(w, s.uarts, width, verbose)
		prose(w, "  ", "Nothing tells what is behind a UART: name yours as modem.port in the configuration, or with --port.")
	}
	s.writeEnd(w)
}

func widest(width int, list []*surveyedPort) int {
	for _, p := range list {
		width = max(width, len(p.Device))
	}
	return width
}

func (d *pluggedDevice) write(w io.Writer, width int, verbose bool) {
	name := d.Module
	if name == "" {
		name = "Unknown USB device"
	}
	line := fmt.Sprintf("%s, %s at USB %s", name, d.ID(), d.USBPath)
	if len(d.networks) > 0 {
		line += ", network " + strings.Join(d.networks, " ")
	}
	if d.Mode == ports.ModeRNDIS {
		line += ", RNDIS first"
	}
	prose(w, "", line)
	if trouble := d.Trouble(); trouble != "" {
		prose(w, "  ", "! It "+trouble+".")
	} else if n := d.withoutAT(); n >= 0 {
		prose(w, "  ", fmt.Sprintf("! It has no port on interface %02x, where AT is: it is still starting, or no driver is bound there.", n))
	} else if d.Module == "" {
		prose(w, "  ", "A serial adapter, or a module that the table does not know: if it is the modem, name its port with --port.")
	}
	writeList(w, d.list, width, verbose)
	if verbose {
		d.writeFacts(w)
	}
}

// writeList writes ports as a table, and under it what frees those that are held:
// once for each process, which may have several.
func writeList(w io.Writer, list []*surveyedPort, width int, verbose bool) {
	var held []*ports.Holder
	for _, p := range list {
		p.write(w, width, verbose)
		for i := range p.holders {
			h := &p.holders[i]
			told := slices.IndexFunc(held, func(a *ports.Holder) bool {
				return a.PID == h.PID && a.Stale == h.Stale && (!h.Stale || a.LockFile == h.LockFile)
			})
			switch {
			case told < 0:
				held = append(held, h)
			case p.taken:
				held[told] = h
			}
		}
	}
	for _, h := range held {
		writeAdvice(w, h, verbose)
	}
}

// withoutAT is the number of the interface on which AT should be and is not; -1 when
// nothing is missing.
func (d *pluggedDevice) withoutAT() int {
	n := d.ATInterface()
	if slices.ContainsFunc(d.list, func(p *surveyedPort) bool { return p.Interface == n }) {
		return -1
	}
	return n
}

// write writes one port: the line of the table, and under it what is in the way.
func (p *surveyedPort) write(w io.Writer, width int, verbose bool) {
	mark, number := " ", "  "
	if p.taken {
		mark = ">"
	}
	if p.Interface >= 0 {
		number = fmt.Sprintf("%02x", p.Interface)
	}
	line := fmt.Sprintf("%s %-*s  %s  %-12s  %-10s", mark, width, p.Device, number, p.Role, p.Driver)
	if holders := p.holderNames(); holders != "" {
		line += "  " + holders
	}
	fmt.Fprintln(w, cut(strings.TrimRight(line, " "), explainWidth))
	if verbose && p.stable != "" {
		fmt.Fprintln(w, "    "+p.stable)
	}
	switch {
	case errors.Is(p.unknown, fs.ErrNotExist):
		prose(w, "    ", "It is not in /dev here: in a container, pass the device in.")
	case p.unknown != nil:
		prose(w, "    ", p.unknown.Error())
	}
}

// holderNames says who has the port: "ModemManager (512)", with a ? when it is not
// certain.
func (p *surveyedPort) holderNames() string {
	var names []string
	for _, h := range p.holders {
		name := h.String()
		switch {
		case h.Stale:
			name = "stale lock file"
		case h.Suspect:
			name += "?"
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return ""
	}
	return "held: " + strings.Join(names, ", ")
}

// writeAdvice writes what frees a port. The rule for udev has a line of its own,
// since it is there to be copied.
func writeAdvice(w io.Writer, h *ports.Holder, verbose bool) {
	text := h.Advice()
	if h.Command == "simagent" {
		text = "The daemon has it: `simagent status` and `simagent at CMD` ask it."
	}
	rule := h.Port.UdevRule()
	if rule == "" || !strings.HasSuffix(text, rule) {
		prose(w, "  ", text)
		return
	}
	text = strings.TrimSuffix(text, rule)
	if !verbose {
		if i := strings.LastIndex(text, ", or this line in"); i > 0 {
			text = text[:i] + "; -v shows the rule alone."
		}
		prose(w, "  ", text)
		return
	}
	prose(w, "  ", text)
	fmt.Fprintln(w, rule)
}

// writeFacts writes where the rows come from, and what no source confirms.
func (d *pluggedDevice) writeFacts(w io.Writer) {
	if d.Serial != "" {
		fmt.Fprintln(w, "  Serial number "+d.Serial.String())
	}
	if d.known && d.facts.Source != "" {
		prose(w, "  ", "Row of the table from "+d.facts.Source+".")
	}
	for _, why := range d.facts.Doubts {
		prose(w, "  ", "Not confirmed: "+why)
	}
	for _, p := range d.profiles {
		prose(w, "  ", "Profile "+p.Name+", from "+p.Source+".")
		writeDoubts(w, p.Doubts)
	}
}

func writeDoubts(w io.Writer, doubts []profiles.Doubt) {
	for _, doubt := range doubts {
		prose(w, "    ", "Not confirmed: "+doubt.About+": "+doubt.Why)
	}
}

// writeEnd says which port `run` takes, and what we could not see.
func (s *portSurvey) writeEnd(w io.Writer) {
	_, none := errors.AsType[*ports.NotFoundError](s.reason)
	switch {
	case s.reason == nil:
		prose(w, "", "> "+s.taken+" is the port that `simagent run` takes.")
	case none:
		prose(w, "", "`simagent run` finds no AT port by itself here.")
	default:
		fmt.Fprintln(w, capitalised(s.reason.Error()))
	}
	if s.hidden > 0 {
		prose(w, "", capitalised((&ports.HiddenError{Processes: s.hidden}).Error())+".")
	}
}

// prose writes text within the screen's width.
func prose(w io.Writer, indent, text string) {
	wrapWords(w, indent, strings.Fields(printableText(text)), " ")
}

// cut shortens a line to the screen's width.
func cut(line string, width int) string {
	r := []rune(printableText(line))
	if len(r) <= width {
		return string(r)
	}
	return string(r[:width-1]) + "…"
}
