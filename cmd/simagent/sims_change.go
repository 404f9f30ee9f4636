package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"simagent/agent/supersim"
)

// asks is how all changes begin, for the help, and follows how asynchronous ones end.
const (
	asks = `

It says what will happen and asks before; without a terminal it needs --yes. A Sim
that is so already is left alone.`
	follows = ` The update goes on in the cloud for a while
("scheduled"), and is followed to its end; Ctrl-C leaves it to itself.`
	oneOrHere = "give one SIM, or none for the one in this board's modem"
)

var helpReady = help{use: "ready [SIM]", most: 1, give: oneOrHere, short: "Make a new Sim ready: it can connect, and costs nothing yet",
	long: `Make a new Sim ready. It can connect then and costs nothing until it has used 250 KB
or five SMS Commands, or three months are over; then it becomes active by itself and
is billed. It needs a Fleet. Without SIM it is the one in this board's modem.`,
	example: "  simagent sims ready 8988307…6789 --fleet hq-sensors --config simagent.toml"}

var helpActivate = help{use: "activate SIM", least: 1, most: 1, give: "give the SIM to activate", short: "Make a Sim active: it can connect, and is billed",
	long: `Make a Sim active, whether it is new, ready or inactive. It is billed monthly from
then on. It needs a Fleet.`,
	example: "  simagent sims activate gate-1 --config simagent.toml"}

var helpDeactivate = help{use: "deactivate SIM", least: 1, most: 1, give: "give the SIM to deactivate", short: "Make a Sim inactive: it is blocked from the network",
	long: `Make a Sim inactive: it is blocked from the network until it is activated again. It
never becomes ready again.`,
	example: "  simagent sims deactivate gate-1 --yes --config simagent.toml"}

var helpFleet = help{use: "fleet SIM FLEET|none", least: 2, most: 2, give: `give the SIM and the FLEET, or "none"`, short: "Put a Sim into a Fleet",
	long: `Put a Sim into a Fleet, named by SID, short form (HF6f…4b) or unique name, or with
"none" into no Fleet. A Sim that is ready or active needs one, and is scheduled while
it changes.`,
	example: "  simagent sims fleet gate-1 hq-sensors --config simagent.toml"}

var helpRename = help{use: "rename SIM NAME", least: 2, most: 2, give: `give the SIM and its new NAME; "" takes the name away`, short: "Give a Sim a unique name", valid: checkName,
	long:    `Give a Sim a unique name, by which it can be named from then on; "" takes it away.`,
	example: "  simagent sims rename 8988307…6789 gate-1 --config simagent.toml"}

var helpMove = help{use: "move SIM ACCOUNT_SID", least: 2, most: 2, give: "give the SIM and the ACCOUNT_SID that shall have it", short: "Move a new Sim to another account", valid: checkAccount,
	long: `Move a new Sim between a primary account and its subaccounts, with the primary
account's credential. A Sim in a Fleet needs a Fleet of the new account, or none. An
inactive Sim can be moved only where the vendor allows it to the account.`,
	example: "  simagent sims move gate-1 AC00000000000000000000000000000002 \\\n    --fleet none --config simagent.toml"}

// changeFlags are the options of commands that change a Sim.
type changeFlags struct {
	fleet   string
	yes     bool
	back    supersim.Callback
	noWait  bool
	timeout time.Duration
	patient bool // there is a timeout
}

func (c *changeFlags) callback(cmd *cobra.Command) {
	cmd.Flags().StringVar(&c.back.URL, "callback-url", "", "`URL` that the cloud calls when it is done")
	cmd.Flags().StringVar(&c.back.Method, "callback-method", "", "GET or POST (default POST)")
	cmd.Flags().BoolVar(&c.yes, "yes", false, "do not ask; needed where there is no terminal")
}

// where is where the cloud calls.
func (c *changeFlags) where() supersim.Callback {
	return supersim.Callback{URL: c.back.URL, Method: strings.ToUpper(c.back.Method)}
}

func (c *changeFlags) patience(cmd *cobra.Command) {
	c.patient = true
	cmd.Flags().DurationVar(&c.timeout, "timeout", 10*time.Minute, "how long to follow the update")
}

// simsChange makes a command that changes a Sim as plan says.
func simsChange(f *folders, c *cloudFlags, h *help, plan planner) *cobra.Command {
	var flags changeFlags
	cmd := c.command(f, h, func(ctx context.Context, s *session, args []string) error {
		return s.change(ctx, args, &flags, plan)
	})
	cmd.Long += asks
	switch h {
	case &helpReady, &helpActivate:
		cmd.Flags().StringVar(&flags.fleet, "fleet", "", "put it into this `FLEET` as well: SID, short form or unique name")
	case &helpMove:
		cmd.Flags().StringVar(&flags.fleet, "fleet", "", "`FLEET` of the new account, by its whole SID or unique name, or none")
	}
	if h == &helpMove || h == &helpRename {
		cmd.Flags().BoolVar(&flags.yes, "yes", false, "do not ask; needed where there is no terminal")
		return cmd
	}
	cmd.Long += follows
	flags.callback(cmd)
	cmd.Flags().BoolVar(&flags.noWait, "no-wait", false, "do not follow the update to its end")
	flags.patience(cmd)
	return cmd
}

