package agent

import (
	"strings"
	"time"

	"simagent/agent/ledger"
	"simagent/agent/local"
	"simagent/agent/meter"
)

func (m *Machine) accountStatus(showIDs bool) local.Account {
	if !m.Account.Has {
		return local.Account{Data: local.Data{NotSeen: []string{}}}
	}
	a := &m.Account
	source := ""
	if iface, module := m.source(); iface != "" {
		source = iface
	} else if module {
		source = "AT" + strings.TrimSuffix(m.Link.Profile.Counter.Command, "?")
	}
	out := AccountStatus(&a.Ledger, m.time())
	id := ShortICCID(a.Ledger.ICCID)
	if showIDs {
		id = a.Ledger.ICCID
	}
	out.ICCID = &id
	out.Error = text(a.Problem)
	out.EndedBy, out.EndedWith = text(a.EndedBy), text(a.EndedWith)
	out.Stored = m.stamp(a.Stored)
	if t := m.pastSureAt(); !t.IsZero() && m.Cloud.Status == "ready" {
		out.PastSureAt = &t
	}
	out.Data.Source = text(source)
	out.Data.NotSeen = notSeen(source)
	if k := calibration(a.Ledger.Calibration); k != (meter.Calibration{}) {
		out.Data.Calibration = local.Text(k.Text("AT"+strings.TrimSuffix(m.Link.Profile.Counter.Command, "?"), source))
	}
	if a.Ledger.Point.Source == "" && a.Ledger.Data == (ledger.Data{}) && m.Cloud.Status != "new" {
		out.Data = local.Data{Source: out.Data.Source, NotSeen: out.Data.NotSeen, Limit: out.Data.Limit, Metering: out.Data.Metering} // nothing was counted yet: that is not 0
	}
	return out
}

// AccountStatus is one account as the status API shows it; wall is the time
// of day, zero when it is not known.
func AccountStatus(l *ledger.Account, wall time.Time) local.Account {
	b, n := l.Bytes(), l.SMSCount()
	p := project(l, wall)
	sent, received := int64(l.SMS.Sent), int64(l.SMS.Received)
	d := l.Data
	out := local.Account{
		Data: local.Data{Low: &b.Low, Sent: &d.TX, Received: &d.RX, Past: &d.Past, Uncertain: uncertain(b), Source: text(sourceName(l.Point.Source)), NotSeen: notSeen(l.Point.Source)},
		SMS:  local.SMS{Low: &n.Low, Sent: &sent, Received: &received},
	}
	if t := terms(l.Terms); fitted(t) {
		out.Data.Metering = local.Text(t.Text())
	}
	if b.HighKnown {
		out.Data.High = &b.High
	}
	if n.HighKnown {
		out.SMS.High = &n.High
	}
	if l.Cloud.Status == "active" || l.Cloud.Status == "inactive" || l.Limits.DataBytes == 0 {
		projected(&out, Projection{Rate: p.Rate, Rated: p.Rated}, wall)
		return out
	}
	out.Data.Limit, out.SMS.Limit = &l.Limits.DataBytes, &l.Limits.SMS
	if !l.Period.Until.IsZero() {
		out.ReadyUntil, out.ReadyUntilEstimated = &l.Period.Until, &l.Period.Estimated
		if !wall.IsZero() {
			left := int64(l.Period.Until.Sub(wall).Seconds())
			out.ReadyLeftS = &left
		}
	}
	out.EndsFirst = text(endsFirst(l, wall))
	projected(&out, p, wall)
	return out
}

func terms(t ledger.Terms) meter.Terms { return meter.Terms(t) }

// fitted tells whether something was learnt of the operator's metering.
func fitted(t meter.Terms) bool {
	_, _, ok := t.Fit()
	return ok
}

// uncertain is how wide an interval is, nil when its end is not known.
func uncertain(i ledger.Interval) *int64 {
	if !i.HighKnown {
		return nil
	}
	width := i.High - i.Low
	return &width
}

// sourceName is a source without what tells two modules apart.
func sourceName(s string) string {
	name, _, _ := strings.Cut(s, "#")
	return name
}

// endsFirst names the threshold of which most is used; without any use, time.
func endsFirst(l *ledger.Account, wall time.Time) string {
	worst, what := 0.0, ""
	for _, f := range []struct {
		what string
		f    ledger.Fraction
	}{{"data", l.DataFraction()}, {"sms", l.SMSFraction()}, {"time", l.TimeFraction(wall)}} {
		if f.f.Known && f.f.Value > worst {
			worst, what = f.f.Value, f.what
		}
	}
	return what
}
