package agent

import (
	"time"

	"simagent/agent/report"
)

// alarm queues something urgent for the reports, and tells the user's command.
func (s *step) alarm(kind report.Alarm, text string) {
	m := &s.m
	at := m.time()
	if m.Account.Has {
		m.Account.Ledger.Raise(byte(kind), at)
		if m.Report.AlarmAt.IsZero() {
			m.Report.AlarmAt = m.Now
		}
	}
	s.do(Hook{At: at, Kind: kind, Text: text})
}

// NotKept is when the account was last said not to be kept.
type NotKept struct {
	At   time.Time
	Said bool // since it was kept for the last time
}

// notKept raises the alarm of a record that could not be written: once until one could, and no sooner than an hour after
// the last. A disk that is full every other time would make alarms, and by their reports commits, without end.
func (s *step) notKept(reason string) {
	n := &s.m.Account.NotKept
	if n.Said || !n.At.IsZero() && s.m.Now.Sub(n.At) < changePause {
		return
	}
	*n = NotKept{s.m.Now, true}
	s.alarm(report.AlarmNotKept, "the count goes on in memory only: "+reason)
}

// alarmWaits tells whether an alarm is there that no report has carried yet.
func (m *Machine) alarmWaits() bool {
	q := m.Account.Ledger.Alarms
	return m.Account.Has && len(q.Queue) > 0 && int32(q.Next-m.Report.Told) > 0
}

// takeAlarms takes up the queue of an account: what waits there is told again.
func (s *step) takeAlarms() {
	q := s.m.Account.Ledger.Alarms
	s.m.Report.Told, s.m.Report.AlarmAt = q.First(), time.Time{}
	if len(q.Queue) > 0 {
		s.m.Report.AlarmAt = s.m.Now
	}
}

// putAlarms puts the queue into a report, which counts them from 1.
func (m *Machine) putAlarms(p *report.Payload) {
	q := m.Account.Ledger.Alarms
	p.AlarmsLost = q.Lost
	if len(q.Queue) == 0 {
		return
	}
	p.AlarmsFrom = q.First() + 1
	for _, a := range q.Queue {
		p.Alarms = append(p.Alarms, report.Alarm(a.Kind))
	}
}

// alarmsIn is the number of the alarm behind the last that a report carries, 0 if it carries none.
func alarmsIn(p report.Payload) uint32 {
	if len(p.Alarms) == 0 {
		return 0
	}
	return p.AlarmsFrom - 1 + uint32(len(p.Alarms))
}

// toldBlindly: the alarms before number next left by a route that does not acknowledge. They are settled, unless the
// user's own address has still to acknowledge them.
func (s *step) toldBlindly(next uint32) {
	r := &s.m.Report
	if int32(next-r.Told) > 0 {
		r.Told, r.AlarmAt = next, time.Time{}
	}
	if s.m.Settings.ReportURL == "" {
		s.settled(next)
	}
}

// settled: a receiver has the alarms before number next.
func (s *step) settled(next uint32) {
	r := &s.m.Report
	if next == 0 || !s.m.Account.Has {
		return
	}
	if int32(next-r.Told) > 0 {
		r.Told = next
	}
	s.m.Account.Ledger.Told(next)
	if len(s.m.Account.Ledger.Alarms.Queue) == 0 {
		r.AlarmAt = time.Time{}
	}
}
