package watch

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/agent/local"
)

var update = flag.Bool("update", false, "write the screens anew")

func ptr[T any](v T) *T { return &v }

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// busy is a status of which everything is known, and something is wrong.
func busy() local.Status {
	at := func(ago time.Duration) *time.Time { return ptr(noon.Add(-ago)) }
	return local.Status{
		Schema: local.Schema, Name: "gateway-7", Version: "1.2.3", Time: noon, UptimeS: ptr(int64(3*86400 + 4*3600)), Clock: "ntp",
		Link: local.Link{State: "up", Since: at(3 * time.Hour), Port: ptr("/dev/ttyUSB2"), Module: local.Module{Manufacturer: ptr("Quectel"), Model: ptr("EG25-G"), Revision: ptr("EG25GGBR07A08M2G")}},
		SIM:  local.SIM{State: "ready", Since: at(3 * time.Hour), ICCID: ptr("8988307…6789"), SuperSIM: ptr(true)},
		Network: local.Network{Registration: ptr("searching"), Since: at(12 * time.Minute), Attached: ptr(false), Operator: ptr("中国移动"), RAT: ptr("LTE"), APN: ptr("super"),
			Signal: local.Signal{RSRP: ptr(-97)}},
		Account: local.Account{ICCID: ptr("8988307…6789"), Stored: at(5 * time.Minute),
			Data:       local.Data{Low: ptr(int64(120_000)), High: ptr(int64(210_000)), Sent: ptr(int64(60_000)), Received: ptr(int64(60_000)), Limit: ptr(int64(250_000)), Source: ptr("wwan0")},
			SMS:        local.SMS{Low: ptr(int64(2)), High: ptr(int64(2)), Limit: ptr(int64(5))},
			ReadyUntil: ptr(noon.AddDate(0, 0, 51)), ReadyUntilEstimated: ptr(true), ReadyLeftS: ptr(int64(51 * 86400)), EndsFirst: ptr("data"), ActiveInS: ptr(int64(52 * 3600)), ActiveAtLatest: ptr(false)},
		Cloud: local.Cloud{Provider: ptr("twilio"), SID: ptr("HS1f…c2"), Status: ptr("ready"), Since: at(40 * 24 * time.Hour), Fleet: ptr("hq-sensors"), CheckedAt: at(4 * time.Minute), NextCheck: ptr(noon.Add(11 * time.Minute))},
		Recovery: local.Recovery{State: "waiting", Trouble: "no network takes the SIM", Next: "radio", NextWords: "switch the radio off and on", NextInS: ptr(int64(740)), Resets: ptr(int64(1)), Allowed: ptr(int64(4)), Cycles: ptr(int64(2)),
			SupplyLow: ptr(false)},
		Verdict: local.Verdict{Code: 41, Where: "network", Text: "The modem searches for a network since 12 minutes and has found none that takes this SIM.", Next: ptr("Is an antenna connected? `simagent at 'AT+COPS=?'` lists what is in reach.")},
		Transitions: []local.Transition{
			{Time: noon.Add(-12 * time.Minute), Trusted: true, What: "registration", From: "roaming", To: "searching", Cause: "reported"},
			{Time: noon.Add(-12*time.Minute - time.Second), Trusted: true, What: "attach", From: "attached", To: "detached", Cause: "the network detached, and a cause that is long enough to be cut on a screen of eighty columns"},
			{Time: noon.Add(-3 * time.Hour), Trusted: true, What: "sim", From: "unknown", To: "ready", Cause: "ICCID read twice"},
			{Time: noon.Add(-3 * time.Hour), Trusted: true, What: "link", From: "opening", To: "up", Cause: "AT answers on /dev/ttyUSB2"},
			{Time: noon.Add(-40 * 24 * time.Hour), Trusted: true, What: "cloud", From: "new", To: "ready", Cause: "fetched"},
			{Time: noon.Add(-41 * 24 * time.Hour), What: "account", To: "baseline"},
		},
	}
}

func busyView() View {
	var r Rate
	st := busy()
	start := noon.Add(-50 * time.Minute)
	for i := range 50 {
		*st.Account.Data.Sent += int64(i * i % 97 * 10)
		r.Add(st, start.Add(time.Duration(i)*time.Minute))
	}
	return View{Status: busy(), Has: true, Rate: &r, Held: map[string]Held{"Account": {"counting", 50 * time.Minute}}}
}

