package agent

import (
	"log/slog"
	"strings"
	"time"

	"simagent/agent/journal"
	"simagent/simcard"
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
			s.do(Alert{slog.LevelWarn, journal.SIMNotReady, "SIM: " + cause})
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
		m.Recovery.Locked = v.State == CardPIN || m.Recovery.Locked && v.State != CardAbsent
		if v.State == CardAbsent {
			s.netGone(v.Cause)
		}
		if v.Radio != nil {
			m.Net.Radio = *v.Radio
			s.radioBack()
		}
		s.timer(TimerCard, cardRetry[v.State])
		if v.State == CardPIN {
			s.pinAsked(v)
		} else {
			m.Card.PIN = PINTry{}
		}
		return
	}
	m.Card.PIN = PINTry{}
	s.card(CardReady, "ICCID read twice")
	s.command(Poll)
	if m.Account.Has && m.Account.Ledger.ICCID == v.ICCID.Digits() {
		m.Card.ICCID = v.ICCID
		s.sample()
		s.do(Command{Gen: v.Gen, Op: ListSMS})
		s.checkSettings()
		return
	}
	s.do(Alert{slog.LevelInfo, journal.SIMReady, "SIM " + s.id(v.ICCID.String(), v.ICCID.Digits()) + " read twice"})
	if !v.Luhn {
		s.do(Alert{slog.LevelInfo, "", "the check digit of this ICCID is wrong; some operators do not keep to it"})
	}
	s.identify(v.ICCID)
	s.checkSettings()
}

// identify makes a card the one whose account counts.
func (s *step) identify(id simcard.ICCID) {
	m := &s.m
	before := m.Card.ICCID
	m.Card.ICCID = id
	if m.Account.Loading == id.Digits() {
		return // its account is on its way
	}
	if !before.IsZero() && !before.Equal(id) {
		m.note("sim", before.String(), id.String(), "another SIM was inserted")
		s.leaveAccount()
		m.Recovery.Worked, m.Recovery.Locked = false, m.Card.State == CardPIN
		m.Net.Forbidden, m.Net.ForbiddenKnown, m.Net.ForbiddenAt = nil, false, time.Time{}
	}
	m.Account.Loading = id.Digits()
	s.do(Load{ICCID: id.Digits()})
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
	if wait, ok := s.m.Card.Hurry.grant(s.m.Now, 200*time.Millisecond); ok {
		s.timer(TimerCard, wait)
	}
}
