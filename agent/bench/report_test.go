package bench

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write testdata anew")

// sample is a run with one SIM of each kind.
func sample() *Report {
	rec := func(n int, v Verdict, why Reason, text string, rsrp *float64, s float64) Record {
		r := Record{Kind: "sim", N: n, ICCID: ref("8988307…000" + string(rune('0'+n))), Verdict: v, Reason: why, Text: text, Inserted: t0, Seconds: s}
		r.Reached, r.Spent = Reached{Card: ref(0.5)}, SpentRecord{Bytes: ref(0), SMS: ref(0)}
		if rsrp != nil {
			r.Reached.Registered, r.Reached.Attached, r.Reached.Signal = ref(2.0), ref(2.1), ref(s)
			r.Signal = SignalRecord{Samples: 3, RSRP: rsrp, RSRPLeast: ref(*rsrp - 2), RSRPMost: ref(*rsrp + 1)}
			r.Registration = RegRecord{State: ref("roaming"), Operator: ref("310410"), Technology: ref("LTE")}
			r.Cloud = CloudRecord{Asked: true, Status: ref("ready")}
		} else {
			r.Registration.State = ref("denied")
		}
		return r
	}
	r := &Report{Over: true, Run: RunRecord{Kind: "run", Schema: 1, Started: t0, Tool: "simagent test", Module: ModuleRecord{"Quectel", "EG25", "R1"}, Port: "/dev/ttyUSB2", Cloud: ref("twilio"), Plan: Default()}}
	r.Records = []Record{
		rec(1, Pass, OK, "roaming 310-410 LTE, RSRP -97 dBm, ready", ref(-97.0), 4),
		rec(2, Pass, NotActivated, "not activated", nil, 3),
		rec(3, Fail, Refused, "refused with cause 8", nil, 90),
		rec(4, Fail, WeakSignal, "RSRP -120 dBm, want -115 at least", ref(-120.0), 5),
	}
	r.Records[0].Spent = SpentRecord{Bytes: ref(100), SMS: ref(1), CountedBytes: ref(100), CountedSMS: ref(1)}
	r.Totals = Totals{Kind: "end", Ended: t0.Add(2 * time.Minute), Tested: 4, Passed: 2, NotActivated: 1, Failed: 2, Seen: 1, Seconds: 120,
		Commands: []Speed{{"+CPIN?", 40, 1, 15.2, 18, 300}, {"+CRSM", 30, 0, 62, 70, 90}}}
	return r
}

func page(r *Report) string {
	var b bytes.Buffer
	r.WriteHTML(&b)
	return b.String()
}

// The page as a whole stands in testdata; -update writes it anew.
func TestPage(t *testing.T) {
	got := page(sample())
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile("testdata/page.html", []byte(got), 0o644))
	}
	want, err := os.ReadFile("testdata/page.html")
	require.NoError(t, err)
	require.Equal(t, string(want), got, "go test ./agent/bench -update, and look at the page")
	for _, never := range []string{"http:", "https:", "<script", "src=", "@import", "url(", "NaN", "Inf", "%!"} {
		require.NotContains(t, got, never)
	}
	for _, must := range []string{"prefers-color-scheme:dark", "width=device-width", `<li class="fail"><b>2</b>failed`, "100 B, 1 SMS", `aria-label="RSRP of 2 SIMs in dBm"`, "▸90 s", "<title>"} {
		require.Contains(t, got, must)
	}
}

// drawings are well-formed XML, one by one, with finite numbers.
func drawings(t require.TestingT, page string) (n int) {
	for rest := page; ; n++ {
		_, after, found := strings.Cut(rest, "<svg ")
		if !found {
			return n
		}
		inner, tail, closed := strings.Cut(after, "</svg>")
		require.True(t, closed)
		rest = tail
		d := xml.NewDecoder(strings.NewReader("<svg " + inner + "</svg>"))
		for {
			_, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err, inner)
		}
	}
}

