package main

import (
	"context"
	"encoding/json"
	"io"

	"github.com/spf13/cobra"
)

var helpFleets = help{use: "fleets", short: "List the Fleets of the account", give: `"fleets" takes no argument; for one Fleet: simagent fleets show FLEET`,
	long: `List the Fleets of the account: name, SID, the data limit of each SIM in a billing
period, whether data and SMS Commands are enabled, and the Network Access Profile.
"simagent sims --help" says how to name a cloud.`,
	example: `  simagent fleets --config simagent.toml
  simagent fleets show hq-sensors --config simagent.toml`}

var helpFleetShow = help{use: "show FLEET", least: 1, most: 1, give: "give the FLEET: its SID, short form or unique name", short: "Show one Fleet",
	long:    "Show one Fleet, named by its SID, the short form of it (HF6f…4b), or its unique name.",
	example: "  simagent fleets show hq-sensors --config simagent.toml"}

func newFleets(f *folders) *cobra.Command {
	var c cloudFlags
	cmd := c.command(f, &helpFleets, listFleets)
	c.register(cmd, true)
	cmd.AddCommand(c.command(f, &helpFleetShow, showFleet))
	return cmd
}

func listFleets(ctx context.Context, s *session, _ []string) error {
	list, err := collect(s.Fleets(ctx, ""), 0)
	if err != nil {
		return err
	}
	t := table{marks: "lllrll"}
	t.add("name", "SID", "data", "limit", "SMS", "profile")
	return s.list(&t, len(list), "No Fleet is there.", func(i int) json.RawMessage {
		v := &list[i]
		limit := ""
		if v.DataLimit != nil {
			limit = grouped(*v.DataLimit) + " MB"
		}
		t.add(visible(v.UniqueName), s.sid(v.SID), enabled(v.DataEnabled), limit, enabled(v.SmsCommandsEnabled), s.sid(v.NetworkAccessProfileSID))
		return v.Raw
	})
}

func showFleet(ctx context.Context, s *session, args []string) error {
	v, err := s.theFleet(ctx, args[0])
	if err != nil {
		return err
	}
	if s.json {
		return printJSON(s.out, v.Raw)
	}
	p := page{width: proseWidth(s.out)}
	p.row("Fleet", visible(v.UniqueName), s.sid(v.SID))
	p.row("Data", enabled(v.DataEnabled), dataLimit(v)+" for each SIM in a billing period")
	p.row("SMS Commands", enabled(v.SmsCommandsEnabled), forwarded(v.SmsCommandsURL, v.SmsCommandsMethod))
	p.row("IP Commands", forwarded(v.IPCommandsURL, v.IPCommandsMethod))
	p.row("Profile", s.sid(v.NetworkAccessProfileSID))
	p.row("Changed", minute(v.DateUpdated))
	p.row("Account", s.sid(v.AccountSID))
	_, err = io.WriteString(s.out, p.b.String())
	return err
}

// forwarded says where what comes from a SIM goes.
func forwarded(url, method string) string {
	if url == "" {
		return "kept in the cloud"
	}
	return "forwarded by " + orUnknown(method) + " to " + printableText(url)
}
