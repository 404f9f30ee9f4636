package watch

import (
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
		d.block(1, d.todo())
		d.gap()
		d.rows = append(d.rows, d.standings()...)
		d.gap()
		d.block(2, d.gauges())
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
	for worth := 8; worth >= 0; worth-- {
		for len(d.rows) > height && d.drop(worth) {
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

// lines is how many a text may have on a screen of this height.
func (d *drawing) lines(most int) int {
	if d.g.Height < 18 {
		return most - 1
	}
	return most
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
			head := prefix(line, width)
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
