package agent

import (
	"fmt"
	"log/slog"
	"slices"
	"time"

	"simagent/agent/journal"
	"simagent/agent/ledger"
	"simagent/agent/report"
	"simagent/agent/supersim"
	"simagent/atcmd"
)

// The pace of the questions about usage. A fleet that starts together is spread; what fails backs off.
const (
	auditSpread  = 15 * time.Minute // after the first word of the cloud
	auditSoon    = 10 * time.Second // later
	auditFirst   = 5 * time.Minute  // after a failure, then doubled
	auditMost    = 6 * time.Hour
	pastAgain    = 6 * time.Hour // the past may still grow
	fleetAgain   = 24 * time.Hour
	periodAgain  = time.Hour
	straddleMost = 2 * time.Hour // between two samples around midnight
	sampleGap    = 5 * time.Minute
	// settled is when usage is taken as complete. No figure is published for Super SIM; the vendor's older product says
	// nearly all within 48 h.
	settled = 48 * time.Hour
)

// Days since 1970 and what they stand for.
func dayOf(t time.Time) uint32      { return uint32(max(t.Unix(), 0) / 86400) }
func dayStart(day uint32) time.Time { return time.Unix(int64(day)*86400, 0).UTC() }

// cloudNow is the time by the cloud's clock; zero until it was heard.
func (m *Machine) cloudNow() time.Time {
	if !m.Cloud.Heard {
		return time.Time{}
	}
	return m.Now.Add(-m.Cloud.Skew).UTC()
}

// midnight notes where the count stood when a UTC day began. sum is what it was at the sample before.
func (s *step) midnight(sum int64, first bool) {
	a := &s.m.Account
	now := s.m.cloudNow()
	if now.IsZero() {
		return
	}
	day := dayOf(now)
	if !first && a.Day != 0 && day == a.Day+1 && s.m.Now.Sub(a.CountedAt) <= straddleMost {
		a.Ledger.DayBegan(day, sum)
		a.Ledger.DayHad(day - 1)
	}
	a.Day, a.CountedAt = day, s.m.Now
}

// planAudit sees to a question about usage, if there is one.
func (s *step) planAudit() {
	m := &s.m
	g := &m.Cloud.Audit
	if g.Running || g.Planned || m.Now.Before(g.NotUntil) {
		return
	}
	if _, ok := m.wishes(); !ok {
		return
	}
	g.Planned = true
	after := auditSoon / 2
	if g.NotUntil.IsZero() {
		after = auditSpread / 2
	}
	s.do(Timer{Name: TimerAudit, After: min(after, m.Settings.CloudPoll/2), Jitter: 1})
}

func (s *step) audit() {
	m := &s.m
	g := &m.Cloud.Audit
	g.Planned = false
	q, ok := m.wishes()
	if !ok || g.Running || !m.Account.Has {
		return
	}
	g.Running = true
	if !q.Past.IsZero() {
		g.PastAt = m.Now
	}
	s.do(q)
}

// wishes is what is to be asked now; ok is false when that is nothing.
func (m *Machine) wishes() (q Audit, ok bool) {
	c, l := &m.Cloud, &m.Account.Ledger
	now := m.cloudNow()
	if c.SID == "" || now.IsZero() {
		return q, false
	}
	q = Audit{ICCID: l.ICCID, SID: c.SID}
	again := fleetAgain
	if m.refused() {
		again = periodAgain // somebody may have raised its limit
	}
	if c.FleetSID != "" && (c.Fleet.SID != c.FleetSID || m.Now.Sub(c.Fleet.At) > again) {
		q.Fleet, ok = c.FleetSID, true
	}
	if m.wishPast(&q, now) {
		ok = true
	}
	if from, to, any := m.openDays(now); any {
		q.DaysFrom, q.DaysTo, ok = from, to, true
	}
	if m.refused() && !l.Period.Start.IsZero() && (c.Period.SID != l.Period.SID || c.Period.At.IsZero() || m.Now.Sub(c.Period.At) > periodAgain) {
		q.Period, ok = Span{l.Period.Start, now.Truncate(time.Second)}, true
	}
	return q, ok
}

// refused tells whether an activated Sim has no data though it asks for it: its Fleet may be the reason.
func (m *Machine) refused() bool {
	if m.Cloud.Status != "ready" && m.Cloud.Status != "active" {
		return false
	}
	return m.Net.Known && m.Net.Stat == atcmd.Denied || m.Net.Attached != nil && !*m.Net.Attached
}

// wishPast asks for what the Sim used before it was first seen here.
func (m *Machine) wishPast(q *Audit, now time.Time) (any bool) {
	l := &m.Account.Ledger
	p := l.Period
	if m.Cloud.Status != "ready" || p.Type != ledger.PeriodReady || p.Start.IsZero() || p.Estimated || l.Since.At.IsZero() {
		return false
	}
	if l.Known&ledger.KnownSMS == 0 {
		q.SMSFrom, q.SMSTo, any = p.Start, l.Since.At, true
	}
	if l.Known&ledger.KnownData != 0 || m.Now.Sub(m.Cloud.Audit.PastAt) < pastAgain && !m.Cloud.Audit.PastAt.IsZero() && !m.pastSure(now) {
		return any
	}
	q.Past, q.Edge = m.pastSpans()
	if !m.pastSure(now) {
		q.Edge = Span{}
	}
	return true
}

