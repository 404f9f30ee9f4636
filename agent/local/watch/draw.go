package watch

import (
	"fmt"
	"strings"
	"time"

	"simagent/agent/local"
)

// View is all that a screen shows.
type View struct {
	Status  local.Status
	Has     bool // a status came at all
	Trouble string
	Since   time.Duration // how old the status is, while there is Trouble
	Rate    *Rate
	Held    map[string]Held // by Standing.Name, where the status has no time of its own
	Paused  bool
	History bool
	Scroll  int // lines of the history that are above the screen
}

// Held is how long a state has been seen; it may be older.
type Held struct {
	State string
	For   time.Duration
}

// label is the width of the names, in columns.
const label = 10

// Draw makes the screen. It never fails: what has no room is left out, what matters least first.
func Draw(v View, width, height int, look Look) *Grid {
	d := drawing{v: v, g: NewGrid(width, height, look)}
	if v.History && v.Has {
		d.history()
		return d.g
	}
	d.block(0, d.head())
	d.block(0, d.verdict())
	if v.Has {
		d.block(2, d.todo())
		d.gap()
		d.block(1, d.standings())
		d.gap()
		d.block(3, d.gauges())
		d.block(5, d.rate())
		d.block(4, d.recovery())
		d.gap()
	}
	d.lay()
	return d.g
}

// drawing is a screen that is being made.
type drawing struct {
	v    View
	g    *Grid
	rows []row
}

// row is a line to be shown, with what it is worth: 0 is the last to go.
type row struct {
	worth int
	spans []span
	gap   bool // a blank line
}

// span is a part of a row from a column on.
type span struct {
	x     int
	text  string
	style Style
}

func (d *drawing) block(worth int, rows []row) {
	for _, r := range rows {
		r.worth = worth
		d.rows = append(d.rows, r)
	}
}

// gap is worth less than everything: a small screen has none.
func (d *drawing) gap() { d.rows = append(d.rows, row{worth: 9, gap: true}) }

// leastEvents is how many events are shown before blank lines are.
const leastEvents = 4

// lay puts the rows onto the screen, events below as far as there is room, and the keys into the last line.
func (d *drawing) lay() {
	height := d.g.Height
	foot := height >= 8
	if foot {
		height--
	}
	want := 0
	if d.v.Has {
		want = min(len(d.v.Status.Transitions), leastEvents)
	}
	for len(d.rows)+want > height && d.drop(9) {
	}
	want = 0
	for worth := 8; worth >= 0; worth-- {
		for len(d.rows)+want > height && d.drop(worth) {
		}
	}
	y := 0
	for _, r := range d.rows {
		for _, s := range r.spans {
			d.g.Put(s.x, y, s.text, s.style)
		}
		y++
	}
	if d.v.Has {
		for i := 0; y < height && i < len(d.v.Status.Transitions); i++ {
			d.event(y, d.v.Status.Transitions[i])
			y++
		}
	}
	if foot {
		d.foot()
	}
}

// drop takes the last row of a worth away.
func (d *drawing) drop(worth int) bool {
	for i := len(d.rows) - 1; i >= 0; i-- {
		if d.rows[i].worth == worth {
			d.rows = append(d.rows[:i], d.rows[i+1:]...)
			return true
		}
	}
	return false
}

