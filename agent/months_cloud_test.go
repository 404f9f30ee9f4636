package agent_test

import (
	"fmt"
	"maps"
	"time"

	"simagent/agent"
	"simagent/agent/ledger"
	"simagent/agent/report"
	"simagent/agent/supersim"
	"simagent/atcmd"
)

// count is an SMS Command that the platform counts.
func (b *board) count(s *sim) {
	s.sms++
	s.texts = append(s.texts, b.at())
	b.turn(s)
}

// receive lets an SMS arrive, and the module announce it.
func (b *board) receive(from string) {
	if !b.registered() || len(b.messages) > 200 {
		return
	}
	b.smsN++
	b.messages = append(b.messages[:len(b.messages):len(b.messages)], agent.Message{Index: int(b.smsN), From: from, Digest: b.smsN * 2654435761})
	if from == "000" {
		b.count(b.holder)
	}
	if b.link {
		b.emit(time.Second, agent.URCSeen{Gen: b.gen, URC: atcmd.URC{Line: `+CMTI: "ME",1`}})
	}
}

// turn is the platform's metering: past a threshold a Sim becomes active, and an active one has a period a month.
func (b *board) turn(s *sim) {
	of := s.bases[s.period.SID]
	switch {
	case s.status == "ready" && (s.total-of.total >= ledger.ReadyBytes || s.sms-of.sms >= ledger.ReadySMS || !b.at().Before(s.period.EndTime)):
		b.watch.say("%s becomes active: %d B, %d SMS Commands", s.iccid, s.total-of.total, s.sms-of.sms)
		b.begins(s, "active")
	case s.status == "active" && !b.at().Before(s.period.EndTime):
		b.begins(s, "active")
	}
}

func (b *board) begins(s *sim, status string) {
	s.number++
	s.status = status
	p := supersim.BillingPeriod{SID: fmt.Sprintf("HB%s%012d", s.iccid, s.number), PeriodType: status, StartTime: b.at().Truncate(time.Second)}
	p.EndTime = p.StartTime.AddDate(0, 1, 0)
	if status == "ready" {
		p.EndTime = p.StartTime.AddDate(0, 3, 0)
	}
	s.bases = maps.Clone(s.bases)
	s.period, s.bases[p.SID] = p, base{total: s.total, sms: s.sms, lost: s.lost, until: p.EndTime}
}

func (b *board) fetch(f agent.Fetch) {
	b.soon(time.Second, func() {
		s := b.sims[f.ICCID]
		b.turn(s)
		v := agent.Fetched{ICCID: f.ICCID, At: b.stamp(), Date: b.at().Truncate(time.Second)}
		if b.cloudBad {
			v.Err, v.Date = errMonths, time.Time{}
			b.step(v)
			return
		}
		v.Sim = supersim.Sim{SID: s.sid, ICCID: s.iccid, Status: supersim.SimStatus(s.status)}
		if s.status != "new" && (f.Status != s.status || f.Period) {
			v.PeriodRead = true
			if b.lateBad {
				v.Late = errMonths
			} else {
				p := s.period
				v.Period = &p
			}
		}
		b.step(v)
	})
}

func (s *sim) used(p agent.Span) (n int64) {
	if p.IsZero() {
		return -1
	}
	for h, u := range s.usage {
		if at := time.Unix(h*3600, 0); !at.Before(p.Start) && at.Before(p.End) {
			n += u
		}
	}
	return n
}

func (b *board) audit(f agent.Audit) {
	b.soon(time.Second, func() {
		s := b.sims[f.ICCID]
		v := agent.Audited{Audit: f, PastBytes: -1, EdgeBytes: -1, PeriodBytes: -1}
		if b.cloudBad {
			v.Err = errMonths
			b.step(v)
			return
		}
		if !f.SMSTo.IsZero() {
			v.SMSRead = true
			for _, at := range s.texts {
				if !at.Before(f.SMSFrom) && at.Before(f.SMSTo.Add(2*time.Minute)) {
					v.SMSHigh++
					if at.Before(f.SMSTo.Add(-2 * time.Minute)) {
						v.SMSLow++
					}
				}
			}
			s.smsMay += int64(v.SMSHigh - v.SMSLow)
		}
		v.PastBytes, v.EdgeBytes, v.PeriodBytes = s.used(f.Past), s.used(f.Edge), s.used(f.Period)
		s.may += max(v.EdgeBytes, 0) // a part of them is counted here
		for d := f.DaysFrom; d < f.DaysTo; d++ {
			v.Days = append(v.Days, s.used(agent.Span{Start: time.Unix(int64(d)*86400, 0), End: time.Unix(int64(d+1)*86400, 0)}))
		}
		b.step(v)
	})
}

// send lets a report go; by the modem its bytes are counted like all others.
func (b *board) send(f agent.Send) {
	v := agent.Reported{ICCID: f.ICCID, Sequence: f.Sequence, Route: f.Route}
	if f.Route == agent.ByIP {
		b.watch.mayLeave(f)
	}
	b.soon(200*time.Millisecond, func() {
		switch {
		case f.Route == agent.ByHTTPS && b.urlBad, f.Route == agent.ByIP && (!b.attached() || b.rnd.IntN(20) == 0):
			v.Err = errMonths
		case f.Route == agent.ByIP:
			p, err := report.Encode(f.Payload)
			if err != nil {
				panic(err)
			}
			v.Bytes = len(p) + report.OverheadIPv4
			b.watch.left(f, v.Bytes)
			b.pass(int64(v.Bytes), 0)
			if b.rnd.IntN(20) == 0 {
				v.Err = errMonths // it left, and was refused
			}
		}
		if v.Err == nil {
			b.watch.arrived(f.Payload, f.Route)
		}
		b.step(v)
	})
}
