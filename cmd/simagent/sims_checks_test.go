package main_test

import (
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
