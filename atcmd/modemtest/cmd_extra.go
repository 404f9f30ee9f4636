package modemtest

import (
	"encoding/hex"
	"fmt"
	"strings"

	"simagent/simcard"
)

// extraCommands are those of 27.007 that connection managers ask for besides.
func extraCommands() map[string]command {
	return map[string]command{
		"+CBC":  {test: "(0-2),(0-100)", exec: func(c *call) error { c.say("+CBC: 0,100"); return nil }},
		"+CIND": {probe: testCIND, read: readCIND},
		"+CMER": {test: "(0-3),(0-2),(0-2),(0-2),(0,1)", read: func(c *call) error {
			v := c.m.set.stored["+CMER"]
			if v == "" {
				v = "0,0,0,0,0"
			}
			c.say("+CMER: " + v)
			return nil
		}, set: setCMER},
		"+CUSD": {test: "(0-2)", read: func(c *call) error { c.say("+CUSD: " + itoa(c.m.ussd)); return nil }, set: setCUSD},
		"+CLCC": {exec: func(*call) error { return nil }}, // no call is a voice call
		"+COPN": {exec: sayOperators},
		"+CPLS": {test: "(0-2)", read: func(c *call) error { c.say("+CPLS: 0"); return nil }, set: func(c *call) error {
			if err := c.needCard(); err != nil {
				return err
			}
			_, err := c.num(0, 0, 2, 0)
			return err
		}},
		"+CPOL": {test: "(1-8),(0-2)", read: func(c *call) error { return c.needCard() }, set: func(c *call) error { return c.needCard() }},
		"+CCHO": {set: openChannel},
		"+CCHC": {set: closeChannel},
		"+CGLA": {set: logicalAccess},
	}
}

// sayOperators is +COPN (27.007, 7.21): the network on offer and the test network.
func sayOperators(c *call) error {
	if o := c.m.network.offer; o.Operator != "" && o.LongName != "" {
		c.say(fmt.Sprintf(`+COPN: "%s","%s"`, o.Operator, c.coded(o.LongName)))
	}
	c.say(fmt.Sprintf(`+COPN: "00101","%s"`, c.coded("Test")))
	return nil
}

// OnUSSD names a function that answers the codes of +CUSD. ok false, or no function, is the network's word that
// it does not support the code.
func (m *Modem) OnUSSD(f func(code string) (answer string, ok bool)) { m.do(func() { m.onUSSD = f }) }

// setCUSD is +CUSD=n[,code[,dcs]] (27.007, 7.15). The answer follows the OK, unless n is 0.
func setCUSD(c *call) error {
	n, err := c.num(0, 0, 2, 0)
	if err != nil {
		return err
	}
	m := c.m
	m.ussd = n & 1
	if len(c.args) < 2 || n == 2 {
		return nil
	}
	if !m.radioOn() || !served(m.network.show.CS) && !m.attached() {
		return cmeNoNetwork
	}
	code := m.decoded(c.arg(1))
	m.pending = append(m.pending, func() {
		m.mu.Lock()
		f := m.onUSSD
		m.mu.Unlock()
		line := "+CUSD: 4" // operation not supported
		if f != nil {
			if answer, ok := f(code); ok {
				m.mu.Lock()
				line = fmt.Sprintf(`+CUSD: 0,"%s",15`, m.coded(answer))
				m.mu.Unlock()
			}
		}
		if n == 1 {
			m.URC(line)
		}
	})
	return nil
}

// openChannel is +CCHO="AID" (27.007, 8.45): it opens a channel (ETSI TS 102 221, 11.1.17), selects the application
// there, and prints the number of the channel.
func openChannel(c *call) error {
	if err := c.needCard(); err != nil {
		return err
	}
	aid, err := hex.DecodeString(c.arg(0))
	if err != nil || len(aid) == 0 || len(aid) > 16 {
		return cmeParameters
	}
	answer := c.m.card.Transmit([]byte{0x00, simcard.InsManageChannel, 0x00, 0x00, 0x01})
	if len(answer) != 3 {
		return cmeNotAllowed // none is free, or the card has none
	}
	id := answer[0]
	answer = c.m.card.Transmit(append([]byte{id, simcard.InsSelect, 0x04, 0x00, byte(len(aid))}, aid...))
	if sw1 := answer[len(answer)-2]; sw1 != 0x61 && sw1 != 0x90 {
		c.m.card.Transmit([]byte{0x00, simcard.InsManageChannel, 0x80, id, 0x00})
		return cmeNotFound
	}
	c.say(itoa(int(id)))
	return nil
}

// closeChannel is +CCHC=n (27.007, 8.46).
func closeChannel(c *call) error {
	id, err := c.channel()
	if err != nil {
		return err
	}
	if answer := c.m.card.Transmit([]byte{0x00, simcard.InsManageChannel, 0x80, id, 0x00}); answer[0] != 0x90 {
		return cmeIndex
	}
	c.say("+CCHC")
	return nil
}

// logicalAccess is +CGLA=n,length,"APDU" (27.007, 8.43). The class byte is given the number of the channel.
func logicalAccess(c *call) error {
	id, err := c.channel()
	if err != nil {
		return err
	}
	n, err := c.num(1, 8, 520, -1)
	apdu, bad := hex.DecodeString(c.arg(2))
	if err != nil || bad != nil || n != len(c.arg(2)) {
		return cmeParameters
	}
	apdu[0] = apdu[0]&^0x03 | id
	answer := strings.ToUpper(hex.EncodeToString(c.m.card.Transmit(apdu)))
	if answer == "6881" { // the card knows no such channel
		return cmeIndex
	}
	c.say(fmt.Sprintf(`+CGLA: %d,"%s"`, len(answer), answer))
	return nil
}

// channel reads the number of one, as far as a class byte can say it.
func (c *call) channel() (byte, error) {
	if err := c.needCard(); err != nil {
		return 0, err
	}
	id, err := c.num(0, 1, 3, 0)
	if err != nil || id == 0 {
		return 0, cmeIndex
	}
	return byte(id), nil
}