func TestEmptyPage(t *testing.T) {
	got := page(&Report{Run: RunRecord{Started: t0, Plan: Default()}})
	require.Contains(t, got, "not over yet")
	require.Contains(t, got, "Nothing: no data and no SMS Commands.")
	require.Zero(t, drawings(t, got))
}

// Property: whatever a module, a network or the cloud says, the page has no markup of theirs, the drawings are well-formed,
// no line of the screen is wider than it may be or moves the cursor, and the CSV file reads back with all its columns.
func TestForeignTextsDoNoHarm(t *testing.T) {
	hostile := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"<script>alert(1)</script>", `"><img src=x>`, "=cmd|'/c x'!A1", "-1+1", "a,b\n\"c", "\x1b[2J", "</svg>", "%s%d", "\xff\xfe", "@SUM(1)"}))
	number := rapid.Float64Range(-1e6, 1e6)
	rapid.Check(t, func(rt *rapid.T) {
		r := sample()
		r.Run.Module.Model, r.Run.Port = hostile.Draw(rt, "model"), hostile.Draw(rt, "port")
		for i := range r.Records {
			x := &r.Records[i]
			x.Text = hostile.Draw(rt, "text")
			x.Registration.Operator, x.Cloud.Status = ref(hostile.Draw(rt, "operator")), ref(hostile.Draw(rt, "status"))
			x.Seconds = math.Abs(number.Draw(rt, "seconds"))
			if x.Signal.RSRP != nil {
				x.Signal.RSRP = ref(rapid.Float64Range(-160, 0).Draw(rt, "rsrp"))
			}
		}
		r.Totals.Commands[0].Command = hostile.Draw(rt, "command")
		got := page(r)
		require.Equal(rt, 4, drawings(rt, got))
		require.NotContains(rt, got, "<script")
		require.NotContains(rt, got, "<img")
		require.NotContains(rt, got, "NaN")
		require.Equal(rt, 1, strings.Count(got, "</html>"))
		var b bytes.Buffer
		require.NoError(rt, WriteCSVHead(&b))
		for i := range r.Records {
			require.NoError(rt, WriteCSV(&b, &r.Records[i]))
			text := Line(&r.Records[i], ScreenOptions{})
			require.NotContains(rt, text, "\x1b")
			for line := range strings.Lines(text) {
				require.NotContains(rt, strings.TrimSuffix(line, "\n"), "\r")
			}
		}
		rows, err := csv.NewReader(&b).ReadAll()
		require.NoError(rt, err)
		require.Len(rt, rows, 5)
		for _, row := range rows[1:] {
			for _, cell := range row {
				require.False(rt, cell != "" && strings.ContainsAny(cell[:1], "=+@"), "a formula: %q", cell)
			}
		}
	})
}

// A run of hundreds still has one drawing each, of bounded size.
func TestPageOfHundreds(t *testing.T) {
	r := sample()
	for n := 5; n <= 500; n++ {
		x := r.Records[n%4]
		x.N = n
		r.Records = append(r.Records, x)
	}
	got := page(r)
	require.Equal(t, 4, drawings(t, got))
	require.Less(t, len(got), 1_000_000)
	require.Contains(t, got, `viewBox="0 0 400 1424" role="img" aria-label="Seconds`, "some screens long, and no more")
	require.Equal(t, 125, strings.Count(got, "<title>90 s</title>"), "each that is cut says so")
}

// One SIM has no axis from 1 to 1; a level that only others have is none of its own; so many decades have room for their words.
func TestPageOfOne(t *testing.T) {
	r := sample()
	r.Records = r.Records[:1]
	r.Totals.Commands[0].Median, r.Totals.Commands[0].Most = 0.4, 5000
	got := page(r)
	require.Contains(t, got, "SIM 1</text></svg>")
	require.Contains(t, got, ">0.1 ms<")
	require.Contains(t, got, ">1 s<")
	require.NotContains(t, got, ">1 ms<")
	r = sample()
	r.Records[1].Signal.RSSI = ref(-70.0)
	require.Contains(t, page(r), "0002: no RSRP<")
	require.NotContains(t, page(r), "no level<")
}

