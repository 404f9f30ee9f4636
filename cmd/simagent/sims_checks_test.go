package main_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent/supersim/supersimtest"
)

// A word that is none of a flag's is named here, and not asked of the cloud.
func TestWordsOfFlags(t *testing.T) {
	t.Parallel()
	a := newAccount(t, supersimtest.Options{})
	for args, want := range map[string]string{
		"sims list --status New":           "--status must be new, ready, active, inactive or scheduled",
		"sims updates --all --status foo":  "--status must be scheduled, in-progress, successful or failed",
		"sms list --status foo":            "--status must be queued, sent, delivered, received or failed",
		"sms list --direction up":          "--direction must be to_sim or from_sim",
		"sms list nobody --direction up":   "--direction must be to_sim or from_sim",
		"sims updates nobody --status foo": "--status must be scheduled",
	} {
		a.fails(want, strings.Fields(args)...)
	}
	require.Zero(t, a.Requests())
	for _, args := range []string{"sims list --status scheduled", "sims updates --all --status in-progress", "sms list --status received --direction from_sim"} {
		a.well(strings.Fields(args)...)
	}
}

// What cannot be said is no success, and what was not said is not done.
func TestSentencesIntoAFullDisk(t *testing.T) {
	t.Parallel()
	a := newAccount(t, supersimtest.Options{})
	a.put(cardOne, "ready", a.AddFleet("one"))
	for args, want := range map[string]string{
		"sims ready CARD --yes":     "simagent: cannot write to standard output: ",
		"sims wait CARD":            "simagent: cannot write to standard output: ",
		"sims usage CARD":           "simagent: cannot write to standard output: ",
		"sims list":                 "simagent: cannot write to standard output: ",
		"sims activate CARD --yes":  "simagent: cannot write to standard output: ",
		"sms send CARD text --yes":  "simagent: cannot write to standard output: ",
		"sims rename CARD it --yes": "simagent: cannot write to standard output: ",
	} {
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Skip("no /dev/full here: ", err)
		}
		var errs bytes.Buffer
		c := a.command(t.Context(), strings.Fields(strings.ReplaceAll(args, "CARD", cardOne))...)
		c.Stdout, c.Stderr = full, &errs
		require.Error(t, c.Run(), args)
		require.NoError(t, full.Close())
		require.Contains(t, errs.String(), want, args)
	}
	require.Zero(t, a.changes())
}

// What cannot be is said before the cloud is asked, and before a person is.
func TestChecksBeforeTheQuestion(t *testing.T) {
	t.Parallel()
	a := newAccount(t, supersimtest.Options{})
	a.put(cardOne, "new", a.AddFleet("one"))
	const callback = "the callback URL must be an absolute http or https address"
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"sims", "ready", cardOne, "--callback-url", "example"}, callback},
		{[]string{"sims", "ready", cardOne, "--callback-url", "ftp://example.com"}, callback},
		{[]string{"sms", "send", cardOne, "x", "--callback-url", "https://"}, callback},
		{[]string{"sims", "activate", cardOne, "--callback-url", "https://example.com", "--callback-method", "put"}, "--callback-method must be GET or POST"},
		{[]string{"sims", "activate", cardOne, "--callback-method", "post"}, "--callback-method is of no use without --callback-url"},
		{[]string{"sims", "activate", cardOne, "--timeout", "0"}, "--timeout must be longer than 0s"},
		{[]string{"sims", "wait", cardOne, "--timeout", "-5s"}, "--timeout must be longer than 0s"},
		{[]string{"sims", "move", cardOne, "AC12"}, "ACCOUNT_SID must be AC and 32 hex digits"},
		{[]string{"sims", "move", cardOne, "HS00000000000000000000000000000002"}, "ACCOUNT_SID must be AC"},
		{[]string{"sims", "rename", cardOne, strings.Repeat("n", 256)}, "NAME has 255 bytes at most, and this one has 256"},
		{[]string{"sims", "rename", cardOne, "a\nb"}, "NAME must be printable, and not a full stop or two alone"},
		{[]string{"sims", "rename", cardOne, "a\u202eb"}, "NAME must be printable"},
		{[]string{"sims", "rename", cardOne, "a\u200fb"}, "NAME must be printable"},
		{[]string{"sims", "rename", cardOne, "a\u2028b"}, "NAME must be printable"},
		{[]string{"sims", "rename", cardOne, "a\xffb"}, "NAME must be printable"},
		{[]string{"sims", "rename", cardOne, ".."}, "NAME must be printable, and not"},
		{[]string{"sms", "send", cardOne, strings.Repeat("é", 161)}, "the TEXT has 160 characters at most, and this one has 161"},
		{[]string{"sms", "send", cardOne, strings.Repeat("x", 80), strings.Repeat("x", 80)}, "this one has 161"},
		{[]string{"sms", "send", cardOne, ""}, "the TEXT is empty"},
		{[]string{"sms", "send", cardOne, "\xff"}, "the TEXT is not UTF-8"},
		{[]string{"sms", "list", "--limit", "-1"}, "--limit must be 0 or more"},
	} {
		out := a.fails(c.want, c.args...)
		require.Empty(t, out, c.args)
	}
	require.Zero(t, a.Requests())
	require.Contains(t, a.well("sims", "rename", cardOne, strings.Repeat("n", 255), "--yes"), "has this unique name")
	a.well("sms", "send", cardOne, strings.Repeat("x", 160))
}
