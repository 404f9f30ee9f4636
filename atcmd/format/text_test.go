package format

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const manual = "a manual, 1.2\n" +
	"+A,x,*,|title: \"a\", b|level@dBm*0.5-24.5!255,-3;cell#;name$;iccid$$\n" +
	"another; one\n" +
	"RX level (dBm)||state=off/on/7:GSM//WCDMA/8/9:9:9;interval@s~never;&rate@kB/s*-0.1;sinr@dB+3;one*1\n"

func TestParse(t *testing.T) {
	require.Equal(t, []Line{
		{Name: "+A", Key: []string{"x", "*", ""}, Title: `title: "a", b`, Source: "a manual, 1.2", Fields: []Field{
			{Name: "level", Unit: "dBm", Mul: 0.5, Add: -24.5, None: []int64{255, -3}}, {Name: "cell", Kind: Hex},
			{Name: "name", Kind: Text}, {Name: "iccid", Kind: Text, Secret: true}}},
		{Name: "RX level (dBm)", Source: "another; one", Repeat: 3, Fields: []Field{
			{Name: "state", Kind: Enum, Words: map[int]string{0: "off", 1: "on", 7: "GSM/WCDMA", 8: "8", 9: "9:9"}},
			{Name: "interval", Unit: "s", Words: map[int]string{0: "never"}},
			{Name: "rate", Unit: "kB/s", Mul: -0.1}, {Name: "sinr", Unit: "dB", Mul: 1, Add: 3}, {Name: "one", Mul: 1}}},
	}, Parse(manual))
	require.Equal(t, manual, Print(Parse(manual)))
	require.Equal(t, []Line{{Name: "+B"}, {Name: "+C"}}, Parse("\n+B||", "", "+C||\nno form\n"))
	require.Equal(t, []Line{{Name: "+B"}}, Parse("+B||\n+C|a bar too few\n"))
	require.Equal(t, map[int]string{0: "x/", 1: "65536:y"}, Parse("+B||a=x///65536:y")[0].Fields[0].Words)
}

// A form with a mistake is no form.
func TestParseRefuses(t *testing.T) {
	for _, field := range []string{";", "a;", "Level", "a b", "a$#", "a$$$", "a@", "a!", "a!x", "a!1,", "a!1.5", "a*", "a*0", "a*x", "a*1e3", "a*0x1",
		"a*1*2", "a+", "a-", "a-1-2", "a+-2", "a*2-", "a+NaN", "a+Inf", "a=", "a~", "a=x/", "a=/x", "a=x/0:y", "a=1:", "a$=x", "a#=x", "a=x/1://y", "&a;&b", "a|b"} {
		require.Empty(t, Parse("+A||"+field), field)
	}
}

func TestSearch(t *testing.T) {
	texts := []string{"source a\n+A,x|ax|a\n+AB||a\n", "", "source b\n+A,y|ay|a\n+C|c|A\n+C|d|a\n+A||a"}
	for line, want := range map[string]string{"+A: x": "ax source a", "+a:Y,2": "ay source b", "+A: z": " source b", "+A:": " source b", "+B: 1": "none", "+C:": "d source b", ":": "none"} {
		name, rest, _ := strings.Cut(line, ":")
		got := "none"
		if l := Search(name, rest, texts...); l != nil {
			got = l.Title + " " + l.Source
		}
		require.Equal(t, want, got, line)
	}
}

// Whatever a text can say is read as it was meant.
func TestParseIsTheReverseOfPrint(t *testing.T) {
	word := rapid.StringMatching(`[A-Za-z0-9][A-Za-z0-9 /:,.()+-]{0,9}`)
	number := rapid.SampledFrom([]float64{0, 1, -1, 0.1, 0.2, -0.5, -24.5, 1024, 1e21})
	field := rapid.Custom(func(t *rapid.T) Field {
		f := Field{Name: rapid.StringMatching(`[a-z][a-z0-9_]{0,9}`).Draw(t, "name"), Kind: Kind(rapid.IntRange(0, 3).Draw(t, "kind"))}
		f.Unit = rapid.SampledFrom([]string{"", "dBm", "kbit/s", "°C", "%"}).Draw(t, "unit")
		f.Mul, f.Add = number.Draw(t, "mul"), number.Draw(t, "add")
		if f.Mul == 0 && f.Add != 0 {
			f.Mul = 1
		}
		f.None = rapid.SampledFrom([][]int64{nil, {0}, {255, -3276}, {1<<32 - 1}}).Draw(t, "none")
		f.Secret = f.Kind == Text && rapid.Bool().Draw(t, "secret")
		if f.Kind == Enum || f.Kind == Int && rapid.Bool().Draw(t, "worded") {
			f.Words = rapid.MapOfN(rapid.IntRange(0, 300), word, 1, 9).Draw(t, "words")
		}
		return f
	})
	text := rapid.StringMatching(`[A-Z+][A-Za-z ();:.]{0,9}`)
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Line {
			l := Line{Name: text.Draw(t, "name"), Title: text.Draw(t, "title"), Source: text.Draw(t, "source")}
			l.Key = rapid.SampledFrom([][]string{nil, {""}, {"*", ""}, {"servingcell", "*", "LTE"}}).Draw(t, "key")
			if n := rapid.IntRange(0, 6).Draw(t, "fields"); n > 0 {
				l.Fields = rapid.SliceOfN(field, n, n).Draw(t, "list")
				l.Repeat = rapid.IntRange(0, n).Draw(t, "repeat")
			}
			return l
		}), 1, 4).Draw(t, "lines")
		require.Equal(t, lines, Parse(Print(lines)), Print(lines))
	})
}

// FuzzParse: what is read of any text is printed and read as the same, and
// Search finds the first of a name.
func FuzzParse(f *testing.F) {
	for _, s := range []string{manual, "+A||a=x//y/z", "+A||a=3:1:x/4:0:0", "s\n\n|||\n,|", "+A||a*-0.0-0!007,+5~00:x", "+A||&a@" + strings.Repeat("9", 400) + "-" + strings.Repeat("9", 300)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		lines := Parse(text)
		printed := Print(lines)
		require.Equal(t, lines, Parse(printed), "%q", printed)
		require.Equal(t, printed, Print(Parse(printed)))
		require.LessOrEqual(t, len(lines), strings.Count(text, "\n")+1)
		for _, l := range lines {
			first := slices.IndexFunc(lines, func(o Line) bool { return strings.EqualFold(o.Name, l.Name) && o.Fits(strings.Join(l.Key, ",")) })
			got := Search(l.Name, strings.Join(l.Key, ","), text)
			if first < 0 {
				require.Nil(t, got)
				continue
			}
			require.Equal(t, lines[first], *got)
		}
	})
}
