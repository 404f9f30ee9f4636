package main

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"simagent/agent/local"
)

// Scenarios of ports that take nothing.

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
	if err := t.until(ctx, what, 40*time.Second, other); err != nil {
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
	err = t.until(ctx, "second port", 40*time.Second, served(second, first))
	if err == nil {
		err = t.attached(ctx, 40*time.Second)
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
