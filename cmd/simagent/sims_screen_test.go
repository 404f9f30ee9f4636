package main_test

import (
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"simagent/agent/supersim/supersimtest"
)

// clock is the cloud's, set by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// atNine is an account whose clock stands at nine o'clock, with two Sims, and usage on three days.
func atNine(t *testing.T) (*account, *clock) {
	c := &clock{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	a := newAccount(t, supersimtest.Options{Now: c.read})
	hq := a.AddFleet("hq-sensors")
	a.put(cardOne, "ready", hq)
	a.well("sims", "rename", cardOne, "gate-1", "--yes")
	a.AddUsage(cardOne, 1_000, 200)
	c.add(24 * time.Hour)
	a.put(cardFree, "active", hq)
	a.AddUsage(cardOne, 100_000, 83_200)
	a.AddUsage(cardFree, 5_000_000, 1_000_000_000)
	c.add(24 * time.Hour)
	a.AddUsage(cardOne, 10, 0)
	c.add(time.Hour)
	return a, c
}

func TestSimsTables(t *testing.T) {
	t.Parallel()
	a, _ := atNine(t)
	a.AddSim(cardTwo)
	a.AddSettingsUpdate(cardOne, "failed")
	a.ReceiveSMS(cardOne, "temperature 21")
	a.ReceiveSMS(cardFree, "\x1b[2J"+strings.Repeat("a long message ", 8))
	for args, want := range map[string]string{
		"sims list": `ICCID         name    status  fleet       changed
8988307…0014  -       new     -           2026-03-04 10:00
8988307…0032  -       active  hq-sensors  2026-03-03 09:00
8988307…0014  gate-1  ready   hq-sensors  2026-03-02 09:00
`,
		"sims list --status ready --show-ids": `ICCID                 name    status  fleet       changed
89883070000000010014  gate-1  ready   hq-sensors  2026-03-02 09:00
`,
		"sims list --fleet hq-sensors --iccid " + cardFree: `ICCID         name  status  fleet       changed
8988307…0032  -     active  hq-sensors  2026-03-03 09:00
`,
		"fleets": `name        SID      data     limit  SMS  profile
hq-sensors  HF4c…64  on    1,000 MB  on   HA8a…ae
`,
		"fleets show hq-sensors": `Fleet        hq-sensors  HF4c…64
Data         on  limit 1,000 MB for each SIM in a billing period
SMS Commands on  kept in the cloud
IP Commands  kept in the cloud
Profile      HA8a…ae
Changed      2026-03-02 09:00
Account      AC00…01
`,
		"sims updates --all": `begun             ICCID         status  completed  packages
2026-03-04 10:00  8988307…0014  failed  -          base-settings 1.0.0
`,
		"sms list": `time              way       status    SIM           text
2026-03-04 10:00  from SIM  received  8988307…0032  "\x1b[2Ja long message a
                                                    long message a long message
                                                    a long message a long
                                                    message a long message a
                                                    long message a long message
                                                    "
2026-03-04 10:00  from SIM  received  gate-1        temperature 21
`,
		"sms list gate-1 --limit 1": `time              way       status    SIM     text
2026-03-04 10:00  from SIM  received  gate-1  temperature 21
There may be older ones: --limit 0 lists all.
`,
		"sims periods 8988307…0032": "type    start             end\nactive  2026-03-03 09:00  2026-04-03 09:00  29 days left\n",
	} {
		out := a.well(strings.Fields(args)...)
		require.Equal(t, want, out, args)
		for line := range strings.Lines(out) {
			require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimRight(line, "\n")), 80, line)
		}
	}
}

