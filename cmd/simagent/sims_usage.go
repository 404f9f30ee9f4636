package main

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"simagent/agent/supersim"
)

var helpUsage = help{use: "usage [SIM]", most: 1, give: "give one SIM at most", short: "Show the data usage of a Sim, or of the account",
	long: `Show how much data was used, as the cloud counts it: of one Sim, without SIM of the
one in this board's modem; with --all, --fleet or --group of the whole account.

--from and --to are days, 2026-11-24, or hours, 2026-11-24T09, in UTC; the day or hour
that --to names belongs to the span. Without them it is the last day by hours, the
last two weeks by days, or the last 30 days in all. The cloud learns of usage late:
what is younger than 48 hours may still grow. By sim a span has 31 days at most.`,
	example: `  simagent sims usage gate-1 --by day --from 2026-11-01 --config simagent.toml
  simagent sims usage --group sim --by all --config simagent.toml`}

// usageFlags are the options of `sims usage`.
type usageFlags struct {
	by, from, to, group, fleet string
	all                        bool
}

func simsUsage(f *folders, c *cloudFlags) *cobra.Command {
	var u usageFlags
	cmd := c.command(f, &helpUsage, func(ctx context.Context, s *session, args []string) error {
		q, err := u.query(time.Now())
		if err != nil {
			return errors.New("cannot read usage: " + err.Error())
		}
		what := "the account"
		switch {
		case len(args) > 0 && u.all, u.fleet != "" && (u.all || len(args) > 0):
			return errors.New("cannot read usage: give one of SIM, --all and --fleet")
		case u.fleet != "":
			f, err := s.theFleet(ctx, u.fleet)
			if err != nil {
				return err
			}
			q.Fleet, what = f.SID, s.fleetWords(f)
		case len(args) > 0 || !u.all && u.group == "":
			v, err := s.theSim(ctx, args)
			if err != nil {
				return err
			}
			q.Sim, what = v.SID, s.simWords(v)
		}
		if by, err := u.query(s.Now()); err == nil { // what the cloud calls now, if it was asked already
			q.Start, q.End = by.Start, by.End
		}
		return s.usage(ctx, &q, what)
	})
	cmd.Flags().StringVar(&u.by, "by", "day", "hour, day or all")
	cmd.Flags().StringVar(&u.from, "from", "", "first day or hour")
	cmd.Flags().StringVar(&u.to, "to", "", "last day or hour; now without it")
	cmd.Flags().StringVar(&u.group, "group", "", "sim, fleet, network or country: a row for each")
	cmd.Flags().StringVar(&u.fleet, "fleet", "", "of this `FLEET`: SID, short form or unique name")
	cmd.Flags().BoolVar(&u.all, "all", false, "of the whole account")
	return cmd
}

// query turns the flags into a query that the API takes.
func (u *usageFlags) query(now time.Time) (q supersim.UsageQuery, err error) {
	days := 30
	switch u.by {
	case supersim.ByHour:
		days = 1
	case supersim.ByDay:
		days = 13 // and the one that has begun
	case supersim.ByAll:
	default:
		return q, errors.New("--by must be hour, day or all")
	}
	q.Granularity, q.Group = u.by, u.group
	switch u.group {
	case "", supersim.BySim, supersim.ByFleet, supersim.ByNetwork:
	case "country":
		q.Group = supersim.ByCountry
	default:
		return q, errors.New("--group must be sim, fleet, network or country")
	}
	if q.Start, _, err = readDay("--from", u.from); err != nil {
		return q, err
	}
	to, unit, err := readDay("--to", u.to)
	if err != nil {
		return q, err
	}
	if u.to != "" {
		now = to.Add(unit)
		q.End = now
	}
	if u.from == "" {
		q.Start = now.AddDate(0, 0, -days)
	}
	if !q.Start.Before(now) {
		return q, errors.New("--from must lie before --to, and not in the future")
	}
	return q.Aligned(), nil
}

