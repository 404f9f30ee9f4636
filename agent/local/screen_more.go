package local

import "fmt"

// clock says that nobody vouches for the time of day; the verdict says it where the clock cannot be right at all.
func (p *page) clock() {
	if p.st.Clock == "" && p.st.UptimeS != nil && p.st.Time.Year() >= 2026 {
		p.row("Clock", "confirmed by nobody (NTP, network, cloud): nothing is dated by it")
	}
}

// cloud is what the cloud counts, and why it is not asked.
func (p *page) cloud() {
	c := p.st.Cloud
	const cloudFails = 70 // agent.CloudFails: the verdict says it below
	if c.Error != nil && c.Provider != nil && p.st.Verdict.Code != cloudFails {
		p.row("Cloud", *c.Error)
	}
	if len(c.Compared) > 0 {
		d := c.Compared[0]
		p.row("Cloud counts", fmt.Sprintf("%s B on %s", group(d.Cloud), d.Day), map[string]string{"agrees": "as here", "more": "more than here", "less": "less than here: " + group(d.Low) + " B"}[d.Says])
	}
	if c.Provider == nil && p.st.UptimeS != nil {
		p.row("Cloud", "not asked: cloud.provider is none")
	}
}

// history lists the last changes.
func (p *page) history() {
	p.line("")
	for i, t := range p.st.Transitions {
		if i == 20 {
			break
		}
		text := string(t.From) + " -> " + t.To
		if t.From == "" {
			text = t.To
		}
		if t.Cause != "" {
			text += ": " + string(t.Cause)
		}
		when := t.Time.UTC().Format("15:04:05")
		if !t.Trusted {
			when = "--:--:--"
		}
		for j, l := range wrap(fmt.Sprintf("%-13s%s", t.What, text), p.width-label) {
			if j > 0 {
				when = ""
			}
			p.line(fmt.Sprintf("%-*s%s", label, when, l))
		}
	}
	p.line("")
}
