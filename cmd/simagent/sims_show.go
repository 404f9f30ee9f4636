package main

import (
	"context"
	"encoding/json"
	"io"
	"strconv"
	"time"

	"simagent/agent/supersim"
)

var helpShow = help{use: "show [SIM]", most: 1, give: oneOrHere, short: "Show one Sim: Fleet, billing period, usage, addresses",
	long: `Show one Sim with its Fleet, its billing period, the usage in that and its addresses
(which only SIMs on a VPN have). Without SIM it is the one in this board's modem, as
the running daemon says. --json prints the Sim alone: "periods" and "usage" have
--json of their own.`,
	example: `  simagent sims show --config simagent.toml
  simagent sims show gate-1 --json --config simagent.toml`}

// showSim writes the screen. What belongs to the Sim is asked for one by one; what cannot be read says why, and makes the
// exit code 1.
func showSim(ctx context.Context, s *session, args []string) error {
	v, err := s.theSim(ctx, args)
	if err != nil {
		return err
	}
	if s.json {
		return printJSON(s.out, v.Raw)
	}
	p := page{width: proseWidth(s.out)}
	p.row("SIM", s.iccid(v.ICCID), visible(v.UniqueName), s.sid(v.SID))
	p.row("Status", orUnknown(string(v.Status)), "changed "+orUnknown(minute(v.DateUpdated)))
	failed := false
	row := func(name string, err error, parts ...string) {
		if err != nil {
			failed = true
			p.sentence(name, "not readable: "+err.Error())
			return
		}
		p.row(name, parts...)
	}
	if v.FleetSID == "" {
		p.row("Fleet", "none")
	} else {
		f, _, err := s.Fleet(ctx, v.FleetSID)
		row("Fleet", err, visible(f.UniqueName), s.sid(f.SID), "data "+enabled(f.DataEnabled), dataLimit(&f), "SMS Commands "+enabled(f.SmsCommandsEnabled))
	}
	period, err := s.period(ctx, v.SID)
	if period == nil {
		row("Period", err, "none: the Sim was never activated on this account")
	} else {
		row("Period", nil, orUnknown(period.PeriodType)+fees[period.PeriodType], "since "+minute(period.StartTime), "until "+minute(period.EndTime), s.left(period.EndTime))
		up, down, total, err := s.usageIn(ctx, period)
		row("Usage", err, size(total)+" in this period", "up "+size(up)+", down "+size(down), "the last 48 hours may still grow")
	}
	list, err := collect(s.IPAddresses(ctx, v.SID), 0)
	addresses := []string{"none"}
	for i := range list {
		addresses = append(addresses[:i], list[i].Address)
	}
	row("Addresses", err, addresses...)
	p.row("Account", s.sid(v.AccountSID))
	if _, err := io.WriteString(s.out, p.b.String()); err != nil || !failed {
		return err
	}
	return &exitError{code: 1} // the screen says why
}

// fees says what a period costs.
var fees = map[string]string{supersim.PeriodReady: ", free", supersim.PeriodActive: ", billed"}

func enabled(v *bool) string {
	switch {
	case v == nil:
		return "unknown"
	case *v:
		return "on"
	}
	return "off"
}

// dataLimit is that of each SIM in a billing period, "" when it is not known.
func dataLimit(f *supersim.Fleet) string {
	if f.DataLimit == nil {
		return ""
	}
	return "limit " + grouped(*f.DataLimit) + " MB"
}

// left is the time until an end, in full days.
func (s *session) left(end time.Time) string {
	switch d := end.Sub(s.Now()); {
	case end.IsZero():
		return ""
	case d < 0:
		return "is over"
	default:
		return strconv.Itoa(int(d.Hours()/24)) + " days left"
	}
}

// period is the current or else the last billing period of a Sim, nil when there is none.
func (s *session) period(ctx context.Context, sim string) (*supersim.BillingPeriod, error) {
	list, err := collect(s.BillingPeriods(ctx, sim), 1)
	if len(list) == 0 {
		return nil, err
	}
	return &list[0], err
}

// usageIn is what was used in a period in bytes, as far as the cloud knows by now.
func (s *session) usageIn(ctx context.Context, p *supersim.BillingPeriod) (up, down, total int64, err error) {
	q := supersim.UsageQuery{Sim: p.SimSID, Start: p.StartTime, Granularity: supersim.ByAll}
	if p.EndTime.Before(s.Now()) {
		q.End = p.EndTime
	}
	list, err := collect(s.UsageRecords(ctx, q), 0)
	for i := range list {
		up, down, total = up+value(list[i].Upload), down+value(list[i].Download), total+value(list[i].Total)
	}
	return up, down, total, err
}

func value(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

// size is a number of bytes for people, in decimal units: 999 B, 183.2 KB, 1.02 GB.
func size(n int64) string {
	if n < 10_000 {
		return grouped(n) + " B"
	}
	v, unit := float64(n), 0
	for v >= 999.95 && unit < 4 {
		v /= 1000
		unit++
	}
	digits := 1
	if v < 10 {
		digits = 2
	}
	return strconv.FormatFloat(v, 'f', digits, 64) + " " + " KMGT"[unit:unit+1] + "B"
}

// grouped writes a number with a comma before each three digits.
func grouped(n int64) string {
	text := strconv.FormatInt(n, 10)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

var helpPeriods = help{use: "periods [SIM]", most: 1, give: oneOrHere, short: "Show the billing period of a Sim",
	long: `Show the billing period of a Sim: the current one or else the last, since the cloud
tells no other. At the end of a period that is "ready" the Sim becomes active by
itself and is billed. Without SIM it is the one in this board's modem.`,
	example: "  simagent sims periods gate-1 --config simagent.toml"}

func periods(ctx context.Context, s *session, args []string) error {
	v, err := s.theSim(ctx, args)
	if err != nil {
		return err
	}
	p, err := s.period(ctx, v.SID)
	if err != nil {
		return err
	}
	n := 0
	if p != nil {
		n = 1
	}
	var t table
	t.add("type", "start", "end", "")
	return s.list(&t, n, s.simWords(v)+" has no billing period: it was never activated on this account.", func(int) json.RawMessage {
		t.add(p.PeriodType, minute(p.StartTime), minute(p.EndTime), s.left(p.EndTime))
		return p.Raw
	})
}
