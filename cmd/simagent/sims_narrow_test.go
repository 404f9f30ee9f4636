package main_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// On a narrow terminal nothing is wider than it, but a cell alone that is.
func TestNarrowTerminal(t *testing.T) {
	t.Parallel()
	a, _ := atNine(t)
	a.ReceiveSMS(cardOne, strings.Repeat("a long message ", 8))
	a.AddSettingsUpdate(cardOne, "failed")
	for _, columns := range []uint16{40, 60, 80} {
		for args, want := range map[string]string{
			"sims list --show-ids":               "89883070000000010014 gate-1",
			"sims updates --all":                 "base-settings",
			"sims show gate-1":                   "this period",
			"sims ready gate-1":                  "Nothing to do",
			"sims periods 8988307…0032":          "29 days left",
			"sims activate gate-1":               "It can never be ready again.",
			"sims usage gate-1 --by hour":        "younger than 48 hours",
			"sms list":                           "a long message",
			"fleets":                             "hq-sensors",
			"fleets show hq-sensors":             "kept in the cloud",
			"sims usage --all --from 2026-03-02": "2026-03-03",
			"sims updates 8988307…0032":          "No Settings Update is there.",
		} {
			p := a.sitAt(columns, strings.Fields(args)...)
			if strings.Contains(args, "activate") {
				p.sees("[y/N]")
				p.types("n\n")
			}
			out, _ := p.ends()
			require.Contains(t, flat(out), want, args)
			for line := range strings.Lines(out) {
				if !strings.HasPrefix(line, "simagent: ") {
					require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimRight(line, "\n")), int(columns), "%s: %s", args, out)
				}
			}
		}
	}
	out, code := a.sitAt(60, "sims", "list", "--show-ids", "--status", "ready").ends()
	require.Zero(t, code)
	require.Equal(t, `ICCID                 name    status  fleet
  changed
89883070000000010014  gate-1  ready   hq-sensors
  2026-03-02 09:00
`, out)
	out = a.well("sims", "list", "--show-ids", "--status", "ready")
	require.Contains(t, out, "89883070000000010014  gate-1  ready   hq-sensors  2026-03-02 09:00\n", "for other programs a row is a line")
}
