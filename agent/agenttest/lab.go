// Package agenttest is the laboratory: an emulated module with an emulated
// card, the network between them and an emulated cloud, joined as the real
// ones are. The network meters every byte into the cloud, and the cloud's word
// on the Sim decides who may attach.
package agenttest

import (
	"sync"
	"time"

	"simagent/agent/supersim/supersimtest"
	"simagent/atcmd/modemtest"
	"simagent/simcard/simcardtest"
)

// Options of a Lab; the zero value is an EG25-G with one new Super SIM.
type Options struct {
	ICCID        string             // "" is ICCID
	Persona      *modemtest.Persona // nil is the EG25-G
	DenyCause    int                // EMM cause for a Sim that may not attach; 0 is DenyCause
	RegisterTime time.Duration      // from being allowed to being registered
	ScheduledFor time.Duration      // how long an asynchronous update of the cloud takes
	Now          func() time.Time   // nil is time.Now

	Paced bool // the module takes the time of a real one, and its line that of 115,200 baud

	Vendor supersimtest.Vendor // whose callbacks the cloud makes; "" is Twilio's

	ResetEndsLink bool // a module that restarts drops its port, as on USB; else the port lives on, as a UART does
}

// ICCID is a made-up Super SIM: the vendor's prefix, zeros, a check digit.
const ICCID = "89883070000000012342"

// DenyCause is what the laboratory's network answers a Sim that may not
// attach. Which cause the real networks choose for a new Super SIM is not
// documented; 8 is 24.301's "EPS services and non-EPS services not allowed".
const DenyCause = 8

// Operator is the laboratory's visited network.
const (
	OperatorPLMN = "310410"
	OperatorName = "LAB 310-410"
)

// SMSNumber is where SMS Commands come from and go to.
const SMSNumber = "000"

// A Lab is one SIM's world. Its methods are safe from any goroutine.
type Lab struct {
	Modem *modemtest.Modem
	Cloud *supersimtest.Cloud
	Card  *simcardtest.Card
	ICCID string
	SID   string

	opt Options

	acting sync.Mutex // one word of the network at a time

	mu        sync.Mutex
	wants     bool // the module asks for a network
	allowed   bool
	dark      bool // no network is in reach
	refuse    int  // the cause with which the network refuses every SIM; 0: it asks the cloud
	judgement int  // counts them
	meter     Meter
	each      map[string]Meter // by ICCID
	onChange  func(iccid, from, to, why string)
	onUplink  func(route string, payload []byte, ipBytes, sms int)
}

// Meter is what the laboratory's network metered on the SIM's session, bytes
// of IP packets.
type Meter struct {
	Up, Down  int64
	Refused   int64 // bytes that were thrown away since the SIM was not attached
	Datagrams int   // IP Commands

	SentSMS, ReceivedSMS int // SMS Commands
}

// New makes a laboratory. The module is on, and asks the network as soon as a
// card is in it.
func New(o Options) *Lab {
	if o.ICCID == "" {
		o.ICCID = ICCID
	}
	if o.DenyCause == 0 {
		o.DenyCause = DenyCause
	}
	l := &Lab{opt: o, ICCID: o.ICCID, each: map[string]Meter{}}
	l.Cloud = supersimtest.New(supersimtest.Options{Now: o.Now, ScheduledFor: o.ScheduledFor, Vendor: o.Vendor})
	l.SID = l.Cloud.AddSim(o.ICCID)
	l.Card = simcardtest.New(o.ICCID)
	baud := 0
	if o.Paced {
		baud = 115200
	}
	l.Modem = modemtest.New(modemtest.Options{Persona: o.Persona, Card: l.Card, Now: o.Now, ResetEndsLink: o.ResetEndsLink, Paced: o.Paced, Baud: baud})
	l.join()
	return l
}

// join connects the four.
func (l *Lab) join() {
	l.Modem.OnAttachRequest(func(string) { l.want(true) })
	l.Modem.OnDetach(func(string) { l.want(false) })
	l.Modem.OnSMS(func(to, text string) error {
		if to == SMSNumber {
			id := l.card()
			l.count(id, func(m *Meter) { m.SentSMS++ })
			l.Cloud.ReceiveSMS(id, text)
			l.uplink("SMS Command", []byte(text), 0, 1)
		}
		return nil
	})
	l.Cloud.OnSMS(func(iccid, sid, payload string) {
		if iccid == l.card() && l.Modem.DeliverSMS(SMSNumber, payload) == nil {
			l.count(iccid, func(m *Meter) { m.ReceivedSMS++ })
			l.Cloud.Delivered(sid)
			return
		}
		l.Cloud.Undelivered(sid)
	})
	l.Cloud.OnChange(func(iccid, from, to, why string) {
		l.mu.Lock()
		f := l.onChange
		l.mu.Unlock()
		if f != nil {
			f(iccid, from, to, why)
		}
		l.judge()
	})
	l.want(true)
}

