package module

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/format"
)

func TestIdentify(t *testing.T) {
	for _, c := range []struct {
		maker, model string
		want         Profile
	}{
		{"Quectel", "EG25", quectelEC2x.profile()},
		{"QUECTEL", "eg91", quectelEC2x.profile()},
		{"Quectel", "RM500U-CNV", quectelRM500U.profile()},
		{"SIMCOM INCORPORATED", "SIMCOM_SIM7600G-H", simcom7600.profile()},
		{"u-blox", "SARA-R410M-02B", ubloxSARAR4.profile()},
		{"u-blox", "SARA-R510S-01B", ubloxSARAR5.profile()},
		{"u-blox", "LARA-R6001D", ubloxLARAR6.profile()},
		{"u-blox", "LARA-R202", ubloxTOBY.profile()},
		{"u-blox", "TOBY-L4006", ubloxTOBY.profile()},
		{"u-blox", "SARA-G350", Generic()},
		{"Sierra Wireless", "HL7800", semtechHL78.profile()},
		{"Semtech", "HL7812", semtechHL78.profile()},
		{"Sierra Wireless, Incorporated", "MC7455", sierraEM.profile()},
		{"Sierra Wireless, Incorporated", "EM7565", sierraEM.profile()},
		{"Sierra Wireless, Incorporated", "WP7610-1", sierraWP.profile()},
		{"Nordic Semiconductor ASA", "nRF9160-SICA", nordicNRF91.profile()},
		{"Nordic Semiconductor ASA", "nRF9161-LACA", nordicNRF91.profile()},
		{"Cinterion", "PLS62-W", cinterionPLS.profile()},
		{"Cinterion", "EXS82-W", cinterionEXS.profile()},
		{"Gemalto M2M", "PLS8-E", cinterionPLS.profile()},
		{"huawei", "E3372", huawei.profile()},
		{"Huawei Technologies Co., Ltd.", "ME909s-120", huawei.profile()},
		{"ZTE INCORPORATED", "MF823", zte.profile()},
		{"Acme", "EG25", Generic()},
		{"", "", Generic()},
	} {
		require.Equal(t, c.want.Name, Identify(c.maker, c.model).Name, "%s %s", c.maker, c.model)
	}
}

// Every profile is reached by its own makers and models: none stands in the
// shadow of an earlier one.
func TestNoProfileIsShadowed(t *testing.T) {
	names := map[string]bool{Generic().Name: true}
	for _, p := range All() {
		require.False(t, names[p.Name], "two are named %s", p.Name)
		names[p.Name] = true
		require.NotEmpty(t, p.Makers, p.Name)
		models := p.Models
		if len(models) == 0 {
			models = []string{"A MODEL THAT NOBODY LISTS"}
		}
		for _, maker := range p.Makers {
			require.Equal(t, strings.ToLower(maker), maker, p.Name)
			for _, model := range models {
				require.Equal(t, strings.ToUpper(model), model, p.Name)
				require.Equal(t, p.Name, Identify(maker, model).Name, "%s %s", maker, model)
			}
		}
	}
}

// A profile is data; what it says has to be usable as it stands.
func TestProfilesAreWhole(t *testing.T) {
	for _, p := range append(All(), Generic()) {
		t.Run(p.Name, func(t *testing.T) {
			require.NotEmpty(t, p.Source)
			require.NotEmpty(t, p.ICCID)
			for _, c := range commandsOf(p) {
				requireCommand(t, c)
			}
			require.NotEmpty(t, p.Signal.Command)
			requireLevels(t, p.Signal.Lines)
			requireCounter(t, p.Counter)
			require.Equal(t, p.Retries.Command == "", len(p.Retries.Lines) == 0, "tries: a command and lines, or neither")
			for _, l := range p.Retries.Lines {
				require.True(t, slices.ContainsFunc(l.Fields, func(f format.Field) bool { return new(Retries).of(f.Name) != nil }), l.Name)
			}
			for _, list := range [][]format.Line{p.Signal.Lines, p.Retries.Lines, p.Counter.Lines, p.Formats()} {
				requireForms(t, list)
			}
			for _, u := range p.Card {
				require.NotEqual(t, NoEvent, u.Event, u.Line)
				require.Equal(t, u.Event, p.CardEvent(u.Line), "%s is in the shadow of another", u.Line)
			}
			for _, l := range p.Limits {
				requireCommand(t, l.Command)
				require.Positive(t, l.Seconds, l.Command)
				require.LessOrEqual(t, l.Seconds, 600, l.Command)
			}
			for _, d := range p.Doubts {
				require.NotEmpty(t, d.About)
				require.True(t, strings.HasSuffix(d.Why, "."), "%s: one sentence, with its full stop", d.About)
			}
			for _, w := range p.Wants {
				requireWant(t, w)
			}
		})
	}
}

