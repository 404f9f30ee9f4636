package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"simagent/cmd/cli"
)

// explainWidth is the width of pages in columns: that of a screen, unless main finds that the terminal is narrower.
var explainWidth = cli.Width

// leastWidth is the narrowest page; a terminal that is narrower breaks the lines itself.
const leastWidth = 40

// wrapWords writes words on lines of the screen's width behind an indent; a word that
// is wider has a line of its own.
func wrapWords(w io.Writer, indent string, words []string, gap string) {
	line := ""
	for _, word := range words {
		if line != "" && len(indent)+utf8.RuneCountInString(line)+len(gap)+utf8.RuneCountInString(word) > explainWidth {
			fmt.Fprintln(w, indent+line)
			line = ""
		}
		if line != "" {
			line += gap
		}
		line += word
	}
	if line != "" {
		fmt.Fprintln(w, indent+line)
	}
}

func capitalised(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}

// printableText takes what would move the cursor out of foreign text.
func printableText(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