// change reads a Sim, has the change planned, asks, updates, and follows the update to its end.
func (s *session) change(ctx context.Context, args []string, flags *changeFlags, plan planner) error {
	if err := flags.check(); err != nil {
		return err
	}
	v, err := s.theSim(ctx, args)
	if err != nil {
		return err
	}
	c, err := plan(ctx, s, v, args, flags)
	if err != nil {
		return err
	}
	name := s.simWords(v) + " "
	if c.nothing {
		return s.end(v, name+c.done+" already. Nothing to do.")
	}
	if c.priced {
		c.text += " " + s.cfg.Cloud.PriceNote
	}
	if err := s.agreed(ctx, name+c.text, "Continue?", flags.yes); err != nil {
		return err
	}
	c.update.Callback = flags.where()
	v, pending, err := s.update(ctx, v, c)
	switch {
	case err != nil:
		return err
	case pending && flags.noWait:
		return s.end(v, "Accepted. The update goes on in the cloud.\nWait for it: simagent sims wait "+s.simTyped(v))
	case pending:
		if v, err = s.follow(ctx, v, flags.timeout); err != nil {
			return err
		}
	}
	if why := c.differs(v); why != "" {
		return &exitError{1, "the update has ended, and came to something else: " + why +
			"\nWhat it is now: simagent sims show " + s.simTyped(v) + "\nThen try again, if it is not what you want."}
	}
	return s.end(v, s.simWords(v)+" "+c.done+".")
}

// agreed says what would happen, and asks; the error says that nothing has.
func (s *session) agreed(ctx context.Context, text, question string, yes bool) error {
	if s.say(text); s.unsaid != nil {
		return fmt.Errorf("%w; nothing was changed", s.unsaid)
	}
	defer s.silence.pause()()
	ok, err := askerOn(s.in, s.tell, yes).agreed(ctx, question)
	if err == nil && !ok {
		err = &exitError{1, "nothing was changed"}
	}
	return err
}

// update sends the update, and tells whether it goes on in the cloud. When no answer came it looks whether the update
// was accepted all the same: a repetition of one that was is refused.
func (s *session) update(ctx context.Context, v *supersim.Sim, c *simChange) (*supersim.Sim, bool, error) {
	now, meta, err := s.UpdateSim(ctx, v.SID, c.update)
	doubtful := supersim.Doubtful(err)
	if doubtful || err != nil && meta.Attempts > 1 {
		seen, _, err2 := s.Sim(ctx, v.SID)
		if err2 == nil && (seen.Status == supersim.StatusScheduled || c.differs(&seen) == "") {
			s.say("An answer was lost on the way, but the cloud has the update.")
			now, err = seen, nil
		} else if doubtful {
			err = fmt.Errorf("%w; it may have been accepted all the same: look with simagent sims show %s", err, s.simTyped(v))
		}
	}
	return &now, meta.HTTPStatus == 202 || now.Status == supersim.StatusScheduled, err
}

var helpClaim = help{use: "claim ICCID", least: 1, most: 1, short: "Add a SIM that is on no account yet to this one",
	give: "give the ICCID alone, in full; the registration code is read from standard input, since others can see a command line",
	long: `Add a SIM to the account by its ICCID and the registration code that is printed on
the card. The code is asked for on the terminal without showing it, or read from
standard input; it does not belong into a command line, which others can see. The
Sim is then new, and costs nothing. One that is on the account already is left alone.`,
	example: `  simagent sims claim 89883070000000001234 --config simagent.toml
  simagent sims claim 89883070000000001234 --config simagent.toml < code`}

// alreadyYours is the code for a SIM that is on this account.
const alreadyYours = 83003

func claim(ctx context.Context, s *session, args []string) error {
	const already = " is on this account already. Nothing to do."
	v, _, err := s.SimByICCID(ctx, args[0])
	if err == nil {
		return s.end(&v, s.simWords(&v)+already)
	}
	if !errors.Is(err, supersim.ErrNotFound) {
		return err
	}
	resume := s.silence.pause()
	code, err := askerOn(s.in, s.tell, false).secret(ctx, "Registration code (not shown): ")
	resume()
	if ctx.Err() != nil {
		return errInterrupted
	}
	if err != nil {
		return fmt.Errorf("cannot read the registration code from standard input: %w", err)
	}
	v, _, err = s.RegisterSim(ctx, args[0], strings.TrimSpace(code))
	if e, ok := errors.AsType[*supersim.APIError](err); ok && e.Code == alreadyYours {
		if v, _, err = s.SimByICCID(ctx, args[0]); err == nil {
			return s.end(&v, s.simWords(&v)+already)
		}
	}
	if err != nil {
		return err
	}
	return s.end(&v, s.simWords(&v)+" is on this account now, and new.\nTo use it: simagent sims ready "+s.simTyped(&v)+" --fleet FLEET")
}
