package main

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/spf13/cobra"
)

var helpUpdates = help{use: "updates [SIM]", most: 1, give: oneOrHere, short: "List what the network wrote onto a SIM over the air",
	long: `List the Settings Updates of a SIM, newest first: what the network writes onto the
card over the air. Without SIM it is the one in this board's modem; --all lists those
of the account.`,
	example: `  simagent sims updates gate-1 --config simagent.toml
  simagent sims updates --all --status failed --config simagent.toml`}

func simsUpdates(f *folders, c *cloudFlags) *cobra.Command {
	var all bool
	var status string
	cmd := c.command(f, &helpUpdates, func(ctx context.Context, s *session, args []string) error {
		if err := oneOf("--status", status, updateStatuses); err != nil {
			return err
		}
		sim := ""
		if len(args) > 0 || !all {
			v, err := s.theSim(ctx, args)
			if err != nil {
				return err
			}
			sim = v.SID
		}
		list, err := collect(s.SettingsUpdates(ctx, sim, status), 0)
		if err != nil {
			return err
		}
		var t table
		t.add("begun", "ICCID", "status", "completed", "packages")
		return s.list(&t, len(list), "No Settings Update is there.", func(i int) json.RawMessage {
			u := &list[i]
			packages := ""
			for _, p := range u.Packages {
				packages += ", " + p.Name + " " + p.Version
			}
			t.add(minute(u.DateCreated), s.iccid(u.ICCID), u.Status, minute(u.DateCompleted), strings.TrimPrefix(packages, ", "))
			return u.Raw
		})
	})
	cmd.Flags().BoolVar(&all, "all", false, "those of all Sims of the account")
	cmd.Flags().StringVar(&status, "status", "", "only these: "+choice(updateStatuses))
	return cmd
}
