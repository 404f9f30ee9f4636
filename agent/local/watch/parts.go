package watch

import (
	"fmt"
	"strings"
	"time"

	"simagent/agent/local"
)

func (d *drawing) head() []row {
	st := d.v.Status
	if !d.v.Has {
		return []row{{spans: []span{{0, "simagent", Bold}}}, {gap: true}}
	}
	when := st.Time.UTC().Format("Mon 2 Jan 15:04 UTC") // without seconds: each would be a packet of 150 bytes over SSH, and those may be the SIM's
	switch {
	case st.Time.Year() < 2026:
		when = "clock not set"
	case d.g.Width < 50:
		when = st.Time.UTC().Format("15:04")
	}
	at := max(d.g.Width-textColumns(when), 0)
	name := cut(st.Name, max(at-2, 0))
	r := row{spans: []span{{0, name, Bold}, {at, when, Plain}}}
	rows := []row{r}
	if d.g.Height >= 20 {
		rows = append(rows, row{gap: true})
	}
	return rows
}

// verdict is the one sentence, or that there is nobody who says one.
func (d *drawing) verdict() []row {
	v := d.v.Status.Verdict
	switch {
	case d.v.Trouble != "" && d.v.Has:
		return d.words("Waiting", Bold|Yellow, fmt.Sprintf("%s Below is what was %s ago.", d.v.Trouble, local.Ago(d.v.Since)), 2)
	case d.v.Trouble != "":
		return d.words("Waiting", Bold|Yellow, d.v.Trouble, 3)
	case !d.v.Has:
		return d.words("", Plain, "asking …", 1)
	case v.OK:
		return d.words("OK", Bold|Green, v.Text, 2)
	}
	text := v.Text
	if v.Where != "" {
		text = strings.ToUpper(string(v.Where[:1])) + string(v.Where[1:]) + " - " + text
	}
	return d.words("Attention", Bold|Yellow, text, d.lines(3))
}

func (d *drawing) todo() []row {
	next := d.v.Status.Verdict.Next
	if next == nil || d.v.Trouble != "" {
		return nil
	}
	return d.words("To do", Plain, strings.ReplaceAll(*next, "\n", "; "), 2)
}

var shades = map[local.Grade]Style{local.Unsure: Plain, local.Well: Green, local.Ill: Bold | Yellow}

// standings are the parts, their states, for how long, and what there is to say of them.
func (d *drawing) standings() (rows []row) {
	list := local.Standings(d.v.Status)
	state := 0
	for _, s := range list {
		state = max(state, min(textColumns(s.State), 21))
	}
	at := label + state + 2
	if d.g.Width < label+state+2+8 {
		at, state = d.g.Width, max(d.g.Width-label, 0) // no room for times
	}
	facts := at + 13
	for _, s := range list {
		style := shades[s.Grade]
		if d.v.Trouble != "" {
			style = Plain // nobody knows whether it is still so
		}
		r := row{worth: 1, spans: []span{{0, s.Name, Plain}, {label, cut(s.State, state), style}}}
		if s.Grade == local.Well {
			r.worth = 3 // the verdict says as much; the bars do not
		}
		r.spans = append(r.spans, span{at, d.held(s), Plain})
		if d.g.Width >= facts+8 {
			r.spans = append(r.spans, span{facts, side(s.Facts, d.g.Width-facts), Plain})
		}
		rows = append(rows, r)
	}
	return rows
}

// held is for how long a part has been in its state.
func (d *drawing) held(s local.Standing) string {
	if s.Since != nil {
		return local.Ago(d.v.Status.Time.Sub(*s.Since))
	}
	if h, ok := d.v.Held[s.Name]; ok && h.State == s.State && h.For >= time.Minute {
		return "≥ " + local.Ago(h.For)
	}
	return ""
}

// side lays facts beside each other as far as they fit; the first is cut rather than left out.
func side(facts []string, width int) string {
	out := ""
	for _, f := range facts {
		switch {
		case out == "":
			out = cut(f, width)
		case textColumns(out)+2+textColumns(f) <= width:
			out += "  " + f
		}
	}
	return out
}

// recovery is what is done about a trouble, and when; nothing while there is nobody who does it.
func (d *drawing) recovery() []row {
	if d.v.Trouble != "" {
		return nil
	}
	r := d.v.Status.Recovery
	text := local.Recovering(r)
	if spent := local.Spent(r); spent != "" {
		text = strings.TrimSpace(text + " " + strings.ToUpper(spent[:1]) + spent[1:] + ".")
	}
	if r.Error != "" {
		text += " The last try failed: " + string(r.Error) + "."
	}
	if text == "" {
		return nil
	}
	return d.words("Recovery", Plain, text, 2)
}

func (d *drawing) foot() {
	y := d.g.Height - 1
	keys := "q quit   h history   space pause"
	switch {
	case d.v.History:
		keys = "q quit   h back   arrows scroll   space pause"
	case !d.v.Has:
		keys = "q quit"
	}
	if d.v.Paused {
		keys = strings.Replace(keys, "space pause", "space go on", 1)
		mark := "PAUSED"
		if x := d.g.Width - len(mark); x > textColumns(keys)+1 {
			d.g.Put(x, y, mark, Bold|Yellow)
		}
	}
	d.g.Put(0, y, cut(keys, d.g.Width), Plain)
}
