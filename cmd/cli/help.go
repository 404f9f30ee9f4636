// Package cli is what both programs do alike on the command line: help that fits a screen, and wrong flags said in words.
package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Width is that of a screen in columns; no line of help is wider.
const Width = 80

// Prepare gives a program's commands their help and their words for wrong flags. unwritten tells, after a command ended,
// why its help could not be written: cobra has no way to return that.
func Prepare(root *cobra.Command) (unwritten func() error) {
	var first error
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.Name() == "completion" { // it takes what it does not know, and ends well
			c.Args, c.RunE = cobra.NoArgs, func(c *cobra.Command, _ []string) error { return c.Help() }
		}
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return flagError(err) })
	root.SetUsageFunc(func(c *cobra.Command) error {
		_, err := io.WriteString(c.OutOrStderr(), usage(c))
		return err
	})
	root.SetHelpFunc(func(c *cobra.Command, _ []string) {
		c.InitDefaultHelpFlag()
		if _, err := io.WriteString(c.OutOrStdout(), Help(c)); err != nil && first == nil {
			first = err
		}
	})
	return func() error { return first }
}

// Help is what a command says of itself.
func Help(c *cobra.Command) string {
	text := c.Long
	if text == "" {
		text = c.Short
	}
	return fill(strings.TrimSpace(text)) + "\n\n" + usage(c)
}

// usage is laid out as cobra does it, but within Width.
func usage(c *cobra.Command) string {
	var b strings.Builder
	b.WriteString("Usage:\n")
	if c.Runnable() {
		fmt.Fprintf(&b, "  %s\n", c.UseLine())
	}
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "  %s [command]\n", c.CommandPath())
	}
	if c.HasExample() {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", c.Example)
	}
	if c.HasAvailableSubCommands() {
		b.WriteString("\nAvailable Commands:\n")
		for _, sub := range c.Commands() {
			if sub.IsAvailableCommand() || sub.Name() == "help" {
				start := fmt.Sprintf("  %-*s ", sub.NamePadding(), sub.Name())
				b.WriteString(strings.Join(wrap(start, len(start), strings.Fields(sub.Short)), "\n") + "\n")
			}
		}
	}
	flags(&b, "Flags", c.LocalFlags())
	flags(&b, "Global Flags", c.InheritedFlags())
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\nMore about a command: %s [command] --help\n", c.CommandPath())
	}
	return b.String()
}

func flags(b *strings.Builder, title string, f *pflag.FlagSet) {
	if f.HasAvailableFlags() {
		fmt.Fprintf(b, "\n%s:\n%s", title, f.FlagUsagesWrapped(Width))
	}
}
