package main

import (
	"context"
	"fmt"
	"time"

	"simagent/agent/local"
	"simagent/atcmd/modemtest"
)

// guestScenario is one thing that happens to the module, and what the agent has to make of it. Each begins and ends with
// a module that is plugged in and attached, and counts its figures from the last mark of the trial. To add one, add a line
// here and a method.
type guestScenario struct {
	name  string
	about string // for a person: at most 60 columns
	play  func(t *trial, ctx context.Context) error
}

// The limits are wide, since an emulated processor is slow and a busy machine slower: they tell what happens at once from
// what waits for a timer that it should not wait for.
var guestScenarios = []guestScenario{
	{"start", "the module is there, and simagent starts", (*trial).start},
	{"plug", "unplugged, and plugged in again 3 s later", (*trial).plug},
	{"late", "unplugged, and plugged in again 20 s later", (*trial).late},
	{"renumber", "comes back while a program holds its old first terminal", (*trial).renumber},
	{"reset", "restarts by itself, and is off the bus for 2 s", (*trial).reset},
	{"usbreset", "its USB device is reset by another program", (*trial).usbReset},
	{"hang", "one AT port takes nothing any more, then the other one", (*trial).hang},
	{"dead", "an AT port that is dead from the start; closing it", (*trial).dead},
	{"end", "simagent has to end while all its ports are dead", (*trial).end},
}

// start begins with a module that has been on for long. The other scenarios need it.
func (t *trial) start(ctx context.Context) error {
	if err := t.usb.plug(firstAT, secondAT); err != nil {
		return err
	}
	if _, _, err := t.ports(ctx); err != nil {
		return err
	}
	t.figure("terminals", time.Since(t.since), 5*time.Second)
	if err := rest(ctx, guestRegisters); err != nil {
		return err
	}
	if err := t.startAgent(); err != nil {
		return err
	}
	return t.attached(ctx, 20*time.Second)
}

func (t *trial) startAgent() (err error) {
	t.mark()
	t.agent, err = startAgent(guestAgent, t.bench.info.Config, t.dir)
	return err
}

// pull takes the module off the bus and its power away, and waits until the agent has seen it.
func (t *trial) pull(ctx context.Context) error {
	t.mark()
	t.bench.lab.Modem.PowerOff()
	if err := t.usb.unplug(); err != nil {
		return err
	}
	return t.until(ctx, "absent", 5*time.Second, isAbsent)
}

// insert plugs it in and gives it power; its network takes guestRegisters from then on.
func (t *trial) insert() error {
	t.mark()
	t.bench.lab.Modem.PowerOn()
	return t.usb.plug(firstAT, secondAT)
}

// plug also is the ordinary case of a stick that slipped out.
func (t *trial) plug(ctx context.Context) error { return t.away(ctx, 3*time.Second) }

// late has the agent look for a port at its longer intervals already.
func (t *trial) late(ctx context.Context) error { return t.away(ctx, 20*time.Second) }

func (t *trial) away(ctx context.Context, d time.Duration) error {
	if err := t.pull(ctx); err != nil {
		return err
	}
	if err := rest(ctx, d-time.Since(t.since)); err != nil {
		return err
	}
	if err := t.insert(); err != nil {
		return err
	}
	return t.attached(ctx, d+20*time.Second)
}

// renumber: as long as the old first terminal is held its number is not free, so that all others move up by one, and the
// AT port gets the name that the second one had.
func (t *trial) renumber(ctx context.Context) error {
	was, _, err := t.ports(ctx)
	if err != nil {
		return err
	}
	first, err := t.port(0)
	if err != nil {
		return err
	}
	holder, err := openRaw(first)
	if err != nil {
		return err
	}
	defer holder.Close()
	if err := t.pull(ctx); err != nil {
		return err
	}
	if err := t.insert(); err != nil {
		return err
	}
	now, _, err := t.ports(ctx)
	if err != nil {
		return err
	}
	if now == was {
		return fmt.Errorf("the AT port is %s as before: nothing was renumbered", now)
	}
	t.result.Note = was + " became " + now
	if err := t.until(ctx, "found", 20*time.Second, served(now, "")); err != nil {
		return err
	}
	return t.attached(ctx, 20*time.Second)
}

// reset is a module that restarts: its USB goes with it, and is back after 2 s. (Real ones take longer.)
func (t *trial) reset(ctx context.Context) error {
	t.bench.lab.Modem.Reset()
	if err := t.usb.ended(ctx, modemtest.ErrReset); err != nil {
		return err
	}
	t.mark()
	if err := t.usb.unplug(); err != nil {
		return err
	}
	if err := t.until(ctx, "absent", 5*time.Second, isAbsent); err != nil {
		return err
	}
	if err := rest(ctx, 2*time.Second-time.Since(t.since)); err != nil {
		return err
	}
	t.mark()
	if err := t.usb.plug(firstAT, secondAT); err != nil {
		return err
	}
	return t.attached(ctx, 20*time.Second)
}

// usbReset has the kernel reset the device: the driver lets go of it and binds it anew, the module goes on.
func (t *trial) usbReset(ctx context.Context) error {
	t.mark()
	if err := t.resetUSB(); err != nil {
		return err
	}
	lost := func(st local.Status) bool { return st.Link.State != "up" }
	if err := t.until(ctx, "lost", 5*time.Second, lost); err != nil {
		return err
	}
	return t.attached(ctx, 20*time.Second)
}
