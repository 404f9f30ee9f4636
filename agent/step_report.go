package agent

import (
	"log/slog"
	"strings"
	"time"

	"simagent/agent/journal"
	"simagent/agent/ledger"
	"simagent/agent/report"
	"simagent/atcmd"
)

// The pauses of reports. A report that could not leave is tried again after
// reportHold, then more rarely; changes that come again and again are reported
// more and more rarely, up to changePause.
const (
	reportHold  = 15 * time.Minute
	holdMost    = 24 * time.Hour
	changePause = time.Hour
)

// changed asks for a report of a change.
func (s *step) changed() {
	s.m.Report.Due = true
}

// report lets one go when something changed, when an alarm waits, or when the heartbeat says so: to the user's own address,
// which costs nothing; else as an IP Command, where the budget has the last word; else, alarms alone and if that is
// allowed, as an SMS Command.
func (s *step) report() {
	m := &s.m
	r := &m.Report
	if !m.Account.Has || r.Waiting != nil {
		return
	}
	switch {
	case m.Settings.ReportURL != "" && !m.Now.Before(r.LAN.hold):
		s.reportByHTTPS()
	case m.Settings.ReportURL != "" && r.LAN.wait <= lanSoon:
		// it is tried again in a moment
	case m.Settings.IPCommand && m.online() && !(m.alarmWaits() && r.holdAlarm && m.Now.Before(r.hold)):
		s.reportByIP()
	default:
		s.reportBySMS()
	}
}

// reportByIP: the bytes are booked and on the disk before the datagram leaves.
func (s *step) reportByIP() {
	m := &s.m
	r := &m.Report
	alarm := m.alarmWaits()
	if m.Now.Before(r.hold) && (!alarm || r.holdAlarm) {
		return
	}
	if since := m.Now.Sub(r.tried); !alarm && !r.tried.IsZero() {
		pause := max(r.pause, m.Settings.Interval)
		switch {
		case !r.Due && since < m.Settings.Heartbeat:
			return
		case r.Due && since < pause:
			s.timer(TimerReport, pause-since)
			return
		}
		if since > 2*changePause {
			pause = m.Settings.Interval / 2
		}
		r.pause = min(2*pause, changePause)
	}
	s.compose(alarm)
}

// online tells whether a datagram has a way.
func (m *Machine) online() bool {
	return m.Net.Attached != nil && *m.Net.Attached && m.Net.Stat.Registered()
}

func (s *step) compose(alarm bool) {
	m := &s.m
	r := &m.Report
	p := m.payload()
	b, err := report.Encode(p)
	if err != nil {
		r.Err = err.Error()
		return
	}
	cost := len(b) + report.OverheadIPv4
	if strings.HasPrefix(m.Settings.Address, "[") {
		cost = len(b) + report.OverheadIPv6
	}
	budget := m.budget()
	verdict := budget.Allow(m.budgetTime(), r.Spent, report.Ask{Mode: m.mode(), Bytes: cost, Alarm: alarm})
	if !verdict.OK {
		r.Err = "waits: " + verdict.Reason
		wait := holdMost
		if !verdict.Until.IsZero() { // a wall time: a clock that was ahead must not silence us for years
			wait = min(max(verdict.Until.Sub(m.budgetTime()), time.Second), holdMost)
		}
		r.hold, r.holdAlarm = m.Now.Add(wait), alarm
		s.timer(TimerReport, wait)
		return
	}
	r.Spent = budget.Spend(m.budgetTime(), r.Spent, m.mode(), cost, verdict.Borrow)
	s.book(uint64(p.Sequence))
	r.Waiting = &Send{Route: ByIP, ICCID: m.Account.Ledger.ICCID, Sequence: uint64(p.Sequence), Payload: p, Interface: m.Link.Interface, Cost: cost, Borrowed: verdict.Borrow}
	r.RecordID = m.Account.RecordID + 1
	r.Due = false
}

// budget is what reports may cost: while active, 1 % of the Fleet's data limit, if that is known.
func (m *Machine) budget() (b report.Budget) {
	if f := m.Cloud.Fleet; f.SID == m.Cloud.FleetSID && f.Limit > 0 {
		b.Active = report.Limits{Day: max(f.Limit/3000, 275), Month: max(f.Limit/100, 275)}
	}
	return b
}

// keepDay remembers the day that is known, for when nobody vouches for the time any more.
func (s *step) keepDay() {
	if t := s.m.time(); !t.IsZero() {
		s.m.Report.Day, s.m.Report.DayAt = int32(dayOf(t)), s.m.Now.Add(-t.Sub(dayStart(dayOf(t))))
	}
}

