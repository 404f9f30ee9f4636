package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
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
	return t.attached(ctx, 10*time.Second)
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
	return t.attached(ctx, d+10*time.Second)
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
	return cmp.Or(t.until(ctx, "found", 10*time.Second, served(now, "")), t.attached(ctx, 15*time.Second))
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
	return t.attached(ctx, 15*time.Second)
}

// hang: the module goes on, and one of its ports takes no byte any more. The agent is to go by the second one, and when
// that hangs too, by the first one, which has come back to life.
func (t *trial) hang(ctx context.Context) error {
	first, second, err := t.ports(ctx)
	if err != nil {
		return err
	}
	defer t.bench.lab.Modem.ClearFaults()
	if err := t.hangs(ctx, "second port", served(second, first)); err != nil {
		return err
	}
	t.bench.lab.Modem.ClearFaults()
	if err := rest(ctx, time.Second); err != nil { // the first port answers what it was asked meanwhile
		return err
	}
	return t.hangs(ctx, "first again", served(first, ""))
}

// hangs lets the port that the agent uses hang, and waits for the other one to serve.
func (t *trial) hangs(ctx context.Context, what string, other func(local.Status) bool) error {
	t.usb.hang(time.Hour)
	t.mark()
	if err := t.until(ctx, what, 30*time.Second, other); err != nil {
		return err
	}
	return t.until(ctx, "attached", 40*time.Second, isAttached)
}

// dead: what was written to the port waits in the driver, and a close waits for it: 30 s, unless the agent has told the
// driver not to. The same close by a program that has not is timed beside it, on another terminal of the module.
func (t *trial) dead(ctx context.Context) error {
	if err := t.pull(ctx); err != nil {
		return err
	}
	t.mark()
	t.bench.lab.Modem.PowerOn()
	if err := t.usb.plug(secondAT); err != nil {
		return err
	}
	first, second, err := t.ports(ctx)
	if err != nil {
		return err
	}
	other, err := t.port(1)
	if err != nil {
		return err
	}
	var wg sync.WaitGroup // the close and who watches; joined below
	var plain, ours, seen time.Duration
	var plainErr error
	closed := make(chan struct{})
	wg.Go(func() { defer close(closed); plain, plainErr = blockedClose(other) })
	wg.Go(func() { ours, seen = t.closing(closed) })
	err = t.until(ctx, "second port", 30*time.Second, served(second, first))
	if err == nil {
		err = t.attached(ctx, 30*time.Second)
	}
	wg.Wait()
	t.figure("close", ours, time.Second)
	t.figure("unprepared", plain, 0)
	if seen < plain/2 {
		plainErr = errors.Join(plainErr, errors.New("a close that waits could not be seen from outside: the figure of ours is worth nothing"))
	}
	return errors.Join(err, plainErr, t.again(ctx))
}

// closing returns how long the agent was seen in a close that waits, and how long this process was, until done.
func (t *trial) closing(done <-chan struct{}) (agent, self time.Duration) {
	const drains = "tty_wait_until_sent" // what a close of a terminal waits in
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for last := time.Now(); ; {
		now := time.Now()
		if inKernel(t.agent.cmd.Process.Pid, drains) {
			agent += now.Sub(last)
		}
		if inKernel(os.Getpid(), drains) {
			self += now.Sub(last)
		}
		last = now
		select {
		case <-tick.C:
		case <-done:
			return agent, self
		}
	}
}

// again plugs a module in whose ports are all well, and waits until the agent has it.
func (t *trial) again(ctx context.Context) error {
	if err := t.usb.unplug(); err != nil {
		return err
	}
	if err := t.usb.plug(firstAT, secondAT); err != nil {
		return err
	}
	return t.await(ctx, isAttached)
}

// end: a daemon ends within two seconds.
func (t *trial) end(ctx context.Context) error {
	if err := t.usb.unplug(); err != nil {
		return err
	}
	if err := t.usb.plug(); err != nil {
		return err
	}
	first, _, err := t.ports(ctx)
	if err != nil {
		return err
	}
	if err := t.opened(ctx, first); err != nil {
		return err
	}
	took, err := t.agent.stop()
	t.figure("ended", took, 2*time.Second)
	if err != nil {
		return err
	}
	if err := t.startAgent(); err != nil {
		return err
	}
	return t.again(ctx)
}

// opened waits until the agent has a file open, and has had time to write into it.
func (t *trial) opened(ctx context.Context, path string) error {
	ctx, cancel := context.WithTimeout(ctx, guestPatience)
	defer cancel()
	dir := fmt.Sprintf("/proc/%d/fd/", t.agent.cmd.Process.Pid)
	for {
		list, _ := os.ReadDir(dir)
		for _, e := range list {
			if to, err := os.Readlink(dir + e.Name()); err == nil && to == path {
				return rest(ctx, time.Second)
			}
		}
		if err := rest(ctx, 20*time.Millisecond); err != nil {
			return fmt.Errorf("simagent did not open %s", path)
		}
	}
}
