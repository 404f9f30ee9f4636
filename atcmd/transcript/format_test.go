package transcript

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const sample = `simagent-transcript 1
maker: Quectel
model: EG25
firmware: EG25GGBR07A08M2G
tool: simagent 0.3.0
date: 2026-11-23
source: emulated persona eg25-g
expect: iccid=8988307000000001238

+0.000 open
+0.123 > "AT+CPIN?\r"
+0.140 < "\r\n+CPIN: READY\r\n" cut 2,5-7 more
+0.140 < "\r\nOK\r\n"
# a comment
+4.000 dropped 311
+9.500 lost
+9.500 close
`

func print(t require.TestingT, s *Script) string {
	var b bytes.Buffer
	require.NoError(t, s.Write(&b))
	return b.String()
}

func TestSampleReadsAndPrints(t *testing.T) {
	s, err := Parse(strings.NewReader(sample))
	require.NoError(t, err)
	require.Equal(t, "8988307000000001238", s.Header.Expected("iccid"))
	require.Equal(t, Entry{Kind: Got, At: 140 * time.Millisecond, Data: "\r\n+CPIN: READY\r\n", Cuts: []int{2, 5, 6, 7}, More: true, Line: 12}, s.Entries[2])
	require.Equal(t, sample, print(t, s))
}

func TestReaderNamesTheLine(t *testing.T) {
	for broken, want := range map[string]string{
		"":                              "does not begin with",
		"simagent-transcript 2\n":       `version "2"`,
		"simagent-transcript 1\nx: y":   "line 2: it has no end",
		"simagent-transcript 1\nx: y\n": `line 2: unknown header "x"`,
		"simagent-transcript 1\nmodel: a\nmodel: b\n":                             "line 3: model stands there twice",
		"simagent-transcript 1\nexpect: a\n":                                      "line 2: want an expectation",
		"simagent-transcript 1\n+0.000 > AT\n":                                    "line 2: want the bytes",
		"simagent-transcript 1\n+0.000 > `AT`\n":                                  "line 2: want the bytes",
		"simagent-transcript 1\n+0.000 > \"\"\n":                                  "line 2: want 1 to 4096 bytes",
		"simagent-transcript 1\n\n+0.00 open\n":                                   "line 3: want a time",
		"simagent-transcript 1\n+0.000 gone\n":                                    "line 2: want >, <",
		"simagent-transcript 1\n+0.000 5\n":                                       "line 2: want >, <",
		"simagent-transcript 1\n+0.000 dropped -1\n":                              "line 2: want >, <",
		"simagent-transcript 1\n+1.000 open\n+0.999 close\n":                      "line 3: the time runs backwards",
		"simagent-transcript 1\n+0.000 < \"abc\" cut 3\n":                         "line 2: want rising offsets",
		"simagent-transcript 1\n+0.000 < \"abc\" cut 2,1\n":                       "line 2: want rising offsets",
		"simagent-transcript 1\n+0.000 < \"abc\" cut 1-9999999999\n":              "line 2: want rising offsets",
		"simagent-transcript 1\n+0.000 < \"abc\" moreover\n":                      "line 2: want cut or more",
		"simagent-transcript 1\n#" + strings.Repeat("x", maxText) + "\n":          "line 2: it is too long",
		"simagent-transcript 1\n#\xff\n":                                          "line 2: it is not UTF-8",
		"simagent-transcript 1\n+0.000 > \"" + strings.Repeat("x", 4097) + "\"\n": "line 2: want 1 to 4096 bytes",
	} {
		_, err := Parse(strings.NewReader(broken))
		require.ErrorContains(t, err, want, "%.60q", broken)
	}
}

func TestHeaderIsMadeFit(t *testing.T) {
	s := &Script{Header: Header{Maker: "A\r\nB\x00", Model: strings.Repeat("é", 2000), Expect: []Pair{{"a=b", "c\nd"}}},
		Entries: []Entry{{Kind: Comment, Data: " x\n+0.000 open"}}}
	got, err := Parse(strings.NewReader(print(t, s)))
	require.NoError(t, err)
	require.Equal(t, "A  B", got.Header.Maker)
	require.Equal(t, []Pair{{"a-b", "c d"}}, got.Header.Expect)
	require.Len(t, got.Entries, 1)
}

func drawEntries(t *rapid.T) []Entry {
	at := time.Duration(0)
	var list []Entry
	for range rapid.IntRange(0, 20).Draw(t, "entries") {
		at += time.Duration(rapid.IntRange(0, 5000).Draw(t, "ms")) * time.Millisecond
		e := Entry{Kind: Kind(rapid.IntRange(0, int(Comment)).Draw(t, "kind")), At: at}
		switch e.Kind {
		case Sent, Got:
			e.Data = string(rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "data"))
			for i := 1; i < len(e.Data); i++ {
				if rapid.Bool().Draw(t, "cut") {
					e.Cuts = append(e.Cuts, i)
				}
			}
			e.More = rapid.Bool().Draw(t, "more")
		case Dropped:
			e.Count = uint64(rapid.Uint32().Draw(t, "count"))
		case Comment:
			e.At, e.Data = 0, oneLine(rapid.String().Draw(t, "text"))
		}
		list = append(list, e)
	}
	return list
}

func TestPrintThenParseIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &Script{Header: Header{Model: "M", Source: "hardware"}, Entries: drawEntries(t)}
		got, err := Parse(strings.NewReader(print(t, s)))
		require.NoError(t, err)
		for i := range got.Entries {
			require.Positive(t, got.Entries[i].Line)
			got.Entries[i].Line = 0
		}
		require.Equal(t, s, got)
	})
}

// FuzzParse: what is accepted prints to something that reads as the same, and
// prints as the same.
func FuzzParse(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte("simagent-transcript 1\n+0.000 < \"\\xff\\u00e9\" cut 1 more\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := Parse(bytes.NewReader(b))
		if err != nil {
			return
		}
		text := print(t, s)
		again, err := Parse(strings.NewReader(text))
		require.NoError(t, err)
		require.Equal(t, text, print(t, again))
		require.Equal(t, len(s.Entries), len(again.Entries))
		for i := range s.Entries {
			s.Entries[i].Line, again.Entries[i].Line = 0, 0
		}
		require.Equal(t, s, again)
	})
}
