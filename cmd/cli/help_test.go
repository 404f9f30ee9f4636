package cli

import (
	"errors"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
)

func TestFill(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"what fits stays as it is", "One line,\nand another.\n\n  a  b\n  typed", "One line,\nand another.\n\n  a  b\n  typed"},
		{"a paragraph", strings.Repeat("twelve chars ", 7) + "\nand more", strings.Repeat("twelve chars ", 5) + "twelve chars\ntwelve chars and more"},
		{
			"a row; what begins at another column is a line of its own", "  GET  /a    " + strings.Repeat("twelve chars ", 6) + "\n            and more\n  b         x",
			"  GET  /a    " + strings.TrimSpace(strings.Repeat("twelve chars ", 5)) + "\n             twelve chars\n            and more\n  b         x",
		},
		{"a row and its column", "  é    " + strings.Repeat("twelve chars ", 6) + "\n       more", "  é    " + strings.TrimSpace(strings.Repeat("twelve chars ", 5)) + " twelve\n       chars more"},
		{"what is typed", "  curl " + strings.Repeat("x", 90) + " y", "  curl " + strings.Repeat("x", 90) + " y"},
	} {
		require.Equal(t, c.want, fill(c.in), c.name)
	}
}

func TestFlagErrorSaysWhatIsWanted(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"--for x":   `cannot use --for "x": want a time such as 30s, 5m or 1h30m`,
		"--count x": `cannot use --count "x": want a whole number`,
		"--nope":    "unknown flag: --nope",
	} {
		root := program()
		Prepare(root)
		root.SetArgs(strings.Fields("do " + args))
		require.EqualError(t, root.Execute(), want)
	}
}

func TestHelpThatCannotBeWrittenIsToldOf(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"", "--help", "do --help", "help do", "completion"} {
		root := program()
		unwritten := Prepare(root)
		root.SetOut(full{})
		root.SetArgs(strings.Fields(args))
		require.NoError(t, root.Execute(), args)
		require.ErrorIs(t, unwritten(), errFull, args)
	}
}

func TestCompletionOfAnUnknownShellFails(t *testing.T) {
	t.Parallel()
	root := program()
	Prepare(root)
	root.SetArgs([]string{"completion", "nope"})
	require.Error(t, root.Execute())
}

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func program() *cobra.Command {
	root := &cobra.Command{Use: "program", SilenceErrors: true, SilenceUsage: true}
	do := &cobra.Command{Use: "do", Run: func(*cobra.Command, []string) {}}
	do.Flags().Duration("for", 0, "")
	do.Flags().Int("count", 0, "")
	root.AddCommand(do)
	return root
}
