package main

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"simagent/agent/supersim"
)

var helpSend = help{use: "send SIM TEXT", least: 2, most: 1000, short: "Send one SMS Command from the cloud to a SIM", valid: checkText,
	give: "give the SIM and the TEXT; to send from this device instead: simagent sms TEXT",
	long: `Send one SMS Command from the cloud to a SIM, of 160 characters at most. It is sent
once, also when no answer comes; "sms list" then shows whether it went.

While a Sim is ready, five SMS Commands in both directions make it active, which costs
money: it says how many are used, and asks before the one that would be the fifth.
SIM and cloud are named as "simagent sims --help" says.`,
	example: `  simagent sms send gate-1 "open valve" --config simagent.toml`}

func smsSend(f *folders) *cobra.Command {
	var c cloudFlags
	var flags changeFlags
	cmd := c.command(f, &helpSend, func(ctx context.Context, s *session, args []string) error { return s.sendSMS(ctx, args, &flags) })
	c.register(cmd, false)
	flags.callback(cmd)
	return cmd
}

func (s *session) sendSMS(ctx context.Context, args []string, flags *changeFlags) error {
	if err := flags.check(); err != nil {
		return err
	}
	v, err := s.theSim(ctx, args)
	if err != nil {
		return err
	}
	if v.Status == supersim.StatusReady || v.Status == supersim.StatusScheduled {
		if err := s.mindReady(ctx, v, flags.yes); err != nil {
			return err
		}
	}
	m, _, err := s.SendSms(ctx, v.SID, strings.Join(args[1:], " "), flags.where())
	switch {
	case supersim.Doubtful(err):
		text, _, _ := strings.Cut(err.Error(), "; it may have gone") // the next line says it as it is typed
		return &exitError{1, text + "\nIt may have gone, and is not sent again by itself. See whether it went: simagent sms list " + s.simTyped(v)}
	case err != nil:
		return err
	case s.json:
		return printJSON(s.out, m.Raw)
	}
	s.say("SMS Command " + s.sid(m.SID) + " to " + s.simWords(v) + " is " + orUnknown(m.Status) + ".")
	return nil
}

// freeSMS is how many SMS Commands of both directions end `ready` (sim-resource, Status values).
const freeSMS = 5

// mindReady says how many of the free SMS Commands are used, and asks before the one that ends `ready`. All that the cloud
// lists count, also what failed: nothing says that these are free.
func (s *session) mindReady(ctx context.Context, v *supersim.Sim, yes bool) error {
	list, err := collect(s.SmsCommands(ctx, supersim.SmsCommandFilter{Sim: v.SID}), freeSMS)
	if err != nil {
		return err
	}
	text, n := s.simWords(v)+" is "+string(v.Status), len(list)
	first, ends := ": this is", "With this one it"
	if v.Status == supersim.StatusScheduled { // on the way from or to what, nothing tells
		first, ends = ": if it is ready, or is to be, this is", "If it is ready, or is to be, with this one it"
	}
	if n < freeSMS-1 {
		s.say(text + first + " SMS Command " + strconv.Itoa(n+1) + " of the five that make it active, as the cloud lists them.")
		return s.unsaid
	}
	return s.agreed(ctx, text+", and the cloud lists "+strconv.Itoa(n)+" SMS Commands already. "+ends+" becomes active by itself, and is billed. "+s.cfg.Cloud.PriceNote, "Send it?", yes)
}

var helpSmsList = help{use: "list [SIM]", most: 1, give: "give one SIM at most", short: "List SMS Commands as the cloud has them",
	long: `List the SMS Commands of the account, or of one SIM, newest first, as the cloud has
them: to and from SIMs. SIM and cloud are named as "simagent sims --help" says.`,
	example: `  simagent sms list --config simagent.toml
  simagent sms list gate-1 --direction from_sim --config simagent.toml`}

func smsList(f *folders) *cobra.Command {
	var c cloudFlags
	var filter supersim.SmsCommandFilter
	var limit int
	cmd := c.command(f, &helpSmsList, func(ctx context.Context, s *session, args []string) error {
		err := errors.Join(oneOf("--direction", filter.Direction, smsDirections), oneOf("--status", filter.Status, smsStatuses))
		if limit < 0 {
			err = errors.New("--limit must be 0 or more")
		}
		if err != nil {
			return err
		}
		names := map[string]string{}
		if len(args) > 0 {
			v, err := s.theSim(ctx, args)
			if err != nil {
				return err
			}
			filter.Sim, names[v.SID] = v.SID, s.simLabel(v)
		}
		return s.listSMS(ctx, filter, limit, names)
	})
	c.register(cmd, false)
	cmd.Flags().StringVar(&filter.Direction, "direction", "", "only these: "+choice(smsDirections))
	cmd.Flags().StringVar(&filter.Status, "status", "", "only these: "+choice(smsStatuses))
	cmd.Flags().IntVar(&limit, "limit", 50, "how many, the newest first; 0 lists all")
	return cmd
}

// listSMS prints SMS Commands. names are those of Sims by SID, if there are any.
func (s *session) listSMS(ctx context.Context, filter supersim.SmsCommandFilter, limit int, names map[string]string) error {
	list, err := collect(s.SmsCommands(ctx, filter), limit)
	if err == nil && filter.Sim == "" && !s.json && len(list) > 0 {
		err = s.groupNames(ctx, supersim.BySim, names)
	}
	if err != nil {
		return err
	}
	var t table
	t.add("time", "way", "status", "SIM", "text")
	err = s.list(&t, len(list), "No SMS Command is there.", func(i int) json.RawMessage {
		m := &list[i]
		name := names[m.SimSID]
		if name == "" {
			name = s.sid(m.SimSID)
		}
		t.add(minute(m.DateCreated), strings.Replace(m.Direction, "_sim", " SIM", 1), m.Status, name, visible(m.Payload))
		return m.Raw
	})
	if err == nil && len(list) == limit {
		s.say("There may be older ones: --limit 0 lists all.")
	}
	return err
}
