package packages

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Man makes simagent(1) and a page for each command that is shown.
func (m Maker) Man(root *cobra.Command) ([]File, error) {
	var files []File
	for _, cmd := range shown(root) {
		f, err := manFile(pageName(cmd), 1, m.page(cmd))
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// shown are a command and those below it, without the hidden.
func shown(cmd *cobra.Command) []*cobra.Command {
	list := []*cobra.Command{cmd}
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			list = append(list, shown(c)...)
		}
	}
	return list
}

func manFile(name string, section int, text string) (File, error) {
	z, err := compress([]byte(text))
	return File{Path: fmt.Sprintf("/usr/share/man/man%d/%s.%d.gz", section, name, section), Text: z}, err
}

// pageName is how the page of a command is asked for: simagent-sims-list.
func pageName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// head is the first line of a page, by man(7).
func (m Maker) head(name string, section int) string {
	return fmt.Sprintf(".TH %s %d %q %q %q\n.nh\n", strings.ToUpper(name), section, m.Time.UTC().Format("2006-01-02"), "simagent "+m.Version, "simagent")
}

func (m Maker) page(cmd *cobra.Command) string {
	var b strings.Builder
	name := pageName(cmd)
	b.WriteString(m.head(name, 1))
	b.WriteString(".SH NAME\n" + roff(name) + " \\- " + roff(cmd.Short) + "\n")
	b.WriteString(".SH SYNOPSIS\n" + synopsis(cmd))
	b.WriteString(".SH DESCRIPTION\n")
	prose(&b, cmp.Or(cmd.Long, cmd.Short+"."))
	options(&b, "OPTIONS", cmd.LocalNonPersistentFlags())
	if !cmd.HasParent() {
		options(&b, "OPTIONS OF ALL COMMANDS", cmd.PersistentFlags())
	}
	commands(&b, cmd)
	if cmd.Example != "" {
		b.WriteString(".SH EXAMPLES\n")
		prose(&b, cmd.Example)
	}
	b.WriteString(".SH SEE ALSO\n" + strings.Join(seeAlso(cmd), ",\n") + "\n")
	return b.String()
}

func synopsis(cmd *cobra.Command) string {
	line := strings.TrimPrefix(cmd.UseLine(), cmd.CommandPath())
	if cmd.HasAvailableSubCommands() && !cmd.Runnable() {
		line = " COMMAND"
	}
	return ".B " + roff(cmd.CommandPath()) + "\n" + roff(strings.TrimSpace(line)) + "\n"
}

// commands lists those below cmd.
func commands(b *strings.Builder, cmd *cobra.Command) {
	if !cmd.HasAvailableSubCommands() {
		return
	}
	b.WriteString(".SH COMMANDS\n")
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			b.WriteString(".TP\n.BR " + roff(pageName(c)) + " (1)\n" + roff(c.Short) + "\n")
		}
	}
}

func seeAlso(cmd *cobra.Command) []string {
	list := []string{".BR simagent.toml (5)"}
	for p := cmd.Parent(); p != nil; p = p.Parent() {
		list = slices.Insert(list, 0, ".BR "+roff(pageName(p))+" (1)")
	}
	for i := range len(list) - 1 {
		list[i] = strings.TrimSuffix(list[i], "\n")
	}
	return list
}

func options(b *strings.Builder, title string, flags *pflag.FlagSet) {
	first := true
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		if first {
			b.WriteString(".SH " + title + "\n")
			first = false
		}
		value, usage := pflag.UnquoteUsage(f)
		b.WriteString(".TP\n\\fB\\-\\-" + roff(f.Name) + "\\fR")
		if value != "" {
			b.WriteString(" \\fI" + roff(value) + "\\fR")
		}
		b.WriteString("\n" + roff(usage) + defaultOf(f) + "\n")
	})
}

func defaultOf(f *pflag.Flag) string {
	switch f.DefValue {
	case "", "false", "0", "0s", "[]":
		return ""
	}
	return " (default " + roff(f.DefValue) + ")"
}
