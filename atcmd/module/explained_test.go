package module

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/format"
)

// explained returns the known fields of a line by their names: text or number.
func explained(t testing.TB, forms []format.Line, line string) map[string]any {
	form, rest := format.Find(forms, line)
	require.NotNil(t, form, line)
	known := map[string]any{}
	for _, v := range form.Read(rest, nil) {
		switch {
		case v.Known && v.Field.Kind == format.Text:
			known[v.Field.Name] = v.Raw
		case v.Known:
			known[v.Field.Name] = math.Round(v.Num*1000) / 1000
		}
	}
	return known
}

// forms are those of all profiles.
func forms() (all []format.Line) {
	for _, p := range All() {
		all = slices.Concat(all, p.Signal.Lines, p.Retries.Lines, p.Counter.Lines, p.Formats())
	}
	return all
}

// TestForms: what a form says of itself is usable.
func TestForms(t *testing.T) {
	for _, p := range All() {
		for _, l := range slices.Concat(p.Signal.Lines, p.Retries.Lines, p.Counter.Lines, p.Formats()) {
			what := p.Name + " " + l.Name
			require.NotEmpty(t, l.Title, what)
			require.NotEmpty(t, l.Source, what)
			require.NotEmpty(t, l.Fields, what)
			require.LessOrEqual(t, l.Repeat, len(l.Fields), what)
			seen := map[string]bool{}
			for i, f := range l.Fields {
				require.NotEmpty(t, f.Name, what)
				require.Equal(t, strings.ToLower(f.Name), f.Name, what)
				require.False(t, seen[f.Name], "%s: %s twice", what, f.Name)
				seen[f.Name] = true
				if f.Kind == format.Enum && len(l.Key) <= i {
					require.NotEmpty(t, f.Words, "%s: %s", what, f.Name)
				}
				if f.Name == "iccid" || f.Name == "imsi" || f.Name == "imei" {
					require.True(t, f.Secret, "%s: %s", what, f.Name)
				}
			}
		}
	}
}

// FuzzFamilyLines: whatever stands behind the key of a form, the values are the
// line's parameters, each once and in order, and a level that a Reading takes
// over is one of theirs.
func FuzzFamilyLines(f *testing.F) {
	all := forms()
	f.Add(uint(0), `,"FDD",214,01,7676A09,188,6300,20,3,3,603,-104,-9,-78,11,23`)
	f.Add(uint(40), ",Online,310-260,0x2D18,50896642,236,EUTRAN-BAND4,2300,5,5,-125,-987,-663,10")
	f.Add(uint(90), `66786,-101,-68,-13,2D18,255,,640,1,0,3089F02,"000000000000000","T-Mobile",3,66`)
	f.Add(uint(120), `,310,410,"0x1111","0x01234567","0x003D","0x000002BC","0x0000490C","0xFFFFFFFF",36,21,26`)
	f.Add(uint(130), " 20,6,3,1,8,101,103")
	f.Fuzz(func(t *testing.T, n uint, tail string) {
		wanted := &all[n%uint(len(all))]
		line := wanted.Name + ": " + strings.ReplaceAll(strings.Join(wanted.Key, ","), "*", "7") + strings.ReplaceAll(tail, "\t", " ")
		form, rest := format.Find(all, line)
		if form == nil {
			require.False(t, wanted.Fits(line[len(wanted.Name)+1:]), "%q", line)
			return
		}
		values := form.Read(rest, nil)
		levels := 0
		for i, v := range values {
			var raw string
			raw, rest, _ = format.Next(rest)
			require.Equal(t, raw, v.Raw)
			if i < len(form.Key) && form.Key[i] != "*" {
				require.True(t, strings.EqualFold(form.Key[i], v.Raw), "%q", line)
			}
			require.False(t, v.Known && (v.Raw == "" || v.Raw == "-"), "%q", line)
			if i < len(form.Fields) && (v.Field.Name == "rsrp" || v.Field.Name == "ss_rsrp") && v.Known && v.Num >= -160 && v.Num <= -0.1 {
				levels++
			}
		}
		r, ok := Query{Lines: all}.Read([]string{line})
		require.True(t, ok)
		require.Equal(t, levels > 0, r.RSRP.Known, "%q", line)
		for _, text := range []string{r.Cell, r.Area, r.Band, r.PCI, r.Channel} {
			require.False(t, personal(text), "%q", line)
		}
	})
}

// lv is a known level.
func lv(tenths int16) Level { return Level{Tenths: tenths, Known: true} }
