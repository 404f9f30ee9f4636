package agent

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"simagent/atcmd"
	"simagent/simcard"
	"simagent/simcard/overat"
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
		for _, n := range []string{"=3", "=2", "=1"} { // 3 brings the reject cause, 27.007 10.1.20
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
		case !refused || !unknownCommand(e):
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

func (l *link) listSMS(ctx context.Context, c Command) SMSListed {
	v := SMSListed{Gen: l.gen, Storage: c.Arg, Hints: c.Hints, Used: -1, Total: -1}
	if c.Arg != "" {
		if v.Err = l.storage(ctx, c.Arg); v.Err != nil {
			return v
		}
	}
	var info []string
	if info, v.Err = l.sess.Do(ctx, "+CMGL=4"); textMode(v.Err) {
		_, _ = l.sess.Do(ctx, "+CMGF=0")
		info, v.Err = l.sess.Do(ctx, "+CMGL=4")
	}
	if v.Err != nil {
		return v
	}
	for _, m := range atcmd.ParseMessages(info) {
		d, err := atcmd.ParseDeliver(m.PDU)
		if m.Stat > 1 || err != nil { // 2 and 3 were written here, not received
			continue
		}
		v.Messages = append(v.Messages, Message{Index: m.Index, From: d.From, Digest: digest(m.PDU)})
	}
	info, _ = l.sess.Do(ctx, "+CPMS?") // without it nobody is warned of a full storage
	for _, line := range info {
		if s, err := atcmd.ParseCPMS(line); err == nil {
			v.Used, v.Total = s[0].Used, s[0].Total
			v.Name = s[0].Name
		}
	}
	return v
}

// textMode tells whether a list may have failed because another program has
// switched to text mode, where the 4 is no state: a plain ERROR, or not allowed,
// not supported, a parameter of the other mode (27.005 3.2.5).
func textMode(err error) bool {
	e, ok := errors.AsType[*atcmd.CommandError](err)
	return ok && (e.Kind == atcmd.Plain || e.Code >= 302 && e.Code <= 305)
}

// storage makes one the storage that is listed.
func (l *link) storage(ctx context.Context, name string) error {
	arg, err := atcmd.Quoted(name)
	if err == nil {
		_, err = l.sess.Do(ctx, "+CPMS="+arg)
	}
	return err
}

// deleteSMS frees one place. The storage is named again, since an announcement
// may have turned to another one meanwhile, and the message is read again: the
// place may be another storage's by now, or another SIM's.
func (l *link) deleteSMS(ctx context.Context, c Command) {
	if c.Arg != "" && l.storage(ctx, c.Arg) != nil {
		return
	}
	info, err := l.sess.Do(ctx, fmt.Sprintf("+CMGR=%d", c.Index))
	if m := atcmd.ParseMessages(info); err != nil || len(m) != 1 || digest(m[0].PDU) != c.Sum {
		return
	}
	_, _ = l.sess.Do(ctx, fmt.Sprintf("+CMGD=%d", c.Index)) // the next list shows whether it worked
}

// sendSMS sends in text mode and goes back to PDU mode, in which the list is
// read.
func (l *link) sendSMS(ctx context.Context, c Command) SMSSent {
	v := SMSSent{Gen: l.gen, ICCID: c.ICCID, Asked: c.Asked, Sure: true}
	if _, v.Err = l.sess.Do(ctx, "+CMGF=1"); v.Err != nil {
		return v
	}
	var number string
	if number, v.Err = atcmd.Quoted(l.set.SMSNumber); v.Err != nil {
		return v
	}
	_, v.Err = l.sess.DoText(ctx, "+CMGS="+number, c.Arg)
	_, refused := errors.AsType[*atcmd.CommandError](v.Err)
	v.Sure = refused
	_, _ = l.sess.Do(ctx, "+CMGF=0")
	return v
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
