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
		"sims ready CARD --yes":     "simagent: cannot write: ",
		"sims wait CARD":            "simagent: cannot write: ",
		"sims usage CARD":           "simagent: write ",
		"sims list":                 "simagent: write ",
		"sims activate CARD --yes":  "simagent: cannot write: ",
		"sms send CARD text --yes":  "simagent: cannot write: ",
		"sims rename CARD it --yes": "simagent: cannot write: ",
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
