package agent_test

import (
	"fmt"
	"time"

	"simagent/agent"
	"simagent/agent/ledger"
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
		b.watch.texted(c, false)
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
	b.watch.texted(c, left)
	b.step(v)
}
