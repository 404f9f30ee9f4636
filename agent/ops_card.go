package agent

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"simagent/atcmd"
	"simagent/simcard"
	"simagent/simcard/overat"
)

// readCard asks for the lock first, since a locked or starting card answers
// everything else with errors; only the ICCID can be read without the PIN.
func (l *link) readCard(ctx context.Context) CardRead {
	v := l.tryCard(ctx)
	if v.State == CardReady || v.State == CardBusy {
		return v
	}
	info, _ := l.sess.Do(ctx, "+CFUN?") // some modules switch the card off with the radio
	for _, line := range info {
		if fun, err := atcmd.ParseCFUN(line); err == nil {
			v.Radio = &fun
		}
	}
	return v
}

func (l *link) tryCard(ctx context.Context) CardRead {
	v := CardRead{Gen: l.gen, State: CardReady, Tries: simcard.TriesUnknown}
	defer l.poll.forget() // another card may let other commands work
	info, err := l.sess.Do(ctx, "+CPIN?")
	if err != nil {
		v.State, v.Cause = cardError(err)
		if v.State != CardUnknown {
			return v
		}
	}
	for _, line := range info {
		code, err := atcmd.ParseCPIN(line)
		if err != nil || code == "READY" || strings.HasSuffix(code, "PIN2") || strings.HasSuffix(code, "PUK2") {
			continue
		}
		v.State, v.Cause = cardLock(code)
		if v.State == CardPIN && !l.set.PIN.IsZero() {
			l.locked(ctx, &v, code)
		}
		return v
	}
	id, err := overat.ReadIdentity(ctx, l.sess, l.iccidCommands())
	if err != nil {
		v.State, v.Cause = readError(err)
		if overat.Uncertain(err) {
			v.State = CardUncertain
		}
		return v
	}
	v.ICCID, v.State, v.Luhn = id.ICCID, CardReady, !id.LuhnBad
	return v
}

// locked reads what a try of the PIN depends on: whose card it is, and how
// many tries it has left.
func (l *link) locked(ctx context.Context, v *CardRead, code string) {
	v.Lock = code
	id, err := overat.ReadIdentity(ctx, l.sess, l.iccidCommands())
	if err != nil {
		return
	}
	v.ICCID = id.ICCID
	if tries, err := overat.ReadTries(ctx, l.sess, l.retries, true); err == nil {
		v.Tries = tries.PIN
	}
}

// retries asks for the tries left in the family's way.
func (l *link) retries(ctx context.Context, d overat.Doer) (pin, puk int, err error) {
	q := l.profile.Retries
	if q.Command == "" {
		return simcard.TriesUnknown, simcard.TriesUnknown, nil
	}
	info, err := d.Do(ctx, q.Command)
	r := q.Retries(info)
	return r.PIN, r.PUK, err
}

// enterPIN sends the PIN, whose try is recorded already. It
// is recorded for one card only, which may have been taken out meanwhile.
func (l *link) enterPIN(ctx context.Context, c Command) PINEntered {
	v := PINEntered{Gen: l.gen, Card: c.Card}
	if !l.holds(ctx, c.Card) {
		v.Err = &overat.PINError{Tries: simcard.TriesUnknown, Err: simcard.ErrPINCard}
		return v
	}
	v.Err = overat.EnterPIN(ctx, l.sess, overat.PINOptions{
		PIN: l.set.PIN, Card: c.Card, Vendor: l.retries, CSIM: true,
		Record: func(context.Context, simcard.PINDigest) error { return nil },
	})
	return v
}

// holds tells whether the card is still the one that a job is meant for.
func (l *link) holds(ctx context.Context, card simcard.ICCID) bool {
	id, err := overat.ReadIdentity(ctx, l.sess, l.iccidCommands())
	return err == nil && id.ICCID.Equal(card)
}

// iccidCommands are the family's commands, then those of the others.
func (l *link) iccidCommands() []string {
	list := slices.Clone(l.profile.ICCID)
	for _, cmd := range overat.Fallbacks() {
		if !slices.Contains(list, cmd) {
			list = append(list, cmd)
		}
	}
	return list
}

// readError tells a card that fails from a module that knows none of the
// commands: a bare ERROR says nothing of the card.
func readError(err error) (CardState, string) {
	failed, ok := errors.AsType[*overat.ReadError](err)
	if !ok {
		return CardFailed, err.Error()
	}
	cause := ""
	for _, a := range failed.Attempts {
		e, refused := errors.AsType[*atcmd.CommandError](a.Err)
		switch state, text := cardError(a.Err); {
		case state != CardUnknown:
			return state, text
		case !overat.Unsaid(a.Err) && (!refused || !e.Unknown()):
			cause = cmp.Or(cause, a.Err.Error())
		}
	}
	if cause == "" {
		return CardUnreadable, "it knows no command that reads the ICCID"
	}
	return CardFailed, cause
}

func cardLock(code string) (CardState, string) {
	switch {
	case code == "NOT READY":
		return CardBusy, "the SIM is starting"
	case code == "NOT INSERTED":
		return CardAbsent, "no SIM is inserted"
	case strings.HasPrefix(code, "PH-"):
		return CardLocked, "the module is locked to another operator or SIM (" + code + ")"
	case strings.Contains(code, "PUK"):
		return CardPUK, "it asks for " + code
	}
	return CardPIN, "it asks for " + code
}

// cardError reads what a CME code says of the card (27.007 9.2); CardUnknown
// when it says nothing of it.
func cardError(err error) (CardState, string) {
	e, ok := errors.AsType[*atcmd.CommandError](err)
	if !ok {
		return CardUnknown, err.Error()
	}
	switch e.Code {
	case 10:
		return CardAbsent, "no SIM is inserted"
	case 5, 6, 7, 40, 41, 42, 43, 44, 45, 46, 47: // 27.007 9.2: PH-SIM, PH-FSIM and the personalisation locks
		return CardLocked, "the module is locked to another operator or SIM (CME " + strconv.Itoa(e.Code) + ")"
	case 11:
		return CardPIN, e.Text
	case 12:
		return CardPUK, e.Text
	case 13, 15:
		return CardFailed, e.Text
	case 14, 515: // 515: "please wait" of several makers
		return CardBusy, "the SIM is starting"
	}
	return CardUnknown, err.Error()
}
