package main_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent/supersim/supersimtest"
)

// What the tables show can be typed, and what there is not is no empty list.
func TestSimsListNarrowed(t *testing.T) {
	t.Parallel()
	a := newAccount(t, supersimtest.Options{})
	one := a.AddFleet("one")
	a.put(cardOne, "new", one)
	a.put(cardFree, "new", "")
	for args, want := range map[string]string{
		"--fleet one": "8988307…0014", "--fleet " + one: "8988307…0014", "--fleet " + one[:4] + "…" + one[32:]: "8988307…0014",
		"--iccid " + cardFree: "8988307…0032", "--iccid 8988307…0032": "8988307…0032", "--iccid 8988307...0032 --fleet one": "No Sim is there.",
	} {
		out := a.well(strings.Fields("sims list " + args)...)
		require.Equal(t, want == "8988307…0014", strings.Contains(out, "8988307…0014"), "%s: %s", args, out)
		require.Contains(t, out, want, args)
	}
	for args, want := range map[string]string{
		"--fleet nope":         "cannot read Fleet: cloud answered 404",
		"--fleet HF00…00":      "cannot find Fleet: HF00…00 fits none",
		"--iccid 123":          "--iccid must be an ICCID of 18 to 22 digits, or its short form such as 8988307…6789",
		"--iccid gate-1":       "--iccid must be an ICCID",
		"--iccid 8988…0032":    "a short form has seven digits",
		"--iccid 8988307…9999": "cannot find Sim: 8988307…9999 fits none",
	} {
		a.fails(want, strings.Fields("sims list "+args)...)
	}
	before := a.Requests()
	a.fails("--iccid must be", "sims", "list", "--iccid", "123", "--fleet", "one")
	require.Equal(t, before, a.Requests())
}
