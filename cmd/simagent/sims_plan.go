package main

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"simagent/agent/supersim"
)

// simChange is an update of a Sim that was found to be possible.
type simChange struct {
	nothing bool // it is so already: there is nothing to do
	update  supersim.SimUpdate
	ends    supersim.SimStatus // what the status must be in the end; "" is any
	text    string             // what it does and costs
	priced  bool               // cloud.price_note belongs to it
	done    string             // completes "8988307…6789 …"
}

// planner finds the way of v to what args and flags say, or why there is none. args[0] is the Sim.
type planner func(ctx context.Context, s *session, v *supersim.Sim, args []string, flags *changeFlags) (*simChange, error)

// differs says in what v is not as it was asked for, "" when it is.
func (c *simChange) differs(v *supersim.Sim) string {
	want := supersim.Expect{Status: c.ends}
	u := &c.update
	moved := u.AccountSID != ""
	if u.Fleet != nil && !moved {
		want.FleetSID = *u.Fleet
	}
	switch {
	case moved && !strings.EqualFold(v.AccountSID, u.AccountSID):
		return "the account has not changed"
	case u.UniqueName != nil && v.UniqueName != *u.UniqueName:
		return "the unique name has not changed to the one asked for"
	case u.Fleet != nil && *u.Fleet == "" && v.FleetSID != "":
		return "it is still in a Fleet"
	}
	return supersim.Waiting{Sim: *v}.Differs(want)
}

// refused is why the API could not do it.
func refused(why string) error { return errors.New("refused, and nothing was changed: " + why) }

const underWay = "an update is under way already; wait for it: simagent sims wait"

func planReady(ctx context.Context, s *session, v *supersim.Sim, _ []string, flags *changeFlags) (*simChange, error) {
	if v.Status == supersim.StatusActive || v.Status == supersim.StatusInactive {
		return nil, refused("only a new Sim can become ready, and this one is " + string(v.Status))
	}
	return planStatus(ctx, s, v, supersim.StatusReady, flags.fleet,
		"This is free until 250 KB of data, five SMS Commands or three months are used up; then it becomes active by itself and is billed.")
}

func planActivate(ctx context.Context, s *session, v *supersim.Sim, _ []string, flags *changeFlags) (*simChange, error) {
	return planStatus(ctx, s, v, supersim.StatusActive, flags.fleet, "It is billed monthly from now on.")
}

// planDeactivate leaves ready -> inactive to the API: nothing says whether it can be (sim-resource, Asynchronous updates).
func planDeactivate(ctx context.Context, s *session, v *supersim.Sim, _ []string, _ *changeFlags) (*simChange, error) {
	if v.Status == supersim.StatusNew {
		return nil, refused("a Sim that is new cannot become inactive; it cannot connect, and costs nothing")
	}
	return planStatus(ctx, s, v, supersim.StatusInactive, "", "It is blocked from the network until you activate it again.")
}

// planStatus is the way of v to a status, and into a Fleet unless that is "". cost is what the status means.
func planStatus(ctx context.Context, s *session, v *supersim.Sim, to supersim.SimStatus, fleet, cost string) (*simChange, error) {
	if v.Status == supersim.StatusScheduled {
		return nil, refused(underWay)
	}
	c := &simChange{ends: to, priced: to != supersim.StatusInactive, done: "is " + string(to)}
	in := ""
	switch {
	case fleet != "":
		f, err := s.theFleet(ctx, fleet)
		if err != nil {
			return nil, err
		}
		if !strings.EqualFold(f.SID, v.FleetSID) {
			c.update.Fleet = &f.SID
		}
		in = " in " + s.fleetWords(f)
	case to == supersim.StatusInactive:
	case v.FleetSID == "":
		return nil, refused("the Sim is in no Fleet; add --fleet FLEET: simagent fleets lists them")
	default:
		in = " in " + s.fleetAt(ctx, v.FleetSID)
	}
	c.done += in
	if v.Status == to {
		c.nothing = c.update.Fleet == nil
		c.text = "is " + string(to) + " already, and changes its Fleet: it will be" + in + ". " + fleetRules
		return c, nil
	}
	c.update.Status = to
	c.text = "goes from " + orUnknown(string(v.Status)) + " to " + string(to) + in + ". " + cost
	if v.Status == supersim.StatusReady {
		c.text += " It can never be ready again."
	}
	return c, nil
}

