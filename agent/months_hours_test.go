package agent_test

import (
	"slices"
	"time"

	"simagent/agent"
	"simagent/agent/ledger"
)

// hourSum is what hours hold together.
type hourSum struct{ bytes, slack, sent, received int64 }

func (t *hourSum) add(h ledger.Hour) {
	t.bytes += h.TX + h.RX
	t.slack += h.Slack
	t.sent += int64(h.Sent)
	t.received += int64(h.Received)
}

// hoursOf is everything that belongs to hours: in the ledger, in the history, and what waits for the time of day.
func (j *judge) hoursOf(m *agent.Machine) (t hourSum) {
	l := &m.Account.Ledger
	for _, h := range l.Hours {
		if h.Hour == 0 || h.Hour >= l.HoursStored {
			t.add(h)
		}
	}
	for n, h := range j.b.past[l.ICCID] {
		if n < l.HoursStored {
			t.add(h)
		}
	}
	for _, w := range m.Account.Hours.Waiting {
		t.add(w.Hour)
	}
	return t
}

// hoursStep: what was counted is in hours, and those are of the right time.
func (j *judge) hoursStep(s *sim) {
	was, is := &j.b.before.Account, &j.b.m.Account
	a, b := was.Ledger.Data, is.Ledger.Data
	same := a == b && was.Ledger.SMS == is.Ledger.SMS && was.Ledger.HoursStored == is.Ledger.HoursStored && len(was.Hours.Waiting) == len(is.Hours.Waiting)
	if same && slices.Equal(was.Ledger.Hours, is.Ledger.Hours) {
		return
	}
	if is.Ledger.Period.SID != was.Ledger.Period.SID { // what this very step counted went with the period
		s.hours = j.hoursOf(&j.b.m)
		return
	}
	j.hourTimes(was, is)
	s.hours.bytes += max(b.TX-a.TX, 0) + max(b.RX-a.RX, 0)
	switch j.last.(type) {
	case agent.Sampled, agent.Polled:
		s.hours.slack += max(b.Slack-a.Slack, 0)
	}
	sent := int64(is.Ledger.SMS.Sent) - int64(was.Ledger.SMS.Sent) // a refused one is taken out again
	s.hours.sent += sent
	s.refused += max(-sent, 0)
	s.hours.received += max(int64(is.Ledger.SMS.Received)-int64(was.Ledger.SMS.Received), 0)
	got := j.hoursOf(&j.b.m)
	if got.sent > s.hours.sent && got.sent <= s.hours.sent+s.refused { // a record that was older than the refusal came back
		got.sent = s.hours.sent
	}
	if got != s.hours {
		j.fail("%s: the hours hold %+v, counted were %+v", s.iccid, got, s.hours)
	}
}

// hourTimes: an hour that is new, or holds more than before, is the true one, or that of what waited, or the one beside it.
func (j *judge) hourTimes(was, is *agent.Account) {
	if n := len(is.Hours.Waiting); n > 0 && (len(was.Hours.Waiting) == 0 || !is.Hours.Waiting[n-1].At.Equal(was.Hours.Waiting[len(was.Hours.Waiting)-1].At)) {
		j.waits = append(j.waits, j.b.at())
	}
	right := append([]time.Time{j.b.at()}, j.waits[max(0, len(j.waits)-len(was.Hours.Waiting)):]...)
	for _, h := range is.Ledger.Hours {
		if h.Hour == 0 || slices.Contains(was.Ledger.Hours, h) {
			continue
		}
		if !slices.ContainsFunc(right, func(t time.Time) bool { return int64(h.Hour)-t.Unix()/3600 <= 1 && t.Unix()/3600-int64(h.Hour) <= 1 }) {
			j.fail("%s: %+v is of %v, in truth of %v", is.Ledger.ICCID, h, h.Start(), right)
		}
	}
}
