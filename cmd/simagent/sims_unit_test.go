package main

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/agent/config"
	"simagent/agent/route"
	"simagent/agent/supersim"
)

// Without a daemon the guard learns from what is plugged in which interfaces are modems'.
func TestModemInterfacesWithoutADaemon(t *testing.T) {
	_, f := gatewayPorts(t)
	c := cloudFlags{finder: f}
	cfg := config.Default()
	require.Equal(t, []string{"wwan0", "eth1"}, slices.Compact(c.modemInterfaces(&cfg)))
	cfg.Meter.Interface = "usb0"
	cfg.Modem.Port = "dev/ttyUSB2"
	require.Equal(t, []string{"usb0", "wwan0", "eth1"}, slices.Compact(c.modemInterfaces(&cfg)))
	c.finder.Sysfs = t.TempDir()
	cfg = config.Default()
	require.Empty(t, c.modemInterfaces(&cfg))
}

func TestCloudErrorsSayWhatToDo(t *testing.T) {
	refusal := &route.RefusedError{Interface: "eth7", Reason: `192.0.2.123 leaves by eth7, which may be a modem; set cloud.via = "eth7" if you know that it is not the modem`}
	for want, err := range map[string]error{
		"cannot read Sims: no route to the cloud that is proven not to be the modem's: " + refusal.Reason + "\nWithout a file: --via eth7": errors.Join(errors.New("cannot read Sims: the request failed: x"), refusal),
		"no hint": errors.New("no hint"),
		"cloud answered 503: busy\nThe fault is at the cloud: wait, then type it again.":                   &supersim.APIError{HTTPStatus: 503, Message: "busy"},
		supersim.ErrCredentials.Error() + "\nRepair the credential file; --credentials names another one.": supersim.ErrCredentials,
	} {
		require.EqualError(t, cloudError(err, false), want)
	}
	require.NoError(t, cloudError(nil, false))
	require.EqualError(t, cloudError(&supersim.NetError{Kind: supersim.NetCut}, false), "\nThe network or the cloud ended the connection early; type it again.")
	require.EqualError(t, cloudError(supersim.ErrCredentials, true), supersim.ErrCredentials.Error()+
		"\nRun the token command by hand to see what is wrong with it; --credentials FILE asks without it.")
}

// Every command that asks the cloud explains itself, and its examples are commands with flags that there are.
func TestCloudHelpIsTrue(t *testing.T) {
	root := newRoot()
	n := 0
	var look func(c *cobra.Command)
	look = func(c *cobra.Command) {
		n++
		require.NotEmpty(t, c.Long, c.Name())
		require.NotEmpty(t, c.Example, c.Name())
		for line := range strings.Lines(strings.ReplaceAll(c.Example, "\\\n", "")) {
			line, _, _ = strings.Cut(strings.TrimSpace(line), " |")
			line, _, _ = strings.Cut(line, " < ")
			words := strings.Fields(strings.ReplaceAll(line, `"open valve"`, "open_valve"))
			require.Equal(t, "simagent", words[0], line)
			found, rest, err := root.Find(words[1:])
			require.NoError(t, err, line)
			require.NoError(t, found.ParseFlags(rest), line)
			require.NoError(t, found.ValidateArgs(found.Flags().Args()), line)
		}
		if fleet := c.Flags().Lookup("fleet"); fleet != nil && c.Name() != "move" {
			require.Contains(t, fleet.Usage, "SID, short form or unique name", c.Name())
		}
		for _, sub := range c.Commands() {
			look(sub)
		}
	}
	for _, name := range []string{"sims", "fleets", "sms"} {
		c, _, err := root.Find([]string{name})
		require.NoError(t, err)
		look(c)
	}
	require.Equal(t, 1+13+2+3, n)
}

// A table loses nothing but blanks, and its columns stand under each other.
func TestTableKeepsAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringMatching(`[a-zä…]{1,12}`)
		text := rapid.StringMatching(`([a-zé]{1,30} ){0,12}[a-z]`)
		tab := table{marks: rapid.StringMatching(`[lr]{3}`).Draw(t, "right")}
		tab.add("one", "two", "text")
		rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) []string {
			return []string{cell.Draw(t, "one"), cell.Draw(t, "two"), text.Draw(t, "text")}
		}), 1, 5).Draw(t, "rows")
		for _, r := range rows {
			tab.add(r...)
		}
		var b bytes.Buffer
		require.NoError(t, tab.write(&b))
		var got, want strings.Builder
		for line := range strings.Lines(b.String()) {
			require.LessOrEqual(t, utf8.RuneCountInString(line), 81, line)
			require.NotContains(t, line, " \n")
			got.WriteString(line)
		}
		want.WriteString("onetwotext")
		for _, r := range rows {
			want.WriteString(strings.Join(r, ""))
		}
		bare := func(s string) string { return strings.Join(strings.Fields(s), "") }
		require.Equal(t, bare(want.String()), bare(got.String()))

		screen := rapid.IntRange(1, 100).Draw(t, "screen")
		narrow := tab.text(screen)
		require.Equal(t, bare(want.String()), bare(narrow))
		for line := range strings.Lines(narrow) {
			require.LessOrEqual(t, utf8.RuneCountInString(line)-1, max(screen, 2+16), "a column alone has 12 here, the last one 16, and stands two blanks in")
		}
	})
}

