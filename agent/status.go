package agent

import (
	"strings"
	"time"
	"unicode"

	"simagent/agent/local"
	"simagent/agent/report"
	"simagent/atcmd"
	"simagent/atcmd/cause"
	"simagent/simcard"
)

// notSeen is what no counter on the device can see (facts of the platform's
// metering: it counts in its core, and the card may open a session of its own).
func notSeen(source string) []string {
	list := []string{"the card's own traffic", "operator rounding"}
	if !strings.HasPrefix(source, "AT") {
		list = append(list, "traffic inside the module")
	}
	return list
}

// Status is the machine as the local API shows it. showIDs prints ICCID and
// sids in full.
func (m Machine) Status(version, host string, showIDs bool) local.Status {
	up := int64(m.Now.Sub(m.Started).Seconds())
	v := m.verdict()
	_, by := m.timeBy()
	st := local.Status{
		Schema: local.Schema, Name: host, Version: version, Time: m.called(m.Now), UptimeS: &up,
		Link: m.linkStatus(), SIM: m.simStatus(showIDs), Network: m.netStatus(), Account: m.accountStatus(showIDs),
		Cloud: m.cloudStatus(showIDs), Report: m.reportStatus(), Recovery: m.recoveryStatus(),
		Config: local.Text(m.Settings.Config), State: local.Text(m.Settings.State),
		Clock:       local.Text(by),
		Verdict:     local.Verdict{OK: v.OK(), Code: v.Code, Where: local.Text(v.Where()), Text: clean(v.Text), Next: text(v.Next)},
		Transitions: []local.Transition{},
	}
	for i := len(m.History) - 1; i >= 0; i-- {
		h := m.History[i]
		at := m.called(h.At)
		st.Transitions = append(st.Transitions, local.Transition{Time: at, Trusted: clockSet(at) && !m.time().IsZero(), What: h.What, From: local.Text(clean(h.From)), To: clean(h.To), Cause: local.Text(clean(h.Cause))})
	}
	return st
}

func (m *Machine) linkStatus() local.Link {
	l := &m.Link
	out := local.Link{State: string(l.State), Since: m.stamp(l.Since), Port: text(l.Port)}
	if l.State != Up {
		out.Error = text(l.Cause)
		return out
	}
	out.Hung = text(l.Instead)
	if l.Needs != nil {
		out.Settings = []local.Setting{} // read, and nothing differs
	}
	for _, n := range m.unmet() {
		out.Settings = append(out.Settings, local.Setting{About: local.Text(n.About), Value: local.Text(n.Value), Command: "AT" + n.Command,
			Why: n.Why, Error: local.Text(n.Err), Written: n.Written})
	}
	out.Module = local.Module{Manufacturer: text(l.Manufacturer), Model: text(l.Model), Revision: text(l.Revision), Profile: text(l.Profile.Name)}
	return out
}

func (m *Machine) simStatus(showIDs bool) local.SIM {
	c := &m.Card
	out := local.SIM{State: string(c.State), Since: m.stamp(c.Since)}
	if c.State != CardReady {
		out.Error = text(c.Cause)
		return out
	}
	id, super := c.ICCID.String(), c.ICCID.SuperSIM()
	if showIDs {
		id = c.ICCID.Digits()
	}
	out.ICCID, out.SuperSIM = &id, &super
	return out
}

func (m *Machine) netStatus() local.Network {
	n := &m.Net
	out := local.Network{Attached: n.Attached, Operator: text(n.Operator), RAT: text(n.technology()), APN: text(n.APN), Cause: text(n.causeText())}
	if class, code, ok := n.causeClass(); ok && n.causeText() != "" {
		out.CauseClass = local.Text(class.String())
		out.CauseAdvice = local.Text(cause.Advice(causeDomain(n.best().Domain), code))
	}
	if n.ForbiddenKnown {
		out.Forbidden = append([]string{}, n.Forbidden...)
	}
	out.ContextError = local.Text(clean(n.ConnectErr))
	if n.Known {
		out.Registration = text(n.Stat.String())
		out.Since = m.stamp(n.Since)
	}
	if n.Attached != nil && *n.Attached {
		out.AttachedAt = m.stamp(n.AttachedAt)
	}
	if n.Signal.RSSI != atcmd.NoDBm {
		out.Signal.RSSI = &n.Signal.RSSI
	}
	if n.Signal.RSRP != atcmd.NoDBm {
		out.Signal.RSRP = &n.Signal.RSRP
	}
	if n.Signal.RSRQ != atcmd.NoDBm {
		q := float64(n.Signal.RSRQ) / 10
		out.Signal.RSRQ = &q
	}
	if d := n.Detail; n.Stat.Registered() {
		if d.SINR.Known {
			q := float64(d.SINR.Tenths) / 10
			out.Signal.SINR = &q
		}
		out.Band = text(d.Band)
	}
	return out
}

