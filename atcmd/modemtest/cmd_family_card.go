package modemtest

import "strings"

// This file has what the makers' own commands about the card share.

// cardURC prints the lines that pick finds in each of the persona's URCs whose setting is on. Under mu.
func (m *Modem) cardURC(pick func(*CardURC) []string) {
	for i := range m.persona.Card {
		u := &m.persona.Card[i]
		if u.Setting != "" {
			v := strings.TrimSpace(m.set.stored[u.Setting])
			if v == "" || !strings.Contains(u.On, v[:1]) {
				continue
			}
		}
		m.say(pick(u))
	}
	m.sayIndicators()
}

// holder is 1 with a card in it, 0 without.
func holder(m *Modem) int {
	if m.card == nil {
		return 0
	}
	return 1
}

// tries is a command that prints the tries left of PIN and PUK, and of PIN2 and PUK2, which are never
// used here.
func tries(format func(pin, puk, pin2, puk2 int) []string) func(*call) error {
	return func(c *call) error {
		if err := c.needHolder(); err != nil {
			return err
		}
		pin := c.m.card.PIN()
		for _, line := range format(pin.Tries, pin.PUKTries, 3, 10) {
			c.say(line)
		}
		return nil
	}
}

// command makes the command that r describes.
func (r ICCIDReply) command() command {
	say := func(c *call) error {
		if err := c.needHolder(); err != nil {
			return err
		}
		id := r.Form.text(c.m.card.ICCID())
		if r.Quoted {
			id = `"` + id + `"`
		}
		c.say(r.Prefix + id)
		return nil
	}
	if r.Read {
		return command{read: say}
	}
	return command{exec: say, read: say}
}

// text prints the digits of a card number.
func (f ICCIDForm) text(id string) string {
	if f == ICCIDDigits {
		return id
	}
	for len(id) < 20 {
		id += "F"
	}
	if f == ICCIDPadded {
		return id
	}
	b := []byte(id)
	for i := 0; i+1 < len(b); i += 2 {
		b[i], b[i+1] = b[i+1], b[i]
	}
	return string(b)
}
