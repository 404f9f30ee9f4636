package watch

import (
	"fmt"
	"strings"

	"simagent/agent/local"
)

// percent is the width of a percentage with its mark: "≥100 %".
const percent = 6

// gauges are the thresholds as bars: what is certain dark, what may have been spent besides light.
func (d *drawing) gauges() (rows []row) {
	list := local.Gauges(d.v.Status)
	text := 0
	for _, g := range list {
		text = max(text, textColumns(g.Text)+percent+1)
	}
	size := max(min(d.g.Width-label-text, 40), 0)
	if size < 6 {
		size = 0
	}
	for _, g := range list {
		used := g.High
		mark := ""
		if g.High < 0 {
			used, mark = g.Low, "≥"
		}
		part := fmt.Sprintf("%s%d %%", mark, int(used*100))
		if mark != "" && used < 0.01 {
			part = "" // at least nothing says nothing
		}
		style := Green
		switch {
		case used >= 0.95:
			style = Red
		case used >= 0.8:
			style = Yellow
		}
		r := row{spans: []span{{0, g.Name, Plain}}}
		x := label
		if size > 0 {
			r.spans = append(r.spans, span{x, bar(g, size), style})
			x += size
		}
		r.spans = append(r.spans, span{x, fmt.Sprintf("%*s", percent, part), style}, span{x + percent + 1, cut(g.Text, max(d.g.Width-x-percent-1, 0)), Plain})
		rows = append(rows, r)
	}
	return rows
}

// bar draws an interval: █ up to its low end, ▒ up to its high end, which is the end of the bar when nobody knows it. It is
// full when the threshold is reached, and not before.
func bar(g local.Gauge, size int) string {
	low := int(g.Low*float64(size) + 0.5)
	high := size
	if g.High >= 0 {
		high = int(g.High*float64(size) + 0.5)
		if g.High > g.Low {
			high = max(high, low+1) // an interval is seen, however small
		}
		if g.High < 1 {
			high = min(high, size-1)
		}
	}
	high = min(high, size)
	low = min(low, high)
	if g.High > g.Low && low == high && low > 0 {
		low--
	}
	return strings.Repeat("█", low) + strings.Repeat("▒", high-low) + strings.Repeat("░", size-high)
}

// rate is the last hour, as far as this screen has seen it.
func (d *drawing) rate() []row {
	if d.v.Rate == nil {
		return nil
	}
	sum, minutes := d.v.Rate.Sum()
	if minutes == 0 {
		return nil
	}
	n := 12
	for _, k := range []int{60, 30, 20} {
		if d.g.Width >= label+k+34 {
			n = k
			break
		}
	}
	bars := d.v.Rate.Bars(n)
	most := int64(0)
	for _, b := range bars {
		most = max(most, b)
	}
	over := "in the last hour"
	if minutes < 60 {
		over = fmt.Sprintf("in %d min", minutes)
	}
	facts := []string{local.Group(sum) + " B " + over, "most " + local.Group(most) + " B/min"}
	return []row{{spans: []span{{0, "Rate", Plain}, {label, spark(bars, d.g.look.ASCII), Green}, {label + n + 1, side(facts, max(d.g.Width-label-n-1, 0)), Plain}}}}
}
