package agent

import (
	"log/slog"
	"strings"
	"time"
)

// cardRetry is how soon a card is read again, by its state. A card that starts
// answers "busy" for up to a minute; the others are also read when the module
// reports a change.
var cardRetry = map[CardState]time.Duration{
	CardUnknown: time.Second, CardBusy: 2 * time.Second, CardAbsent: 10 * time.Second, CardFailed: 10 * time.Second,
	CardUncertain: 5 * time.Second, CardPIN: 30 * time.Second, CardLocked: 5 * time.Minute, CardUnreadable: time.Minute, CardPUK: 5 * time.Minute,
}

func (s *step) card(to CardState, cause string) {
	c := &s.m.Card
	if c.State != to {
		s.m.note("sim", string(c.State), string(to), cause)
		c.State, c.Since = to, s.m.Now
		if to != CardReady && to != CardUnknown && to != CardBusy {
			s.do(Alert{slog.LevelWarn, "SIM: " + cause})
		}
	}
	c.Cause = cause
}

func (s *step) cardRead(v CardRead) {
	if s.gone(v.Gen) {
		return
	}
	m := &s.m
	if v.State != CardReady {
		s.card(v.State, v.Cause)
		if v.State == CardAbsent {
			s.netGone(v.Cause)
		}
		s.timer(TimerCard, cardRetry[v.State])
		return
	}
	before := m.Card.ICCID
	m.Card.ICCID = v.ICCID
	s.card(CardReady, "ICCID read twice")
	s.command(Poll)
	s.checkSettings()
	if m.Account.Has && m.Account.Ledger.ICCID == v.ICCID.Digits() {
		s.sample()
		s.do(Command{Gen: v.Gen, Op: ListSMS})
		return
	}
	s.do(Alert{slog.LevelInfo, "SIM " + s.id(v.ICCID.String(), v.ICCID.Digits()) + " read twice"})
	if m.Account.Loading == v.ICCID.Digits() {
		return // its account is on its way
	}
	if !before.IsZero() && !before.Equal(v.ICCID) {
		m.note("sim", before.String(), v.ICCID.String(), "another SIM was inserted")
		s.leaveAccount()
	}
	m.Account.Loading = v.ICCID.Digits()
	s.do(Load{ICCID: v.ICCID.Digits()})
}

func (s *step) id(short, full string) string {
	if s.m.Settings.ShowIDs {
		return full
	}
	return short
}

// gone tells whether a line that any module may print says that the card is
// out; the profile knows the family's own.
func gone(line string) bool {
	return strings.Contains(line, "NOT READY") || strings.Contains(line, "NOT INSERTED")
}

// cardHint: the module says that something changed with the card.
func (s *step) cardHint(line string, gone bool) {
	if gone {
		s.card(CardUnknown, "the module reports: "+line)
		s.netGone("the SIM is gone")
	}
	s.timer(TimerCard, 200*time.Millisecond)
}
