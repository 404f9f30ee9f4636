package agent

import (
	"log/slog"
	"slices"
	"time"

	"simagent/agent/history"
	"simagent/agent/journal"
	"simagent/agent/ledger"
)

// Hours is what of the account belongs to an hour, and waits.
type Hours struct {
	Waiting   []Waiting // what passed before the time of day was known, oldest first
	Watched   time.Time // until when the seconds are noted
	Packets   packetMark
	Restarted bool          // the module has, and attaches anew
	Keeping   bool          // closed hours are on their way into the history
	Durable   []ledger.Hour // as the last record that this run of the agent put on the disk holds them
	Err       string
	retryAt   time.Time
}

// Waiting is what passed in an hour of this run, before the time of day was known.
type Waiting struct {
	At   time.Time // when it began
	Hour ledger.Hour
}

// packetMark is a packet counter as it stood.
type packetMark struct {
	source string
	index  uint32
	n      uint64
}

// Keep writes closed hours and ended periods into the history: Kept.
type Keep struct {
	ICCID   string
	Hours   []ledger.Hour
	Until   uint32 // all hours before this one are among them, or are there already
	Periods []history.Period
}

// Kept is the end of a Keep.
type Kept struct {
	Keep
	Err error
}

// keepRetry is the pause after a history that could not be written.
const keepRetry = time.Hour

// keepPause is between two writes that went well: one a day is wanted.
const keepPause = time.Minute

// keepWait is how far into the day closed hours wait for a commit that something else asks for.
const keepWait = 6 * time.Hour

// watchedMost is the longest pause between two readings that counts as watched.
const watchedMost = 5 * time.Minute

// tally adds to the hour of now.
func (s *step) tally(h ledger.Hour) {
	m := &s.m
	a := &m.Account
	if !a.Has || h == (ledger.Hour{}) {
		return
	}
	if now := m.time(); !now.IsZero() {
		s.fillIn(now)
		h.Hour = ledger.HourOf(now)
		a.Ledger.Undate(h.Hour)
		a.Ledger.Passed(h)
		return
	}
	w := a.Hours.Waiting
	if n := len(w); n > 0 && m.Now.Sub(w[n-1].At) < time.Hour {
		w = slices.Clone(w)
		w[n-1].Hour = w[n-1].Hour.Plus(h)
	} else {
		if n >= ledger.MaxHours {
			a.Ledger.Passed(w[0].Hour)
			w = w[1:]
		}
		w = append(slices.Clone(w), Waiting{m.Now, h})
	}
	a.Hours.Waiting = w
}

// waiting is the sum of what has no date yet.
func (h *Hours) waiting() (sum ledger.Hour) {
	for _, w := range h.Waiting {
		sum = sum.Plus(w.Hour)
	}
	return sum
}

// fillIn dates what waited, once the time of day is known.
func (s *step) fillIn(now time.Time) {
	a := &s.m.Account
	for _, w := range a.Hours.Waiting {
		h := w.Hour
		h.Hour = ledger.HourOf(now.Add(-s.m.Now.Sub(w.At)))
		a.Ledger.Passed(h)
	}
	a.Hours.Waiting = nil
}

// undated gives up on the time of what waits: the SIM, or the agent, goes.
func (s *step) undated() {
	a := &s.m.Account
	for _, w := range a.Hours.Waiting {
		a.Ledger.Passed(w.Hour)
	}
	a.Hours.Waiting = nil
}

// untally takes an SMS Command that did not leave out of the latest hour that has one.
func (s *step) untally() {
	a := &s.m.Account
	w := slices.Clone(a.Hours.Waiting)
	for i := len(w) - 1; i >= 0; i-- {
		if w[i].Hour.Sent > 0 {
			w[i].Hour.Sent--
			a.Hours.Waiting = w
			return
		}
	}
	a.Ledger.Unsend()
}

