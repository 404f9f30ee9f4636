package agent

import (
	"context"
	"slices"
	"strings"

	"simagent/atcmd"
	"simagent/atcmd/module"
)

// A Need is a setting of the module as a Super SIM wants it, and as it is.
type Need struct {
	About   string // "APN", "roaming", …
	Value   string // what the module has
	Fits    bool
	Written bool   // it was written just now, and fits since
	Restart bool   // what was written counts after a restart of the module only
	Command string // what sets it, without "AT"
	Why     string
	Err     string // why it was not written
}

// checkSettings reads what a Super SIM needs, and writes what differs if told
// so. What the module does not know is left out.
func (l *link) checkSettings(ctx context.Context, c Command) SettingsRead {
	v := SettingsRead{Gen: l.gen}
	if n, ok := l.apn(ctx); ok {
		v.Needs = append(v.Needs, n)
	}
	for _, w := range l.profile.Wants {
		if n, ok := l.want(ctx, w); ok {
			v.Needs = append(v.Needs, n)
		}
	}
	unfit := slices.ContainsFunc(v.Needs, func(n Need) bool { return !n.Fits })
	if c.Arg != applySettings || !unfit || !l.holds(ctx, c.Card) {
		return v
	}
	for i := range v.Needs {
		l.write(ctx, &v.Needs[i])
	}
	return v
}

// applySettings is the Arg of CheckSettings that writes.
const applySettings = "apply"

func (l *link) want(ctx context.Context, w module.Want) (Need, bool) {
	lines, err := l.sess.Do(ctx, w.Read)
	if err != nil {
		return Need{}, false
	}
	value, fits, known := w.Check(lines)
	return Need{About: w.About, Value: value, Fits: fits, Restart: w.Restart, Command: w.Write, Why: w.Why}, known
}

// apn compares the APN of the first context. Its type is kept: only the name
// is the SIM's business.
func (l *link) apn(ctx context.Context) (Need, bool) {
	lines, err := l.sess.Do(ctx, "+CGDCONT?")
	if err != nil || l.set.APN == "" {
		return Need{}, false
	}
	first := atcmd.Context{Type: "IP"}
	for _, line := range lines {
		if c, err := atcmd.ParseCGDCONT(line); err == nil && c.CID == 1 {
			first = c
		}
	}
	n := Need{About: "APN", Value: first.APN, Fits: atcmd.SameAPN(l.set.APN, first.APN), Why: "Super SIM data goes through this access point."}
	name, err := atcmd.Quoted(l.set.APN)
	kind, err2 := atcmd.Quoted(first.Type)
	if err != nil || err2 != nil {
		return Need{}, false
	}
	n.Command = "+CGDCONT=1," + kind + "," + name
	return n, true
}

// write sets what does not fit, and reads it again.
func (l *link) write(ctx context.Context, n *Need) {
	if n.Fits || n.Command == "" {
		return
	}
	if _, err := l.sess.Do(ctx, n.Command); err != nil {
		n.Err = err.Error()
		return
	}
	again, ok := l.again(ctx, n.About)
	n.Written = ok && again.Fits || n.Restart
	if ok && !n.Restart {
		n.Value, n.Fits = again.Value, again.Fits
	}
	if !n.Written {
		n.Err = "the module said OK and kept what it had"
	}
}

func (l *link) again(ctx context.Context, about string) (Need, bool) {
	if about == "APN" {
		return l.apn(ctx)
	}
	for _, w := range l.profile.Wants {
		if w.About == about {
			return l.want(ctx, w)
		}
	}
	return Need{}, false
}

// maxWrites bounds how often a run of the daemon writes one setting: some
// modules keep them in flash, and one that does not take it never will.
const maxWrites = 3

// checkSettings asks for the settings of a Super SIM; other SIMs have needs of
// their own.
func (s *step) checkSettings() {
	m := &s.m
	if m.Settings.ModuleSettings == "off" || !m.Card.ICCID.SuperSIM() {
		m.Link.Needs = nil // what another SIM needed
		return
	}
	arg := ""
	if m.Settings.ModuleSettings == applySettings && m.Link.Writes < maxWrites {
		arg = applySettings
	}
	s.do(Command{Gen: m.Link.Gen, Op: CheckSettings, Arg: arg, Card: m.Card.ICCID})
}

func (s *step) settingsRead(v SettingsRead) {
	if s.gone(v.Gen) || !s.m.Card.ICCID.SuperSIM() {
		return
	}
	l := &s.m.Link
	wrote := false
	needs := slices.Clone(v.Needs)
	for i, n := range needs {
		if l.waits(n.About) && !n.Written { // many show what was written before it counts
			needs[i].Fits, needs[i].Written, needs[i].Err = false, true, ""
			continue
		}
		switch {
		case n.Written:
			wrote = true
			s.m.note("settings", "", n.About, "AT"+n.Command)
		case n.Err != "":
			wrote = true
			s.m.note("settings", "", n.About, "not set: "+n.Err)
		}
		if n.About == "APN" {
			s.m.Net.APN = strings.TrimSpace(n.Value)
		}
	}
	if wrote {
		l.Writes++
	}
	l.Needs = needs
}

// waits tells whether a setting was written that counts after a restart only:
// that of the module clears the needs.
func (l *Link) waits(about string) bool {
	return slices.ContainsFunc(l.Needs, func(n Need) bool { return n.About == about && n.Restart && n.Written })
}

// unmet are the settings that do not fit.
func (m *Machine) unmet() (list []Need) {
	if m.Link.State != Up {
		return nil
	}
	for _, n := range m.Link.Needs {
		if !n.Fits {
			n.Value, n.Err = clean(n.Value), clean(n.Err) // the module says them
			list = append(list, n)
		}
	}
	return list
}