func TestScreens(t *testing.T) {
	away, first, past := busyView(), View{Trouble: "No daemon is running; looking again."}, busyView()
	away.Trouble, away.Since, away.Paused = first.Trouble, 12*time.Second, true
	past.History, past.Scroll = true, 1
	well := busyView()
	well.Status.Verdict, well.Status.Recovery = local.Verdict{OK: true, Text: "Everything works. Nothing to do."}, local.Recovery{}
	well.Status.Account.Data.High = nil
	for _, c := range []struct {
		name string
		v    View
		w, h int
		look Look
	}{
		{"80x24", busyView(), 80, 24, Look{Color: true}},
		{"60x20", busyView(), 60, 20, Look{}},
		{"120x40", busyView(), 120, 40, Look{}},
		{"40x12", busyView(), 40, 12, Look{}},
		{"40x10", well, 40, 10, Look{}},
		{"20x5", busyView(), 20, 5, Look{}},
		{"ascii", busyView(), 80, 24, Look{ASCII: true}},
		{"well", well, 80, 24, Look{}},
		{"away", away, 80, 24, Look{}},
		{"first", first, 80, 10, Look{}},
		{"history", past, 60, 10, Look{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join("testdata", c.name+".txt")
			got := Draw(c.v, c.w, c.h, c.look).Text()
			if *update {
				require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, string(want), got)
			if c.look.ASCII {
				require.NotRegexp(t, `[^ -~\n]`, got)
			}
		})
	}
}

// Any status has a screen of any size, and what matters most is on it.
func TestAnySize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := busyView()
		v.Has = rapid.Bool().Draw(t, "has")
		v.History = rapid.Bool().Draw(t, "history")
		v.Scroll = rapid.IntRange(0, 30).Draw(t, "scroll")
		if rapid.Bool().Draw(t, "empty") {
			v.Status = local.Status{}
		}
		v.Status.Verdict.Text = strings.Join(rapid.SliceOfN(rapid.StringMatching(`[a-z世é]{1,40}`), 0, 30).Draw(t, "text"), " ")
		w, h := rapid.IntRange(0, 140).Draw(t, "w"), rapid.IntRange(0, 50).Draw(t, "h")
		g := Draw(v, w, h, Look{ASCII: rapid.Bool().Draw(t, "ascii")})
		for l := range strings.Lines(g.Text()) {
			require.LessOrEqual(t, textColumns(l), w)
		}
		if v.Has && !v.History && w >= 40 && h >= 15 && v.Status.Name != "" {
			for _, name := range []string{"SIM ", "Modem ", "Network ", "Cloud ", "Account ", "Device ", "q quit"} {
				require.Contains(t, g.Text(), name)
			}
		}
	})
}

// The colours say no more than the words.
func TestColour(t *testing.T) {
	v := busyView()
	require.Equal(t, Draw(v, 80, 24, Look{}).Text(), Draw(v, 80, 24, Look{Color: true}).Text())
	g := Draw(v, 80, 24, Look{})
	for i := range g.cells {
		require.Equal(t, Plain, g.cells[i].Style)
	}
	styles := map[Style]bool{}
	for _, c := range Draw(v, 80, 24, Look{Color: true}).cells {
		styles[c.Style] = true
	}
	require.True(t, styles[Bold|Yellow] && styles[Yellow] && styles[Green])
	v.Trouble = "No daemon is running; looking again."
	g = Draw(v, 80, 24, Look{Color: true})
	require.Contains(t, g.Text(), "\nSIM       ready ")
	for x := range g.Width {
		require.Equal(t, Plain, g.At(x, 4).Style, "nobody knows whether it is still so")
	}
	require.NotContains(t, g.Text(), "the daemon will")
}

// At least nothing is not written as a part.
func TestNoPartOfAnUnknownPast(t *testing.T) {
	v := busyView()
	v.Status.Account.Data.Low, v.Status.Account.Data.High = ptr(int64(0)), nil
	text := Draw(v, 80, 24, Look{}).Text()
	require.Contains(t, text, "▒       not known; none seen here of 250,000 B")
	require.NotContains(t, text, "≥0 %")
}

