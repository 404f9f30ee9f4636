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
	"simagent/atcmd/module"
	"simagent/simcard"
)

// unit is the cellular module, and the interface that the kernel makes of it.
type unit struct {
	powered bool
	meters  bool // it has a counter of its own
	net     bool // the host has an interface of it
	gen     uint32
	link    bool // the agent has it open
	mark    int
	tx, rx  uint64 // its own counter

	name    string // of the interface
	index   uint32
	itx     uint64
	irx     uint64
	packets uint64

	holder    *sim
	last      *sim  // that was in
	passed    int64 // of all SIMs
	inserted  time.Duration
	said      int           // +CEREG that the agent was told last
	attachAt  time.Duration // it registers then, if it may
	noService bool
	detached  bool // registered, and not attached
	messages  []agent.Message
	reading   time.Duration // the port is busy until then
}

// world is the platform: SIMs by their true life.
type world struct {
	sims     map[string]*sim
	cloudBad bool
	lateBad  bool // billing periods cannot be read
	urlBad   bool
	smsN     uint32

	passedPoll int64         // passed at the last poll
	readyAt    time.Duration // when the first Sim was activated
}

// sim is what is true of a SIM, and what of it was to be known. Bytes and SMS Commands are sums of its whole life.
type sim struct {
	iccid, sid, status string
	number             int // of the period
	period             supersim.BillingPeriod
	total, sms         int64
	usage              map[int64]int64 // bytes by hour
	texts              []time.Time     // of SMS Commands
	bases              map[string]base // of each period, as it began

	reckoning
}

func (s *sim) digits() simcard.ICCID {
	id, err := simcard.ParseICCID(s.iccid)
	if err != nil {
		panic(err)
	}
	return id
}

// registered and attached are the truth.
func (b *board) registered() bool {
	s := b.holder
	return b.powered && s != nil && (s.status == "ready" || s.status == "active") && !b.noService && b.now >= b.attachAt
}

func (b *board) attached() bool { return b.registered() && !b.detached }

// stat is what +CEREG says.
func (b *board) stat() atcmd.Stat {
	switch {
	case b.registered():
		return atcmd.Roaming
	case b.holder == nil || !b.powered:
		return atcmd.NotRegistered
	case b.holder.status == "new" || b.holder.status == "inactive":
		return atcmd.Denied
	}
	return atcmd.Searching
}

// tell sends the registration's URC if it has changed.
func (b *board) tell() {
	if s := int(b.stat()); s != b.said && b.link && b.powered {
		b.said = s
		b.emit(50*time.Millisecond, agent.URCSeen{Gen: b.gen, URC: atcmd.URC{Line: fmt.Sprintf("+CEREG: %d", s)}})
	}
}

// settle lets the module register in d.
func (b *board) settle(d time.Duration) {
	b.attachAt = b.now + d
	b.tell()
	b.after(d, b.tell)
}

// pass lets bytes of the host's programs through.
func (b *board) pass(up, down int64) bool {
	if !b.attached() || b.boot == 0 {
		return false
	}
	b.passed += up + down
	b.tx, b.rx = b.tx+uint64(up), b.rx+uint64(down)
	b.itx, b.irx, b.packets = b.itx+uint64(up), b.irx+uint64(down), b.packets+2
	s := b.holder
	s.total += up + down
	s.usage[b.at().Unix()/3600] += up + down
	b.turn(s)
	return true
}

// reads is a reading of now.
func (b *board) reads(at time.Time) reading {
	if b.holder == nil {
		return reading{}
	}
	return reading{at, b.holder, b.holder.total}
}

// restartModule takes its memory: counter, mark, registration; the interface of the kernel is another one afterwards.
func (b *board) restartModule() {
	b.watch.counterEnds()
	b.tx, b.rx, b.mark = 0, 0, 2
	b.newInterface()
}

func (b *board) newInterface() {
	b.index++
	b.itx, b.irx, b.packets = 0, 0, 0
}

func (b *board) sample() (ledger.Sample, error) {
	if !b.powered {
		return ledger.Sample{}, errMonths
	}
	return ledger.Sample{Source: b.name, Boot: ledger.BootID{b.boot}, Index: b.index, TX: b.itx, RX: b.irx, Packets: b.packets, At: b.stamp()}, nil
}

