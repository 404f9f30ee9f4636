package agent

import (
	"errors"
	"log/slog"
	"time"

	"simagent/agent/journal"
	"simagent/agent/report"
)

// The pauses of the routes besides IP Commands.
const (
	lanFirst = 15 * time.Second // after a failure of the user's own address, then doubled: a board that boots has no route yet
	lanSoon  = time.Minute      // up to which nothing that costs takes its place
	lanMost  = 6 * time.Hour
	textWait = 10 * time.Minute // an alarm waits for a cheaper route
	textHold = 6 * time.Hour    // after an SMS Command that failed
)

// reportByHTTPS sends to the user's own address: for changes, alarms that it has not acknowledged, and the heartbeat.
// Nothing is booked, since nothing goes over the modem.
func (s *step) reportByHTTPS() {
	m := &s.m
	r := &m.Report
	waits := len(m.Account.Ledger.Alarms.Queue) > 0
	since := m.Now.Sub(r.tried)
	due := r.Due || r.tried.IsZero() || since >= m.Settings.Heartbeat
	if since < m.Settings.Interval && !r.tried.IsZero() && r.LAN.failures == 0 && !waits && due {
		s.timer(TimerRoute, m.Settings.Interval-since)
		return
	}
	if !due && !r.LAN.Due && !waits {
		return
	}
	p := m.payload()
	if waits {
		p.Flags |= report.FlagAlarm
	}
	l := &m.Account.Ledger
	l.Reports.Cursor = uint64(p.Sequence) // rides with the next commit: after a power cut the number of boots tells them apart
	w := Send{Route: ByHTTPS, ICCID: l.ICCID, Sequence: uint64(p.Sequence), Payload: p, At: m.time(), Due: due, Device: report.Device{SimSID: m.Cloud.SID, ICCID: l.ICCID}}
	r.Waiting, r.leaving, r.tried, r.Due = &w, true, m.Now, false
	s.do(w)
}

// postedReport takes the answer of the user's own address.
func (s *step) postedReport(w Send, v Reported) {
	m := &s.m
	r := &m.Report
	if v.Err == nil {
		r.LAN = LANRoute{}
		r.Err = ""
		s.sent(w)
		s.settled(alarmsIn(w.Payload))
		return
	}
	if r.LAN.Err != v.Err.Error() {
		s.do(Alert{slog.LevelWarn, journal.ReportFailed, v.Err.Error()})
	}
	wait := max(min(lanFirst<<min(r.LAN.failures, 11), lanMost), v.Retry)
	if e, ok := errors.AsType[*report.StatusError](v.Err); ok && e.Refused() {
		wait = lanMost // the same would be refused again; another report may not
	}
	r.LAN.Err, r.LAN.hold, r.LAN.wait = v.Err.Error(), m.Now.Add(wait), wait
	r.LAN.failures++
	r.LAN.Due, r.Due = true, r.Due || w.Due
	s.timer(TimerRoute, wait)
}

// reportBySMS sends an alarm as an SMS Command when nothing cheaper has carried it for a while. It is counted like any
// other, and never the one that crosses a threshold.
func (s *step) reportBySMS() {
	m := &s.m
	r := &m.Report
	a := &m.Account
	if m.Settings.ReportSMS <= int(a.Ledger.Reports.SMS) || r.Text.Sending || !m.alarmWaits() || m.Now.Before(r.Text.hold) || a.Problem != "" {
		return
	}
	if waited := m.Now.Sub(r.AlarmAt); waited < textWait {
		s.timer(TimerRoute, textWait-waited)
		return
	}
	p := m.payload()
	text, err := report.EncodeText(p)
	if err == nil {
		err = s.mayText(SMSAsked{Text: text})
	}
	if err != nil {
		if refused, ok := errors.AsType[*Refused](err); !ok || r.Err != refused.Text {
			s.do(Alert{slog.LevelWarn, journal.ReportFailed, "an alarm waits: " + err.Error()})
		}
		r.Err, r.Text.hold = err.Error(), m.Now.Add(textWait)
		s.timer(TimerRoute, textWait)
		return
	}
	a.Ledger.Reports.Cursor = uint64(p.Sequence)
	a.Ledger.Reports.SMS++
	r.Text = TextRoute{Sending: true, Until: alarmsIn(p)}
	s.countThenSend(Command{Op: SendSMS, Arg: text})
}

// texted is the end of the SMS Command that carried a report. sure: none left.
func (s *step) texted(err error, sure bool) {
	m := &s.m
	r := &m.Report
	if !r.Text.Sending {
		return // of a SIM that has gone
	}
	until := r.Text.Until
	r.Text = TextRoute{}
	if err == nil {
		r.Err, r.tried = "", m.Now
		s.sent(Send{Route: BySMS})
		s.toldBlindly(until)
		return
	}
	if l := &m.Account.Ledger; sure && m.Account.Has && l.Reports.SMS > 0 {
		l.Reports.SMS--
		l.Touch()
	}
	r.Err, r.Text.hold = "cannot send SMS Command: "+err.Error(), m.Now.Add(textHold)
}
