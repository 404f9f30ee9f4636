package agent

import (
	"errors"
	"log/slog"

	"simagent/agent/journal"
	"simagent/simcard"
	"simagent/simcard/overat"
)

// The PIN is sent at most once for each pair of card and configured PIN, ever.
// The way there: the card asks for its PIN -> its ICCID, which can be read
// without, names the account -> simcard.PINCase allows the try -> the try is on
// the disk -> the PIN goes out -> the card is read again. A crash anywhere on
// the way costs the try, never the card. A PIN that opened the card is free
// again: the card asks for it at every power-on.

// pinMark is what the account keeps of a PIN that was tried on a card: not 0,
// and only eight bits, since a PIN has so few digits that a longer digest would
// give it away. One other PIN in 255 looks the same, and is not tried then.
func pinMark(pin simcard.PIN, card simcard.ICCID) byte {
	return 1 + pin.Digest(card)[0]%255
}

// pinAsked: the card asks for its PIN. It is entered if that is allowed.
func (s *step) pinAsked(v CardRead) {
	m := &s.m
	same := v.ICCID.IsZero() || v.ICCID.Equal(m.Card.PIN.Card) // else the card that waited is gone, and its try with it
	if m.Settings.PIN.IsZero() || m.Card.PIN.waiting() && same {
		return
	}
	if v.ICCID.IsZero() {
		s.pinRefused(simcard.ErrPINCard)
		return
	}
	m.Card.PIN = PINTry{Card: v.ICCID, Lock: v.Lock, Tries: v.Tries}
	if a := &m.Account; a.Has && a.Ledger.ICCID == v.ICCID.Digits() {
		s.tryPIN()
		return
	}
	s.identify(v.ICCID) // loaded goes on with tryPIN
}

// tryPIN records the try, or says why there is none.
func (s *step) tryPIN() {
	m := &s.m
	a, p := &m.Account, &m.Card.PIN
	if m.Card.State != CardPIN || p.waiting() || !a.Has || a.Ledger.ICCID != p.Card.Digits() {
		return
	}
	mark := pinMark(m.Settings.PIN, p.Card)
	c := simcard.PINCase{
		PIN: m.Settings.PIN, Card: p.Card, Lock: p.Lock, Tries: p.Tries,
		Tried: a.Ledger.PIN == mark, CanRecord: a.Problem == "" && !a.Unread,
	}
	if err := c.Check(); err != nil {
		s.pinRefused(err)
		return
	}
	a.Ledger.PIN = mark
	a.Ledger.Touch()
	p.Record = a.RecordID + 1 // one that is under way does not hold the mark
}

const pinNotSent = "it asks for its PIN, which is not sent: "

// pinRefused shows why the PIN is not sent.
func (s *step) pinRefused(why error) {
	s.m.Card.PIN = PINTry{}
	text := pinNotSent + why.Error()
	if s.m.Card.NoPIN != text {
		s.do(Alert{slog.LevelWarn, journal.SIMPIN, "SIM: " + text})
	}
	s.m.Card.Cause, s.m.Card.NoPIN = text, text
}

// releasePIN sends the PIN whose try is recorded.
func (s *step) releasePIN(v Recorded) {
	m := &s.m
	p := &m.Card.PIN
	if p.Record == 0 || v.ID < p.Record {
		return
	}
	if v.Err != nil {
		m.Account.Ledger.PIN = 0
		s.pinRefused(simcard.ErrPINState)
		return
	}
	p.Record, p.Sent = 0, true
	if m.Link.State != Up || m.Card.State != CardPIN {
		m.Card.PIN = PINTry{} // the try is spent all the same: better than the card
		return
	}
	m.note("sim", "", "PIN sent", "recorded as tried on this card")
	s.do(Alert{slog.LevelInfo, journal.SIMPIN, "the PIN is sent, and recorded as tried on this card"})
	s.do(Command{Gen: m.Link.Gen, Op: EnterPIN, Card: p.Card})
}

func (s *step) pinEntered(v PINEntered) {
	if s.gone(v.Gen) {
		return
	}
	a := &s.m.Account
	if v.Card.Equal(s.m.Card.PIN.Card) {
		s.m.Card.PIN = PINTry{}
	}
	failed, ok := errors.AsType[*overat.PINError](v.Err)
	if v.Err != nil {
		s.m.note("sim", "", "PIN refused", v.Err.Error())
		s.do(Alert{slog.LevelWarn, journal.SIMPIN, "SIM: " + v.Err.Error()})
	}
	if v.Err == nil {
		s.m.Recovery.Locked = false // the daemon can do it again
	}
	unsent := ok && !failed.Sent
	if (v.Err == nil || unsent) && a.Has && a.Ledger.ICCID == v.Card.Digits() {
		a.Ledger.PIN = 0 // it may be sent again when the module restarts
		a.Ledger.Touch()
	}
	if unsent {
		s.timer(TimerCard, cardRetry[CardPIN]) // not at once: each try is two commits
		return
	}
	s.command(ReadCard)
}

// PINTry is a try of the PIN under way.
type PINTry struct {
	Card   simcard.ICCID
	Lock   string
	Tries  int
	Record uint64 // the record that has to be on the disk first, 0 if none
	Sent   bool
}

func (p PINTry) waiting() bool { return p.Record != 0 || p.Sent }
