package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"simagent/agent/agenttest"
	"simagent/agent/local"
)

// guest is the laboratory in the guest: a bench whose module is a USB device, and a real simagent that has to find it.
type guest struct {
	bench *bench
	usb   *usbModule
	agent *agentProcess
	dir   string
}

// playGuest plays the scenarios one after another and writes a line for each. Only the first
// ends the play when it fails.
func playGuest(ctx context.Context, only []string, out *json.Encoder) error {
	g, err := startGuest(ctx)
	if err != nil {
		return err
	}
	defer g.bench.stop()
	if err := out.Encode(guestUp{kernelUptime()}); err != nil {
		return err
	}
	for _, s := range guestScenarios {
		if len(only) > 0 && !slices.Contains(only, s.name) && s.name != guestScenarios[0].name {
			continue
		}
		r := g.try(ctx, s)
		if err := out.Encode(r); err != nil {
			return err
		}
		if s.name == guestScenarios[0].name && !r.OK {
			break // there is nothing for the others to begin with
		}
	}
	return out.Encode(guestDone{true})
}

// guestRegisters is how long the network takes with a module that was switched on.
const guestRegisters = 2 * time.Second

// startGuest makes the bench with a Sim that may attach. Nothing is plugged in, and no simagent runs.
func startGuest(ctx context.Context) (*guest, error) {
	g := &guest{dir: "/tmp"}
	modem := func(l *agenttest.Lab, ctx context.Context, ready func(string)) (err error) {
		if g.usb, err = newUSBModule(ctx, guestConfigfs, guestUDC); err != nil {
			return err
		}
		g.usb.lab = l
		ready("")
		<-ctx.Done()
		return nil
	}
	o := agenttest.Options{RegisterTime: guestRegisters, ResetEndsLink: true}
	var err error
	if g.bench, err = startBenchOn(ctx, cloudFlags{listen: "127.0.0.1:0"}, o, g.dir, modem); err != nil {
		return nil, err
	}
	cloud := g.bench.lab.Cloud
	if _, err := cloud.AddFleetTo(g.bench.info.AccountSID, "lab"); err != nil {
		return nil, err
	}
	return g, cloud.Put(g.bench.info.ICCID, "ready", "lab")
}

// try plays one scenario.
func (g *guest) try(ctx context.Context, s guestScenario) guestResult {
	t := &trial{guest: g, result: guestResult{Scenario: s.name}}
	t.mark()
	t.result.judge(s.play(t, ctx))
	if !t.result.OK && g.agent != nil {
		t.result.Log = strings.Split(g.agent.tail(12), "\n")
	}
	return t.result
}

// trial is a scenario while it is played.
type trial struct {
	*guest
	result guestResult
	since  time.Time // figures count from here
}

// mark starts the clock of the figures.
func (t *trial) mark() { t.since = time.Now() }

// figure notes a time that may be most at most; 0 is only told.
func (t *trial) figure(what string, took, most time.Duration) {
	t.result.Figures = append(t.result.Figures, guestFigure{what, took.Round(time.Millisecond).Seconds(), most.Seconds()})
}

// guestPatience is how long the agent is asked for what may come later than it should.
const guestPatience = 60 * time.Second

// until waits for cond, and notes how long that took since mark.
func (t *trial) until(ctx context.Context, what string, most time.Duration, cond func(local.Status) bool) error {
	if err := t.await(ctx, cond); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	t.figure(what, time.Since(t.since), most)
	return nil
}

// await asks the agent for its status until cond says yes.
func (t *trial) await(ctx context.Context, cond func(local.Status) bool) error {
	ctx, cancel := context.WithTimeout(ctx, guestPatience)
	defer cancel()
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	last := "the agent said nothing"
	for {
		if st, err := t.agent.client.Status(ctx, false); err == nil {
			if cond(st) {
				return nil
			}
			last = fmt.Sprintf("the agent's last word: link %s, %s", st.Link.State, st.Verdict.Text)
		}
		select {
		case <-tick.C:
		case <-t.agent.ended:
			return errors.New("simagent ended early")
		case <-ctx.Done():
			return fmt.Errorf("not within %s; %s", guestPatience, last)
		}
	}
}

// attached waits for the ICCID of the card, read through a link that is up, and for the attach.
func (t *trial) attached(ctx context.Context, most time.Duration) error {
	if err := t.until(ctx, "ICCID", most, hasICCID); err != nil {
		return err
	}
	return t.until(ctx, "attached", most, isAttached)
}

func hasICCID(st local.Status) bool {
	return st.Link.State == "up" && st.SIM.State == "ready" && st.SIM.ICCID != nil
}

func isAttached(st local.Status) bool {
	return hasICCID(st) && st.Network.Attached != nil && *st.Network.Attached
}

func isAbsent(st local.Status) bool { return st.Link.State == "absent" }

// served tells whether the link is up by this port, instead of the other one if that is not "".
func served(by, instead string) func(local.Status) bool {
	return func(st local.Status) bool {
		return st.Link.State == "up" && or(st.Link.Port, "") == by && or(st.Link.Hung, "") == instead
	}
}

// rest lets so much time pass.
func rest(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
