package agent

import (
	"context"
	"errors"
	"strings"
	"time"

	"simagent/agent/recovery"
	"simagent/atcmd"
)

// takeRung does a rung that is a command.
func (l *link) takeRung(ctx context.Context, c Command) Restored {
	v := Restored{ID: c.Asked, Rung: c.Rung}
	switch c.Rung {
	case recovery.Register:
		_, v.Err = l.sess.Do(ctx, "+COPS=0")
	case recovery.Radio:
		v.Err = l.cycle(ctx, c.Arg == "card")
	case recovery.Module:
		v.Err = l.restart(ctx)
	default:
		v.Err = errors.New("the module has no command for that")
	}
	return v
}

// radioPause is how long the radio stays off, so that the network notices. Not from a source: cycles of a second are seen in
// the field, and a few seconds cost nothing.
const radioPause = 5 * time.Second

// cycle switches the radio off and on. With the card its supply goes, too (+CFUN=0); else flight mode leaves a Super SIM
// running, whose applet would begin anew. A module that does not know the one is given the other. That the radio is on
// again is tried twice: nothing is worse than a module that was left off.
func (l *link) cycle(ctx context.Context, card bool) error {
	first, second := "+CFUN=4", "+CFUN=0"
	if card {
		first, second = second, first
	}
	if _, err := l.sess.Do(ctx, first); err != nil {
		if _, refused := errors.AsType[*atcmd.CommandError](err); !refused {
			return err
		}
		if _, err := l.sess.Do(ctx, second); err != nil {
			return err
		}
	}
	select {
	case <-time.After(radioPause):
	case <-ctx.Done(): // the daemon ends, and perhaps nobody starts it again
		within, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWord)
		defer cancel()
		_, _ = l.sess.Do(within, "+CFUN=1")
		return ctx.Err()
	}
	return l.radioOn(ctx)
}

// lastWord is how long a command may take whose link ends: a daemon ends within two seconds.
const lastWord = 500 * time.Millisecond

func (l *link) radioOn(ctx context.Context) error {
	_, err := l.sess.Do(ctx, "+CFUN=1")
	if err != nil {
		_, err = l.sess.Do(ctx, "+CFUN=1")
	}
	return err
}

// restart has the module boot. No answer is an answer: it may be down already.
func (l *link) restart(ctx context.Context) error {
	err := errors.New("no command that restarts it is known")
	for _, cmd := range l.profile.Power.Restart {
		_, err = l.sess.Do(ctx, cmd)
		if _, refused := errors.AsType[*atcmd.CommandError](err); !refused {
			return nil
		}
	}
	return err
}

// touchesRadio tells whether a person's command may switch the radio.
func touchesRadio(cmd string) bool { return strings.Contains(strings.ToUpper(cmd), "+CFUN") }
