package modemtest

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// destination reads a number and its type (27.005, 3.1): digits with a plus, and 129 to 255. Anything behind the
// closing quotation mark is refused.
func (c *call) destination(i int) (string, error) {
	to := c.m.decoded(c.arg(i))
	if _, err := c.num(i+1, 128, 255, 0); err != nil || !dialable(to) {
		return "", cmsTextParam
	}
	return to, nil
}

// writeSMS starts a message that is stored (27.005, 3.5.3): +CMGW["="number[,type[,stat]]] in text mode,
// +CMGW=length[,stat] in PDU mode.
func writeSMS(c *call) error {
	if err := c.needSMS(); err != nil {
		return err
	}
	t := &prompt{length: -1, write: true, stat: smsUnsent, at: c.m.opt.Now().UTC()}
	if c.m.set.cmgf == 0 {
		n, ok := number(c.arg(0), 7, 176)
		stat, err := c.num(1, smsUnread, smsSent, smsUnsent)
		if !ok || err != nil || len(c.args) > 2 {
			return cmsPDUInvalid
		}
		t.length, t.stat = n, stat
		c.text = t
		return nil
	}
	to, err := c.destination(0)
	if err != nil || len(c.args) > 3 {
		return cmsTextParam
	}
	t.to = to
	switch strings.ToUpper(c.arg(2)) {
	case "", "STO UNSENT":
	case "STO SENT":
		t.stat = smsSent
	default:
		return cmsTextParam // a received one has no number to send to
	}
	c.text = t
	return nil
}

// store puts a typed message into the second storage of +CPMS and prints its index. Under mu.
func (p *port) store(t *prompt, to, text string) {
	m := p.m
	if !m.up {
		return
	}
	msg := &message{from: to, text: text, stat: t.stat, at: t.at}
	if t.length >= 0 {
		pdu, _ := hex.DecodeString(strings.TrimSpace(string(t.body)))
		msg.tpdu = pdu[1+int(pdu[0]):]
	} else {
		parts := splitText(text, 0)
		if len(parts) > 1 {
			p.print(nil, cmsTextParam, &t.fault)
			return
		}
		msg.tpdu = encodeSubmit(to, parts[0])
	}
	i, ok := m.store[m.mem(1)].add(msg)
	if !ok {
		p.print(nil, cmsFull, &t.fault)
		return
	}
	p.print([][]byte{frame(&m.set, []string{"+CMGW: " + itoa(i+m.persona.FirstSMS)})}, nil, &t.fault)
}

// encodeSubmit is an SMS-SUBMIT (3GPP TS 23.040, 9.2.2.2) that is valid for a day.
func encodeSubmit(to string, p textPart) []byte {
	dcs := byte(0)
	if p.wide {
		dcs = 0x08
	}
	out := append([]byte{0x11, 0x00}, encodeAddress(to)...)
	return append(append(out, 0x00, dcs, 0xA7), p.userData()...)
}

// sendStored is +CMSS=index[,number[,type]] (27.005, 3.5.2).
func sendStored(c *call) error {
	if err := c.needSMS(); err != nil {
		return err
	}
	place := c.placeIn(1, c.arg(0))
	if place == nil || *place == nil {
		return cmsIndex
	}
	m, p, msg := c.m, c.p, *place
	to := msg.from
	if len(c.args) > 1 {
		var err error
		if to, err = c.destination(1); err != nil {
			return err
		}
	}
	if msg.received() && len(c.args) < 2 {
		return cmsNotAllowed
	}
	m.pending = append(m.pending, func() {
		err := m.submit(to, msg.text)
		m.do(func() {
			var said []byte
			if err == nil {
				if msg.stat == smsUnsent {
					msg.stat = smsSent
				}
				m.smsRef++
				m.sent++
				said = frame(&m.set, []string{"+CMSS: " + itoa(int(m.smsRef))})
			}
			p.out.put(chunk{data: append(said, frameFinal(&m.set, err)...)})
		})
	})
	return errNone // what the network says comes later
}

// serviceCentre is the address of +CSCA with its type.
func (m *Modem) serviceCentre() string {
	if s := m.set.stored["+CSCA"]; s != "" {
		return s
	}
	return `"+15550000000",145` // made up
}

// setCSCA is +CSCA=number[,type] (27.005, 3.3.1).
func setCSCA(c *call) error {
	to, err := c.destination(0)
	if err != nil || len(c.args) > 2 {
		return cmsTextParam
	}
	kind, _ := c.num(1, 128, 255, addressType(to))
	c.m.set.stored["+CSCA"] = fmt.Sprintf(`"%s",%d`, to, kind)
	return nil
}

// setCSMS is +CSMS=service (27.005, 3.2.1).
func setCSMS(c *call) error {
	n, err := c.num(0, 0, 1, -1)
	if err != nil || n < 0 {
		return cmeParameters
	}
	c.m.set.service = n
	c.say("+CSMS: 1,1,1")
	return nil
}