// tallyCount adds what a reading said: the difference to the counts before it. With the first one SMS Commands may be in
// it that only the run folder knew.
func (s *step) tallyCount(before ledger.Data, sms ledger.SMS, v ledger.Sample, first bool) {
	m := &s.m
	a := &m.Account
	now := a.Ledger.Data
	h := ledger.Hour{TX: max(now.TX-before.TX, 0), RX: max(now.RX-before.RX, 0), Slack: max(now.Slack-before.Slack, 0),
		Sent: a.Ledger.SMS.Sent - min(sms.Sent, a.Ledger.SMS.Sent), Received: a.Ledger.SMS.Received - min(sms.Received, a.Ledger.SMS.Received)}
	mark := packetMark{v.Source, v.Index, v.Packets}
	if old := a.Hours.Packets; !first && old.source == mark.source && old.index == mark.index && mark.n >= old.n {
		h.Packets = int64(min(mark.n-old.n, 1<<40))
	}
	a.Hours.Packets = mark
	if gap := m.Now.Sub(a.Hours.Watched); !first && gap >= 0 && gap <= max(watchedMost, 2*m.Settings.ModemPoll, 2*m.Settings.MeterIdle) {
		h.Seconds = uint32(min(gap/time.Second, 3600))
		a.Hours.Watched = a.Hours.Watched.Add(time.Duration(h.Seconds) * time.Second)
	} else {
		a.Hours.Watched = m.Now
	}
	s.tally(h)
}

// keep hands the hours of closed days to the history, once a day, and only as a record on the disk holds them. The run folder
// knows the counts and not their hours: after a kill what is above the record counts as of the hour of the restart, and must
// not be in the history besides.
func (s *step) keep() {
	m := &s.m
	a := &m.Account
	now := m.time()
	if !a.Has || now.IsZero() || a.Hours.Keeping || m.Now.Before(a.Hours.retryAt) {
		return
	}
	s.fillIn(now)
	today := dayOf(now) * 24
	list := a.Ledger.Unstored(today)
	if slices.ContainsFunc(list, func(h ledger.Hour) bool { return !slices.Contains(a.Hours.Durable, h) }) {
		if now.Sub(dayStart(dayOf(now))) >= keepWait && !a.Ledger.Due() {
			a.Ledger.Touch()
		}
		return
	}
	if len(list) == 0 && len(a.Ledger.Ended) == 0 {
		return
	}
	a.Hours.Keeping = true
	s.do(Keep{ICCID: a.Ledger.ICCID, Hours: list, Until: today, Periods: periods(a.Ledger.Ended)})
}

func (s *step) kept(v Kept) {
	m := &s.m
	a := &m.Account
	if !a.Has || v.ICCID != a.Ledger.ICCID {
		return // it is asked for again when that SIM comes back
	}
	a.Hours.Keeping = false
	if v.Err != nil {
		if a.Hours.Err != v.Err.Error() {
			s.do(Alert{slog.LevelWarn, journal.NotKept, v.Err.Error()})
		}
		a.Hours.Err, a.Hours.retryAt = v.Err.Error(), m.Now.Add(keepRetry)
		return
	}
	a.Hours.Err, a.Hours.retryAt = "", m.Now.Add(keepPause)
	if len(v.Hours) > 0 {
		a.Ledger.Stored(v.Until)
	}
	a.Ledger.EndedStored(len(v.Periods))
}

// partWithPeriods hands ended periods over with the last chance: the SIM, or the agent, goes. They stay in the record.
func (s *step) partWithPeriods() {
	if a := &s.m.Account; len(a.Ledger.Ended) > 0 {
		s.do(Keep{ICCID: a.Ledger.ICCID, Periods: periods(a.Ledger.Ended)})
	}
}

// periods are ended periods in the history's terms.
func periods(ended []ledger.Ended) []history.Period {
	list := make([]history.Period, len(ended))
	for i, e := range ended {
		list[i] = history.Period(e)
	}
	return list
}
