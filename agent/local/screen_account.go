package local

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

func (p *page) data() {
	d := p.st.Account.Data
	if d.Low == nil {
		if p.st.Account.SMS.Sent != nil {
			p.row("Data", "nothing counts the bytes")
		}
		return
	}
	text := group(*d.Low)
	switch {
	case d.High == nil:
		text = "at least " + text
	case *d.High != *d.Low:
		text += " to " + group(*d.High)
	}
	if d.Limit == nil {
		if d.High == nil && p.st.Account.EndedBy != nil {
			text = group(*d.Low)
		}
		p.row("Data", text+" B in this billing period", "no threshold applies")
		return
	}
	if d.High == nil && *d.Low == 0 {
		p.row("Data", "not known; none seen here of "+group(*d.Limit)+" B")
		return
	}
	text += " of " + group(*d.Limit) + " B"
	if d.High == nil {
		p.gauge("Data", text, float64(*d.Low)/float64(*d.Limit), "≥ ")
		return
	}
	p.gauge("Data", text, float64(*d.High)/float64(*d.Limit), "")
}

func (p *page) sms() {
	s := p.st.Account.SMS
	if s.Low == nil {
		return
	}
	text, mark := strconv.FormatInt(*s.Low, 10), ""
	switch {
	case s.High == nil:
		text, mark = "at least "+text, "≥ "
	case *s.High != *s.Low:
		text += " to " + strconv.FormatInt(*s.High, 10)
	}
	if s.Limit == nil {
		p.row("SMS", text+" in this billing period")
		return
	}
	if s.High == nil && *s.Low == 0 {
		p.row("SMS", fmt.Sprintf("not known; none seen here of %d", *s.Limit))
		return
	}
	part := float64(*s.Low) / float64(*s.Limit)
	if s.High != nil {
		part = float64(*s.High) / float64(*s.Limit)
	}
	p.gauge("SMS", fmt.Sprintf("%s of %d", text, *s.Limit), part, mark)
}

// endedBy says what ended `ready`.
var endedBy = map[string]string{
	"data": "by data", "sms": "by SMS Commands", "time": "by time", "several": "by more than one threshold", "request": "probably on request", "unknown": "by what is not known, as the past is not", "none": "by none of the counted thresholds",
}

func (p *page) until() {
	a := p.st.Account
	if a.EndedBy != nil {
		p.row("Ready ended", endedBy[*a.EndedBy], prefixed("counted ", a.EndedWith))
		return
	}
	if a.ReadyUntil == nil {
		return
	}
	text := a.ReadyUntil.UTC().Format("2006-01-02")
	if a.ReadyUntilEstimated != nil && *a.ReadyUntilEstimated {
		text = "about " + text + " (estimated)"
	}
	if a.ReadyLeftS != nil && *a.ReadyLeftS > 0 {
		text += ", " + span(time.Duration(*a.ReadyLeftS)*time.Second)
	}
	p.row("Ready until", text, p.ahead())
}

// ahead is what ends `ready` first, and when at the present pace.
func (p *page) ahead() string {
	a := p.st.Account
	if a.EndsFirst == nil {
		return ""
	}
	first := map[string]string{"data": "data", "sms": "SMS Commands", "time": "time"}[*a.EndsFirst]
	switch {
	case a.ActiveInS == nil:
		return "nearest: " + first
	case *a.ActiveInS <= 0:
		return "passed: " + first
	case *a.EndsFirst == "time" && a.ActiveAtLatest != nil && !*a.ActiveAtLatest:
		return "ends by time"
	case a.ActiveAtLatest != nil && *a.ActiveAtLatest:
		return "active by " + first + " in " + rough(time.Duration(*a.ActiveInS)*time.Second) + " at the latest"
	}
	return "active in about " + rough(time.Duration(*a.ActiveInS)*time.Second) + ", first by " + first
}

func (p *page) counted() { p.row("Counted on", p.countedOn()) }

func (p *page) countedOn() string {
	d := p.st.Account.Data
	if d.Low == nil || d.Source == nil {
		return ""
	}
	text := *d.Source
	if len(d.NotSeen) > 0 {
		text += "; not seen: " + strings.Join(d.NotSeen, ", ")
	}
	if d.High == nil && p.st.Account.EndedBy == nil {
		text += "; this SIM has a past that is not known"
		if t := p.st.Account.PastSureAt; t != nil {
			text += " until the cloud's records are complete, " + t.UTC().Format("2 Jan 15:04 UTC")
		}
	}
	return text
}
