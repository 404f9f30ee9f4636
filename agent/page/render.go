package page

import (
	"fmt"
	"strings"
	"time"

	"simagent/agent/local"
)

// render is the inner part of the page: the verdict on top, then what it rests on.
func render(st local.Status, past past) string {
	var b builder
	b.raw(fmt.Sprintf(`<header data-now="%d" data-title="`, st.Time.UnixMilli()))
	b.text(title(st))
	b.raw(`">`)
	b.tag("h1", st.Name)
	b.raw("<p>")
	if st.UptimeS != nil {
		b.raw("up ")
		b.ago(st.Time.Add(-time.Duration(*st.UptimeS)*time.Second), st.Time)
		b.raw(" <i>·</i> ")
	}
	if clockSet(st) {
		b.tag(`time id="now"`, st.Time.UTC().Format("Mon 2 Jan 15:04:05 UTC"))
	} else {
		b.text("clock not set")
	}
	b.raw("</p></header>")
	b.raw(hatch)
	b.verdict(st)
	b.raw(`<div class="wide">`)
	b.thresholds(st)
	b.recovery(st)
	b.raw("</div>")
	b.standings(st)
	b.raw(`<div class="two">`)
	b.chart("Last 48 hours", "hour", past.Hours, past.Why, st)
	b.chart("Last 30 days", "day", past.Days, past.Why, st)
	b.raw("</div>")
	b.raw(`<div class="two loose">`)
	b.timeline(st)
	b.figures(st)
	b.raw("</div>")
	return b.String()
}

// hatch is the pattern of what is not known.
const hatch = `<svg class="defs" aria-hidden="true"><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="2" height="6"/></pattern></svg>`

// clockSet tells whether the time of day can be right at all: this program is no older.
func clockSet(st local.Status) bool { return st.Time.Year() >= 2026 }

func (b *builder) section(class, name string) {
	b.raw(`<section class="card ` + class + `">`)
	b.tag("h2", name)
}

func (b *builder) end() { b.raw("</section>") }

func (b *builder) verdict(st local.Status) {
	v := st.Verdict
	class, word := "bad", "Attention"
	if v.OK {
		class, word = "good", "OK"
	}
	if v.Where != "" {
		word = strings.ToUpper(string(v.Where[:1])) + string(v.Where[1:])
	}
	b.raw(`<section class="verdict ` + class + `">`)
	b.tag("h2", word)
	b.raw("<div>")
	b.tag("p", v.Text)
	if v.Next != nil {
		b.raw(`<p class="next"><b>To do</b> `)
		b.text(*v.Next)
		b.raw("</p>")
	}
	b.raw("</div></section>")
}

// thresholds are the bars: solid what is certain, hatched what may be.
func (b *builder) thresholds(st local.Status) {
	b.section("thresholds", "Until the SIM becomes active")
	list := local.Gauges(st)
	for _, g := range list {
		b.raw(`<div class="gauge"><p>`)
		b.tag("b", g.Name)
		b.raw(" ")
		b.tag("span", g.Text)
		b.tag(`span class="part"`, share(g))
		b.raw("</p>")
		b.bar(g)
		b.raw("</div>")
	}
	ahead := local.Ahead(st.Account)
	if len(list) == 0 && st.Account.ICCID == nil {
		ahead = "No account is open: there is no SIM that could be counted for."
	} else if len(list) == 0 {
		ahead = "No threshold applies."
	}
	if ahead != "" {
		b.tag(`p class="ahead"`, upper(ahead))
	}
	b.end()
}

// share is the part of a threshold in percent, as an interval where it is one.
func share(g local.Gauge) string {
	low, high := int(g.Low*100), int(g.High*100)
	switch {
	case g.High < 0 && low == 0:
		return ""
	case g.High < 0:
		return fmt.Sprintf("≥ %d %%", low)
	case low != high:
		return fmt.Sprintf("%d to %d %%", low, high)
	}
	return fmt.Sprintf("%d %%", high)
}