func commandsOf(p Profile) []string {
	all := slices.Concat(p.ICCID, p.Setup, p.Counter.Start, p.Power.Restart, p.Power.Off, []string{p.Signal.Command})
	for _, c := range []string{p.Retries.Command, p.Counter.Command} {
		if c != "" {
			all = append(all, c)
		}
	}
	for _, w := range p.Wants {
		all = append(all, w.Read, w.Write)
	}
	return all
}

// requireCommand: what stands behind "AT" on a line of its own.
func requireCommand(t *testing.T, c string) {
	require.NotEmpty(t, c)
	require.False(t, strings.HasPrefix(strings.ToUpper(c), "AT"), c)
	require.Zero(t, strings.Count(c, `"`)%2, c)
	for i := range len(c) {
		require.True(t, c[i] >= ' ' && c[i] < 0x7f, "%q", c)
	}
}

func requireLevels(t *testing.T, lines []format.Line) {
	require.NotEmpty(t, lines)
	levels := []string{"rssi", "rsrp", "rscp", "ss_rsrp"}
	require.True(t, slices.ContainsFunc(lines, func(l format.Line) bool {
		return slices.ContainsFunc(l.Fields, func(f format.Field) bool { return slices.Contains(levels, f.Name) })
	}), "no line says a level")
}

func requireCounter(t *testing.T, c Counter) {
	if c.Command == "" {
		require.Equal(t, Counter{}, c)
		return
	}
	require.NotEmpty(t, c.Lines)
	require.Contains(t, []uint64{0, 1, 1000, 1024}, c.Unit)
	require.NotEqual(t, c.Sent, c.Received)
	for _, l := range c.Lines {
		for _, name := range []string{c.Sent, c.Received} {
			n := 0
			for _, f := range l.Fields {
				if f.Name == name {
					n++
					require.Contains(t, []format.Kind{format.Int, format.Hex}, f.Kind, name)
					require.Zero(t, f.Mul, "%s: the unit is the counter's", name)
				}
			}
			require.Equal(t, 1, n, "%s in %s", name, l.Name)
		}
	}
}

// requireForms: each form is reached, and each field is named.
func requireForms(t *testing.T, lines []format.Line) {
	for i, l := range lines {
		require.False(t, l.Name == "" && len(l.Key) == 0, "a row without a name needs a key")
		require.NotContains(t, l.Name, ":", l.Name)
		require.NotEmpty(t, l.Title, l.Name)
		require.NotEmpty(t, l.Source, l.Name)
		require.NotEmpty(t, l.Fields, l.Name)
		require.GreaterOrEqual(t, l.Repeat, 0, l.Name)
		require.LessOrEqual(t, l.Repeat, len(l.Fields), l.Name)
		for _, earlier := range lines[:i] {
			require.False(t, earlier.Name == l.Name && covers(earlier.Key, l.Key), "%s %q is in the shadow of %q", l.Name, l.Key, earlier.Key)
		}
		for _, f := range l.Fields {
			require.Regexp(t, `^[a-z][a-z0-9_]*$`, f.Name, l.Name)
			require.False(t, f.Kind == format.Enum && len(f.Words) == 0, "%s %s has no words", l.Name, f.Name)
			require.False(t, f.Kind == format.Text && (f.Mul != 0 || f.Add != 0), "%s %s is a text", l.Name, f.Name)
		}
	}
}

// covers tells whether every line that has the key b has a too.
func covers(a, b []string) bool {
	for i, k := range a {
		if k != "*" && (i >= len(b) || !strings.EqualFold(k, b[i])) {
			return false
		}
	}
	return true
}

func requireWant(t *testing.T, w Want) {
	require.NotEmpty(t, w.About)
	require.NotEmpty(t, w.Answer)
	require.NotEqual(t, w.Read, w.Write)
	require.True(t, strings.HasSuffix(w.Why, "."), "%s: one sentence, with its full stop", w.About)
	for _, fit := range w.Fits {
		require.Equal(t, plain(fit), fit, "blanks and quotation marks do not count")
		value, fits, known := w.Check([]string{strings.ReplaceAll(w.Answer, "*", "x") + fit})
		require.True(t, known && fits, "%s%s", w.Answer, fit)
		require.Equal(t, fit, value)
	}
	_, fits, _ := w.Check([]string{strings.ReplaceAll(w.Answer, "*", "x") + "~"})
	require.False(t, fits, w.Answer)
}
