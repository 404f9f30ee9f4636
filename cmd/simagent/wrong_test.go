package main_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What is typed wrong is said in a sentence that says what is wanted, and is an error.
func TestWhatIsTypedWrong(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for line, want := range map[string]string{
		"record --for -5s":        "cannot record for -5s: want --for 0 or more",
		"record --for soon":       `cannot use --for "soon": want a time such as 30s, 5m or 1h30m`,
		"record a b":              "give one FILE at most",
		"account show a b":        "give one SIM at most",
		"boards show a b":         "give one NAME at most",
		"completion nope":         `unknown command "nope" for "simagent completion"`,
		"at -":                    "cannot read the command: standard input is empty",
		"sims list --limit x":     "unknown flag: --limit",
		"bench --count many":      `cannot use --count "many": want a whole number`,
		"sims wait --timeout 5 .": `cannot use --timeout "5": want a time such as 30s, 5m or 1h30m`,
	} {
		out, errs, code := b.command(strings.Fields(line)...)
		require.Equal(t, 1, code, line)
		require.Empty(t, out, line)
		require.Equal(t, "simagent: "+want+"\n", errs, line)
	}
	out, errs, code := b.command("explain") // with nothing on standard input, which is no terminal
	require.Zero(t, code)
	require.Empty(t, out+errs)
	_, errs, code = b.command("doctor", "--port") // whose errors before it looks are 2
	require.Equal(t, 2, code, errs)
}
