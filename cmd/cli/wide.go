package cli

import (
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// TooWide lists the lines of help, of a program and all its commands, that are wider than a screen.
func TooWide(c *cobra.Command) (lines []string) {
	c.InitDefaultHelpFlag()
	for line := range strings.SplitSeq(Help(c), "\n") {
		if utf8.RuneCountInString(line) > Width {
			lines = append(lines, c.CommandPath()+": "+line)
		}
	}
	for _, sub := range c.Commands() {
		lines = append(lines, TooWide(sub)...)
	}
	return lines
}
