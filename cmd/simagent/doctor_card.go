package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"simagent/atcmd"
	"simagent/simcard"
	"simagent/simcard/overat"
)

// card reads the card's files as `simagent card` does.
func (q *questions) card(ctx context.Context) {
	c := overat.ReadCard(ctx, q.m, cardOptions(ctx, q.m, false))
	q.f.Card.State, q.f.Card.Error = cardState(c)
	if c.Identity.Known() {
		id := c.Identity.Value
		q.whose = id.ICCID.Digits()
		super := id.ICCID.SuperSIM()
		q.f.Card.ICCID, q.f.Card.Super = q.shown(id.ICCID), &super
		q.f.Card.Source = "read by " + id.Source
		if id.Check == overat.Agreed {
			q.f.Card.Source += ", " + id.Checked + " agrees"
		}
	}
	if c.Tries.Known() {
		q.f.PIN.Tries, q.f.PIN.PUK = counted(c.Tries.Value.PIN), counted(c.Tries.Value.PUK)
	}
	b := &q.f.Forbidden
	switch {
	case c.FPLMN.Known() || errors.Is(c.FPLMN.Err, simcard.ErrBlank):
		b.Known, b.List = true, plmnWords(c.FPLMN.Value)
	default:
		b.Error = "EF FPLMN cannot be read: " + shortReason(c.FPLMN.Err)
	}
	if home := c.Home(); home != "" {
		b.Home = append(b.Home, plmnText(home))
	}
	b.Home = append(b.Home, plmnWords(c.EHPLMN.Value)...)
	for _, last := range []simcard.PLMN{c.EPS.Value.Area.PLMN, c.PSLOCI.Value.Area.PLMN, c.LOCI.Value.Area.PLMN} {
		if last != "" && !slices.Contains(b.Last, plmnText(last)) {
			b.Last = append(b.Last, plmnText(last))
		}
	}
}

func (d *doctor) shown(id simcard.ICCID) string {
	if d.showIDs {
		return id.Digits()
	}
	return id.String()
}

// cardState is the card's state in the words of the status, and why it is not ready.
func cardState(c overat.Card) (state, why string) {
	if err := c.Lock.Err; err != nil {
		if state, ok := cardStates[codeOf(err)]; ok {
			return state, err.Error()
		}
		none, ok := errors.AsType[*overat.ReadError](c.Identity.Err)
		switch {
		case ok && unasked(err) && !slices.ContainsFunc(none.Attempts, func(a overat.Attempt) bool { return !unasked(a.Err) }):
			return "unsupported", err.Error() + "; " + shortReason(c.Identity.Err)
		case !c.Identity.Known():
			return "unknown", err.Error()
		}
	}
	switch lock := c.Lock.Value; {
	case lock == "NOT READY":
		return "busy", "AT+CPIN? says NOT READY"
	case lock == "NOT INSERTED":
		return "absent", "AT+CPIN? says NOT INSERTED"
	case strings.HasPrefix(lock, "PH-"):
		return "locked", "AT+CPIN? says " + lock
	case strings.HasSuffix(lock, "PIN2"), strings.HasSuffix(lock, "PUK2"), lock == "READY", lock == "":
	case strings.Contains(lock, "PUK"):
		return "puk", "AT+CPIN? says " + lock
	default:
		return "pin", "AT+CPIN? says " + lock
	}
	switch err := c.Identity.Err; {
	case err == nil:
		return "ready", ""
	case overat.Uncertain(err):
		return "uncertain", shortReason(err)
	default:
		return "unreadable", shortReason(err)
	}
}

// unasked tells whether an answer says that the module does not know the command, and nothing of a card.
func unasked(err error) bool {
	e, refused := errors.AsType[*atcmd.CommandError](err)
	return refused && e.Unknown() || overat.Unsaid(err)
}

// cardStates are what CME codes say of a card (27.007 9.2); 515 is "please wait" of several makers.
var cardStates = map[int]string{
	5: "locked", 6: "locked", 7: "locked", 40: "locked", 41: "locked", 42: "locked", 43: "locked", 44: "locked", 45: "locked", 46: "locked", 47: "locked",
	10: "absent", 11: "pin", 12: "puk", 13: "failed", 14: "busy", 15: "failed", 515: "busy",
}

func codeOf(err error) int {
	if e, ok := errors.AsType[*atcmd.CommandError](err); ok && e.Kind == atcmd.CME {
		return e.Code
	}
	return -1
}