// readDay reads a day or an hour in UTC and gives its first moment and its length; "" is the zero time.
func readDay(flag, text string) (time.Time, time.Duration, error) {
	if text == "" {
		return time.Time{}, 0, nil
	}
	if t, err := time.Parse("2006-01-02", text); err == nil {
		return t, 24 * time.Hour, nil
	}
	t, err := time.Parse("2006-01-02T15", text)
	if err != nil {
		err = errors.New(flag + " must be a day such as 2026-11-24, or an hour such as 2026-11-24T09, in UTC")
	}
	return t, time.Hour, err
}

// usage prints the records, oldest first, each with a bar of its share of the largest; --json in the order in which they
// came.
func (s *session) usage(ctx context.Context, q *supersim.UsageQuery, what string) error {
	list, err := collect(s.UsageRecords(ctx, *q), 0)
	if err != nil {
		return err
	}
	names := map[string]string{}
	if !s.json && len(list) > 0 {
		if err := s.groupNames(ctx, q.Group, names); err != nil {
			return err
		}
		until := "now"
		if !q.End.IsZero() {
			until = minute(q.End)
		}
		s.say("Usage of " + what + " from " + minute(q.Start) + " to " + until + " UTC")
	}
	most := int64(1)
	for i := range list {
		most = max(most, value(list[i].Total))
	}
	t := table{marks: "llrrrrx"}
	from, width := "from", int64(16)
	if q.Granularity == supersim.ByAll {
		from = "" // the line above says it
	} else if q.Group != "" {
		width = 8
	}
	t.add(strings.ToLower(strings.TrimPrefix(q.Group, "iso")), from, "total", "up", "down", "billed", "")
	err = s.list(&t, len(list), "No usage is known of "+what+" in this span.", func(i int) json.RawMessage {
		r := &list[i]
		if !s.json {
			r = &list[len(list)-1-i]
		}
		from := minute(r.Start)
		if q.Granularity == supersim.ByDay {
			from, _, _ = strings.Cut(from, " ")
		}
		bar := (value(r.Total)*width + most - 1) / most // what is not nothing has one block
		t.add(s.groupName(q.Group, r, names), from, size(value(r.Total)), size(value(r.Upload)), size(value(r.Download)),
			strings.TrimSpace(r.Billed+" "+r.BilledUnit), strings.Repeat("█", int(max(bar, 0))))
		return r.Raw
	})
	if err == nil && !s.json && (q.End.IsZero() || s.Now().Sub(q.End) < 48*time.Hour) {
		s.say("What is younger than 48 hours may still grow.")
	}
	return err
}

// groupName names what a record is about.
func (s *session) groupName(group string, r *supersim.UsageRecord, names map[string]string) string {
	if group == supersim.ByCountry {
		return r.ISOCountry
	}
	sid := r.NetworkSID
	switch group {
	case supersim.BySim:
		sid = r.SimSID
	case supersim.ByFleet:
		sid = r.FleetSID
	}
	if name := names[sid]; name != "" {
		return name
	}
	return s.sid(sid)
}

// groupNames reads the names of what records are grouped by, by SID.
func (s *session) groupNames(ctx context.Context, group string, names map[string]string) error {
	switch group {
	case supersim.BySim:
		all, err := collect(s.Sims(ctx, supersim.SimFilter{}), 0)
		for i := range all {
			names[all[i].SID] = s.simLabel(&all[i])
		}
		return err
	case supersim.ByFleet:
		all, err := collect(s.Fleets(ctx, ""), 0)
		for i := range all {
			names[all[i].SID] = visible(all[i].UniqueName)
		}
		return err
	case supersim.ByNetwork:
		all, err := collect(s.Networks(ctx, supersim.NetworkFilter{}), 0)
		for i := range all {
			names[all[i].SID] = visible(all[i].FriendlyName)
		}
		return err
	}
	return nil
}