func (b *board) open(gen uint32) {
	b.soon(time.Second, func() {
		if !b.powered {
			b.step(agent.LinkDown{Gen: gen, State: agent.Absent, Cause: "no port"})
			return
		}
		b.gen, b.link, b.said, b.reading = gen, true, -1, 0
		v := agent.LinkUp{Gen: gen, Port: "/dev/ttyUSB2", Manufacturer: "Quectel", Model: "EG25", Identity: "a1b2"}
		if b.net {
			v.Interface = b.name
		}
		if b.meters {
			v.Profile = module.Profile{Counter: module.Counter{Command: "+QGDCNT?", Unit: 1}}
		}
		b.step(v)
	})
}

// unplug ends the link; the agent hears of it.
func (b *board) unplug() {
	b.powered = false
	if b.link {
		b.link = false
		b.emit(0, agent.LinkDown{Gen: b.gen, State: agent.Absent, Cause: "the port is gone"})
	}
}

// command does one job after the other, as on a serial line.
func (b *board) command(c agent.Command) {
	if !b.link || c.Gen != b.gen {
		b.lostCommand(c)
		return
	}
	b.reading = max(b.reading, b.now) + 30*time.Millisecond
	b.soon(b.reading-b.now, func() {
		if !b.link || c.Gen != b.gen {
			b.lostCommand(c)
			return
		}
		b.answer(c)
	})
}

func (b *board) lostCommand(c agent.Command) {
	if c.Op == agent.SendSMS {
		b.watch.texted(c, false, true)
		b.emit(0, agent.SMSSent{Gen: c.Gen, ICCID: c.ICCID, Asked: c.Asked, Err: errMonths, Sure: true})
	}
}

func (b *board) answer(c agent.Command) {
	switch c.Op {
	case agent.Setup:
		b.step(agent.SetUp{Gen: c.Gen, APN: "super", URCs: true, Mark: b.mark})
	case agent.SetMark:
		_, _ = fmt.Sscan(c.Arg, &b.mark)
	case agent.ReadCard:
		v := agent.CardRead{Gen: c.Gen, State: agent.CardAbsent, Cause: "no SIM"}
		if b.holder != nil && b.now < b.inserted+2*time.Second {
			v = agent.CardRead{Gen: c.Gen, State: agent.CardBusy, Cause: "busy"}
		} else if b.holder != nil {
			v = agent.CardRead{Gen: c.Gen, State: agent.CardReady, ICCID: b.holder.digits(), Luhn: true}
		}
		b.step(v)
	case agent.Poll, agent.ReadCount:
		b.answerPoll(c)
	case agent.ListSMS:
		b.step(agent.SMSListed{Gen: c.Gen, Storage: c.Arg, Name: "ME", Hints: c.Hints, Messages: b.messages, Used: len(b.messages), Total: 255})
		b.watch.listed()
	case agent.SendSMS:
		b.text(c)
	case agent.ReadCause:
		b.step(agent.CauseRead{Gen: c.Gen})
	case agent.ReadClock:
		if b.registered() {
			b.step(agent.ClockRead{Gen: c.Gen, Clock: atcmd.Clock{UTC: b.at().Truncate(time.Second)}})
		}
	case agent.CheckSettings:
		b.step(agent.SettingsRead{Gen: c.Gen})
	}
}

func (b *board) answerPoll(c agent.Command) {
	v := agent.Polled{Gen: c.Gen}
	if b.meters {
		v.Counter = &atcmd.Counter{Sent: b.tx, Received: b.rx}
	}
	if c.Op == agent.Poll {
		on := b.attached()
		v.Attached = &on
		v.Regs = []atcmd.Registration{{Domain: atcmd.EPS, HasN: true, N: 2, Stat: b.stat(), AcT: 7, CauseType: -1, Cause: -1}}
		if b.holder != nil && b.now >= b.inserted+2*time.Second {
			v.Pin = "READY"
		}
		b.said = int(b.stat())
	}
	if v.Counter != nil && !b.net {
		b.watch.reading = b.reads(b.stamp())
	}
	b.step(v)
}

// text sends an SMS Command: mostly it goes out; sometimes the module refuses, or nobody knows.
func (b *board) text(c agent.Command) {
	v := agent.SMSSent{Gen: c.Gen, ICCID: c.ICCID, Asked: c.Asked}
	left := b.registered() && b.holder.iccid == c.ICCID
	switch n := b.rnd.IntN(20); {
	case !left || n == 0:
		left, v.Err, v.Sure = false, errMonths, true
	case n == 1:
		v.Err, left = errMonths, b.rnd.IntN(2) == 0
	}
	if left {
		b.count(b.holder)
	}
	b.watch.texted(c, left, v.Sure)
	b.step(v)
}

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
