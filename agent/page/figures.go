package page

import (
	"fmt"
	"strings"

	"simagent/agent/local"
)

// figures are what the counts rest on, one below the other.
func (b *builder) figures(st local.Status) {
	b.section("figures", "What the count rests on")
	if st.Account.ICCID == nil {
		b.tag("p", "Nothing is counted while no SIM's account is open.")
	}
	b.raw("<dl>")
	d := st.Account.Data
	switch {
	case d.Low != nil && d.High != nil:
		b.fact("In this period", interval(*d.Low, *d.High))
	case d.Low != nil:
		b.fact("In this period", "at least "+local.Group(*d.Low)+" B")
	}
	b.fact("Counted on", local.CountedOn(st.Account))
	b.fact("Sent", bytesOf(d.Sent))
	b.fact("Received", bytesOf(d.Received))
	b.fact("Before this device", bytesOf(d.Past))
	b.fact("Uncertain", bytesOf(d.Uncertain))
	if d.RatePerDay != nil {
		b.fact("Pace", local.Group(*d.RatePerDay)+" B a day, as in the last 24 hours")
	}
	b.fact("Module's counter", string(d.Calibration))
	b.fact("Operator's terms", string(d.Metering))
	r := st.Report
	if r.BytesToday != nil && r.BudgetToday != nil {
		b.fact("Reports", fmt.Sprintf("%d since the start, %s B of %s today", r.Sent, local.Group(*r.BytesToday), local.Group(*r.BudgetToday)))
	}
	b.fact("Last report", problemOf(r))
	var waiting []string
	for _, a := range r.Alarms {
		waiting = append(waiting, string(a))
	}
	b.fact("Alarms that wait", strings.Join(waiting, ", "))
	for _, c := range st.Cloud.Compared {
		says := map[string]string{"agrees": "as here", "more": "more than here: " + interval(c.Low, c.High), "less": "less than here: " + interval(c.Low, c.High)}[c.Says]
		b.fact("Cloud on "+c.Day, local.Group(c.Cloud)+" B, "+says)
	}
	for _, s := range st.Link.Settings {
		words := "to be set: " + s.Command
		switch {
		case s.Written:
			words = "is set, and counts after a restart of the module"
		case s.Error != "":
			words = "cannot be set: " + string(s.Error)
		}
		b.fact("Setting "+string(s.About), words)
	}
	b.raw("</dl>")
	b.end()
}

// problemOf says how the last report went.
func problemOf(r local.Report) string {
	switch {
	case r.Error != nil:
		return *r.Error
	case r.LastAt != nil && r.LastRoute != nil:
		return r.LastAt.UTC().Format("2 Jan 15:04 UTC") + " by " + *r.LastRoute
	}
	return ""
}

func interval(low, high int64) string {
	if low == high {
		return local.Group(low) + " B"
	}
	return local.Group(low) + " to " + local.Group(high) + " B"
}

func bytesOf(n *int64) string {
	if n == nil {
		return ""
	}
	return local.Group(*n) + " B"
}

// fact is a row; one without words is left out.
func (b *builder) fact(name, words string) {
	if words != "" {
		b.tag("dt", name)
		b.tag("dd", words)
	}
}
