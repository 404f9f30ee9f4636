package agent

import (
	"fmt"
	"log/slog"
	"slices"
)

// Refused is a wish that is not carried out, for a reason that a person can
// mend.
type Refused struct{ Text string }

func (r *Refused) Error() string { return r.Text }

// maxSMS is the longest SMS Command: 160 single-byte characters (SmsCommand
// resource, Payload).
const maxSMS = 160

// smsListed counts the messages from the platform that were not seen before.
// The first list of a SIM is a baseline: what lies there came earlier.
func (s *step) smsListed(v SMSListed) {
	m := &s.m
	a := &m.Account
	if s.gone(v.Gen) || !a.Has || v.Err != nil {
		return
	}
	first := !a.Ledger.SMSMarked
	fresh := 0
	for _, msg := range v.Messages {
		if !m.fromPlatform(msg.From) || !a.Ledger.MarkSMS(msg.Digest) {
			continue
		}
		fresh++
	}
	a.Ledger.SMSMarked = true
	if first {
		a.Ledger.Touch()
		return
	}
	if fresh > 0 {
		a.Ledger.CountSMS(0, uint32(fresh))
		m.note("account", "", "SMS received", fmt.Sprintf("%d SMS Commands in all", a.Ledger.SMSCount().Low))
		s.do(Alert{slog.LevelInfo, fmt.Sprintf("%d SMS Command received, %s", fresh, m.counts())})
	}
}

func (m *Machine) fromPlatform(from string) bool {
	return from == m.Settings.SMSNumber || slices.Contains(m.Settings.SMSAlso, from)
}

// smsAsked counts first, and sends when the count is on the disk.
func (s *step) smsAsked(v SMSAsked) {
	if err := s.mayText(v); err != nil {
		s.do(Reply{v.ID, err})
		return
	}
	a := &s.m.Account
	a.Ledger.CountSMS(1, 0)
	s.m.asked = append(slices.Clone(s.m.asked), sending{record: a.RecordID + 1, asked: v.ID, text: v.Text})
}

func (s *step) mayText(v SMSAsked) error {
	m := &s.m
	a := &m.Account
	switch {
	case m.Link.State != Up || m.Card.State != CardReady || !a.Has:
		return &Refused{"cannot send: the module or the SIM is not ready"}
	case !m.Net.Stat.Registered():
		return &Refused{"cannot send: not registered to a network"}
	case len(v.Text) == 0 || len(v.Text) > maxSMS:
		return &Refused{fmt.Sprintf("cannot send: %d characters, want 1 to %d", len(v.Text), maxSMS)}
	}
	for _, r := range v.Text {
		if r < ' ' || r > '~' {
			return &Refused{"cannot send: only printable ASCII is possible"}
		}
	}
	limit := a.Ledger.Limits.SMS
	n := a.Ledger.SMSCount()
	switch {
	case v.Force || limit == 0:
	case !n.HighKnown:
		return &Refused{"refused: it is not known how many SMS Commands this SIM has used; the fifth makes the Sim active, which costs money. Send anyway with --force"}
	case n.High+1 >= limit:
		return &Refused{fmt.Sprintf("refused: this would be SMS Command %d of %d and make the Sim active, which costs money. Send anyway with --force", n.High+1, limit)}
	}
	return nil
}

// releaseSMS sends what waited for its record.
func (s *step) releaseSMS(v Recorded) {
	var kept []sending
	for _, w := range s.m.asked {
		switch {
		case w.record > v.ID:
			kept = append(kept, w)
		case v.Err != nil:
			s.uncount()
			s.do(Reply{w.asked, fmt.Errorf("not sent, since it could not be counted: %w", v.Err)})
		case s.m.Link.State != Up:
			s.uncount()
			s.do(Reply{w.asked, &Refused{"not sent: the module went away"}})
		default:
			s.do(Command{Gen: s.m.Link.Gen, Op: SendSMS, Arg: w.text, Asked: w.asked})
		}
	}
	s.m.asked = kept
}

func (s *step) smsSent(v SMSSent) {
	if v.Err == nil {
		s.do(Alert{slog.LevelInfo, "SMS Command sent, " + s.m.counts()})
	} else if v.Sure && s.m.Account.Has {
		s.uncount()
	}
	s.do(Reply{v.Asked, v.Err})
}

// uncount takes one sent SMS Command out of the low bound; the high bound
// keeps it, since the platform may have seen it.
func (s *step) uncount() {
	l := &s.m.Account.Ledger
	if l.SMS.Sent > 0 {
		l.SMS.Sent--
		l.SMS.Slack++
		l.Touch()
	}
}
