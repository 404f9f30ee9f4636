package modemtest

import (
	"context"
	"encoding/hex"
	"errors"
	"strings"
	"time"
)

// prompt is a message being typed behind +CMGS: Ctrl-Z sends it, ESC forgets it.
type prompt struct {
	to     string    // text mode
	length int       // PDU mode: bytes without the service centre; -1 in text mode
	write  bool      // +CMGW: the message is stored, not sent
	stat   int       // of a stored one
	at     time.Time // when a stored one was received, or typed
	body   []byte
	fault  Fault
}

// maxPrompt bounds what is typed: ten parts of text, or any PDU.
const maxPrompt = 2048

// sendSMS starts a message: +CMGS="number" in text mode, +CMGS=length in PDU mode.
func sendSMS(c *call) error {
	if err := c.needSMS(); err != nil {
		return err
	}
	if c.m.set.cmgf == 1 {
		to, err := c.destination(0)
		if err != nil || len(c.args) > 2 {
			return cmsTextParam
		}
		c.text = &prompt{to: to, length: -1}
		return nil
	}
	n, ok := number(c.arg(0), 7, 176)
	if !ok || len(c.args) > 1 {
		return cmsPDUInvalid
	}
	c.text = &prompt{length: n}
	return nil
}

// prompt prints the four characters that ask for a message (27.005, 3.5.1). Under mu.
func (p *port) prompt(t *prompt, f *Fault) {
	t.fault = *f
	p.text = t
	echo := p.edit.echo
	p.edit.echo = nil
	p.out.setTyping(true)
	if !f.Swallow {
		p.out.put(f.apply(&p.m.set, nil, []byte("\r\n> "), echo)...)
	}
}

// typeText takes one character of a message.
func (p *port) typeText(ctx context.Context, c byte, s lineSettings) error {
	t := p.text
	switch c {
	case charCtrlZ:
		if s.echo {
			p.edit.echo = append(p.edit.echo, c)
		}
		return p.sendTyped(ctx)
	case charEscape:
		p.endPrompt()
		p.m.do(func() { p.print(nil, nil, &t.fault) })
		return nil
	}
	if s.echo {
		p.edit.echo = append(p.edit.echo, c)
	}
	switch {
	case c == s.s3 && t.length < 0:
		t.body = append(t.body, '\n')
		p.flushEcho()
		p.out.put(chunk{data: []byte("\r\n> ")})
	case c == s.s3 || c == s.s4:
	case c == charBackspace || c == charDelete:
		t.body = t.body[:max(len(t.body)-1, 0)]
	case len(t.body) < maxPrompt:
		t.body = append(t.body, c)
	}
	return nil
}

func (p *port) endPrompt() {
	p.flushEcho()
	p.text = nil
	p.out.setTyping(false)
}

// sendTyped hands the message to the network and prints the reference or the error.
func (p *port) sendTyped(ctx context.Context) error {
	t := p.text
	p.endPrompt()
	m := p.m
	if err := p.pause(ctx, m.opt.AnswerDelay+m.pace("+CMGS=0")+t.fault.Delay); err != nil {
		return err
	}
	to, text, err := m.typed(t)
	if err == nil && t.write {
		m.do(func() { p.store(t, to, text) })
		return nil
	}
	if err == nil {
		err = m.submit(to, text)
	}
	m.do(func() {
		if !m.up {
			return
		}
		var blocks [][]byte
		if err == nil {
			m.smsRef++
			m.sent++
			blocks = [][]byte{frame(&m.set, []string{"+CMGS: " + itoa(int(m.smsRef))})}
		}
		p.print(blocks, err, &t.fault)
	})
	return nil
}

// typed gives number and text of what was typed.
func (m *Modem) typed(t *prompt) (to, text string, err error) {
	if t.length < 0 {
		m.mu.Lock()
		defer m.mu.Unlock()
		return t.to, m.decoded(string(t.body)), nil
	}
	pdu, bad := hex.DecodeString(strings.TrimSpace(string(t.body)))
	if bad != nil || len(pdu) == 0 || len(pdu) != 1+int(pdu[0])+t.length {
		return "", "", cmsPDUInvalid
	}
	tpdu := pdu[1+int(pdu[0]):]
	if t.write && tpdu[0]&0x03 == 0 { // one that looks as if it was received (27.005, 3.5.3)
		to, text, t.at, bad = decodeDeliver(tpdu)
	} else {
		to, text, bad = decodeSubmit(tpdu)
	}
	if bad != nil {
		return "", "", cmsPDUInvalid
	}
	return to, text, nil
}

// submit is the network taking a message, or not. The user's function runs without the lock.
func (m *Modem) submit(to, text string) error {
	m.mu.Lock()
	send, ok := m.onSMS, m.radioOn() && (served(m.network.show.CS) || m.attached())
	m.mu.Unlock()
	if !ok {
		return cmsNoNetwork
	}
	if send == nil {
		return nil
	}
	err := send(to, text)
	if err == nil {
		return nil
	}
	if code, ok := errors.AsType[CMSError](err); ok {
		return cms(code)
	}
	return cmsUnknown
}

// decoded reads text in the character set of +CSCS; what is not UCS2 in hexadecimal stays as it is.
func (m *Modem) decoded(s string) string {
	switch {
	case m.charset("GSM"):
		return fromSeptets([]byte(s))
	case !m.charset("UCS2"):
		return s
	}
	b, err := hex.DecodeString(strings.TrimSpace(s))
	if err != nil || len(b)%2 != 0 {
		return s
	}
	return fromUCS2(b)
}
