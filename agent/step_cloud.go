package agent

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"simagent/agent/journal"
	"simagent/agent/ledger"
	"simagent/agent/report"
	"simagent/agent/supersim"
)

// The pace of the cloud's poll. A scheduled update is asked for soon, then
// more slowly: no duration is published. Errors back off to an hour.
const (
	firstSpread    = 20 * time.Second
	scheduledFirst = 2 * time.Second
	scheduledMost  = time.Minute
	scheduledStuck = 15 * time.Minute
	errorFirst     = 30 * time.Second
	errorMost      = time.Hour
	pollJitter     = 0.25
)

// endedBy starts the cause of the transition that ended `ready`.
const endedBy = "by "

// firstFetch spreads a fleet that starts together.
func (s *step) firstFetch() {
	if s.m.Settings.Provider == "" {
		return
	}
	spread := min(firstSpread, s.m.Settings.CloudPoll)
	s.m.Cloud.Next = s.m.Now.Add(spread / 2)
	s.do(Timer{Name: TimerCloud, After: spread / 2, Jitter: 1})
}

// scheduleFetch plans the next question; 0 means as the state wants it.
func (s *step) scheduleFetch(after time.Duration) {
	m := &s.m
	if m.Settings.Provider == "" || !m.Account.Has {
		return
	}
	if after == 0 {
		after = s.pace()
	}
	m.Cloud.Next = m.Now.Add(after)
	s.do(Timer{Name: TimerCloud, After: after, Jitter: pollJitter})
}

// pace is the time to the next question.
func (s *step) pace() time.Duration {
	m := &s.m
	poll := m.Settings.CloudPoll
	switch {
	case m.Cloud.Failures > 0:
		return min(errorFirst<<min(m.Cloud.Failures-1, 8), max(poll, errorMost))
	case m.Cloud.Status == "scheduled":
		return min(scheduledFirst<<min(max(m.Cloud.ScheduledFor-1, 0), 6), scheduledMost, poll)
	}
	if f := m.Account.Ledger.DataFraction(); f.Known && m.Cloud.Status == "ready" && f.Value >= 0.8 {
		poll = min(poll, 5*time.Minute)
	}
	return poll
}

func (s *step) fetch() {
	m := &s.m
	if m.Settings.Provider == "" || !m.Account.Has || m.Cloud.Fetching {
		return
	}
	m.Cloud.Fetching = true
	s.do(Fetch{ICCID: m.Account.Ledger.ICCID, Status: m.Cloud.Status, Period: m.periodOpen()})
}

// periodRead is when a billing period is read again that has neither ended nor changed with the status.
const periodRead = 24 * time.Hour

// periodOpen tells whether the billing period may be another one than is known.
func (m *Machine) periodOpen() bool {
	p := m.Account.Ledger.Period
	return p.SID == "" || p.Until.IsZero() || !m.Now.Before(p.Until) || m.Cloud.PeriodAt.IsZero() || m.Now.Sub(m.Cloud.PeriodAt) > periodRead
}

func (s *step) fetched(v Fetched) {
	m := &s.m
	if !m.Account.Has || v.ICCID != m.Account.Ledger.ICCID {
		return // of a SIM that has gone; the new one has its own question
	}
	m.Cloud.Fetching = false
	s.hear(v)
	if v.Err != nil {
		s.fetchFailed(v)
		return
	}
	if s.countFirst(v) {
		return
	}
	s.take(v)
}

// hear takes the cloud's clock.
func (s *step) hear(v Fetched) {
	m := &s.m
	if !clockSet(v.Date) {
		return
	}
	at := v.At
	if at.IsZero() {
		at = m.Now
	}
	skew := m.Now.Round(0).Add(-m.Now.Sub(at)).Sub(v.Date) // by the clock of now: it may have been set since
	switch {
	case !m.Cloud.Heard:
	case (skew - m.Cloud.Skew).Abs() > skewStep:
		m.Account.Day = 0 // one of the two clocks was set: where the day began is not known
	default: // the Date has whole seconds: what agrees with it stays, so that what is dated by it does not move to and fro
		skew = min(max(m.Cloud.Skew, skew-time.Second), skew)
	}
	m.Cloud.Skew, m.Cloud.Heard = skew, true
}

