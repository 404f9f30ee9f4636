package bench

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// chartWidth is that of all drawings in their own units; a phone shows a unit as
// about 0.85 of a pixel, a desk as 1.4.
const chartWidth = 400

// draw begins a drawing; label is what a screen reader says of it.
func draw(h *html, height int, label string) {
	h.put("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", chartWidth, height, label)
}

// scale puts values onto a line.
type scale struct{ from, to, left, right float64 }

func (s scale) at(v float64) float64 {
	if s.to == s.from {
		return s.left
	}
	return s.left + (v-s.from)/(s.to-s.from)*(s.right-s.left)
}

// steps are round values in a range, about n of them.
func steps(from, to float64, n int) (list []float64) {
	if to <= from {
		return nil
	}
	unit := math.Pow(10, math.Floor(math.Log10((to-from)/float64(n))))
	for _, m := range []float64{1, 2, 5, 10} {
		if unit*m >= (to-from)/float64(n) {
			unit *= m
			break
		}
	}
	for i := math.Ceil(from / unit); i*unit <= to+unit/1000; i++ {
		list = append(list, i*unit)
	}
	return list
}

// mark is a verdict at a place: a circle, a hollow one for "not activated", a
// cross for a failure, so that it does not take colours to tell them.
func mark(h *html, x, y, size float64, class, title string) {
	switch class {
	case "fail":
		h.put("<path class=\"fail\" d=\"M%.1f %.1fl%.1f %.1fm0 %.1fl%.1f %.1f\"><title>%s</title></path>", x-size, y-size, 2*size, 2*size, -2*size, -2*size, 2*size, title)
	case "new":
		h.put("<circle class=\"new o\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>%s</title></circle>", x, y, size, title)
	default:
		h.put("<circle class=\"pass\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>%s</title></circle>", x, y, size, title)
	}
}

// level is what the signal chart shows of a SIM: RSRP, RSSI where no SIM has that.
func (r *Report) level() (name string, limit int, value func(*Record) *float64) {
	for i := range r.Records {
		if r.Records[i].Signal.RSRP != nil {
			return "RSRP", r.Run.Plan.Signal.RSRPLeast, func(x *Record) *float64 { return x.Signal.RSRP }
		}
	}
	return "RSSI", r.Run.Plan.Signal.RSSILeast, func(x *Record) *float64 { return x.Signal.RSSI }
}

// signalChart has a mark for each SIM at its level, with the range of its
// readings, and the least level as a line.
func (r *Report) signalChart(h *html) string {
	name, limit, value := r.level()
	low, high, n := float64(limit), float64(limit)+10, 0
	for i := range r.Records {
		if v := value(&r.Records[i]); v != nil {
			low, high, n = min(low, *v), max(high, *v), n+1
		}
	}
	if n == 0 {
		return "No level was read."
	}
	const height, top, bottom = 200, 12, 172
	y := scale{high + 3, low - 3, top, bottom}
	x := scale{1, float64(max(len(r.Records), 2)), 48, chartWidth - 10}
	draw(h, height, fmt.Sprintf("%s of %d SIMs in dBm", name, n))
	for _, v := range steps(low-3, high+3, 5) {
		h.put("<line x1=\"40\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/><text class=\"q end\" x=\"36\" y=\"%.1f\">%d</text>", chartWidth, y.at(v), y.at(v), y.at(v)+4, int(v))
	}
	h.put("<line class=\"limit\" x1=\"40\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", chartWidth, y.at(float64(limit)), y.at(float64(limit)))
	size := min(max(120/float64(len(r.Records)), 1.5), 4)
	for i := range r.Records {
		rec := &r.Records[i]
		v, at := value(rec), x.at(float64(i+1))
		if v == nil {
			mark(h, at, bottom+6, min(size, 2.5), rec.class(), fmt.Sprintf("%d %s: no %s", rec.N, rec.id(), name))
			continue
		}
		if a, b := rec.Signal.RSRPLeast, rec.Signal.RSRPMost; name == "RSRP" && *a != *b {
			h.put("<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>", rec.class(), at, at, y.at(*a), y.at(*b))
		}
		mark(h, at, y.at(*v), size, rec.class(), fmt.Sprintf("%d %s: %.0f dBm", rec.N, rec.id(), *v))
	}
	h.put("<text class=\"q\" x=\"48\" y=\"%d\">SIM 1</text>", height-4)
	if len(r.Records) > 1 {
		h.put("<text class=\"q end\" x=\"%d\" y=\"%d\">%d</text>", chartWidth-6, height-4, len(r.Records))
	}
	h.raw("</svg>")
	h.put("<p class=\"legend\">%s in dBm; ● passed, ○ not activated, × failed. The dashed line is the least that the plan wants, %d. Marks below the scale had no level.</p>", name, limit)
	return ""
}