// What stands in a column is what its head says.
func TestCSVColumns(t *testing.T) {
	r := sample().Records[0]
	r.Card.SuperSIM, r.Card.Lock, r.Signal.SINR = ref(true), ref("READY"), ref(12.5)
	r.Signal.RSSI, r.Signal.RSRQ = ref(-70.0), ref(-10.0)
	r.Commands = CommandRecord{Count: 9, MedianMS: ref(15.0), MostMS: ref(300.0)}
	var b bytes.Buffer
	require.NoError(t, WriteCSVHead(&b))
	require.NoError(t, WriteCSV(&b, &r))
	rows, err := csv.NewReader(&b).ReadAll()
	require.NoError(t, err)
	got := map[string]string{}
	for i, name := range rows[0] {
		got[name] = rows[1][i]
	}
	require.Equal(t, map[string]string{
		"n": "1", "iccid": "8988307…0001", "verdict": "pass", "reason": "ok", "text": "roaming 310-410 LTE, RSRP -97 dBm, ready", "inserted": "2026-11-24T09:41:00Z", "seconds": "4",
		"seconds_to_card": "0.5", "seconds_to_registered": "2", "seconds_to_attached": "2.1", "seconds_to_cloud": "", "super_sim": "true", "lock": "READY", "registration": "roaming",
		"operator": "310410", "technology": "LTE", "cause": "", "apn": "", "rsrp_dbm": "-97", "rssi_dbm": "-70", "rsrq_db": "-10", "sinr_db": "12.5", "cloud_status": "ready",
		"spent_bytes": "100", "spent_sms": "1", "counted_bytes": "100", "counted_sms": "1", "command_median_ms": "15", "command_most_ms": "300",
	}, got)
}

// A spreadsheet may break lines at semicolons: what is behind one is no formula either.
func TestCSVKeepsFormulasApart(t *testing.T) {
	r := sample().Records[0]
	r.Text = "x;=1+1;@SUM(1)"
	var b bytes.Buffer
	require.NoError(t, WriteCSV(&b, &r))
	require.Contains(t, b.String(), ",x; =1+1; @SUM(1),")
}

func TestScreen(t *testing.T) {
	r := sample()
	o := ScreenOptions{}
	text := Head(r.Run, o)
	for i := range r.Records {
		text += Line(&r.Records[i], o)
	}
	text += SeenLine(&Seen{SeenRecord: SeenRecord{N: 3, ICCID: "8988307…0003"}, Before: r.Records[2]}, o) + Foot(r.Totals, o)
	require.Equal(t, `Quectel EG25 on /dev/ttyUSB2
The cloud (twilio) is asked about each SIM. Nothing is spent: no data, no SMS,
no reset, no PIN.
Put a SIM in, and when its line is there the next one. Ctrl-C ends.

  #   SIM           verdict
   1  8988307…0001  PASS  roaming 310-410 LTE, RSRP -97 dBm, ready         4.0 s
   2  8988307…0002  PASS  not activated                                    3.0 s
   3  8988307…0003  FAIL  refused with cause 8                            90.0 s
   4  8988307…0004  FAIL  RSRP -120 dBm, want -115 at least                5.0 s
   =  8988307…0003  SEEN  seen before: number 3, FAIL, refused with
                          cause 8

4 tested in 2m0s: 2 passed (1 not activated), 2 failed, 1 seen before; 30.0 s a
SIM.
`, text)
	for line := range strings.Lines(text) {
		require.LessOrEqual(t, utf8.RuneCountInString(line), 81)
	}
	full := Record{N: 12, ICCID: ref(madeUp), Verdict: Pass, Text: "x"}
	require.Equal(t, "  12  "+madeUp+"\n                    PASS  x                                                0.0 s\n", strings.ReplaceAll(Line(&full, o), "\t", ""))
	for _, width := range []int{0, 60, 132, 500} {
		tr := NewTray(t0, Options{Plan: Default(), Count: 3})
		for _, at := range []time.Duration{0, time.Hour} {
			require.LessOrEqual(t, utf8.RuneCountInString(tr.Progress(t0.Add(at), ScreenOptions{Width: width})), 160)
		}
	}
}
