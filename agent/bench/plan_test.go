package bench

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// The printed plan reads back as it was, has every key, and fits the screen.
func TestPlanPrints(t *testing.T) {
	text := Default().Print()
	p, err := ParsePlan([]byte(text))
	require.NoError(t, err)
	require.Equal(t, text, p.Print())
	for line := range strings.Lines(text) {
		require.LessOrEqual(t, utf8.RuneCountInString(line), 81, line)
	}
	empty, err := ParsePlan(nil)
	require.NoError(t, err)
	require.Equal(t, text, empty.Print())
	b, err := jsonOf(p)
	require.NoError(t, err)
	require.Equal(t, len(planKeys), strings.Count(b, `":`)-6, "a key that is not printed: %s", b)
}

func TestPlanIsStrict(t *testing.T) {
	for text, want := range map[string]string{
		"[signal]\nrsrp_lest = -90":             "line 2: unknown key signal.rsrp_lest; simagent bench plan prints all keys",
		"[signal]\nrsrp_least = 90":             "signal.rsrp_least: 90, want -157 to -31 dBm",
		"[signal]\nrsrp_least = \"x\"":          "line 2: ",
		"[signal]\nsamples = 101":               "signal.samples: 101, want 0 to 100",
		"[card]\nwithin = \"5\"":                `a duration such as "90s", "15m" or "24h"`,
		"[card]\nwithin = \"0s\"":               "card.within: 0s, want 1s to 10m",
		"[card]\nprefixes = [\"x\"]":            `card.prefixes: "x", want 2 to 19 digits`,
		"[register]\noperators = [\"310-410\"]": `register.operators: "310-410", want MCC and MNC`,
		"[attach]\napn = \"a b\"":               `attach.apn: "a b", want letters`,
		"[cloud]\nask = \"perhaps\"":            `cloud.ask: "perhaps", want one of auto, always, never`,
		"[cloud]\nstatus = [\"old\"]":           `cloud.status: "old", want one of new`,
		"[cloud]\nfleet = \"mine\"":             `cloud.fleet: "mine", want the SID of a Fleet`,
		"[signal]\nrssi_least = 0":              "signal.rssi_least: 0, want -113 to -51 dBm",
		"[spend]\nbytes = 100":                  "unknown key spend.bytes", // not by a file: it costs
		"[register":                             "line 1: ",
		"[cloud]\nfleet = 2026-01-01":           "line 2: a value of the wrong kind",
	} {
		_, err := ParsePlan([]byte(text))
		require.ErrorContains(t, err, want, text)
	}
	path := filepath.Join(t.TempDir(), "p.toml")
	require.NoError(t, os.WriteFile(path, []byte("x = 1"), 0o600))
	_, err := LoadPlan(path)
	require.ErrorContains(t, err, "cannot use plan "+path+": line 1: unknown key x")
	require.NoError(t, os.WriteFile(path, make([]byte, maxPlan+1), 0o600))
	_, err = LoadPlan(path)
	require.ErrorContains(t, err, "larger than 64 KiB")
}

// What is taken can be printed, and reads back as the same; the rest is an error in one line or more, without control
// characters.
func FuzzParsePlan(f *testing.F) {
	f.Add(Default().Print())
	f.Add("[signal]\nsamples = 0\n[register]\noperators = [\"310410\", \"26201\"]\n")
	f.Add("[cloud]\nask = \"never\"\nstatus = []\nfleet = \"HF00000000000000000000000000000001\"\n")
	f.Add("[card]\nwithin = \"1m1ns\"\nprefixes = [\"89\"]")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePlan([]byte(text))
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		again, err := ParsePlan([]byte(p.Print()))
		require.NoError(t, err, p.Print())
		require.Equal(t, p.Print(), again.Print())
		require.NoError(t, again.Check())
	})
}
