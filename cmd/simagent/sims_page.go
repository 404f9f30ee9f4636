package main

import (
	"io"
	"strings"
	"unicode/utf8"
)

// proseWidth is how wide sentences are: as the terminal, and no wider than people like to read.
func proseWidth(w io.Writer) int { return min(width(w), explainWidth) }

// wrapped lays parts side by side, a gap between them, in lines of a width; one that is wider has a line of its own.
func wrapped(parts []string, gap string, width int) []string {
	var lines []string
	for _, part := range parts {
		last := len(lines) - 1
		switch {
		case part == "":
		case last >= 0 && utf8.RuneCountInString(lines[last]+gap+part) <= width:
			lines[last] += gap + part
		default:
			lines = append(lines, part)
		}
	}
	return lines
}

// sentences breaks a text at its blanks and line ends. A line with a command to type stays whole: half of one may be
// another command.
func sentences(text string, width int) string {
	var b strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		if line = printableText(line); !strings.Contains(line, ": simagent ") {
			line = strings.Join(wrapped(strings.Fields(line), " ", width), "\n")
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// page is a screen about one thing, in rows with a label.
type page struct {
	b     strings.Builder
	width int
}

const pageLabel = 13 // columns, as `status` and `card` have them

// row lays parts side by side, two blanks between them; one that does not fit goes to the next line, and one that is too
// wide for that is broken.
func (p *page) row(name string, parts ...string) {
	room := max(p.width-pageLabel, leastLast)
	for _, line := range wrapped(parts, "  ", room) {
		for _, piece := range folded(line, room) {
			p.b.WriteString(name + strings.Repeat(" ", pageLabel-len(name)) + piece + "\n")
			name = ""
		}
	}
}

// sentence breaks a long text at its blanks.
func (p *page) sentence(name, text string) {
	p.row(name, strings.Join(strings.Fields(printableText(text)), " "))
}
