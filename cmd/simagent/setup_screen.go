package main

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"simagent/agent/setup"
	"simagent/atcmd/ports"
)

// show writes what would be done.
func (s *installer) show(p *plan) {
	s.head(p)
	for _, f := range p.files {
		s.showFile(p, f)
	}
	if len(p.commands) > 0 {
		fmt.Fprintln(s.out, "Then, in this order:")
		s.commands(p.commands)
		fmt.Fprintln(s.out)
	}
	s.notes(p)
	switch sudo := "sudo "; {
	case len(p.commands) == 0:
		prose(s.out, "", "Nothing to do.")
	default:
		if s.run == nil {
			sudo = ""
		}
		prose(s.out, "", "Nothing was written. This does it:")
		fmt.Fprintln(s.out, "  "+sudo+s.again+" --apply")
	}
}

// head says for what, and who has the module then.
func (s *installer) head(p *plan) {
	w := p.want
	modem := w.Modem()
	if w.Port.USB() {
		modem += ", now " + w.Port.Device
	}
	fmt.Fprintln(s.out, "Modem         "+modem)
	if w.Port.VID != "" {
		fmt.Fprintln(s.out, "ModemManager  "+map[setup.MM]string{
			setup.Device: "leaves the whole module (--mm device)",
			setup.OnPort: "keeps the module, but for this port (--mm port)",
			setup.NoMM:   "is not told anything (--mm none)",
		}[w.MM])
	}
	fmt.Fprintln(s.out)
}

// showFile writes what a file is to be, or what would change in it.
func (s *installer) showFile(p *plan, f planned) {
	name := s.at(f.Path)
	switch diff := setup.Diff(f.there, f.Text, 1); {
	case f.state == setup.Same && f.Keep:
		fmt.Fprintln(s.out, name+" is there, and yours.")
	case f.state == setup.Same:
		fmt.Fprintln(s.out, name+" is as it should be.")
	case f.state == setup.Missing && f.Keep:
		fmt.Fprintln(s.out, name+" is not there: it gets every key with a comment,")
		fmt.Fprintln(s.out, "  as `simagent config` prints them.")
	case f.state == setup.Missing:
		fmt.Fprintln(s.out, name+" is not there:")
		s.lines(p, strings.Split(strings.TrimSuffix(f.Text, "\n"), "\n"))
	case f.state == setup.Edited:
		fmt.Fprintln(s.out, name+" was edited by hand, and is left;")
		fmt.Fprintln(s.out, "  --force replaces it:")
		s.lines(p, diff)
	default:
		fmt.Fprintln(s.out, name+" differs:")
		s.lines(p, diff)
	}
	fmt.Fprintln(s.out)
}

// lines writes text of a file, without a whole serial number unless ids are asked for: it may be the module's IMEI.
func (s *installer) lines(p *plan, list []string) {
	for _, line := range list {
		if serial := p.want.Apart.Serial; serial != "" && !s.flags.showIDs {
			line = strings.ReplaceAll(line, string(serial), ports.Serial(serial).String())
		}
		fmt.Fprintln(s.out, strings.TrimRight("  "+printableText(line), " "))
	}
}

// commands writes what is typed, each with what it is for.
func (s *installer) commands(list []setup.Command) {
	for _, c := range list {
		line := fmt.Sprintf("  %-46s  # %s", c, c.Why)
		if utf8.RuneCountInString(line) > explainWidth {
			line = fmt.Sprintf("  # %s\n  %s", c.Why, c)
		}
		fmt.Fprintln(s.out, line)
	}
}

func (s *installer) notes(p *plan) {
	for _, n := range p.notes {
		prose(s.out, "", n)
		fmt.Fprintln(s.out)
	}
}
