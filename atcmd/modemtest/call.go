package modemtest

import (
	"io"
	"strings"
	"time"
)

// callState is what a port has to do with a data call; guarded by the lock of the Modem.
type callState int

const (
	callNone   callState = 0
	callOnline callState = 1 // bytes are data
	callHeld   callState = 2 // the call goes on, the port takes commands
)

// guardTime is the silence that makes +++ an escape, before and behind it: the usual value of S12.
const guardTime = time.Second

// escape looks for +++ in the data. Its port's loop alone touches it.
type escape struct {
	plus int       // of them in a row
	last time.Time // of the latest byte
	due  time.Time // when three have stood alone for long enough; zero while they have not
}

// take notes a byte of data.
func (e *escape) take(c byte, now time.Time) {
	alone := e.plus > 0 || now.Sub(e.last) >= guardTime
	e.last, e.due = now, time.Time{}
	if c != '+' || !alone {
		e.plus = 0
		return
	}
	if e.plus++; e.plus == 3 {
		e.due = now.Add(guardTime)
	}
	e.plus %= 4 // a fourth starts nothing
}

// dial is ATD*99***1# and its short forms (27.007, 10.2.1.1). Nobody answers a telephone number here.
func dial(c *call) error {
	code := strings.TrimLeft(c.raw, "TtPp")
	rest, ok := strings.CutPrefix(code, "*99")
	if !ok {
		rest, ok = strings.CutPrefix(code, "*98")
	}
	rest, closed := strings.CutSuffix(rest, "#")
	if !ok || !closed {
		return errNoCarrier
	}
	id := 1
	if i := strings.LastIndexByte(rest, '*'); i >= 0 && rest[i+1:] != "" {
		if id, ok = number(rest[i+1:], 1, maxContext); !ok {
			return errNoCarrier
		}
	}
	return c.connect(id)
}

// enterData is +CGDATA="PPP",cid (27.007, 10.1.12).
func enterData(c *call) error {
	id, err := c.num(1, 1, maxContext, 1)
	if err != nil || c.arg(0) != "" && c.arg(0) != "PPP" {
		return cmeParameters
	}
	return c.connect(id)
}

// connect starts data mode over a context; what the far end would say to PPP is not emulated.
func (c *call) connect(id int) error {
	pdp := c.m.context(id)
	if pdp == nil || !c.m.attached() {
		return errNoCarrier
	}
	pdp.wanted = true
	c.m.refreshContexts()
	c.p.call, c.p.context = callOnline, id
	return errConnect
}

// goOnline is ATO.
func goOnline(c *call) error {
	if c.p.call != callHeld {
		return errNoCarrier
	}
	c.p.call = callOnline
	return errConnect
}

// endCall is ATH.
func endCall(c *call) error {
	c.m.endCall(c.p)
	return nil
}

// endCall forgets the call of a port and its context. Under mu.
func (m *Modem) endCall(p *port) {
	if p.call == callNone {
		return
	}
	p.call = callNone
	if pdp := m.context(p.context); pdp != nil && pdp.id != 1 { // the first one belongs to the attach
		pdp.wanted = false
		m.refreshContexts()
	}
}

// HangUp is the network ending every data call: NO CARRIER on its port.
func (m *Modem) HangUp() { m.do(m.hangUp) }

func (m *Modem) hangUp() {
	for p := range m.ports {
		if p.call != callNone {
			m.endCall(p)
			p.out.urc(frameFinal(&m.set, errNoCarrier))
		}
	}
}

// DropDTR is the client lowering the circuit DTR for a moment, on all links: as &D says, nothing (0), a return to
// commands with the call held (1), or the end of the call (2). The replies are those of common modules, not measured.
func (m *Modem) DropDTR() {
	m.do(func() {
		for p := range m.ports {
			p.dropDTR(true)
		}
	})
}

// Release is the last program closing a link that Serve serves, which lowers DTR for good: the same, but nothing is
// printed, since nobody reads.
func (m *Modem) Release(link io.ReadWriteCloser) {
	m.do(func() {
		for p := range m.ports {
			if p.link == link {
				p.dropDTR(false)
			}
		}
	})
}

func (p *port) dropDTR(heard bool) {
	var final error
	switch d := p.m.set.stored["&D"]; {
	case d == "0" || p.call == callNone || d == "1" && p.call == callHeld:
		return
	case d == "1":
		p.call = callHeld
	default:
		p.m.endCall(p)
		final = errNoCarrier
	}
	if heard {
		p.out.urc(frameFinal(&p.m.set, final))
	}
}

// leaveData is what three plus signs do.
func (p *port) leaveData() {
	p.esc = escape{}
	p.m.do(func() {
		if p.call == callOnline {
			p.call = callHeld
			p.out.put(chunk{data: frameFinal(&p.m.set, nil)})
		}
	})
}

// online reports whether bytes are data.
func (p *port) online() bool {
	p.m.mu.Lock()
	defer p.m.mu.Unlock()
	return p.call == callOnline
}
