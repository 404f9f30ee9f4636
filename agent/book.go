package agent

import (
	"time"

	"simagent/agent/history"
	"simagent/agent/ledger"
	"simagent/agent/local"
	"simagent/agent/report"
)

// BookOf is everything that the ledger keeps of a SIM; now is the time of day, zero when nobody vouches for one.
func BookOf(l *ledger.Account, now time.Time, showIDs bool) local.Book {
	id, sid, period := ShortICCID(l.ICCID), ShortSID(l.Cloud.SID), ShortSID(l.Period.SID)
	if showIDs {
		id, sid, period = l.ICCID, l.Cloud.SID, l.Period.SID
	}
	b := local.Book{
		Schema: local.Schema, ICCID: id, Live: l.Live(), Stored: dateOf(l.Wall), StoredSure: l.WallTrusted, Created: dateOf(l.Created), Since: dateOf(l.Since.At),
		Boots: int64(l.Boots), Restarts: int64(l.Restarts), Account: AccountStatus(l, now), Ceiling: max(l.Ceiling, l.CeilingOnDisk()),
		Period:   local.BookPeriod{SID: local.Text(period), Type: periodWord(l.Period.Type), Start: dateOf(l.Period.Start), Until: dateOf(l.Period.Until), Estimated: l.Period.Estimated},
		Cloud:    local.BookCloud{SID: local.Text(sid), Status: local.Text(l.Cloud.Status), Seen: dateOf(l.Cloud.Seen)},
		Warnings: texts(l.Warnings.Names()), Transitions: []local.Transition{}, Hours: []local.BookHour{},
		Reports: local.BookReports{Sequence: int64(l.Reports.Cursor), BytesTotal: l.Reports.OwnTotal, SMS: int64(l.Reports.SMS), Alarms: []local.Text{}, AlarmsLost: int64(l.Alarms.Lost)},
	}
	b.Account.ICCID = &id
	for _, a := range l.Alarms.Queue {
		b.Reports.Alarms = append(b.Reports.Alarms, local.Text(report.Alarm(a.Kind).String()))
	}
	if k := l.Calibration; k != (ledger.Calibration{Module: k.Module}) {
		c := calibration(k)
		b.Sources = &local.BookSources{Sent: k.TX, Received: k.RX, ModuleSent: k.ModuleTX, ModuleReceived: k.ModuleRX, Swapped: c.Swapped()}
		if ratio, ok := c.Ratio(); ok {
			b.Sources.Ratio = &ratio
		}
	}
	if t := l.Terms; t.Days > 0 {
		b.Metering = &local.BookMetering{Days: int64(t.Days)}
		if p, s, ok := terms(t).Fit(); ok {
			b.Metering.PerPacket, b.Metering.PerSession = &p, &s
		}
	}
	for _, t := range l.Transitions {
		b.Transitions = append(b.Transitions, local.Transition{Time: t.At, Trusted: t.Trusted, What: whatWord(t.What), From: local.Text(t.From), To: t.To, Cause: local.Text(t.Cause)})
	}
	for _, h := range l.Hours {
		b.Hours = append(b.Hours, hourOf(h))
	}
	return b
}

// WithHistory adds what is stored of older times to a book.
func WithHistory(b local.Book, l *ledger.Account, h history.History) local.Book {
	all := history.Merge(h, l.Hours)
	b.Hours, b.Days, b.Periods = []local.BookHour{}, []local.BookDay{}, []local.PastPeriod{}
	for _, x := range all.Hours {
		b.Hours = append(b.Hours, hourOf(x))
	}
	for _, d := range all.Days {
		b.Days = append(b.Days, local.BookDay{Day: d.Start().Format("2006-01-02"), BookSum: sumOf(d.Sum)})
	}
	if all.Undated != (history.Sum{}) {
		s := sumOf(all.Undated)
		b.Undated = &s
	}
	for _, p := range all.Periods {
		past := local.PastPeriod{Type: periodWord(p.Type), Start: dateOf(p.Start), End: dateOf(p.End), Low: p.Low, SMSLow: p.SMSLow}
		if p.HighKnown {
			past.High = &p.High
		}
		if p.SMSKnown {
			past.SMSHigh = &p.SMSHigh
		}
		b.Periods = append(b.Periods, past)
	}
	return b
}

func hourOf(h ledger.Hour) local.BookHour {
	return local.BookHour{Hour: dateOf(h.Start()), BookSum: sumOf(history.Sum{
		TX: h.TX, RX: h.RX, Slack: h.Slack, Own: h.Own, Packets: h.Packets, Sessions: h.Sessions, Sent: h.Sent, Received: h.Received, Seconds: h.Seconds,
	})}
}

func sumOf(s history.Sum) local.BookSum {
	return local.BookSum{
		Sent: s.TX, Received: s.RX, Uncertain: s.Slack, Own: s.Own, Packets: s.Packets, Sessions: int64(s.Sessions),
		SMSSent: int64(s.Sent), SMSReceived: int64(s.Received), WatchedS: int64(s.Seconds),
	}
}

// dateOf is a time in JSON, null for the zero time.
func dateOf(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func texts(list []string) []local.Text {
	out := make([]local.Text, len(list))
	for i, s := range list {
		out[i] = local.Text(s)
	}
	return out
}

func periodWord(t ledger.PeriodType) local.Text {
	return map[ledger.PeriodType]local.Text{ledger.PeriodReady: "ready", ledger.PeriodActive: "active"}[t]
}

func whatWord(w ledger.What) string {
	words := map[ledger.What]string{
		ledger.WhatCloud: "cloud", ledger.WhatAttach: "attach", ledger.WhatModule: "link", ledger.WhatCard: "sim", ledger.WhatAgent: "agent",
		ledger.WhatPeriod: "period", ledger.WhatGuard: "guard", ledger.WhatUsage: "account",
	}
	return words[w]
}