// budgetTime is the time by which the budget reckons its days. While nobody vouches for one, days go on from the last that is
// known, as long as the daemon runs: a board that boots into any year gets no new allowance by that.
func (m *Machine) budgetTime() time.Time {
	if t := m.time(); !t.IsZero() {
		return t
	}
	return time.Unix(int64(m.Report.Day)*86400, 0).UTC().Add(m.Now.Sub(m.Report.DayAt))
}

// book writes what was spent into the account.
func (s *step) book(cursor uint64) {
	v, l := s.m.Report.Spent, &s.m.Account.Ledger
	l.Reports = ledger.Reports{
		Cursor: cursor, OwnTotal: v.SpentTotal, OwnToday: v.SpentDay, OwnDay: v.Day, Latest: v.Latest, OwnMonth: v.SpentMonth, Borrowed: v.Borrowed, SMS: l.Reports.SMS,
	}
	l.Touch()
}

// refund takes back what was booked for a report of which nothing left.
func (s *step) refund(w Send) {
	r := &s.m.Report
	r.Spent = s.m.budget().Refund(s.m.budgetTime(), r.Spent, s.m.mode(), w.Cost, w.Borrowed)
	s.book(s.m.Account.Ledger.Reports.Cursor)
}

// releaseReport lets the report go that waited for its record. Without a
// record only an alarm leaves.
func (s *step) releaseReport(v Recorded) {
	r := &s.m.Report
	if r.Waiting == nil || r.leaving || r.RecordID > v.ID {
		return
	}
	w := *r.Waiting
	switch {
	case v.Err != nil && w.Payload.Flags&report.FlagAlarm == 0:
		r.Err = "waits: its cost could not be recorded"
	case !s.m.online():
		r.Err = "waits: the network went away"
	default:
		r.tried, r.leaving = s.m.Now, true
		s.do(w)
		return // Waiting goes when it is Reported
	}
	r.Waiting = nil
	s.refund(w)
	wait := min(time.Minute<<min(r.failures, 6), changePause) // a network that flaps in step with us costs a commit each time
	r.failures++
	r.Due, r.hold, r.holdAlarm = true, s.m.Now.Add(wait), false
	s.timer(TimerReport, wait)
}

func (s *step) reported(v Reported) {
	m := &s.m
	r := &m.Report
	if w := r.Waiting; w == nil || w.Sequence != v.Sequence || w.ICCID != v.ICCID || w.Route != v.Route {
		return // of a SIM that has gone
	}
	w := *r.Waiting
	r.Waiting, r.leaving = nil, false
	if w.Route == ByHTTPS {
		s.postedReport(w, v)
		return
	}
	s.tally(ledger.Hour{Own: int64(v.Bytes)})
	if v.Err == nil {
		r.Err, r.failures = "", 0
		s.sent(w)
		s.toldBlindly(alarmsIn(w.Payload))
		return
	}
	if r.Err != v.Err.Error() {
		s.do(Alert{slog.LevelWarn, journal.ReportFailed, v.Err.Error()})
	}
	r.Err = v.Err.Error()
	if v.Bytes == 0 && m.Account.Has {
		s.refund(w)
	}
	wait := min(reportHold<<min(r.failures, 5), 8*reportHold)
	r.failures++
	r.Due = true
	r.hold, r.holdAlarm = m.Now.Add(wait), true
	s.timer(TimerReport, wait)
}

// sent notes a report that left, by whatever route.
func (s *step) sent(w Send) {
	r := &s.m.Report
	r.Route, r.LastAt = string(w.Route), s.m.Now
	r.Sent++
	s.do(Alert{slog.LevelInfo, journal.ReportSent, "report sent by " + r.Route})
	s.timer(TimerReport, s.m.Settings.Heartbeat)
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
	if n := &m.Net; n.Known && !n.Stat.Registered() && n.CauseType == 0 && n.Cause > 0 && n.Cause <= 255 {
		cause := uint16(n.Cause)
		p.Cause = &cause
	}
	p.Flags = m.flags()
	m.putAlarms(&p)
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
		{m.Cloud.Status == "active", report.FlagActive}, {m.alarmWaits(), report.FlagAlarm}, {m.time().IsZero(), report.FlagClockUnset}, {m.Account.Unclean, report.FlagUnclean},
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
	case CardFailed, CardUncertain, CardLocked, CardUnreadable:
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
