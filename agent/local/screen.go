package local

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// ScreenOptions say how a status is shown.
type ScreenOptions struct {
	Width   int  // columns, 80 if 0; narrower than 60 is taken as 60
	Color   bool // emphasise with ANSI codes
	History bool // list the transitions below
}

// Screen is the status for people: what stands where, and in the last line
// what to do.
func Screen(st Status, o ScreenOptions) string {
	if o.Width == 0 {
		o.Width = 80
	}
	p := page{st: st, o: o, width: max(min(o.Width, 100), 60)}
	p.head()
	p.row("SIM", p.sim()...)
	p.row("Modem", p.modem()...)
	p.row("Network", p.network()...)
	p.settings()
	p.data()
	p.sms()
	p.until()
	p.counted()
	p.cloud()
	p.clock()
	p.reports()
	p.recovery()
	if o.History {
		p.history()
	}
	p.verdict()
	return p.b.String()
}

type page struct {
	st    Status
	o     ScreenOptions
	width int
	b     strings.Builder
}

const label = 13 // columns of the row names

func (p *page) head() {
	left := p.st.Name
	if p.st.UptimeS != nil {
		left += "    up " + span(time.Duration(*p.st.UptimeS)*time.Second)
	}
	right := p.st.Time.UTC().Format("Mon 2 Jan 15:04:05 UTC")
	if p.st.Time.Year() < 2026 {
		right = "clock not set"
	}
	pad := max(p.width-columns(left)-columns(right), 2)
	p.line(p.bold(left) + strings.Repeat(" ", pad) + right)
}

// line writes one, without what would act on a terminal but the emphasis that is ours: a module's APN may hold anything.
func (p *page) line(s string) {
	s = strings.Map(func(r rune) rune {
		if r == 0x1b && p.o.Color || unicode.IsPrint(r) {
			return r
		}
		return -1
	}, s)
	p.b.WriteString(strings.TrimRight(s, " "))
	p.b.WriteByte('\n')
}

func (p *page) sim() []string {
	s := p.st.SIM
	if s.State != "ready" && s.ICCID == nil {
		owner := ""
		if id := p.st.Account.ICCID; id != nil {
			owner = "(below: the account of " + *id + ")"
		}
		return parts(simWords[s.State], or(s.Error, ""), owner)
	}
	kind := ""
	if s.SuperSIM != nil {
		kind = "not a Super SIM by its number"
		if *s.SuperSIM {
			kind = "Super SIM"
		}
	}
	status := "status not known"
	if c := p.st.Cloud; c.Status != nil {
		status = *c.Status
		if c.CheckedAt != nil && p.st.Time.Sub(*c.CheckedAt) > time.Hour {
			status += " (" + span(p.st.Time.Sub(*c.CheckedAt)) + " ago)"
		}
	}
	return parts(or(s.ICCID, ""), kind, or(p.st.Cloud.SID, ""), p.bold(status), prefixed("fleet ", first(p.st.Cloud.Fleet, p.st.Cloud.FleetSID)))
}

var simWords = map[string]string{
	"unknown": "not read yet", "absent": "none", "busy": "starting", "pin": "locked by a PIN", "puk": "blocked", "locked": "refused by the module", "unreadable": "not read", "failed": "fails", "uncertain": "uncertain",
}

func (p *page) modem() []string {
	l := p.st.Link
	if l.State != "up" {
		if p.st.UptimeS == nil {
			return nil
		}
		return parts(map[string]string{"absent": "none", "held": "held", "opening": "looking for it", "silent": "silent"}[l.State], or(l.Port, ""))
	}
	m := l.Module
	name := strings.TrimSpace(or(m.Manufacturer, "") + " " + or(m.Model, ""))
	if name == "" {
		name = "unknown module"
	}
	attached := ""
	switch n := p.st.Network; {
	case n.Attached == nil:
	case *n.Attached && n.AttachedAt != nil:
		attached = "attached " + span(p.st.Time.Sub(*n.AttachedAt))
	case !*n.Attached:
		attached = "not attached"
	}
	port := or(l.Port, "")
	if l.Hung != nil {
		port += " (" + *l.Hung + " hangs)"
	}
	return parts(name, port, attached)
}

func (p *page) network() []string {
	n := p.st.Network
	if n.Registration == nil {
		return nil
	}
	where := strings.TrimSpace(or(n.Operator, "") + " " + or(n.RAT, ""))
	text := *n.Registration
	if where != "" && n.Attached != nil && *n.Attached {
		text += " " + where
	}
	if n.Cause != nil {
		text += ": " + *n.Cause
	}
	forbidden := ""
	if len(n.Forbidden) > 0 && (n.Attached == nil || !*n.Attached) {
		forbidden = "forbidden on the card: " + strings.Join(n.Forbidden, ", ")
	}
	return parts(text, p.signal(), prefixed("APN ", n.APN), forbidden, string(n.ContextError))
}

// signal grades RSRP in the steps that installers use (-80, -90, -100 dBm) and
// RSSI ten to twenty above.
func (p *page) signal() string {
	s := p.st.Network.Signal
	switch {
	case s.RSRP != nil:
		return fmt.Sprintf("RSRP %d dBm, %s", *s.RSRP, grade(*s.RSRP, -80, -90, -100))
	case s.RSSI != nil:
		return fmt.Sprintf("RSSI %d dBm, %s", *s.RSSI, grade(*s.RSSI, -65, -75, -85))
	}
	return ""
}

func grade(dBm, excellent, good, fair int) string {
	switch {
	case dBm >= excellent:
		return "excellent"
	case dBm >= good:
		return "good"
	case dBm >= fair:
		return "fair"
	}
	return "weak"
}

// settings names what the module is set to and the SIM needs otherwise, and
// what changes that.
func (p *page) settings() {
	var words []string
	next := ""
	for _, s := range p.st.Link.Settings {
		word := string(s.About) + " is " + string(s.Value)
		switch {
		case s.Written:
			word = string(s.About) + " is set, and counts after a restart"
		case s.Value == "":
			word = string(s.About) + " is empty"
		}
		switch {
		case s.Error != "":
			word += " and cannot be set (" + string(s.Error) + ")"
		case !s.Written:
			next = `sim.settings = "apply" sets it`
		}
		words = append(words, word)
	}
	if len(words) > 0 {
		p.row("Settings", strings.Join(words, "; ")+": not what the SIM needs", next)
	}
}

func (p *page) reports() {
	r := p.st.Report
	if r.BytesToday == nil || r.BudgetToday == nil {
		return
	}
	last := ""
	if r.LastRoute != nil && r.LastAt != nil {
		last = "last " + r.LastAt.UTC().Format("15:04") + " by " + *r.LastRoute
	}
	p.row("Reports", fmt.Sprintf("%d sent, %d B of %d today", r.Sent, *r.BytesToday, *r.BudgetToday), last, waiting(len(r.Alarms)), or(r.Error, string(r.URLError)))
}

func (p *page) verdict() {
	v := p.st.Verdict
	word := "OK"
	if !v.OK {
		word = "Attention"
	}
	text := v.Text
	if v.Where != "" {
		text = strings.ToUpper(string(v.Where[:1])) + string(v.Where[1:]) + " - " + text
	}
	for i, l := range wrap(text, p.width-label) {
		if i > 0 {
			word = ""
		}
		p.line(p.strong(fmt.Sprintf("%-*s", label, word), v.OK) + l)
	}
	if v.Next != nil {
		p.row("To do", *v.Next)
	}
}
