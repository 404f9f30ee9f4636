package modemtest

import "slices"

// powerCommands are 27.007, 8.2.
func powerCommands() map[string]command {
	return map[string]command{
		"+CFUN": {test: "(0,1,4),(0,1)", read: func(c *call) error {
			fun := map[int]int{0: 1, funFull: 1, funOff: 0, funFlight: 4}[c.m.network.fun]
			c.say("+CFUN: " + itoa(fun))
			return nil
		}, set: setCFUN},
	}
}

func setCFUN(c *call) error {
	m := c.m
	if fun, ok := number(c.arg(0), 0, 255); ok && slices.Contains(m.persona.ResetFun, fun) {
		return restart(c)
	}
	fun, err := c.num(0, 0, 4, 1)
	if err != nil || fun == 2 || fun == 3 {
		return cmeParameters
	}
	reset, err := c.num(1, 0, 1, 0)
	if err != nil {
		return err
	}
	if reset == 1 {
		return restart(c)
	}
	m.after(0, func() { m.setFun(fun) })
	return nil
}

// setFun changes the level of function. Under mu.
func (m *Modem) setFun(fun int) {
	was := m.network.fun
	if was == 0 {
		was = funFull
	}
	if fun == 0 {
		fun = funOff
	}
	if fun == was {
		return
	}
	m.network.fun = fun
	if was == funFull {
		m.leave(map[int]string{funOff: "+CFUN=0", funFlight: "+CFUN=4"}[fun])
	}
	switch {
	case fun == funOff:
		m.cardEpoch++
		m.simUp, m.smsUp, m.bookUp = false, false, false
		if m.card != nil {
			m.card.PowerCycle()
			m.printCPIN("NOT READY")
		}
	case was == funOff:
		m.startCard()
	default:
		m.ask(m.network.manual)
	}
}

// printCPIN prints the state of the card, when the persona does.
func (m *Modem) printCPIN(state string) {
	if m.persona.PrintCPIN {
		m.urc("+CPIN: " + state)
	}
}

// startCard reads the card that is in the holder. Under mu.
func (m *Modem) startCard() {
	switch m.cardState() {
	case cardReady:
		m.cardBecameReady()
	case cardLocked:
		m.printCPIN("SIM PIN")
		m.cardURC(func(u *CardURC) []string { return u.Locked })
	case cardPUK:
		m.printCPIN("SIM PUK")
		m.cardURC(func(u *CardURC) []string { return u.Locked })
	default:
		m.printCPIN("NOT READY")
	}
}

// cardBecameReady starts what waits for the card. Under mu.
func (m *Modem) cardBecameReady() {
	if m.cardState() != cardReady || m.network.fun == funOff || m.simUp {
		return
	}
	m.simUp = true
	m.printCPIN("READY")
	m.cardURC(func(u *CardURC) []string { return u.Unlocked })
	m.say(m.persona.ReadySIM)
	m.ask(m.network.manual)
	boot := m.opt.Boot
	m.laterCard(boot.Messages-boot.SIM, func() {
		m.smsUp = true
		m.say(m.persona.ReadySMS)
	})
	m.laterCard(boot.Book-boot.SIM, func() {
		m.bookUp = true
		m.say(m.persona.ReadyBook)
		m.cardURC(func(u *CardURC) []string { return u.Ready })
	})
}

// say prints lines one by one.
func (m *Modem) say(lines []string) {
	for _, line := range lines {
		m.urc(line)
	}
}
