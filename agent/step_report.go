package agent

import (
	"log/slog"
	"time"

	"simagent/agent/ledger"
	"simagent/agent/report"
	"simagent/atcmd"
)

// reportHold is the pause after a report that could not leave: what was booked
// for it stays booked.
const reportHold = 15 * time.Minute

// report lets one go when something changed, when an alarm is due, or when the
// heartbeat says so; the budget has the last word. The bytes are booked and on
// the disk before the datagram leaves.
func (s *step) report() {
	m := &s.m
	r := &m.Report
	if !m.Settings.IPCommand || !m.Account.Has || r.Waiting != nil || m.Now.Before(r.hold) {
		return
	}
	if !m.online() {
		return
	}
	if since := m.Now.Sub(r.LastAt); !r.Alarm {
		switch {
		case !r.Due && (r.LastAt.IsZero() || since < m.Settings.Heartbeat):
			return
		case r.Due && !r.LastAt.IsZero() && since < m.Settings.Interval:
			s.timer(TimerReport, m.Settings.Interval-since)
			return
		}
	}
	s.compose()
}

// online tells whether a datagram has a way.
func (m *Machine) online() bool {
	return m.Net.Attached != nil && *m.Net.Attached && m.Net.Stat.Registered()
}

func (s *step) compose() {
	m := &s.m
	r := &m.Report
	p := m.payload()
	b, err := report.Encode(p)
	if err != nil {
		r.Err = err.Error()
		return
	}
	mode := m.mode()
	cost := len(b) + report.OverheadIPv4
	ask := report.Ask{Mode: mode, Bytes: cost, Alarm: r.Alarm}
	var budget report.Budget
	verdict := budget.Allow(m.Now, r.Spent, ask)
	if !verdict.OK {
		r.Err = "waits: " + verdict.Reason
		r.hold = m.Now.Add(time.Hour)
		if !verdict.Until.IsZero() {
			r.hold = verdict.Until
		}
		s.timer(TimerReport, max(r.hold.Sub(m.Now), time.Second))
		return
	}
	r.Spent = budget.Spend(m.Now, r.Spent, mode, cost, verdict.Borrow)
	m.Account.Ledger.Reports = ledger.Reports{Cursor: uint64(p.Sequence), OwnTotal: r.Spent.SpentTotal, OwnToday: r.Spent.SpentDay,
		OwnDay: r.Spent.Day, Latest: r.Spent.Latest, OwnMonth: r.Spent.SpentMonth, Borrowed: r.Spent.Borrowed}
	m.Account.Ledger.Touch()
	r.Waiting = &Send{Sequence: uint64(p.Sequence), Payload: p}
	r.RecordID = m.Account.RecordID + 1
	r.Due, r.Alarm = false, false
}

// releaseReport lets the report go that waited for its record. Without a
// record only an alarm leaves.
func (s *step) releaseReport(v Recorded) {
	r := &s.m.Report
	if r.Waiting == nil || r.RecordID > v.ID {
		return
	}
	w := *r.Waiting
	r.Waiting = nil
	if v.Err != nil && w.Payload.Flags&report.FlagAlarm == 0 {
		r.Err = "waits: its cost could not be recorded"
		r.Due, r.hold = true, s.m.Now.Add(reportHold)
		return
	}
	if !s.m.online() { // it went away meanwhile; what was booked stays booked
		r.Due = true
		return
	}
	r.LastAt = s.m.Now
	s.do(w)
}

func (s *step) reported(v Reported) {
	m := &s.m
	r := &m.Report
	if v.Err != nil {
		if r.Err != v.Err.Error() {
			s.do(Alert{slog.LevelWarn, v.Err.Error()})
		}
		r.Err = v.Err.Error()
		r.hold = m.Now.Add(reportHold)
		r.Due = true
		s.timer(TimerReport, reportHold)
		return
	}
	r.Err, r.Route = "", v.Route
	r.Sent++
	s.do(Alert{slog.LevelInfo, "report sent by " + v.Route})
	s.timer(TimerReport, m.Settings.Heartbeat)
}

// payload is the report of the moment.
func (m *Machine) payload() report.Payload {
	l := &m.Account.Ledger
	bytes, sms := l.Bytes(), l.SMS
	p := report.Payload{
		Sequence: uint32(l.Reports.Cursor + 1), Boots: l.Boots, Card: cardCode(m.Card.State), DataLow: uint64(bytes.Low),
		SMSSent: sms.Sent, SMSReceived: sms.Received, Verdict: uint16(m.verdict().Code), Uptime: uint32(m.Now.Sub(m.Started) / time.Minute),
		Attached: m.Net.Attached,
	}
	if bytes.HighKnown {
		high := uint64(bytes.High)
		p.DataHigh = &high
	}
	if m.Net.Known && m.Net.Stat >= 0 {
		stat := uint8(m.Net.Stat)
		p.Registration = &stat
	}
	if m.Net.AcT != atcmd.NoAcT {
		rat := uint8(m.Net.AcT)
		p.RAT = &rat
	}
	p.RSSI, p.RSRP = dBm(m.Net.Signal.RSSI), dBm(m.Net.Signal.RSRP)
	p.Flags = m.flags()
	return p
}

func dBm(v int) *int16 {
	if v == atcmd.NoDBm {
		return nil
	}
	d := int16(v)
	return &d
}

func (m *Machine) flags() report.Flags {
	var f report.Flags
	for _, x := range []struct {
		set  bool
		flag report.Flags
	}{
		{!m.Account.Ledger.Bytes().HighKnown, report.FlagPastUnknown}, {m.Account.Problem != "", report.FlagLedgerLost},
		{m.Cloud.Status == "active", report.FlagActive}, {m.Report.Alarm, report.FlagAlarm}, {!clockSet(m.Now), report.FlagClockUnset},
	} {
		if x.set {
			f |= x.flag
		}
	}
	return f
}

func cardCode(c CardState) report.CardState {
	switch c {
	case CardReady:
		return report.CardReady
	case CardAbsent:
		return report.CardAbsent
	case CardPIN:
		return report.CardPIN
	case CardPUK:
		return report.CardPUK
	case CardBusy:
		return report.CardBusy
	case CardFailed, CardUncertain:
		return report.CardFailed
	}
	return report.CardUnknown
}

// mode says which budget holds: the strict one unless the Sim is known to be
// active.
func (m *Machine) mode() report.Mode {
	if m.Cloud.Status == "active" {
		return report.ModeActive
	}
	return report.ModeReady
}
