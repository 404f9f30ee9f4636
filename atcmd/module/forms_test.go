package module

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/format"
)

// Every text is read without a loss: what is printed of it is the text again.
// A form with a mistake is left out, so this is where it shows.
func TestFormsAreRead(t *testing.T) {
	seen := 0
	for _, f := range append(families[:], &generic) {
		texts := append([]string{f.Signal.forms, f.Retries.forms, f.Counter.forms}, f.formats...)
		for _, text := range texts {
			require.Equal(t, format.Print(format.Parse(text)), oneSource(text), f.Name)
			seen += strings.Count(text, "|") / 2
		}
		require.NotContains(t, append(f.formats, "x"), "", f.Name)
	}
	require.Greater(t, seen, 500)
}

// oneSource drops sources that are repeated: texts are put together from parts.
func oneSource(text string) string {
	var b strings.Builder
	last := ""
	for line := range strings.Lines(text) {
		if !strings.Contains(line, "|") {
			if line == last {
				continue
			}
			last = line
		}
		b.WriteString(line)
	}
	return b.String()
}

// Forms gives, family by family, what Find finds in the parsed lines.
func TestFormsByName(t *testing.T) {
	for _, line := range []string{lteLine, "+CESQ: 99,99,255,255,18,44", "+CNSMOD: 8", "+cnsmod: 0,8", "+GTCCINFO: 1,4,310,410", "RSRP (dBm): -97", "+NOPE: 1"} {
		var got, want []format.Line
		name, rest, _ := strings.Cut(line, ":")
		Forms(name, rest, func(l *format.Line) { got = append(got, *l) })
		for _, p := range append(All(), Generic()) {
			for _, list := range [][]format.Line{p.Signal.Lines, p.Counter.Lines, p.Retries.Lines, p.Formats()} {
				if l, _ := format.Find(list, strings.ToUpper(name)+":"+rest); l != nil && name != "RSRP (dBm)" {
					want = append(want, *l)
				}
			}
		}
		if name == "RSRP (dBm)" {
			require.Len(t, got, 2)
			continue
		}
		require.Equal(t, want, got, line)
	}
}

func TestAboutCard(t *testing.T) {
	require.True(t, AboutCard("+QSIMSTAT : 1,0"))
	require.True(t, AboutCard("^SIMST: 255,0"))
	require.False(t, AboutCard("+QSIMSTAT: 1,2"))
}

// What families share stands in front of their own settings and behind their
// own doubts.
func TestShared(t *testing.T) {
	p := quectelBG9x.profile()
	require.Equal(t, append(append([]Want{}, quectelWants...), quectelBG9x.Wants...), p.Wants)
	require.Equal(t, quectelPower, p.Power)
	q := telitQ1.profile()
	require.Equal(t, append(append([]Doubt{}, telitQ1.Doubts...), telitDoubts...), q.Doubts)
	require.Equal(t, zte.Power, zte.profile().Power)
}

// FuzzForms: a line of any name and parameters gets forms that bear the name
// and fit, at most four a family.
func FuzzForms(f *testing.F) {
	for _, s := range []string{lteLine, "+CNSMOD: 8", "#RFSTS: ,32767,-47", "TAC: 1", ":"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		name, rest, _ := strings.Cut(line, ":")
		n := 0
		Forms(name, rest, func(l *format.Line) {
			require.True(t, strings.EqualFold(l.Name, name) && l.Fits(rest))
			n++
		})
		require.LessOrEqual(t, n, 4*(len(families)+1))
	})
}