func TestNumbersForPeople(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 999: "999 B", 9_999: "9,999 B", 10_000: "10.0 KB", 183_200: "183.2 KB", 999_949: "999.9 KB",
		999_950: "1.00 MB", 1_020_000_000: "1.02 GB", 12_345_678_901_234: "12.3 TB", 9e18: "9000000.0 TB", -5: "-5 B", -1234: "-1,234 B"} {
		require.Equal(t, want, size(n))
	}
	require.Equal(t, "2,000,000", grouped(2_000_000))
	require.Equal(t, "-100", grouped(-100))
}

func TestUsageSpans(t *testing.T) {
	now := time.Date(2026, 3, 4, 10, 30, 0, 0, time.UTC)
	day := func(d, h int) time.Time { return time.Date(2026, 3, d, h, 0, 0, 0, time.UTC) }
	for in, want := range map[usageFlags]supersim.UsageQuery{
		{by: "hour"}: {Granularity: "hour", Start: day(3, 10)},
		{by: "day"}:  {Granularity: "day", Start: time.Date(2026, 2, 19, 0, 0, 0, 0, time.UTC)},
		{by: "day", from: "2026-03-01", to: "2026-03-03"}:        {Granularity: "day", Start: day(1, 0), End: day(4, 0)},
		{by: "day", from: "2026-03-01T05", to: "2026-03-03T05"}:  {Granularity: "day", Start: day(1, 0), End: day(4, 0)},
		{by: "hour", from: "2026-03-01T05", to: "2026-03-01T05"}: {Granularity: "hour", Start: day(1, 5), End: day(1, 6)},
		{by: "all", group: "country", from: "2026-03-01"}:        {Granularity: "all", Group: "isoCountry", Start: day(1, 0)},
		{by: "hour", to: "2026-03-02"}:                           {Granularity: "hour", Start: day(2, 0), End: day(3, 0)},
	} {
		q, err := in.query(now)
		require.NoError(t, err)
		require.Equal(t, want, q, "%+v", in)
	}
	_, err := (&usageFlags{by: "day", from: "2026-03-05"}).query(now)
	require.ErrorContains(t, err, "not in the future")
}

// A name is offered for typing only when the shell and this program take it for what it is.
func TestTypedNames(t *testing.T) {
	s := &session{}
	for name, want := range map[string]string{"gate-1": "gate-1", "": "8988307…0014", "gate 1": "8988307…0014", "-x": "8988307…0014", "$(reboot)": "8988307…0014",
		"a...b": "8988307…0014", "123": "8988307…0014", ".": "8988307…0014", "é": "8988307…0014"} {
		require.Equal(t, want, s.simTyped(&supersim.Sim{UniqueName: name, ICCID: "89883070000000010014"}), name)
	}
}

// A name that somebody gave cannot lead a terminal astray, nor make a line of its own.
func TestNamesAreOneLine(t *testing.T) {
	for _, name := range []string{"a\nTo use it: rm -rf", "a\u202eb", "a\u200fb", "a\x1b[2J", "a\xff"} {
		var b bytes.Buffer
		s := &session{tell: &b, fleetNames: map[string]string{"HF": name}}
		v := &supersim.Sim{ICCID: "89883070000000010014", UniqueName: name}
		s.say(s.simWords(v))
		s.say(s.simLabel(v))
		s.say(s.fleetWords(&supersim.Fleet{UniqueName: name}))
		s.say(s.fleetName("HF"))
		require.Equal(t, 4, strings.Count(b.String(), "\n"), "%q", b.String())
		require.NotContains(t, strings.ReplaceAll(b.String(), "\n", ""), name)
		require.False(t, strings.ContainsFunc(b.String(), func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }), "%q", b.String())
	}
}

// Of many that a short form fits ten are shown.
func TestMoreThanCanBeShown(t *testing.T) {
	s := &session{}
	_, err := s.one("Fleet", "simagent fleets", "HF00", "00", 12, func(int) string { return "HF00000000000000000000000000000000" }, []string{"name"}, func(int) []string { return []string{"x"} })
	require.EqualError(t, err, "cannot find Fleet: HF00…00 fits 12 of this account; name one of these by its name or its SID:\nname"+strings.Repeat("\nx", 10)+"\nand 2 more: simagent fleets")
}

// What takes too long is said once, and how to go on with it.
func TestProgressInALog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		p := startProgress(&b, "simagent sims wait gate-1")
		scheduled := supersim.Waiting{Sim: supersim.Sim{Status: supersim.StatusScheduled}, Next: time.Second}
		p.news(scheduled)
		p.news(scheduled)
		scheduled.Err = errors.New("cut")
		p.news(scheduled)
		scheduled.Err, scheduled.TooLong, scheduled.Scheduled = nil, true, 16*time.Minute
		p.news(scheduled)
		p.news(scheduled)
		p.news(supersim.Waiting{Sim: supersim.Sim{Status: supersim.StatusReady}, TooLong: true})
		p.end()
		require.Equal(t, `Scheduled in the cloud; waiting for it.
No answer: cut; it is asked again.
Scheduled for more than 15m: something may be wrong in the cloud. Waiting goes
on.
After Ctrl-C it can be taken up again: simagent sims wait gate-1
Scheduled in the cloud; waiting for it.
`, b.String())
	})
}