// begin notes from when on the account counts, once it does; an account that nothing counts for begins at once.
func (s *step) begin() {
	m := &s.m
	iface, module := m.source()
	if m.Account.Ledger.Live() || iface == "" && !module {
		m.Account.Ledger.BeganBy(m.cloudNow())
	}
}

// countLimit is how long the end of ready waits for a last reading.
const countLimit = 5 * time.Second

// countFirst holds the news that a period has ended until the counter was read
// once more: what passed since the last poll is of that period, and what ended
// ready is in it, most likely.
func (s *step) countFirst(v Fetched) bool {
	m := &s.m
	iface, module := m.source()
	ended := v.Sim.Status == supersim.StatusActive && m.Cloud.Status == "ready"
	if known := m.Account.Ledger.Period.SID; known != "" && v.Period != nil && v.Period.SID != known {
		ended = true
	}
	if !ended || m.Link.State != Up || iface == "" && !module {
		return false
	}
	m.Cloud.Ended = &v
	s.timer(TimerEnded, countLimit)
	s.sample()
	return true
}

// ended goes on with the news that waited for a reading.
func (s *step) ended() {
	if v := s.m.Cloud.Ended; v != nil {
		s.m.Cloud.Ended = nil
		s.take(*v)
	}
}

// take takes the cloud's word.
func (s *step) take(v Fetched) {
	m := &s.m
	c := &m.Cloud
	c.Failures, c.Err, c.Missing = 0, "", false
	if v.Late != nil {
		c.Err, c.Hint = v.Late.Error(), supersim.Hint(v.Late)
	}
	c.Checked = m.Now
	if v.PeriodRead {
		c.PeriodAt = m.Now
	}
	if v.Late != nil {
		c.PeriodAt = time.Time{} // it is read with the next question
	}
	c.SID, c.Name, c.FleetSID = v.Sim.SID, v.Sim.UniqueName, v.Sim.FleetSID
	s.cloudStatus(string(v.Sim.Status), v.Period)
	seen, _ := m.dated()
	m.Account.Ledger.SawCloud(c.SID, c.Status, seen)
	s.begin()
	s.scheduleAfter(v)
	s.desire(v.Sim.ICCID)
	s.planAudit()
}

func (s *step) fetchFailed(v Fetched) {
	c := &s.m.Cloud
	c.Failures++
	c.Missing = errors.Is(v.Err, supersim.ErrNotFound)
	if text := v.Err.Error(); text != c.Err {
		c.Err, c.Hint = text, supersim.Hint(v.Err)
		s.do(Alert{slog.LevelWarn, journal.CloudFailed, "cloud: " + text})
	}
	s.scheduleAfter(v)
}

// scheduleAfter plans the next question; the jitter must not undercut the server's wish.
func (s *step) scheduleAfter(v Fetched) { s.scheduleFetch(max(v.Retry+v.Retry/2, s.pace())) }

// cloudStatus takes the word on the Sim's status.
func (s *step) cloudStatus(now string, p *supersim.BillingPeriod) {
	m := &s.m
	c := &m.Cloud
	l := &m.Account.Ledger
	was := c.Status
	if now == "scheduled" {
		c.ScheduledFor++
	} else {
		c.ScheduledFor = 0
	}
	if now == "new" {
		l.SeenNew()
	}
	if s.unseenActivation(was, now, p) {
		l.PastUnknown()
		m.note("account", "past known", "past unknown", "the Sim was activated while nobody watched")
	}
	cause := ""
	if now == "active" && s.m.wasReady(was) {
		cause = s.explain(was == "scheduled")
	}
	s.period(now, p)
	if was == now {
		return
	}
	if was != "scheduled" {
		c.Before = was
	}
	c.Status, c.Since = now, m.Now
	m.note("cloud", word(was), now, cmp.Or(cause, "fetched"))
	at, sure := m.dated()
	l.Transit(ledger.Transition{At: at, Trusted: sure, What: ledger.WhatCloud, From: was, To: now, Cause: cause})
	text := fmt.Sprintf("the Sim is %q in the cloud", now)
	if was != "" {
		text = fmt.Sprintf("the Sim went from %q to %q", was, now)
	}
	s.do(Alert{slog.LevelInfo, journal.CloudStatus, text + because(cause)})
	s.changed()
}

