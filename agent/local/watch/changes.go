package watch

import (
	"fmt"
	"strings"
	"time"

	"simagent/agent/local"
)

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
