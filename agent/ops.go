package agent

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"simagent/atcmd"
)

// carryOut does one job and returns its event, nil when the link ends.
func (l *link) carryOut(ctx context.Context, c Command) any {
	switch c.Op {
	case Setup:
		return l.setup(ctx)
	case ReadCard:
		return l.readCard(ctx)
	case Poll:
		v := l.poll.all(ctx, l.sess, l.profile)
		v.Gen = l.gen
		return v
	case ReadCount:
		v := l.poll.counter(ctx, l.sess, l.profile)
		v.Gen = l.gen
		return v
	case ReadCause:
		info, _ := l.sess.Do(ctx, "+CEER") // without it the cause stays unknown
		return CauseRead{Gen: l.gen, Text: atcmd.ParseCEER(info)}
	case ReadClock:
		return l.readClock(ctx)
	case ListSMS:
		return l.listSMS(ctx, c)
	case SendSMS:
		return l.sendSMS(ctx, c)
	case EnterPIN:
		return l.enterPIN(ctx, c)
	case DeleteSMS:
		l.deleteSMS(ctx, c)
	case CheckSettings:
		return l.checkSettings(ctx, c)
	case Raw:
		return l.raw(ctx, c)
	case TakeRung:
		return l.takeRung(ctx, c)
	case ReadForbidden:
		return l.readForbidden(ctx)
	case RaiseContext:
		return l.raiseContext(ctx)
	case RadioOn:
		_ = l.radioOn(ctx) // the next poll tells
	case SetMark:
		_, _ = l.sess.Do(ctx, "S8="+c.Arg) // without it the next link is unsure
		l.marked, _ = strconv.Atoi(c.Arg)
	}
	return nil
}

// setup switches the URCs on. What a module does not know is passed over: the
// poll catches what no URC says.
func (l *link) setup(ctx context.Context) SetUp {
	for _, cmd := range []string{"E0", "+CMEE=1"} { // a restart has switched echo on again
		_, _ = l.sess.Do(ctx, cmd)
	}
	l.poll.forget()
	v := SetUp{Gen: l.gen, Mark: l.mark(ctx)}
	if v.Mark != l.marked { // it has restarted, perhaps: its counter begins anew
		l.poll.contexts = nil
	}
	l.marked = v.Mark
	for _, name := range []string{"+CREG", "+CGREG", "+CEREG"} {
		for _, n := range registrationModes[name] {
			if _, err := l.sess.Do(ctx, name+n); err == nil {
				v.URCs = true
				break
			}
		}
	}
	for _, cmd := range append([]string{"+CMGF=0", "+CNMI=2,1,0,0,0", "+CGEREP=2,1"}, l.profile.Setup...) {
		_, _ = l.sess.Do(ctx, cmd)
	}
	info, _ := l.sess.Do(ctx, "+CGDCONT?") // an error leaves the APN unknown
	v.APN = atcmd.ParseAPN(info)
	return v
}

// registrationModes are what to ask for, the most telling first: 3 brings the reject cause, and so does 5, with the timers of
// power saving, where a module knows only that (27.007 10.1.1, 10.1.20, 10.1.22).
var registrationModes = map[string][]string{"+CREG": {"=3", "=2", "=1"}, "+CGREG": {"=3", "=5", "=2", "=1"}, "+CEREG": {"=3", "=5", "=2", "=1"}}

// mark reads what the module remembers of us in S8, a register that nothing
// else here uses (V.250 6.3.11, the pause at a comma while dialling); a restart
// brings its default back. -1 when the module has none.
func (l *link) mark(ctx context.Context) int {
	if l.profile.Counter.Command == "" {
		return -1
	}
	info, err := l.sess.Do(ctx, "S8?")
	if err != nil || len(info) == 0 {
		return -1
	}
	n, err := strconv.Atoi(strings.TrimSpace(info[0]))
	if err != nil {
		return -1
	}
	return n
}

// raw sends a person's command as it is.
func (l *link) raw(ctx context.Context, c Command) RawDone {
	v := RawDone{Gen: l.gen, ICCID: c.ICCID, Asked: c.Asked, Cmd: c.Arg}
	if c.Text != "" {
		v.Lines, v.Err = l.sess.DoText(ctx, c.Arg, c.Text)
	} else {
		v.Lines, v.Err = l.sess.Do(ctx, c.Arg)
	}
	_, v.Sure = errors.AsType[*atcmd.CommandError](v.Err)
	v.Sure = v.Sure || errors.Is(v.Err, atcmd.ErrInjection) || errors.Is(v.Err, atcmd.ErrQuotes) || errors.Is(v.Err, atcmd.ErrDataMode)
	return v
}

// readClock asks for the module's clock, which the network may have set (NITZ).
func (l *link) readClock(ctx context.Context) ClockRead {
	info, err := l.sess.Do(ctx, "+CCLK?")
	v := ClockRead{Gen: l.gen, Err: err}
	for _, line := range info {
		if v.Clock, v.Err = atcmd.ParseCCLK(line); v.Err == nil {
			return v
		}
	}
	if v.Err == nil {
		v.Err = errors.New("cannot read the module's clock: no answer")
	}
	return v
}