func (d *drawing) head() []row {
	st := d.v.Status
	if !d.v.Has {
		return []row{{spans: []span{{0, "simagent", Bold}}}, {gap: true}}
	}
	when := st.Time.UTC().Format("Mon 2 Jan 15:04:05 UTC")
	switch {
	case st.Time.Year() < 2026:
		when = "clock not set"
	case d.g.Width < 50:
		when = st.Time.UTC().Format("15:04:05")
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

// lines is how many a text may have on a screen of this height.
func (d *drawing) lines(most int) int {
	if d.g.Height < 18 {
		return most - 1
	}
	return most
}

func (d *drawing) todo() []row {
	next := d.v.Status.Verdict.Next
	if next == nil || d.v.Trouble != "" {
		return nil
	}
	return d.words("To do", Plain, strings.ReplaceAll(*next, "\n", "; "), d.lines(2))
}

// words are a name and a text over some lines; what is longer is cut.
func (d *drawing) words(name string, style Style, text string, most int) (rows []row) {
	from := label
	if d.g.Width < 40 {
		from = min(textColumns(name)+1, label)
	}
	lines := wrap(text, max(d.g.Width-from, 1))
	if len(lines) > most {
		lines[most-1] = cut(lines[most-1]+" "+lines[most], max(d.g.Width-from, 1))
		lines = lines[:most]
	}
	for i, l := range lines {
		r := row{spans: []span{{from, l, Plain}}}
		if i == 0 {
			r.spans = append(r.spans, span{0, name, style})
		}
		rows = append(rows, r)
	}
	return rows
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
		r := row{spans: []span{{0, s.Name, Plain}, {label, cut(s.State, state), style}}}
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

// wrap breaks a text at blanks, and a word that is too long anywhere.
func wrap(s string, width int) (lines []string) {
	line := ""
	for word := range strings.FieldsSeq(s) {
		switch {
		case line == "":
			line = word
		case textColumns(line)+1+textColumns(word) <= width:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
		for textColumns(line) > width {
			head := strings.TrimSuffix(cut(line, width+1), "…")
			if head == "" {
				break // not one character fits
			}
			lines, line = append(lines, head), line[len(head):]
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

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
		r.spans = append(r.spans, span{x, fmt.Sprintf("%*s", percent, fmt.Sprintf("%s%d %%", mark, int(used*100))), style}, span{x + percent + 1, cut(g.Text, max(d.g.Width-x-percent-1, 0)), Plain})
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

// recovery is what is done about a trouble, and when.
func (d *drawing) recovery() []row {
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

// change says a transition in one line.
func change(t local.Transition) string {
	text := t.To
	if t.From != "" {
		text = string(t.From) + " -> " + t.To
	}
	if t.Cause != "" {
		text += ": " + string(t.Cause)
	}
	return strings.ReplaceAll(text, "\n", " ")
}

// when is a time of day, or the day if it was another.
func when(t local.Transition, now time.Time) string {
	switch {
	case !t.Trusted:
		return "--:--:--"
	case t.Time.UTC().YearDay() != now.UTC().YearDay() || t.Time.Year() != now.Year():
		return t.Time.UTC().Format("2 Jan")
	}
	return t.Time.UTC().Format("15:04:05")
}

// whatWidth is the longest subject of a transition, "registration", and a blank.
const whatWidth = 13

func (d *drawing) event(y int, t local.Transition) {
	d.g.Put(0, y, when(t, d.v.Status.Time), Plain)
	if d.g.Width < 50 {
		d.g.Put(label, y, cut(t.What+" "+change(t), d.g.Width-label), Plain)
		return
	}
	d.g.Put(label, y, t.What, Bold)
	d.g.Put(label+whatWidth, y, cut(change(t), d.g.Width-label-whatWidth), Plain)
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

// history is a screen of all changes.
func (d *drawing) history() {
	lines := HistoryLines(d.v.Status, d.g.Width)
	from := min(d.v.Scroll, max(len(lines)-1, 0))
	d.g.Put(0, 0, cut(fmt.Sprintf("%s: the last %d changes, newest first", d.v.Status.Name, len(d.v.Status.Transitions)), d.g.Width), Bold)
	for y := 1; y < d.g.Height-1 && from < len(lines); y++ {
		d.g.Put(0, y, lines[from], Plain)
		from++
	}
	d.foot()
}

// HistoryLines are the changes in full, newest first, over as many lines as they need.
func HistoryLines(st local.Status, width int) (lines []string) {
	indent := label + whatWidth
	if width < 50 {
		indent = label
	}
	for _, t := range st.Transitions {
		head := fmt.Sprintf("%-*s", label, when(t, st.Time))
		text := t.What + " " + change(t)
		if indent > label {
			head += fmt.Sprintf("%-*s", whatWidth, t.What)
			text = change(t)
		}
		for i, l := range wrap(text, max(width-indent, 1)) {
			if i > 0 {
				head = strings.Repeat(" ", indent)
			}
			lines = append(lines, head+l)
		}
	}
	return lines
}
