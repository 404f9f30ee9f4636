package page

import (
	"fmt"
	"strconv"
	"time"

	"simagent/agent/local"
)

// chart draws what passed in each slot of time: sent, received, and what is
// uncertain on top. A slot that nobody watched is hatched: unknown is not 0.
func (b *builder) chart(name, unit string, list []slot, why string, st local.Status) {
	b.section("chart", name)
	defer b.end()
	switch {
	case why != "":
		b.tag("p", upper(why))
		return
	case !clockSet(st):
		b.tag("p", "The time of day is not known: what passes is counted without an hour.")
		return
	case len(list) == 0:
		return
	}
	top, known := highest(list)
	if known == 0 {
		b.tag("p", "Nothing was watched in this time.")
		return
	}
	b.raw(`<div class="plot">`)
	b.tag(`span class="top"`, short(top))
	b.raw(`<svg role="img" aria-label="`)
	b.text(name + ": bytes by " + unit + "; the figures are below")
	b.raw(`">`)
	for i, s := range list {
		b.column(i, len(list), s, top, unit)
	}
	b.raw(`</svg><div class="axis ` + unit + `s">`)
	every := 12 // slots from label to label, as the style has it
	if unit == "day" {
		every = 6
	}
	for i := 0; i < len(list); i += every {
		b.tag("span", label(list[i].Start, unit))
	}
	b.raw(`</div></div><p class="legend"><span><i class="tx"></i>sent</span> <span><i class="rx"></i>received</span> <span><i class="slack"></i>uncertain</span> <span><svg><rect fill="url(#hatch)" width="12" height="12"/></svg>not watched</span></p>`)
	b.table(list, unit)
}

// column is slot i of n.
func (b *builder) column(i, n int, s slot, top int64, unit string) {
	width := 100 / float64(n) // percent of the chart
	x := float64(i) * width
	b.raw("<g><title>")
	b.text(says(s, unit))
	b.raw("</title>")
	if s.Sum == nil {
		b.raw(fmt.Sprintf(`<rect fill="url(#hatch)" x="%.3f%%" width="%.3f%%" height="100%%"/></g>`, x, width))
		return
	}
	b.raw(fmt.Sprintf(`<rect class="hit" x="%.3f%%" width="%.3f%%" height="100%%"/>`, x, width))
	y := 100.0
	for _, part := range []struct {
		class string
		n     int64
	}{{"tx", s.Sum.Sent}, {"rx", s.Sum.Received}, {"slack", s.Sum.Uncertain}} {
		if part.n <= 0 {
			continue
		}
		h := 100 * float64(part.n) / float64(top)
		y -= h
		b.raw(fmt.Sprintf(`<rect class="%s" x="%.3f%%" y="%.2f%%" width="%.3f%%" height="%.2f%%"/>`, part.class, x+width*0.1, y, width*0.8, h))
	}
	b.raw("</g>")
}

// says is a slot in words.
func says(s slot, unit string) string {
	when := s.Start.Format("Mon 2 Jan")
	whole := int64(86400)
	if unit == "hour" {
		when, whole = s.Start.Format("Mon 2 Jan 15:04"), 3600
	}
	if s.Sum == nil {
		return when + ": not watched"
	}
	n := s.Sum
	text := when + ": sent " + local.Group(n.Sent) + " B, received " + local.Group(n.Received) + " B"
	if n.Uncertain > 0 {
		text += ", uncertain " + local.Group(n.Uncertain) + " B"
	}
	if c := n.SMSSent + n.SMSReceived; c > 0 {
		text += ", SMS Commands " + strconv.FormatInt(c, 10)
	}
	if n.WatchedS > 0 && n.WatchedS < whole*95/100 {
		text += fmt.Sprintf("; watched for %d %% of the time", n.WatchedS*100/whole)
	}
	return text
}

// highest is the top of the scale: the highest slot, rounded up to 1, 2 or 5
// and zeros; and how many slots were watched.
func highest(list []slot) (top int64, known int) {
	most := int64(0)
	for _, s := range list {
		if s.Sum != nil {
			known++
			most = max(most, s.Sum.Sent+s.Sum.Received+s.Sum.Uncertain)
		}
	}
	for step := int64(100); ; step *= 10 { // nothing is drawn higher than it is by a scale of a few bytes
		for _, n := range []int64{step, 2 * step, 5 * step} {
			if most <= n || step > 1<<58 {
				return n, known
			}
		}
	}
}

// short is a number of bytes for an axis.
func short(n int64) string {
	for _, u := range []struct {
		size int64
		name string
	}{{1_000_000_000, " GB"}, {1_000_000, " MB"}, {1000, " kB"}} {
		if n >= u.size {
			return strconv.FormatInt(n/u.size, 10) + u.name
		}
	}
	return strconv.FormatInt(n, 10) + " B"
}

func label(t time.Time, unit string) string {
	if unit == "hour" {
		return t.Format("Mon 15:04")
	}
	return t.Format("2 Jan")
}

// table is the chart in figures, latest first, for who cannot see or touch it.
func (b *builder) table(list []slot, unit string) {
	b.raw(`<details id="` + unit + `s"><summary>Figures</summary><table><thead><tr><th>UTC</th><th>sent, B</th><th>received, B</th><th>uncertain, B</th><th>SMS</th></tr></thead><tbody>`)
	layout := "Mon 2 Jan"
	if unit == "hour" {
		layout = "Mon 2 Jan 15:04"
	}
	for i := len(list) - 1; i >= 0; i-- {
		b.raw("<tr>")
		b.tag("th", list[i].Start.Format(layout))
		if n := list[i].Sum; n != nil {
			for _, v := range []int64{n.Sent, n.Received, n.Uncertain, n.SMSSent + n.SMSReceived} {
				b.tag("td", local.Group(v))
			}
		} else {
			b.raw(`<td colspan="4">not watched</td>`)
		}
		b.raw("</tr>")
	}
	b.raw("</tbody></table></details>")
}