// OnChange names a function that is told when the cloud shows another status
// of a Sim.
func (l *Lab) OnChange(f func(iccid, from, to, why string)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.onChange = f
}

// OnUplink names a function that is told of each IP Command and SMS Command that the network took from the SIM, with what
// it metered for it.
func (l *Lab) OnUplink(f func(route string, payload []byte, ipBytes, sms int)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.onUplink = f
}

func (l *Lab) uplink(route string, payload []byte, ipBytes, sms int) {
	l.mu.Lock()
	f := l.onUplink
	l.mu.Unlock()
	if f != nil {
		f(route, payload, ipBytes, sms)
	}
}

// count writes into the meters of a SIM and of the whole.
func (l *Lab) count(iccid string, f func(*Meter)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	m := l.each[iccid]
	f(&m)
	l.each[iccid] = m
	f(&l.meter)
}

// Command is an SMS Command from the platform to the SIM in the module. The
// error says that the module could not take it.
func (l *Lab) Command(text string) error {
	if err := l.Modem.DeliverSMS(SMSNumber, text); err != nil {
		return err
	}
	id := l.card()
	l.count(id, func(m *Meter) { m.ReceivedSMS++ })
	l.Cloud.ReceiveSMS(id, text) // as many for the cloud, which counts both directions together
	return nil
}

// card is the ICCID of the card in the module, "" for an empty holder.
func (l *Lab) card() string {
	if c := l.Modem.Card(); c != nil {
		return c.ICCID()
	}
	return ""
}

func (l *Lab) want(yes bool) {
	l.mu.Lock()
	l.wants = yes
	l.mu.Unlock()
	l.judge()
}

// Coverage takes the network out of reach, or brings it back.
func (l *Lab) Coverage(on bool) {
	l.mu.Lock()
	l.dark = !on
	l.mu.Unlock()
	l.judge()
}

// Deny has the network refuse every SIM with an EMM cause, whatever the cloud says; 0 ends that.
func (l *Lab) Deny(cause int) {
	l.mu.Lock()
	l.refuse = cause
	l.mu.Unlock()
	l.judge()
}

// judge asks the cloud whether the SIM may attach, and lets the network act
// on it after its time. Only the last judgement acts.
func (l *Lab) judge() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.judgement++
	if !l.wants {
		l.allowed = false
		return
	}
	n := l.judgement
	time.AfterFunc(l.opt.RegisterTime, func() { l.act(n) })
}

// act tells the module what the network decided, unless it decided again.
func (l *Lab) act(judgement int) {
	l.acting.Lock()
	defer l.acting.Unlock()
	card := l.card()
	ok, _ := l.Cloud.MayAttach(card)
	l.mu.Lock()
	stale, dark, refuse := judgement != l.judgement, l.dark, l.refuse
	if !stale {
		l.allowed = ok && !dark && refuse == 0
	}
	l.mu.Unlock()
	switch {
	case stale || card == "":
	case dark:
		l.Modem.SetRegistration(modemtest.Registration{CS: 2, PS: 2, EPS: 2, AcT: 7})
	case refuse != 0:
		l.Modem.SetRegistration(modemtest.Denied(OperatorPLMN, refuse))
	case ok:
		l.Modem.SetRegistration(modemtest.Roaming(OperatorPLMN, OperatorName))
	default:
		l.Modem.SetRegistration(modemtest.Denied(OperatorPLMN, l.opt.DenyCause))
	}
}

// Attached tells whether data can flow now.
func (l *Lab) Attached() bool {
	r := l.Modem.Registration()
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.allowed && (r.EPS == 1 || r.EPS == 5)
}

// Traffic lets bytes of IP packets through the SIM's session: the module and
// the cloud count them. It reports whether they passed.
func (l *Lab) Traffic(up, down int64) bool {
	id := l.card()
	if !l.Attached() {
		l.count(id, func(m *Meter) { m.Refused += up + down })
		return false
	}
	l.count(id, func(m *Meter) { m.Up += up; m.Down += down })
	l.Modem.AddTraffic(uint64(up), uint64(down))
	l.Cloud.AddUsage(id, up, down)
	return true
}

// MeteredOf is what the network counted of one SIM so far.
func (l *Lab) MeteredOf(iccid string) Meter {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.each[iccid]
}

// Metered is what the network counted so far.
func (l *Lab) Metered() Meter {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.meter
}

// Swap takes the card out and puts another in.
func (l *Lab) Swap(card *simcardtest.Card) {
	l.Modem.RemoveCard()
	if card != nil {
		l.Modem.InsertCard(card)
	}
	l.judge()
}

// Close lets the network fall silent.
func (l *Lab) Close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wants = false
	l.judgement++
}