// pitchOf is the room for each of n bars: with their words up to forty, and no
// longer than some screens for hundreds.
func pitchOf(n int) float64 {
	if n <= 40 {
		return 16
	}
	return min(max(1400/float64(n), 2), 7)
}

// part is a stretch of a SIM's time.
type part struct {
	class int // s1 to s5
	to    float64
}

// partNames are the stretches' words, from s1 on.
var partNames = []string{"card", "registering", "attaching", "measuring", "cloud, spending or waiting"}

// parts are the stretches of a SIM's time, one behind the other.
func (r *Record) parts() []part {
	list := []part{}
	last := 0.0
	add := func(class int, to *float64) {
		if to != nil && *to > last {
			list = append(list, part{class, *to})
			last = *to
		}
	}
	x := r.Reached
	add(1, x.Card)
	add(2, x.Registered)
	add(3, x.Attached)
	add(4, x.Signal)
	rest := 5 // what it was at when it ended
	switch {
	case x.Card == nil:
		rest = 1
	case x.Registered == nil && r.Registration.State != nil:
		rest = 2
	case x.Registered != nil && x.Attached == nil:
		rest = 3
	case x.Attached != nil && x.Signal == nil:
		rest = 4
	}
	add(rest, &r.Seconds)
	return list
}

// timeChart has a bar for each SIM. One that took far longer than the others is
// cut, with its seconds beside it.
func (r *Report) timeChart(h *html) string {
	if len(r.Records) == 0 {
		return "No SIM was tested."
	}
	var all []float64
	for i := range r.Records {
		all = append(all, r.Records[i].Seconds)
	}
	all = sorted(all)
	most := all[len(all)-1]
	if usual := 3 * quantile(all, 0.75); most > usual && usual > 0 {
		most = usual
	}
	pitch := pitchOf(len(all))
	top, height := 18.0, int(18+pitch*float64(len(all))+6)
	x := scale{0, max(most, 0.001), 74, chartWidth - 44}
	draw(h, height, fmt.Sprintf("Seconds from put in to verdict of %d SIMs", len(all)))
	for _, v := range steps(0, most, 5) {
		h.put("<line x1=\"%.1f\" x2=\"%.1f\" y1=\"14\" y2=\"%d\"/><text class=\"q mid\" x=\"%.1f\" y=\"10\">%s</text>", x.at(v), x.at(v), height, x.at(v), short2(v)+" s")
	}
	for i := range r.Records {
		rec := &r.Records[i]
		y := top + pitch*float64(i)
		if pitch > 10 || rec.N%10 == 0 {
			tail := ""
			if pitch > 10 && rec.ICCID != nil {
				tail = " " + (*rec.ICCID)[max(len(*rec.ICCID)-4, 0):]
			}
			h.put("<text class=\"q end\" x=\"56\" y=\"%.1f\">%s</text>", y+pitch*0.72, strconv.Itoa(rec.N)+tail)
		}
		mark(h, 65, y+pitch*0.45, min(max(pitch*0.22, 1), 3), rec.class(), rec.Text)
		from := 0.0
		for _, p := range rec.parts() {
			a, b := x.at(min(from, most)), x.at(min(p.to, most))
			if b > a {
				h.put("<rect class=\"s%d\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s, %s to %s s</title></rect>", p.class, a, y, b-a, pitch*0.8, partNames[p.class-1], short2(from), short2(p.to))
			}
			from = p.to
		}
		if rec.Seconds > most && pitch > 10 {
			h.put("<text x=\"%.1f\" y=\"%.1f\">▸%s s</text>", x.right+1, y+pitch*0.72, short2(rec.Seconds))
		} else if rec.Seconds > most {
			h.put("<path class=\"fail\" d=\"M%.1f %.1fl4 %.1fl-4 %.1f\"><title>%s s</title></path>", x.right+2, y, pitch*0.4, pitch*0.4, short2(rec.Seconds))
		}
	}
	h.raw("</svg><p class=\"legend\">")
	if all[len(all)-1] > most {
		h.put("<span>▸ cut: longer than %s s</span>", short2(most))
	}
	for i, name := range partNames {
		h.put("<span><i class=\"s%d\"></i>%s</span>", i+1, name)
	}
	h.raw("</p>")
	return ""
}

// short2 is a number with no more digits than it needs.
func short2(v float64) string {
	s := strconv.FormatFloat(v, 'f', 1, 64)
	if v < 1 && v > 0 {
		s = strconv.FormatFloat(v, 'g', 2, 64)
	}
	return strings.TrimSuffix(s, ".0")
}

// speedsShown is how many commands the chart has room for.
const speedsShown = 16

