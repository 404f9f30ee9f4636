package local

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Grade is how a state is to be taken.
type Grade uint8

// The grades.
const (
	Unsure Grade = iota // nothing is known, or it is on its way
	Well
	Ill // a person is wanted, or something else brings it in order
)

// Standing is where one part of the way from the card to the cloud stands, for screens that show them side by side.
type Standing struct {
	Name  string // SIM, Modem, Network, Cloud, Account, Device
	State string // one or two words
	Since *time.Time
	Grade Grade
	Facts []string // the most important first; whoever has no room leaves out the rest
}

// Standings are the six parts, from the card outwards.
func Standings(st Status) []Standing {
	p := page{st: st, width: 100}
	list := []Standing{p.simStanding(), p.modemStanding(), p.networkStanding(), p.cloudStanding(), p.accountStanding(), p.deviceStanding()}
	for i, s := range list {
		if strings.EqualFold(s.Name, string(st.Verdict.Where)) && !st.Verdict.OK {
			list[i].Grade = Ill
		}
		list[i].Facts = filled(s.Facts)
	}
	return list
}

// filled is a list without what is empty, each on one line.
func filled(list []string) (out []string) {
	for _, s := range list {
		if s, _, _ = strings.Cut(s, "\n"); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (p *page) simStanding() Standing {
	s := p.st.SIM
	if s.State == "ready" {
		kind := ""
		if s.SuperSIM != nil && !*s.SuperSIM {
			kind = "not a Super SIM by its number"
		}
		return Standing{"SIM", "ready", s.Since, Well, parts(or(s.ICCID, ""), kind, or(p.st.Cloud.SID, ""), or(p.st.Cloud.Name, ""))}
	}
	grade := Ill
	if s.State == "unknown" || s.State == "busy" || s.State == "" {
		grade = Unsure
	}
	state := simWords[s.State]
	if state == "" {
		state = "not known"
	}
	return Standing{"SIM", state, s.Since, grade, parts(or(s.Error, ""))}
}

func (p *page) modemStanding() Standing {
	l := p.st.Link
	state := map[string]string{"up": "up", "absent": "none", "held": "held", "opening": "looking for it", "silent": "silent"}[l.State]
	switch l.State {
	case "up":
		m := l.Module
		port := or(l.Port, "")
		if l.Hung != nil {
			port += " (" + *l.Hung + " hangs)"
		}
		return Standing{"Modem", state, l.Since, Well, parts(strings.TrimSpace(or(m.Manufacturer, "")+" "+or(m.Model, "")), port, or(m.Revision, ""))}
	case "absent", "held", "silent":
		return Standing{"Modem", state, l.Since, Ill, parts(or(l.Error, ""), or(l.Port, ""))}
	case "opening":
		return Standing{"Modem", state, l.Since, Unsure, parts(or(l.Port, ""))}
	}
	return Standing{Name: "Modem", State: "not known"}
}

func (p *page) networkStanding() Standing {
	n := p.st.Network
	if n.Registration == nil {
		return Standing{Name: "Network", State: "not known"}
	}
	s := Standing{"Network", *n.Registration, n.Since, Unsure, nil}
	where := strings.TrimSpace(or(n.Operator, "") + " " + or(n.RAT, ""))
	switch {
	case n.Attached != nil && *n.Attached:
		s.Grade = Well
		s.Facts = parts(where, p.signal(), "attached", prefixed("APN ", n.APN), prefixed("band ", n.Band))
	case n.Cause != nil:
		s.Grade = Ill
		s.Facts = parts(*n.Cause, string(n.CauseAdvice))
	case n.Attached != nil:
		s.Facts = parts("not attached", where, p.signal())
	}
	return s
}

func (p *page) cloudStanding() Standing {
	c := p.st.Cloud
	checked, next := "", ""
	if c.CheckedAt != nil {
		checked = "checked " + Ago(p.st.Time.Sub(*c.CheckedAt)) + " ago"
	}
	if c.NextCheck != nil && c.NextCheck.After(p.st.Time) {
		next = "next in " + Ago(c.NextCheck.Sub(p.st.Time))
	}
	fleet := prefixed("Fleet ", first(c.Fleet, c.FleetSID))
	switch {
	case c.Status != nil && c.Error == nil:
		predicted := ""
		if c.Predicted != nil && *c.Predicted != *c.Status {
			predicted = "by the counts here " + *c.Predicted
		}
		return Standing{"Cloud", *c.Status, c.Since, Well, parts(fleet, predicted, checked, next)}
	case c.Provider == nil:
		return Standing{"Cloud", or(c.Status, "not asked"), c.Since, Unsure, parts("cloud.provider is none", checked)}
	case c.Error != nil:
		return Standing{"Cloud", or(c.Status, "not known"), c.Since, Ill, parts(*c.Error, checked, next)}
	}
	return Standing{"Cloud", "not asked yet", nil, Unsure, parts(fleet, next)}
}

func (p *page) accountStanding() Standing {
	a := p.st.Account
	source := ""
	if a.Data.Source != nil {
		source = "by " + *a.Data.Source
	}
	stored := ""
	if a.Stored != nil {
		stored = "stored " + Ago(p.st.Time.Sub(*a.Stored)) + " ago"
	}
	switch {
	case a.ICCID == nil:
		return Standing{Name: "Account", State: "not known"}
	case a.Error != nil:
		return Standing{"Account", "not kept", nil, Ill, parts(*a.Error, source)}
	case a.Data.Source == nil:
		return Standing{"Account", "not counting", nil, Unsure, parts("nothing counts the bytes", stored)}
	case a.EndedBy != nil:
		return Standing{"Account", "ready ended", nil, Unsure, parts(endedBy[*a.EndedBy], or(a.EndedWith, ""), source, stored)}
	case a.Data.High == nil:
		return Standing{"Account", "past not known", nil, Unsure, parts(source, p.ahead(), stored)}
	}
	return Standing{"Account", "counting", nil, Well, parts(source, p.ahead(), stored)}
}

func (p *page) deviceStanding() Standing {
	if p.st.UptimeS == nil {
		return Standing{Name: "Device", State: "no daemon", Grade: Ill}
	}
	since := p.st.Time.Add(-time.Duration(*p.st.UptimeS) * time.Second)
	s := Standing{"Device", "running", &since, Well, nil}
	clock := "clock confirmed by nobody"
	switch p.st.Clock {
	case "":
	case "ntp":
		clock = "clock by NTP"
	default:
		clock = "clock by the " + string(p.st.Clock)
	}
	r, supply, drops := p.st.Recovery, "", ""
	switch {
	case r.SupplyLow != nil && *r.SupplyLow:
		supply, s.Grade = "supply too low now", Ill
	case r.SupplyWas != nil && *r.SupplyWas:
		supply = "supply was too low"
	case r.SupplyLow != nil:
		supply = "supply ok"
	}
	if n := count(r.Drops); n > 1 {
		drops = fmt.Sprintf("port vanished %d times in 24 h", n)
	}
	s.Facts = parts(supply, drops, clock, prefixed("simagent ", text(Text(p.st.Version))))
	return s
}

// Group writes 183200 as 183,200.
func Group(n int64) string { return group(n) }

// Ago is a duration in one unit, or two where the first is small: 42 s, 12 min, 3 h 10 min, 3 d 4 h, 51 days. It changes
// seldom, which a screen over a slow line likes.
func Ago(d time.Duration) string {
	d = max(d, 0)
	switch hours := int(d.Hours()); {
	case hours >= 24:
		return rough(d)
	case hours >= 1:
		return fmt.Sprintf("%d h %02d min", hours, int(d.Minutes())%60)
	case d >= time.Minute:
		return strconv.Itoa(int(d.Minutes())) + " min"
	}
	return strconv.Itoa(int(d.Seconds())) + " s"
}

// Spent is what recovery did in the last 24 hours, "" for nothing.
func Spent(r Recovery) string {
	if count(r.Resets)+count(r.Cycles) == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d resets, %d radio cycles in 24 h", count(r.Resets), count(r.Allowed), count(r.Cycles))
}
