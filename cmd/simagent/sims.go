package main

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"simagent/agent/supersim"
)

func newSims(f *folders) *cobra.Command {
	var c cloudFlags
	cmd := &cobra.Command{
		Use: "sims", Short: "Ask the cloud about Sims, and change them", Args: cobra.NoArgs,
		Long: `Ask the Super SIM cloud about the Sims of an account, and change them when you say
so. No daemon is needed.

Which cloud: --config FILE is the daemon's file, or the flags below say it without
one. Without either it is that of the only instance, /etc/simagent/NAME.toml, which
is said. The credential stays in its file: never in a command line. Requests leave only
by an interface that is proven not to be a modem's; --via gives your word for one.

SIM is an ICCID, the short form of it that "status" shows (8988307…6789, or with three
full stops), a unique name or a SID. One full stop is the SIM in this board's modem,
as the running daemon says.

On the screen ids are shortened, unless --show-ids; --json prints what the API sent,
whole, with ids in full, for programs. Times are UTC.`,
		Example: `  simagent sims list --provider twilio --credentials credential
  simagent sims show 8988307…6789 --config simagent.toml
  simagent sims ready gate-1 --fleet hq-sensors --config simagent.toml`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.register(cmd, true)
	cmd.AddCommand(simsList(f, &c), c.command(f, &helpShow, showSim), c.command(f, &helpClaim, claim),
		simsChange(f, &c, &helpRename, planName), simsChange(f, &c, &helpReady, planReady), simsChange(f, &c, &helpActivate, planActivate),
		simsChange(f, &c, &helpDeactivate, planDeactivate), simsChange(f, &c, &helpFleet, planFleet), simsChange(f, &c, &helpMove, planMove),
		simsWait(f, &c), simsUsage(f, &c), c.command(f, &helpPeriods, periods), simsUpdates(f, &c))
	return cmd
}

var helpList = help{use: "list", short: "List the Sims of the account", give: `"sims list" takes no argument; it lists all, or what --status, --fleet or --iccid say`,
	long: `List the Sims of the account, newest first: ICCID, unique name, status, Fleet, and
when the Sim was last changed.`,
	example: `  simagent sims list --config simagent.toml
  simagent sims list --status new --show-ids --config simagent.toml
  simagent sims list --json --config simagent.toml | jq -r '.[].sid'`}

func simsList(f *folders, c *cloudFlags) *cobra.Command {
	var filter supersim.SimFilter
	cmd := c.command(f, &helpList, func(ctx context.Context, s *session, _ []string) error {
		filter, err := s.narrowed(ctx, filter)
		if err != nil {
			return err
		}
		all, err := collect(s.Sims(ctx, filter), 0)
		if err == nil && !s.json {
			err = s.groupNames(ctx, supersim.ByFleet, s.fleetNames)
		}
		if err != nil {
			return err
		}
		var t table
		t.add("ICCID", "name", "status", "fleet", "changed")
		return s.list(&t, len(all), "No Sim is there.", func(i int) json.RawMessage {
			v := &all[i]
			t.add(s.iccid(v.ICCID), visible(v.UniqueName), string(v.Status), s.fleetName(v.FleetSID), minute(v.DateUpdated))
			return v.Raw
		})
	})
	cmd.Flags().StringVar((*string)(&filter.Status), "status", "", "only these: "+choice(simStatuses))
	cmd.Flags().StringVar(&filter.Fleet, "fleet", "", "only those in this `FLEET`: SID, short form or unique name")
	cmd.Flags().StringVar(&filter.ICCID, "iccid", "", "only the one with this `ICCID`, or its short form")
	return cmd
}

// narrowed is the filter in the words of the API. It knows no short forms, and answers an unknown Fleet with no Sims.
func (s *session) narrowed(ctx context.Context, f supersim.SimFilter) (supersim.SimFilter, error) {
	if err := oneOf("--status", string(f.Status), simStatuses); err != nil {
		return f, err
	}
	first, last, short := shortForm(f.ICCID)
	if f.ICCID != "" && !isICCID(f.ICCID) && !(short && allDigits(first+last)) {
		return f, errors.New("cannot read Sims: --iccid must be an ICCID of 18 to 22 digits, or its short form such as 8988307…6789")
	}
	if f.Fleet != "" {
		v, err := s.theFleet(ctx, f.Fleet)
		if err != nil {
			return f, err
		}
		f.Fleet = v.SID
	}
	if short {
		v, err := s.simLike(ctx, first, last)
		if err != nil {
			return f, err
		}
		f.ICCID = v.ICCID
	}
	return f, nil
}

// minute is a time in UTC as tables have it, "" for none.
func minute(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04")
}