func TestSimsUsage(t *testing.T) {
	t.Parallel()
	a, _ := atNine(t)
	for args, want := range map[string]string{
		"gate-1 --from 2026-03-02 --to 2026-03-04": `Usage of 8988307…0014 (gate-1) from 2026-03-02 00:00 to 2026-03-05 00:00 UTC
from           total        up     down       billed
2026-03-02   1,200 B   1,000 B    200 B  0.00012 USD  █
2026-03-03  183.2 KB  100.0 KB  83.2 KB  0.01832 USD  ████████████████
2026-03-04      10 B      10 B      0 B            0  █
`,
		"--group sim --by all --from 2026-03-01 --to 2026-03-04": `Usage of the account from 2026-03-01 00:00 to 2026-03-05 00:00 UTC
sim              total        up     down       billed
8988307…0032   1.00 GB   5.00 MB  1.00 GB    100.5 USD  ████████████████
gate-1        184.4 KB  101.0 KB  83.4 KB  0.01844 USD  █
`,
		"gate-1 --by hour --from 2026-03-04T08 --to 2026-03-04T09": `Usage of 8988307…0014 (gate-1) from 2026-03-04 08:00 to 2026-03-04 10:00 UTC
from              total    up  down  billed
2026-03-04 09:00   10 B  10 B   0 B       0  ████████████████
`,
		"--group network --from 2026-03-03 --to 2026-03-03": `Usage of the account from 2026-03-03 00:00 to 2026-03-04 00:00 UTC
network           from          total       up     down         billed
Test Network One  2026-03-03  1.01 GB  5.10 MB  1.00 GB  100.51832 USD  ████████
`,
		"--group country --by all --from 2026-03-03 --to 2026-03-03": `Usage of the account from 2026-03-03 00:00 to 2026-03-04 00:00 UTC
country    total       up     down         billed
DE       1.01 GB  5.10 MB  1.00 GB  100.51832 USD  ████████████████
`,
		"--fleet hq-sensors --from 2026-03-04 --to 2026-03-04": `Usage of Fleet hq-sensors from 2026-03-04 00:00 to 2026-03-05 00:00 UTC
from        total    up  down  billed
2026-03-04   10 B  10 B   0 B       0  ████████████████
`,
		"--all --from 2025-12-24 --to 2025-12-24": "No usage is known of the account in this span.\n",
	} {
		const young = "What is younger than 48 hours may still grow.\n" // by the cloud's clock, of 4 March
		got, grows := strings.CutSuffix(a.well(strings.Fields("sims usage "+args)...), young)
		require.Equal(t, want, got, args)
		require.Equal(t, !strings.Contains(args, "--to 2025"), grows, args)
	}
	for args, want := range map[string]string{
		"--by week":                         "cannot read usage: --by must be hour, day or all",
		"--group colour":                    "cannot read usage: --group must be sim, fleet, network or country",
		"--from yesterday":                  "cannot read usage: --from must be a day such as 2026-11-24",
		"--from 2026-03-04 --to 2026-03-03": "cannot read usage: --from must lie before --to",
		"--group sim --from 2026-01-01 --to 2026-03-01": "cannot read usage: grouped by Sim, a span has 31 days at most",
		"--all --fleet x": "cannot read usage: give one of SIM, --all and --fleet",
	} {
		a.fails(want, strings.Fields("sims usage "+args)...)
	}
}

func TestSimsShow(t *testing.T) {
	t.Parallel()
	a := newAccount(t, supersimtest.Options{})
	sid := a.put(cardOne, "ready", a.AddFleet("one"))
	a.AddUsage(cardOne, 20_000, 163_200)
	out := a.well("sims", "show", cardOne)
	require.Contains(t, out, "SIM          8988307…0014  "+sid[:4]+"…"+sid[32:]+"\nStatus       ready  changed 20")
	require.Contains(t, flat(out), "Period ready, free since 20")
	require.Regexp(t, ` (88|89|90|91) days left`, flat(out))
	require.Contains(t, flat(out), "Usage 183.2 KB in this period up 20.0 KB, down 163.2 KB the last 48 hours may still grow Addresses none")
	require.NotContains(t, out, cardOne)
	for _, by := range []string{"hour", "day", "all"} { // their default spans are as the API wants them
		out = a.well("sims", "usage", cardOne, "--by", by)
		require.Contains(t, out, " to now UTC\n")
		require.Contains(t, out, "183.2 KB  20.0 KB  163.2 KB")
		require.Contains(t, out, "\nWhat is younger than 48 hours may still grow.\n")
	}
	require.Contains(t, a.well("sims", "show", cardOne, "--show-ids"), "SIM          "+cardOne+"  "+sid+"\n")

	// What cannot be read does not hide the rest.
	a.Fault(supersimtest.Fault{Kind: supersimtest.FaultStatus, Status: 403, Path: "/v1/Fleets"})
	out, errs, code := a.ask("", "sims", "show", cardOne)
	require.Equal(t, 1, code)
	require.Empty(t, errs)
	require.Contains(t, flat(out), "Fleet not readable: cannot read Fleet: cloud answered 403 (code 20006): forbidden Period ready")
}