// technology names what carries the registration. 8 is EC-GSM-IoT in 27.007 7.2
// and LTE-M (eMTC) at Quectel's BG9x; what measures an RSRP is no GSM.
func (n *Net) technology() string {
	const ecGSM atcmd.AcT = 8
	if n.AcT == ecGSM && n.Signal.RSRP != atcmd.NoDBm {
		return "LTE-M"
	}
	return n.AcT.String()
}

func (m *Machine) cloudStatus(showIDs bool) local.Cloud {
	c := &m.Cloud
	out := local.Cloud{Provider: text(m.Settings.Provider), Status: text(c.Status), Since: m.stamp(c.Since), CheckedAt: m.stamp(c.Checked), Error: text(c.Err)}
	if c.Err != "" && c.Hint != "" {
		out.Error = text(strings.TrimSuffix(c.Err, ".") + ". " + c.Hint)
	}
	if m.Settings.Provider == "" {
		out.Error = text("no cloud is configured (cloud.provider)")
		return out
	}
	out.NextCheck = m.ahead(c.Next)
	out.Predicted = text(m.predicted())
	if c.Fleet.SID == c.FleetSID {
		out.Fleet = text(c.Fleet.Name)
		if c.Fleet.Limit > 0 {
			out.DataLimit = &c.Fleet.Limit
		}
	}
	out.Compared = m.compared()
	out.Name = text(c.Name)
	out.SID, out.FleetSID = text(c.SID), text(c.FleetSID)
	if !showIDs {
		out.SID, out.FleetSID = text(ShortSID(c.SID)), text(ShortSID(c.FleetSID))
	}
	return out
}

// compared is the cloud's figures beside ours, latest first.
func (m *Machine) compared() []local.DayFigure {
	out := []local.DayFigure{}
	for i := len(m.Cloud.Compared) - 1; i >= 0; i-- {
		f := m.Cloud.Compared[i]
		says := "agrees"
		switch {
		case f.extra() > 0:
			says = "more"
		case f.less() > 0:
			says = "less"
		}
		out = append(out, local.DayFigure{Day: dayStart(f.Day).Format("2006-01-02"), Cloud: f.Cloud, Low: f.Low, High: f.High, Says: says})
	}
	return out
}

// ShortSID is the redacted form of a sid, with its kind and four characters: HS1f…c2.
func ShortSID(sid string) string {
	if len(sid) < 12 {
		return sid
	}
	return sid[:4] + "…" + sid[len(sid)-2:]
}

func (m *Machine) reportStatus() local.Report {
	r := &m.Report
	out := local.Report{Alarms: []local.Text{}, SMSAllowed: int64(m.Settings.ReportSMS), URLError: local.Text(clean(r.LAN.Err)), Sent: r.Sent, LastAt: m.stamp(r.LastAt), LastRoute: text(r.Route), Error: text(r.Err)}
	if !m.Account.Has {
		return out
	}
	seq := int64(m.Account.Ledger.Reports.Cursor)
	today := int64(0)
	if r.Spent.Day == int32(m.budgetTime().Unix()/86400) {
		today = r.Spent.SpentDay
	}
	budget := m.budget().DayLimit(m.mode())
	out.Sequence, out.BytesToday, out.BudgetToday = &seq, &today, &budget
	l := &m.Account.Ledger
	sms, lost := int64(l.Reports.SMS), int64(l.Alarms.Lost)
	out.BytesTotal, out.SMS, out.AlarmsLost = &l.Reports.OwnTotal, &sms, &lost
	for _, a := range l.Alarms.Queue {
		out.Alarms = append(out.Alarms, local.Text(report.Alarm(a.Kind).String()))
	}
	return out
}

func text(s string) *string {
	s = clean(s)
	if s == "" {
		return nil
	}
	return &s
}

// stamp is a time of this machine as it is called now: when the clock was set
// after t was taken, t moves along. A time that no clock knew is null.
func (m *Machine) stamp(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = m.called(t)
	if !clockSet(t) {
		return nil
	}
	return &t
}

// ahead is a time to come, by the best clock of now; null when there is none.
func (m *Machine) ahead(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = m.called(m.Now).Add(t.Sub(m.Now)).Truncate(time.Millisecond)
	return &t
}

// called is t by the best clock of now, if t is of this run: the difference is monotonic. What came from the disk, or was
// taken by a clock that was set since, stays as it is.
func (m *Machine) called(t time.Time) time.Time {
	if t.Before(m.Started) || t.After(m.Now) {
		return t.UTC().Truncate(time.Millisecond)
	}
	now := m.time()
	if now.IsZero() {
		now = m.Now
	}
	return now.Round(0).Add(-m.Now.Sub(t)).UTC().Truncate(time.Millisecond)
}

// ShortICCID is the redacted form of stored digits.
func ShortICCID(digits string) string {
	id, err := simcard.ParseICCID(digits)
	if err != nil {
		return "…"
	}
	return id.String()
}

// clean takes out what would act on a terminal: much of the text comes from
// the module.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || unicode.IsPrint(r) {
			return r
		}
		return -1
	}, s)
}
