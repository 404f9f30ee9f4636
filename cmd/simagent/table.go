package main

import (
	"io"
	"strings"
	"unicode/utf8"
)

// table is text in columns, two blanks between them, within the screen's width where that is possible: what does not
// fit in the last column goes on below it.
type table struct {
	right string // a mark for each column: 'r' puts its cells to the right
	rows  [][]string
}

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

func (t *table) write(w io.Writer) error {
	width := make([]int, len(t.rows[0]))
	for _, r := range t.rows {
		for i, c := range r {
			width[i] = max(width[i], utf8.RuneCountInString(c))
		}
	}
	last := len(width) - 1
	start := 0
	for i, n := range width[:last] {
		if t.rows[0][i] == "-" {
			width[i] = 0
		} else {
			start += n + 2
		}
	}
	var b strings.Builder
	for _, r := range t.rows {
		var line strings.Builder
		for i, c := range r[:last] {
			if width[i] == 0 {
				continue
			}
			line.WriteString(t.padded(i, c, width[i]) + "  ")
		}
		for n, part := range folded(r[last], max(explainWidth-start, 16)) {
			if n > 0 {
				line.WriteString(strings.Repeat(" ", start))
			}
			b.WriteString(strings.TrimRight(line.String()+part, " ") + "\n")
			line.Reset()
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (t *table) padded(column int, cell string, width int) string {
	blanks := strings.Repeat(" ", max(width-utf8.RuneCountInString(cell), 0))
	if column < len(t.right) && t.right[column] == 'r' {
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
