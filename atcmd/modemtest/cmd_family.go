package modemtest

import (
	"fmt"
	"maps"
	"time"
)

// This file has what the makers' own commands share.

// act is the <AcT> by which this module names the access technology of r.
func (m *Modem) act(r *Registration) int {
	if r.AcT == 7 && m.persona.LTEAcT > 0 {
		return m.persona.LTEAcT
	}
	return r.AcT
}

// serving tells whether a cell serves the module, and what is known of cell and signal. Under mu.
func (m *Modem) serving() (*Registration, Signal, bool) {
	r := &m.network.show
	return r, m.signal, len(r.Operator) >= 5 && (served(r.CS) || m.attached()) && m.csq() != 99
}

// plmn takes an operator's number apart.
func (r *Registration) plmn() (mcc, mnc string) { return r.Operator[:3], r.Operator[3:] }

// gsm reports whether the access technology is a second generation one.
func (r *Registration) gsm() bool { return r.AcT == 0 || r.AcT == 3 }

// lte reports whether it is E-UTRAN, also with NR beside it.
func (r *Registration) lte() bool { return r.AcT == 7 || r.AcT == 13 }

// Cell of the emulated network, in the numbers of 3GPP TS 36.101 and 36.211.
const (
	cellBand   = 2
	cellEARFCN = 900
	cellPCI    = 123
)

// restart is a command that answers OK and starts the module anew.
func restart(c *call) error {
	m := c.m
	m.after(0, func() { m.reset("reset", ErrReset) })
	return nil
}

// powerDown is a command that answers OK and switches the module off, with its last words.
func powerDown(c *call) error {
	var d time.Duration
	if c.m.opt.Paced {
		d = c.m.persona.OffTime
	}
	c.m.later(d, c.m.shutdown)
	return nil
}

// restarts and switchesOff are commands that take no value.
var (
	restarts    = command{exec: restart}
	switchesOff = command{exec: powerDown}
)

// chatter starts the lines that the module prints by itself. Under mu.
func (m *Modem) chatter() {
	for _, ch := range m.persona.Chatter {
		epoch := m.epoch
		var next func()
		next = func() {
			if epoch != m.epoch {
				return
			}
			if _, _, ok := m.serving(); ok && (ch.Setting == "" || m.set.stored[ch.Setting] != "0") {
				m.urc(ch.text(m))
			}
			m.at(time.Now().Add(ch.Every), next) // what nobody heard is not repeated
		}
		m.at(time.Now().Add(ch.Every), next)
	}
}

// reporting is a command NAME=n that switches a URC on, and NAME? that prints n and a state.
func reporting(name string, high int, state func(*Modem) int) command {
	return command{
		test: fmt.Sprintf("(0-%d)", high),
		read: func(c *call) error {
			n := c.m.set.stored[name]
			if n == "" {
				n = "0"
			}
			if state == nil {
				c.say(name + ": " + n)
			} else {
				c.say(fmt.Sprintf("%s: %s,%d", name, n, state(c.m)))
			}
			return nil
		},
		set: func(c *call) error {
			n, err := c.num(0, 0, high, -1)
			if err != nil || n < 0 {
				return cmeParameters
			}
			c.m.set.stored[name] = itoa(n)
			return nil
		},
	}
}

// says is a command that prints one text.
func says(text string) command {
	return command{exec: func(c *call) error { c.say(text); return nil }}
}

// pace is what most modules have in common, for the Pace of a persona: usual is for all commands that
// stay within the module, card for those that reach the card.
func pace(usual, card time.Duration, more map[string]time.Duration) map[string]time.Duration {
	t := map[string]time.Duration{
		"": usual, "+CRSM": card, "+CSIM": card, "+CIMI": card,
		"+COPS=?": 30 * time.Second, "+COPS=": time.Second, "+CFUN=": time.Second,
		"+CGACT=": 500 * time.Millisecond, "+CGATT=": 500 * time.Millisecond, "+CMGS": time.Second,
	}
	maps.Copy(t, more)
	return t
}

// clearCounters forgets what was counted, and what was saved of it. Under mu.
func (m *Modem) clearCounters() {
	m.tx, m.rx = 0, 0
	m.saved, m.nr, m.since = [2]uint64{}, [2]uint64{}, [2]uint64{}
}
