package main

import (
	"context"
	"fmt"
	"time"
)

// killOnce takes the power at a random moment, and looks at the account after the next start.
func (t *imageTest) killOnce(ctx context.Context, n int) error {
	while, err := t.moment(ctx)
	if err != nil {
		return err
	}
	waited, lost := t.cut(&while)
	iccid, err := t.comeUp(ctx)
	if err != nil {
		return err
	}
	attached := t.since()
	st, err := t.settle(ctx)
	if err != nil {
		return err
	}
	bad := t.judge.atRest(st)
	mark := "ok"
	if bad != nil {
		mark = "FAIL"
	}
	d := st.Account.Data
	fmt.Fprintf(t.out, "%-6s%4d  %-24s  %3.1f s  %6.1f s  %7d  %7d  %7d  %d of %d\n", mark, n, while, iccid, attached, t.judge.metered(), *d.Low, *d.High, lost, waited)
	return bad
}

// moment lets the guest live until the power is to go: while it boots, while bytes are counted, or between two requests of
// its to the drive, which are rare and take a millisecond.
func (t *imageTest) moment(ctx context.Context) (string, error) {
	switch t.rng.IntN(3) {
	case 0:
		t.cut(nil)
		if err := t.vm.start(); err != nil {
			return "", err
		}
		t.burst()
		return "boots", t.vm.rest(ctx, t.upTo(6*time.Second))
	case 1:
		reached := t.disk.StopAt(1 + t.rng.IntN(8))
		for range 10 { // bursts, of which some need a commit
			t.burst()
			select {
			case <-reached:
				return "writes", nil
			case <-time.After(t.upTo(time.Second)):
			}
		}
		return "counts", nil
	}
	for range 1 + t.rng.IntN(4) {
		t.burst()
		if err := t.vm.rest(ctx, t.upTo(time.Second)); err != nil {
			return "", err
		}
	}
	return "counts", nil
}

func (t *imageTest) burst() { t.bench.lab.Traffic(t.rng.Int64N(1500), t.rng.Int64N(1500)) }

func (t *imageTest) upTo(d time.Duration) time.Duration { return time.Duration(t.rng.Int64N(int64(d))) }

// cut takes the power of the guest, and by chance that of the module, too, unless while is nil.
func (t *imageTest) cut(while *string) (waited, lost int) {
	t.vm.kill()
	t.judge.kills++
	t.judge.cuts++
	waited, lost = t.disk.Cut()
	if while != nil && t.rng.IntN(2) == 0 {
		*while += ", module off too"
		t.judge.moduleOff(t.bench.polls.sure())
		t.bench.lab.Modem.PowerOff()
		t.bench.lab.Modem.PowerOn()
	}
	return waited, lost
}