// unseenActivation tells whether the Sim left `new` while the agent was off and
// the SIM may have been in another device: neither the period began under our
// eyes, nor did the same counter go on through it.
func (s *step) unseenActivation(was, now string, p *supersim.BillingPeriod) bool {
	m := &s.m
	if was != "new" || now != "ready" && now != "active" || !m.Cloud.Since.IsZero() || m.Account.Continuous {
		return false
	}
	return p == nil || !clockSet(m.Started) || p.StartTime.Before(m.Started)
}

func word(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}

// explain says by which threshold `ready` ended; the counts are still those of the ready period. scheduled tells that an
// update led there, which somebody asked for.
func (s *step) explain(scheduled bool) string {
	a := &s.m.Account
	by, probably := s.endedBy(scheduled)
	a.EndedBy, a.EndedWith = by, s.m.counts()
	s.alarm(report.AlarmReadyEnded, "ready has ended "+endedBy+by+": "+a.EndedWith)
	if probably {
		by += ", probably"
	}
	return endedBy + by + ", counted " + a.EndedWith
}

// endedBy is what ended `ready`: a threshold, request (somebody asked for it), unknown (the past is not known), or none.
func (s *step) endedBy(scheduled bool) (by string, probably bool) {
	l := &s.m.Account.Ledger
	now := s.m.time()
	e := l.Explain(now)
	if c := e.Certain(); c != ledger.CauseNone {
		return c.String(), false
	}
	data, sms := l.Bytes().HighKnown, l.SMSCount().HighKnown
	if !data { // everything is possible then
		e.Data = ledger.ChanceNo
	}
	if !sms {
		e.SMS = ledger.ChanceNo
	}
	if c := e.Possible(); c != ledger.CauseNone {
		return c.String(), true
	}
	for _, near := range []struct { // the operator may count a little more than we do
		by string
		f  ledger.Fraction
	}{{"data", l.DataFraction()}, {"time", l.TimeFraction(now)}} {
		if near.f.Known && near.f.Value >= nearly {
			return near.by, true
		}
	}
	switch {
	case scheduled:
		return "request", true
	case !data || !sms:
		return "unknown", false
	}
	return "none", false
}

// wasReady tells whether the Sim was ready before it became what it is.
func (m *Machine) wasReady(was string) bool {
	if was != "scheduled" {
		return was == "ready"
	}
	return m.Cloud.Before == "ready" || m.Cloud.Before == "" && m.Account.Ledger.Period.Type == ledger.PeriodReady
}

// nearly is the part of a threshold from which on it is the likely reason,
// although the count here has not reached it.
const nearly = 0.97

// readyMonths is the age at which a ready Sim becomes active (Sim resource).
const readyMonths = 3

// period takes the billing period, or guesses the end of ready from the moment
// at which it was seen to begin.
func (s *step) period(status string, p *supersim.BillingPeriod) {
	m := &s.m
	l := &m.Account.Ledger
	if p != nil {
		l.BeginPeriod(ledger.BillingPeriod{SID: p.SID, Type: periodType(p.PeriodType), Start: p.StartTime, Until: p.EndTime})
		return
	}
	if t := m.time(); status == "ready" && l.Period.Until.IsZero() && m.Cloud.Status != "" && !t.IsZero() {
		l.BeginPeriod(ledger.BillingPeriod{Type: ledger.PeriodReady, Start: t, Until: t.AddDate(0, readyMonths, 0), Estimated: true})
	}
}

func periodType(s string) ledger.PeriodType {
	switch s {
	case supersim.PeriodReady:
		return ledger.PeriodReady
	case supersim.PeriodActive:
		return ledger.PeriodActive
	}
	return ledger.PeriodUnknown
}
