package cli

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// fill breaks what is wider than Width anew: a paragraph, or a row of a table with what goes on below it. All else stays
// as it was written; an indented line without columns is one that is typed, and is nobody's to break.
func fill(text string) string {
	lines := strings.Split(text, "\n")
	var out []string
	for i := 0; i < len(lines); {
		start, column := rowStart(lines[i])
		n := 1
		for i+n < len(lines) && goesOn(lines[i], lines[i+n], column) {
			n++
		}
		if block := lines[i : i+n]; column < 0 || !tooWide(block) {
			out = append(out, block...)
		} else {
			rest := strings.Join(block, " ")[len(start):]
			out = append(out, wrap(start, column, strings.Fields(rest))...)
		}
		i += n
	}
	return strings.Join(out, "\n")
}

var tableRow = regexp.MustCompile(`^ +\S.* {2,}`)

// rowStart is what stands before a line's text, and the column at which that goes on: 0 in a paragraph, -1 if nothing may.
func rowStart(line string) (start string, column int) {
	if line != "" && line[0] != ' ' {
		return "", 0
	}
	if start = tableRow.FindString(line); start == "" {
		return "", -1
	}
	return start, utf8.RuneCountInString(start)
}

func goesOn(first, next string, column int) bool {
	text := strings.TrimLeft(next, " ")
	return first != "" && text != "" && column >= 0 && len(next)-len(text) == column
}

func tooWide(lines []string) bool {
	for _, l := range lines {
		if utf8.RuneCountInString(l) > Width {
			return true
		}
	}
	return false
}

// wrap lays words behind a start, and below it at a column.
func wrap(start string, column int, words []string) []string {
	var all []string
	line, empty := start, true
	for _, word := range words {
		if !empty && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > Width {
			all = append(all, line)
			line, empty = strings.Repeat(" ", column), true
		}
		if !empty {
			line += " "
		}
		line, empty = line+word, false
	}
	return append(all, line)
}