// pastSpans are the hours of which all was before the account began, and those of which a part may have been: what passed
// since the sample before is counted here, too.
func (m *Machine) pastSpans() (past, edge Span) {
	since := m.Account.Ledger.Since.At
	gap := max(sampleGap, 2*m.Settings.MeterIdle, 2*m.Settings.ModemPoll)
	from := since.Add(-gap).Truncate(time.Hour)
	start := m.Account.Ledger.Period.Start.UTC().Truncate(time.Hour)
	if from.Before(start) {
		from = start
	}
	return Span{start, from}, Span{from, since.Truncate(time.Hour).Add(time.Hour)}
}

// pastSure tells whether nothing will be added to the cloud's records of the past any more.
func (m *Machine) pastSure(now time.Time) bool {
	return !now.Before(m.pastSureAt())
}

// pastSureAt is when the past will be known; zero when it is, or when nobody will tell.
func (m *Machine) pastSureAt() time.Time {
	l := &m.Account.Ledger
	if l.Known&ledger.KnownData != 0 || l.Since.At.IsZero() {
		return time.Time{}
	}
	return l.Since.At.Truncate(time.Hour).Add(time.Hour + settled)
}

// openDays are the days whose figures can be compared and were not yet.
func (m *Machine) openDays(now time.Time) (from, to uint32, any bool) {
	last := dayOf(now.Add(-settled)) // the day that has just become certain is the one before
	for _, d := range m.Account.Ledger.Days {
		_, known := m.Account.Ledger.OfDay(d.Day)
		if !known || d.Day >= last || slices.ContainsFunc(m.Cloud.Compared, func(f DayFigure) bool { return f.Day == d.Day }) {
			continue
		}
		if !any {
			from = d.Day
		}
		to, any = d.Day+1, true
	}
	return from, to, any
}

func (s *step) audited(v Audited) {
	m := &s.m
	c := &m.Cloud
	if !m.Account.Has || v.ICCID != m.Account.Ledger.ICCID || v.SID != c.SID {
		return // of a SIM that has gone
	}
	g := &c.Audit
	g.Running, g.NotUntil = false, m.Now
	s.takePast(v)
	if f := v.FleetRead; f != nil {
		c.Fleet = fleetOf(v.Fleet, *f, m.Now)
	}
	if v.PeriodBytes >= 0 {
		c.Period = PeriodUse{SID: m.Account.Ledger.Period.SID, Bytes: v.PeriodBytes, At: m.Now}
	}
	s.compare(v)
	if v.Err == nil {
		g.Failures, g.Err = 0, ""
		return
	}
	wait := min(auditFirst<<min(g.Failures, 10), auditMost)
	g.Failures++
	g.NotUntil = m.Now.Add(max(wait, v.Retry+v.Retry/2))
	if text := v.Err.Error(); text != g.Err {
		g.Err = text
		s.do(Alert{slog.LevelWarn, journal.CloudFailed, "cloud: " + text})
	}
}

func fleetOf(sid string, f supersim.Fleet, now time.Time) Fleet {
	out := Fleet{SID: sid, Name: f.UniqueName, DataOff: f.DataEnabled != nil && !*f.DataEnabled, At: now}
	if f.DataLimit != nil && *f.DataLimit > 0 && *f.DataLimit < 1<<40 {
		out.Limit = *f.DataLimit * 1_000_000 // MB; the API equates 2TB with 2,000,000
	}
	return out
}

// takePast fills in what was used before the account began.
func (s *step) takePast(v Audited) {
	l := &s.m.Account.Ledger
	if v.SMSRead && v.SMSTo.Equal(l.Since.At) && l.Known&ledger.KnownSMS == 0 {
		l.PastSMS(v.SMSLow, v.SMSHigh)
		s.pastKnown("SMS Commands")
	}
	if past, _ := s.m.pastSpans(); v.PastBytes >= 0 && v.Past == past && l.Known&ledger.KnownData == 0 {
		sure := v.EdgeBytes >= 0
		l.PastData(v.PastBytes, v.PastBytes+max(v.EdgeBytes, 0), sure)
		if sure {
			s.pastKnown("data")
		}
	}
}

func (s *step) pastKnown(what string) {
	s.m.note("account", "past unknown", "past known", what+" from the cloud's records")
	s.do(Alert{slog.LevelInfo, journal.Account, "the past of this SIM is known from the cloud's records: " + s.m.counts()})
	s.changed()
}

// compare sets the cloud's days beside ours.
func (s *step) compare(v Audited) {
	m := &s.m
	for i, cloud := range v.Days {
		day := v.DaysFrom + uint32(i)
		ours, ok := m.Account.Ledger.OfDay(day)
		if !ok {
			continue
		}
		f := DayFigure{Day: day, Cloud: cloud, Low: ours.Low, High: ours.High, Expected: s.metered(day, ours.High)}
		s.learn(day, cloud, ours)
		m.Cloud.Compared = append(slices.Clone(m.Cloud.Compared), f)
		if f.extra() > 0 {
			m.note("account", "", "usage elsewhere", f.words())
			s.do(Alert{slog.LevelWarn, journal.Usage, f.words()})
			s.alarm(report.AlarmElsewhere, f.words())
			at, sure := m.dated()
			m.Account.Ledger.Transit(ledger.Transition{At: at, Trusted: sure, What: ledger.WhatUsage, To: "usage elsewhere",
				Cause: fmt.Sprintf("%s: %d B there", dayStart(day).Format("2006-01-02"), cloud)})
		}
		m.Account.Ledger.ForgetDay(day) // it was compared, and is not again after the next start
	}
	m.Cloud.Compared = m.Cloud.Compared[max(len(m.Cloud.Compared)-ledger.MaxDays, 0):]
}
