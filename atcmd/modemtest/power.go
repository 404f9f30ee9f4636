package modemtest

import (
	"time"

	"simagent/simcard/simcardtest"
)

// later is after, but forgotten when the module is reset or loses power meanwhile. Under mu.
func (m *Modem) later(d time.Duration, run func()) {
	epoch := m.epoch
	m.after(d, func() {
		if epoch == m.epoch {
			run()
		}
	})
}

// laterCard is after, but forgotten when the card is taken out or loses power meanwhile. Under mu.
func (m *Modem) laterCard(d time.Duration, run func()) {
	epoch := m.cardEpoch
	m.after(d, func() {
		if epoch == m.cardEpoch {
			run()
		}
	})
}

// PowerOn gives power and starts the boot sequence. It does nothing to a module that is on.
func (m *Modem) PowerOn() {
	m.do(func() {
		if !m.powered {
			m.boot()
		}
	})
}

// PowerOff takes the power away at once, without a last word.
func (m *Modem) PowerOff() { m.do(func() { m.down("power off", ErrPoweredDown) }) }

// PowerKey is a pulse on PWRKEY, which is a toggle: it starts a module that is off and shuts down one that
// is on, with its last words.
func (m *Modem) PowerKey() {
	m.do(func() {
		if !m.powered {
			m.boot()
			return
		}
		m.shutdown()
	})
}

// Powered reports whether the module has power, as its STATUS pin tells.
func (m *Modem) Powered() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.powered
}

// Reset is a pulse on RESET_N: settings fall back to what was stored, counters to what was saved
// (0 unless +QGDCNT=1 or +QAUGDCNT asked for it), the card starts anew, and the boot sequence follows.
func (m *Modem) Reset() { m.do(func() { m.reset("reset", ErrReset) }) }

// reset is Reset under mu; nothing happens without power.
func (m *Modem) reset(reason string, end error) {
	if m.powered {
		m.down(reason, end)
		m.boot()
	}
}

// shutdown is an orderly end. Under mu.
func (m *Modem) shutdown() {
	if m.persona.PoweredDown != "" {
		m.urc(m.persona.PoweredDown)
	}
	m.down("power off", ErrPoweredDown)
}

// down takes the module out of service. Under mu.
func (m *Modem) down(reason string, end error) {
	if !m.powered {
		return
	}
	m.autosave()
	up := m.up
	m.up = false // nothing is printed from here
	if up {
		m.leave(reason)
	}
	m.epoch++
	m.cardEpoch++
	m.powered, m.simUp, m.smsUp, m.bookUp = false, false, false, false
	m.network.fun, m.network.deregister, m.network.psOff, m.network.manual = 0, false, false, ""
	m.network.lastCause = 0
	if m.persona.StartsOff {
		m.network.fun = funOff
	}
	m.set = m.profile.clone()
	m.tx, m.rx = m.saved[0], m.saved[1]
	m.nr = [2]uint64{min(m.nr[0], m.tx), min(m.nr[1], m.rx)}
	m.since = [2]uint64{}
	m.pdp = resetContexts(m.pdp)
	m.ussd = 0
	for p := range m.ports {
		p.call = callNone
		p.out.interrupt()
	}
	clear(m.hung)
	if m.card != nil {
		m.card.PowerCycle()
	}
	if m.opt.ResetEndsLink {
		for p := range m.ports {
			p.ends = end
		}
	}
	m.wake()
}

// resetContexts keeps the definitions, which modules store by themselves.
func resetContexts(list []pdpContext) []pdpContext {
	for i := range list {
		list[i].wanted, list[i].active = list[i].id == 1, false
	}
	return list
}

// boot starts the sequence. Under mu.
func (m *Modem) boot() {
	m.epoch++
	m.powered = true
	m.savedAt = time.Now()
	d := m.opt.Boot
	m.later(d.Port, func() {
		m.up = true
		m.say(m.persona.Ready)
	})
	m.later(max(d.Fun, d.Port), func() { m.say(m.persona.ReadyFun) })
	m.later(max(d.SIM, d.Port), func() {
		if m.network.fun != funOff {
			m.startCard()
		}
	})
	m.chatter()
}

// InsertCard puts a card into the holder, after taking out what is there. The module notices at once and
// reads it; the persona's URCs tell when enabled.
func (m *Modem) InsertCard(card *simcardtest.Card) {
	m.do(func() {
		m.removeCard()
		m.insertCard(card)
	})
}

// insertCard puts a card, or none, into an empty holder. Under mu.
func (m *Modem) insertCard(card *simcardtest.Card) {
	if card == nil || m.card != nil {
		return
	}
	m.card = card
	card.PowerCycle()
	m.cardURC(func(u *CardURC) []string { return u.Inserted })
	if m.up && m.network.fun != funOff {
		m.laterCard(max(m.opt.Boot.SIM-m.opt.Boot.Port, 0), m.startCard)
	}
}

// RemoveCard takes the card out of the holder; the network loses the module.
func (m *Modem) RemoveCard() { m.do(m.removeCard) }

func (m *Modem) removeCard() {
	if m.card == nil {
		return
	}
	m.cardEpoch++
	m.card = nil
	m.simUp, m.smsUp, m.bookUp = false, false, false
	m.cardURC(func(u *CardURC) []string { return u.Removed })
	m.printCPIN("NOT READY")
	m.leave("card removed")
}

// Card returns the card in the holder, or nil.
func (m *Modem) Card() *simcardtest.Card {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.card
}
