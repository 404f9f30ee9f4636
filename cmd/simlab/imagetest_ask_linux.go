package main

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"simagent/agent/local"
)

// imagePatience is how long the guest is asked for what should come.
const imagePatience = 45 * time.Second

// await asks the agent for its status until cond says yes. Every answer is judged.
func (t *imageTest) await(ctx context.Context, what string, cond func(local.Status) bool) (local.Status, error) {
	ctx, cancel := context.WithTimeout(ctx, imagePatience)
	defer cancel()
	last := "the agent said nothing"
	for {
		st, err := t.ask(ctx)
		if err == nil {
			if err := t.judge.always(st); err != nil {
				return st, err
			}
			if cond(st) {
				return st, nil
			}
			last = fmt.Sprintf("the agent's last word: link %s, %s\n%s; report.url: %s", st.Link.State, st.Verdict.Text, t.judge.told(st), cmp.Or(st.Report.URLError, "no error"))
		}
		if t.vm.rest(ctx, 50*time.Millisecond) != nil {
			return st, fmt.Errorf("%s did not come; %s", what, last)
		}
	}
}

// ask is one question. A guest whose network is not up yet leaves it without an answer, and then another is due soon.
func (t *imageTest) ask(ctx context.Context) (local.Status, error) {
	ctx, cancel := context.WithTimeout(ctx, 400*time.Millisecond)
	defer cancel()
	return t.client.Status(ctx, false)
}

// settle waits until all is counted that can be, and for some polls more, so that a wrong count shows.
func (t *imageTest) settle(ctx context.Context) (local.Status, error) {
	all := func(st local.Status) bool { return isAttached(st) && t.judge.counted(st) }
	if _, err := t.await(ctx, "all that passed", all); err != nil {
		return local.Status{}, err
	}
	if err := t.vm.rest(ctx, time.Second); err != nil {
		return local.Status{}, err
	}
	return t.await(ctx, "all that passed", all)
}

// since is in seconds, from the start of QEMU.
func (t *imageTest) since() float64 { return time.Since(t.vm.started).Seconds() }