// speedChart has a line from the median to the 95th percentile of each command,
// and a tick at the slowest answer, on a logarithmic scale.
func (r *Report) speedChart(h *html) string {
	list := r.Totals.Commands
	if len(list) == 0 {
		return "No command was sent."
	}
	list = list[:min(len(list), speedsShown)]
	low, high := math.Inf(1), 0.0
	for _, s := range list {
		low, high = min(low, s.Median), max(high, s.Most)
	}
	low = math.Floor(math.Log10(max(low, 0.01)))
	high = max(math.Ceil(math.Log10(max(high, 0.01))), low+1)
	const pitch, top = 16.0, 18.0
	height := int(top + pitch*float64(len(list)) + 6)
	x := scale{low, high, 110, chartWidth - 46}
	apart := 1.0
	if high-low > 4 {
		apart = 2 // else their words meet
	}
	at := func(ms float64) float64 { return x.at(math.Log10(max(ms, 0.01))) }
	draw(h, height, "Milliseconds from command to answer")
	for e := low; e <= high; e += apart {
		h.put("<line x1=\"%.1f\" x2=\"%.1f\" y1=\"14\" y2=\"%d\"/><text class=\"q mid\" x=\"%.1f\" y=\"10\">%s</text>", x.at(e), x.at(e), height, x.at(e), powerOfTen(e))
	}
	for i, s := range list {
		y := top + pitch*(float64(i)+0.5)
		title := fmt.Sprintf("AT%s: %d answers, %d of them errors; median %s ms, 95 %% within %s ms, slowest %s ms", s.Command, s.Count, s.Failed, short2(s.Median), short2(s.P95), short2(s.Most))
		h.put("<text class=\"end\" x=\"102\" y=\"%.1f\">%s</text>", y+4, "AT"+clip(s.Command, 9))
		h.put("<line class=\"l1\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>", at(s.P95), at(s.Most), y, y)
		h.put("<line class=\"l1\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>", at(s.Most), at(s.Most), y-4, y+4)
		h.put("<line class=\"l2\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>", at(s.Median), at(s.P95), y, y)
		h.put("<circle class=\"s2\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"><title>%s</title></circle>", at(s.Median), y, title)
		h.put("<text class=\"q end\" x=\"%d\" y=\"%.1f\">%d</text>", chartWidth-4, y+4, s.Count)
	}
	h.raw("</svg><p class=\"legend\">● median, thick line to 95 %, tick at the slowest; at the right how many. Errors count with their time.</p>")
	return ""
}

// powerOfTen is so many milliseconds with their unit.
func powerOfTen(e float64) string {
	if e >= 3 {
		return short2(math.Pow(10, e-3)) + " s"
	}
	return short2(math.Pow(10, e)) + " ms"
}

// spentChart has a bar for each SIM that sent something.
func (r *Report) spentChart(h *html) string {
	most, sms, unknown := 0, 0, 0
	var who []*Record
	for i := range r.Records {
		switch s := r.Records[i].Spent; {
		case s.Bytes == nil || s.SMS == nil:
			unknown++
		case *s.Bytes > 0 || *s.SMS > 0:
			who = append(who, &r.Records[i])
			most, sms = max(most, *s.Bytes), sms+*s.SMS
		}
	}
	if len(who) == 0 && unknown > 0 {
		return fmt.Sprintf("Not known: of SIMs that were sending when they ended, %d.", unknown)
	}
	if len(who) == 0 {
		return "Nothing: no data and no SMS Commands."
	}
	const top = 18.0
	pitch := pitchOf(len(who))
	height := int(top + pitch*float64(len(who)) + 6)
	x := scale{0, float64(max(most, 1)), 36, chartWidth - 110}
	draw(h, height, "Bytes that each SIM spent")
	for _, v := range steps(0, float64(most), 4) {
		h.put("<line x1=\"%.1f\" x2=\"%.1f\" y1=\"14\" y2=\"%d\"/><text class=\"q mid\" x=\"%.1f\" y=\"10\">%s</text>", x.at(v), x.at(v), height, x.at(v), short2(v)+" B")
	}
	for i, rec := range who {
		y := top + pitch*float64(i)
		words := fmt.Sprintf("%d B, %d SMS", *rec.Spent.Bytes, *rec.Spent.SMS)
		if pitch > 10 || rec.N%10 == 0 {
			h.put("<text class=\"q end\" x=\"30\" y=\"%.1f\">%d</text>", y+pitch*0.75, rec.N)
		}
		h.put("<rect class=\"s2\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%d: %s</title></rect>", x.left, y, x.at(float64(*rec.Spent.Bytes))-x.left, pitch*0.8, rec.N, words)
		if pitch > 10 {
			h.put("<text x=\"%.1f\" y=\"%.1f\">%s</text>", x.at(float64(*rec.Spent.Bytes))+4, y+12, words)
		}
	}
	h.put("</svg><p class=\"legend\">Bytes of IP packets with their headers, as sent. SMS Commands in all: %d.", sms)
	if unknown > 0 {
		h.put(" Of %d more it is not known: they were sending when they ended.", unknown)
	}
	h.raw("</p>")
	return ""
}
