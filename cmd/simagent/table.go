package main

import (
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// table is text in columns, two blanks between them, within the screen's width: what does not fit in the last column goes
// on below it, and columns for which a terminal has no room stand in lines of their own below the others.
type table struct {
	marks string // for each column: 'r' puts its cells to the right, 'x' leaves it out where there is no room
	rows  [][]string
}

const (
	leastLast = 16 // columns that the last cell gets before it goes below
	below     = 2  // blanks before what stands there
)

// add adds a row. The first one is the head; a column without a head is left out, unless it is the last. What is not
// there is a dash, but in the last column.
func (t *table) add(cells ...string) {
	for i := range cells {
		if cells[i] = printableText(cells[i]); cells[i] == "" && i < len(cells)-1 {
			cells[i] = "-"
		}
	}
	t.rows = append(t.rows, cells)
}

// write writes the table as wide as the terminal is. Elsewhere a row is a line, for other programs.
func (t *table) write(w io.Writer) error {
	screen := math.MaxInt
	if isTerminal(w) {
		screen = width(w)
	}
	_, err := io.WriteString(w, t.text(screen))
	return err
}

func (t *table) text(screen int) string {
	widths := t.widths()
	lines := t.lines(widths, screen)
	var b strings.Builder
	for _, r := range t.rows {
		for n, columns := range lines {
			t.line(&b, r, columns, widths, min(n, 1)*below, screen)
		}
	}
	return b.String()
}

// widths are those of the columns, 0 for one that is left out.
func (t *table) widths() []int {
	widths := make([]int, len(t.rows[0]))
	for _, r := range t.rows {
		for i, c := range r {
			widths[i] = max(widths[i], utf8.RuneCountInString(c))
		}
	}
	for i := range widths[:len(widths)-1] {
		if t.rows[0][i] == "-" {
			widths[i] = 0
		}
	}
	return widths
}

// lines tells which columns stand beside each other.
func (t *table) lines(widths []int, screen int) [][]int {
	lines := [][]int{nil}
	used := 0
	for i, n := range widths {
		if n == 0 && i < len(widths)-1 {
			continue
		}
		if i == len(widths)-1 {
			n = min(n, leastLast)
		}
		if used > 0 && n > screen-used {
			if t.marked(i, 'x') {
				continue
			}
			lines = append(lines, nil)
			used = below
		}
		at := len(lines) - 1
		lines[at] = append(lines[at], i)
		used += n + 2
	}
	return lines
}

// line writes some columns of a row.
func (t *table) line(b *strings.Builder, row []string, columns, widths []int, start, screen int) {
	last := len(row) - 1
	text := strings.Repeat(" ", start)
	for _, i := range columns {
		if i < last {
			text += t.padded(i, row[i], widths[i]) + "  "
			start += widths[i] + 2
		}
	}
	parts := []string{""}
	if slices.Contains(columns, last) {
		parts = folded(row[last], max(min(max(explainWidth-start, leastLast), screen-start), 1))
	}
	for n, part := range parts {
		if n > 0 {
			text = strings.Repeat(" ", start)
		}
		b.WriteString(strings.TrimRight(text+part, " ") + "\n")
	}
}

func (t *table) marked(column int, mark byte) bool {
	return column < len(t.marks) && t.marks[column] == mark
}

func (t *table) padded(column int, cell string, width int) string {
	blanks := strings.Repeat(" ", max(width-utf8.RuneCountInString(cell), 0))
	if t.marked(column, 'r') {
		return blanks + cell
	}
	return cell + blanks
}

// folded cuts a text into pieces of at most width runes, at blanks where there are some.
func folded(text string, width int) []string {
	r := []rune(text)
	var parts []string
	for len(r) > width {
		n := width
		for i := width; i > width/2; i-- {
			if r[i] == ' ' {
				n = i
				break
			}
		}
		parts = append(parts, string(r[:n]))
		r = r[n:]
		if len(r) > 0 && r[0] == ' ' {
			r = r[1:]
		}
	}
	return append(parts, string(r))
}