const fleetRules = "What the Fleet allows, and its data limit, hold from then on."

// planFleet is the way of v into a Fleet; "none" takes it out of the one that it is in.
func planFleet(ctx context.Context, s *session, v *supersim.Sim, args []string, _ *changeFlags) (*simChange, error) {
	if v.Status == supersim.StatusScheduled {
		return nil, refused(underWay)
	}
	activated := v.Status == supersim.StatusReady || v.Status == supersim.StatusActive
	to, sid := "no Fleet", ""
	if args[1] != "none" {
		f, err := s.theFleet(ctx, args[1])
		if err != nil {
			return nil, err
		}
		to, sid = s.fleetWords(f), f.SID
	} else if activated {
		return nil, refused("a Sim that is " + string(v.Status) + " needs a Fleet; choose another one instead of none")
	}
	c := &simChange{update: supersim.SimUpdate{Fleet: &sid}, done: "is in " + to}
	if c.nothing = strings.EqualFold(sid, v.FleetSID); c.nothing {
		return c, nil
	}
	c.text = "goes from " + s.fleetAt(ctx, v.FleetSID) + " to " + to + "."
	if activated {
		c.ends = v.Status
		c.text += " It is scheduled for a while, and then " + string(v.Status) + " again."
	}
	if sid != "" {
		c.text += " " + fleetRules
	}
	return c, nil
}

func planName(_ context.Context, _ *session, v *supersim.Sim, args []string, _ *changeFlags) (*simChange, error) {
	c := &simChange{update: supersim.SimUpdate{UniqueName: &args[1]}, nothing: v.UniqueName == args[1]}
	c.text, c.done = "gets the unique name "+strconv.Quote(args[1])+". That costs nothing.", "has this unique name"
	if args[1] == "" {
		c.text, c.done = "loses its unique name.", "has no unique name"
	}
	return c, nil
}

// planMove is the way of v to another account. A Fleet belongs to an account, so that one cannot go along (sim-resource,
// Move Super SIMs between Subaccounts). For an inactive one that needs a permission of which only the cloud knows.
func planMove(_ context.Context, s *session, v *supersim.Sim, args []string, flags *changeFlags) (*simChange, error) {
	c := &simChange{update: supersim.SimUpdate{AccountSID: args[1]}, nothing: strings.EqualFold(v.AccountSID, args[1]), done: "is on account " + s.sid(args[1])}
	if c.nothing {
		return c, nil
	}
	if v.Status == supersim.StatusReady || v.Status == supersim.StatusActive || v.Status == supersim.StatusScheduled {
		return nil, refused("only a new Sim can be moved, and with a special permission an inactive one; this one is " + string(v.Status))
	}
	into := "without a Fleet"
	switch fleet := flags.fleet; fleet {
	case "":
		if v.FleetSID != "" {
			return nil, refused("the Sim is in a Fleet, which stays behind; add --fleet FLEET of the new account, or --fleet none")
		}
	case "none":
		c.update.Fleet = new(string)
	default:
		if _, _, short := shortForm(fleet); short {
			return nil, refused("a Fleet of another account cannot be looked up by its short form; give its SID or unique name")
		}
		c.update.Fleet = &fleet
		into = "into the Fleet that you named there"
	}
	c.text = "moves to account " + s.sid(args[1]) + ", " + into + ". The account that it leaves does not see it any more."
	return c, nil
}