// A text over lines is whole, and no line is too long.
func TestWrap(t *testing.T) {
	require.Equal(t, []string{"a", "bcde", "f"}, wrap("a bcdef", 4))
	rapid.Check(t, func(t *rapid.T) {
		text, width := rapid.StringMatching(`([a-z世é]{1,12} ){0,8}`).Draw(t, "text"), rapid.IntRange(2, 20).Draw(t, "width")
		lines := wrap(text, width)
		require.Equal(t, strings.ReplaceAll(text, " ", ""), strings.ReplaceAll(strings.Join(lines, ""), " ", ""))
		for _, l := range lines {
			require.LessOrEqual(t, textColumns(l), width)
		}
	})
}

func TestBar(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      string
	}{
		{0, 0, "░░░░░░░░░░"}, {0.5, 0.5, "█████░░░░░"}, {0.5, 0.8, "█████▒▒▒░░"}, {0.5, 0.501, "█████▒░░░░"}, {0.999, 0.999, "█████████░"}, {1, 1, "██████████"},
		{0.2, 1.4, "██▒▒▒▒▒▒▒▒"}, {0.3, -1, "███▒▒▒▒▒▒▒"}, {0, -1, "▒▒▒▒▒▒▒▒▒▒"}, {0.96, 0.99, "████████▒░"}, {2, 2, "██████████"},
	} {
		require.Equal(t, c.want, bar(local.Gauge{Low: c.low, High: c.high}, 10), "%v %v", c.low, c.high)
	}
}

func TestRate(t *testing.T) {
	st := func(whose string, n int64) local.Status {
		return local.Status{Account: local.Account{ICCID: &whose, Data: local.Data{Low: &n, Sent: &n, Received: ptr(int64(0))}}}
	}
	var r Rate
	add := func(s int, whose string, n int64) { r.Add(st(whose, n), noon.Add(time.Duration(s)*time.Second)) }
	add(0, "a", 1000) // the first says nothing
	add(30, "a", 1100)
	add(70, "a", 1300)
	require.Equal(t, []int64{-1, 100, 200}, r.Bars(60)[57:])
	add(90, "b", 9000) // another SIM
	add(100, "b", 9001)
	add(110, "b", 10) // another period
	add(115, "b", 12)
	require.Equal(t, []int64{100, 203}, r.Bars(60)[58:])
	sum, minutes := r.Sum()
	require.EqualValues(t, 303, sum)
	require.Equal(t, 2, minutes)
	add(400, "b", 99_999) // nobody looked for minutes: that passed at some time
	require.Equal(t, []int64{100, 203, -1, -1, -1, -1, 0}, r.Bars(60)[53:])
	add(400+7200, "b", 99_999)
	_, minutes = r.Sum()
	require.Equal(t, 1, minutes)
	require.Equal(t, "·▁▂▅█", spark([]int64{-1, 0, 1, 50, 100}, false))
	require.Equal(t, " _.:#", spark([]int64{-1, 0, 1, 40, 100}, true))
}

// A screen that is left open costs a slow line little: an hour in which nothing happens but the time. What is written counts more
// than how much: over SSH each has some 150 bytes with its headers and its acknowledgement.
func TestBytesPerHour(t *testing.T) {
	v := busyView()
	last := Draw(v, 80, 24, Look{Color: true})
	all := len(Diff(nil, last))
	n, writes := 0, 0
	for i := range 3600 {
		v.Status.Time = noon.Add(time.Duration(i+1) * time.Second)
		next := Draw(v, 80, 24, Look{Color: true})
		if out := Diff(last, next); len(out) > 0 {
			n, writes = n+len(out), writes+1
		}
		last = next
	}
	t.Logf("%d bytes for the whole screen, %d in an hour by %d writes", all, n, writes)
	require.Less(t, n, 5000)
	require.Less(t, writes, 300)
	require.Less(t, all, 3000)
}

func ExampleDraw() {
	fmt.Print(Draw(View{Trouble: "No daemon is running; looking again."}, 60, 3, Look{}).Text())
	// Output:
	// simagent
	//
	// Waiting   No daemon is running; looking again.
}