// bar draws one threshold.
func (b *builder) bar(g local.Gauge) {
	level := "l0"
	switch top := max(g.Low, g.High); {
	case top >= 0.95:
		level = "l2"
	case top >= 0.8:
		level = "l1"
	}
	low, high := percent(g.Low), percent(g.High)
	if g.High < 0 {
		high = 100
	}
	b.raw(fmt.Sprintf(`<svg class="bar %s" width="100%%" height="14" aria-hidden="true"><rect class="track" width="100%%" height="14"/>`, level))
	if g.High < 0 {
		b.raw(fmt.Sprintf(`<rect fill="url(#hatch)" x="%.2f%%" width="%.2f%%" height="14"/>`, low, high-low))
	} else if high > low {
		b.raw(fmt.Sprintf(`<rect class="maybe" x="%.2f%%" width="%.2f%%" height="14"/>`, low, high-low))
	}
	b.raw(fmt.Sprintf(`<rect class="sure" width="%.2f%%" height="14"/>`, low))
	for _, at := range []int{50, 80, 95} { // where warnings are given
		b.raw(fmt.Sprintf(`<line class="tick" x1="%d%%" x2="%d%%" y2="14"/>`, at, at))
	}
	b.raw("</svg>")
}

func percent(part float64) float64 { return min(max(part, 0), 1) * 100 }

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

var signs = map[local.Grade][2]string{local.Unsure: {"unsure", "?"}, local.Well: {"well", "✓"}, local.Ill: {"ill", "!"}}

// standings are the parts of the way from the card to the cloud.
func (b *builder) standings(st local.Status) {
	b.raw(`<div class="tiles">`)
	for _, s := range local.Standings(st) {
		sign := signs[s.Grade]
		b.raw(`<section class="card tile ` + sign[0] + `"><h2><i aria-hidden="true">` + sign[1] + "</i>")
		b.text(s.Name)
		b.raw("</h2>")
		b.raw(`<p class="state">`)
		b.tag("b", s.State)
		if s.Since != nil && clockSet(st) {
			b.raw(" <span>for ")
			b.ago(*s.Since, st.Time)
			b.raw("</span>")
		}
		b.raw("</p>")
		for _, f := range s.Facts {
			b.tag("p", f)
		}
		b.end()
	}
	b.raw("</div>")
}

func (b *builder) recovery(st local.Status) {
	r := st.Recovery
	b.section("recovery", "Recovery")
	words := local.Recovering(r)
	if words == "" {
		words = "Nothing is planned."
	}
	b.tag("p", words)
	if r.Trouble != "" && r.State != "idle" {
		b.tag("p", "Because: "+string(r.Trouble))
	}
	if r.Error != "" {
		b.tag(`p class="problem"`, string(r.Error))
	}
	if spent := local.Spent(r); spent != "" {
		b.tag("p", spent)
	} else if r.Allowed != nil && r.Resets != nil {
		b.tag("p", fmt.Sprintf("No reset in 24 h, of %d allowed.", *r.Allowed))
	}
	if len(r.Acts) > 0 {
		b.raw("<ol>")
		for _, a := range r.Acts {
			b.raw("<li>")
			b.ago(st.Time.Add(-time.Duration(a.AgeS)*time.Second), st.Time)
			b.raw(" ago ")
			b.tag("b", strings.ReplaceAll(a.Rung, "_", " "))
			if a.Why != "" {
				b.text(" " + a.Why)
			}
			b.raw("</li>")
		}
		b.raw("</ol>")
	}
	b.end()
}

const shownTransitions = 24

// timeline is what changed, latest first.
func (b *builder) timeline(st local.Status) {
	b.section("timeline", "What changed")
	if len(st.Transitions) == 0 {
		b.tag("p", "Nothing yet.")
	}
	b.raw("<ol>")
	day := ""
	for i, t := range st.Transitions {
		if i == shownTransitions {
			break
		}
		when := "--:--"
		if t.Trusted {
			if d := t.Time.UTC().Format("Mon 2 Jan"); d != day {
				day = d
				b.tag(`li class="day"`, d)
			}
			when = t.Time.UTC().Format("15:04:05")
		}
		b.raw("<li>")
		b.tag("time", when)
		b.raw("<div>")
		b.tag("b", t.What)
		b.raw(" ")
		if t.From != "" {
			b.tag("span", string(t.From)+" → ")
		}
		b.text(t.To)
		if t.Cause != "" {
			b.tag(`small`, string(t.Cause))
		}
		b.raw("</div></li>")
	}
	b.raw("</ol>")
	b.end()
}
