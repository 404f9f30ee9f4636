package simcardtest

import (
	"slices"

	"simagent/simcard"
)

// channel is the state of a logical channel (ETSI TS 102 221, 8.7).
type channel struct {
	open bool
	dir  simcard.FileID // current directory
	sel  simcard.FileID // current file, 0: none
	usim bool           // the USIM is active here, so that 7FFF names it
	isdr bool           // the ISD-R of an eUICC is
	resp []byte         // waiting for GET RESPONSE
}

// apdu is a command taken apart.
type apdu struct {
	ins, p1, p2 byte
	p3          int
	body        []byte
	old         bool // class A0
	ch          *channel
}

// Transmit answers one command APDU with response data and the two bytes of the status word: SELECT by
// identifier, path and application, READ and UPDATE of bytes and records, GET RESPONSE, STATUS, VERIFY and
// UNBLOCK PIN (with an empty body, they tell the tries left), MANAGE CHANNEL, and for an eUICC STORE DATA.
// Answers that wait are said by 61xx, to class A0 by 9Fxx. What is malformed or unknown gets the status
// word that a card would give.
func (c *Card) Transmit(command []byte) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	data, sw := c.transmit(command)
	return append(data, sw.SW1(), sw.SW2())
}

func (c *Card) transmit(b []byte) ([]byte, simcard.StatusWord) {
	if len(b) < 4 {
		return nil, simcard.StatusWrongLength
	}
	a := apdu{ins: b[1], p1: b[2], p2: b[3], old: b[0] == simcard.Class2G}
	if len(b) > 4 {
		a.p3, a.body = int(b[4]), b[5:]
	}
	if sw := c.class(&a, b[0]); sw != simcard.StatusOK {
		return nil, sw
	}
	if len(a.body) > 0 && len(a.body) != a.p3 {
		return nil, simcard.StatusWrongLength
	}
	if a.ins != simcard.InsGetResponse {
		a.ch.resp = nil // an answer waits for the very next command only
	}
	return c.execute(a)
}

// class finds the channel that the class byte names.
func (c *Card) class(a *apdu, class byte) simcard.StatusWord {
	switch {
	case a.old && c.kind != Only3G:
		a.ch = &c.channels[0]
	case a.old || c.kind == Only2G:
		return simcard.StatusClass
	case class&^3 == simcard.Class3G, class&^3 == simcard.ClassGlobal:
		a.ch = &c.channels[class&3]
	default:
		return simcard.StatusClass
	}
	if !a.ch.open {
		return 0x6881
	}
	return simcard.StatusOK
}

func (c *Card) execute(a apdu) ([]byte, simcard.StatusWord) {
	off := int(a.p1)<<8 | int(a.p2)
	switch a.ins {
	case simcard.InsSelect:
		return c.selectFile(a)
	case simcard.InsReadBinary, simcard.InsReadRecord, simcard.InsUpdateBinary, simcard.InsUpdateRecord:
		if a.ch.sel == 0 {
			return nil, word(a.old, simcard.StatusNotPermitted)
		}
	}
	f, ok := c.lookup(a.ch, a.ch.sel)
	switch a.ins {
	case simcard.InsReadBinary:
		return c.readBinary(a.ch.sel, f, ok, off, a.p3, a.old)
	case simcard.InsReadRecord:
		return c.readRecord(a.ch.sel, f, ok, int(a.p1), a.p3, a.old)
	case simcard.InsUpdateBinary:
		return nil, c.updateBinary(a.ch.sel, f, ok, off, a.body, a.old)
	case simcard.InsUpdateRecord:
		return nil, c.updateRecord(a.ch.sel, f, ok, int(a.p1), a.body, a.old)
	case simcard.InsGetResponse:
		return a.ch.response(a.p3, a.old)
	case simcard.InsStatus:
		return c.status(a)
	case simcard.InsVerify:
		return nil, word(a.old, c.verifyBody(a))
	case simcard.InsUnblock:
		return nil, word(a.old, c.unblockBody(a))
	case simcard.InsManageChannel:
		return c.manageChannel(a)
	case simcard.InsStoreData:
		return c.storeData(a)
	}
	return nil, simcard.StatusInstruction
}

// status describes the current directory without touching the selection.
func (c *Card) status(a apdu) ([]byte, simcard.StatusWord) {
	data := c.template(a.ch.dir, nil)
	if a.old {
		data = c.response2G(a.ch.dir, nil)
	}
	if a.p3 > len(data) {
		return nil, rightLength(a.old, len(data))
	}
	if a.p3 > 0 {
		data = data[:a.p3]
	}
	return data, simcard.StatusOK
}

// waiting keeps an answer for GET RESPONSE.
func (ch *channel) waiting(data []byte, old bool) ([]byte, simcard.StatusWord) {
	ch.resp = data
	if old {
		return nil, simcard.SW(0x9F, byte(len(data)))
	}
	return nil, simcard.SW(0x61, byte(len(data)))
}

func (ch *channel) response(length int, old bool) ([]byte, simcard.StatusWord) {
	switch {
	case len(ch.resp) == 0:
		return nil, word(old, simcard.StatusNotPermitted)
	case length > len(ch.resp):
		return nil, rightLength(old, len(ch.resp))
	case length == 0:
		length = len(ch.resp)
	}
	data := ch.resp[:length]
	ch.resp = nil
	return slices.Clone(data), simcard.StatusOK
}

// verifyBody takes eight bytes, the code padded with FF.
func (c *Card) verifyBody(a apdu) simcard.StatusWord {
	switch {
	case len(a.body) == 0 && !a.old:
		return triesWord(c.pin.Tries)
	case len(a.body) != 8:
		return simcard.StatusWrongLength
	}
	return c.verify(code(a.body))
}

// unblockBody takes sixteen bytes: the PUK and a new PIN.
func (c *Card) unblockBody(a apdu) simcard.StatusWord {
	switch {
	case len(a.body) == 0 && !a.old:
		return triesWord(c.pin.PUKTries)
	case len(a.body) != 16:
		return simcard.StatusWrongLength
	}
	return c.unblock(code(a.body[:8]), code(a.body[8:]))
}

func code(b []byte) string {
	return string(slices.DeleteFunc(slices.Clone(b), func(v byte) bool { return v == 0xFF }))
}

func triesWord(left int) simcard.StatusWord {
	if left <= 0 {
		return simcard.StatusBlocked
	}
	return 0x63C0 | simcard.StatusWord(min(left, 15))
}
