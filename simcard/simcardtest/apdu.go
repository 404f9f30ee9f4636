package simcardtest

import (
	"slices"

	"simagent/simcard"
)

// Instructions of ETSI TS 102 221, 10.1.2.
const (
	insSelect   = 0xA4
	insRead     = 0xB0
	insUpdate   = 0xD6
	insResponse = 0xC0
	insStatus   = 0xF2
	insVerify   = 0x20
	insUnblock  = 0x2C
)

// Transmit answers one command APDU with response data and the two bytes of the status word, on the
// basic channel: SELECT by file identifier, READ and UPDATE BINARY, GET RESPONSE, STATUS, VERIFY and
// UNBLOCK PIN (with an empty body, they tell the tries left). What is malformed or unknown gets
// the status word that a card would give.
func (c *Card) Transmit(apdu []byte) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	data, sw := c.transmit(apdu)
	return append(data, sw.SW1(), sw.SW2())
}

func (c *Card) transmit(apdu []byte) ([]byte, simcard.StatusWord) {
	if len(apdu) < 4 {
		return nil, simcard.StatusWrongLength
	}
	if class := apdu[0]; class != 0x00 && class != 0x80 && class != 0xA0 {
		return nil, simcard.StatusClass
	}
	p1, p2, p3, body := apdu[2], apdu[3], 0, []byte(nil)
	if len(apdu) > 4 {
		p3, body = int(apdu[4]), apdu[5:]
	}
	switch apdu[1] {
	case insSelect:
		return c.selectFile(body)
	case insRead:
		return c.readSelected(int(p1)<<8|int(p2), p3)
	case insUpdate:
		if len(body) != p3 {
			return nil, simcard.StatusWrongLength
		}
		return nil, c.updateBinary(c.sel, int(p1)<<8|int(p2), body)
	case insResponse:
		return c.getResponse(p3)
	case insStatus:
		return c.describe(simcard.FileMF), simcard.StatusOK
	case insVerify:
		return nil, c.verifyBody(body)
	case insUnblock:
		if len(body) == 0 {
			return nil, triesWord(c.pin.PUKTries)
		}
		return nil, simcard.StatusWrongLength
	}
	return nil, simcard.StatusInstruction
}

// selectFile takes two bytes of identifier; directories lead nowhere else, because every file of this
// card is known by its identifier alone.
func (c *Card) selectFile(body []byte) ([]byte, simcard.StatusWord) {
	if len(body) > 2 {
		body = body[len(body)-2:]
	}
	if len(body) != 2 {
		return nil, simcard.StatusWrongLength
	}
	id := simcard.FileID(body[0])<<8 | simcard.FileID(body[1])
	if _, ok := c.files[id]; !ok && !directory(id) {
		return nil, simcard.StatusNotFound
	}
	c.sel, c.resp = id, c.describe(id)
	return nil, simcard.SW(0x61, byte(len(c.resp)))
}

func directory(id simcard.FileID) bool {
	return id == simcard.FileMF || id == simcard.FileADF || id == simcard.FileDFGSM
}

func (c *Card) readSelected(off, length int) ([]byte, simcard.StatusWord) {
	if directory(c.sel) {
		return nil, simcard.StatusNotPermitted
	}
	return c.readBinary(c.sel, off, length)
}

func (c *Card) getResponse(length int) ([]byte, simcard.StatusWord) {
	switch {
	case len(c.resp) == 0:
		return nil, simcard.StatusNotPermitted
	case length > len(c.resp):
		return nil, simcard.SW(0x6C, byte(len(c.resp)))
	case length == 0:
		length = len(c.resp)
	}
	data := c.resp[:length]
	c.resp = nil
	return slices.Clone(data), simcard.StatusOK
}

// verifyBody takes eight bytes, the code padded with FF.
func (c *Card) verifyBody(body []byte) simcard.StatusWord {
	switch {
	case len(body) == 0:
		return triesWord(c.pin.Tries)
	case len(body) != 8:
		return simcard.StatusWrongLength
	}
	return c.verify(string(slices.DeleteFunc(slices.Clone(body), func(b byte) bool { return b == 0xFF })))
}

func triesWord(left int) simcard.StatusWord {
	if left <= 0 {
		return simcard.StatusBlocked
	}
	return 0x63C0 | simcard.StatusWord(min(left, 15))
}

// Describe returns the file control parameters of a file (ETSI TS 102 221, 11.1.1.3), what GET
// RESPONSE gives after a SELECT: descriptor, identifier, life cycle and, for a file, its size.
func (c *Card) Describe(id simcard.FileID) (data []byte, sw1, sw2 byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.files[id]; !ok && !directory(id) {
		return nil, simcard.StatusNotFound.SW1(), simcard.StatusNotFound.SW2()
	}
	return c.describe(id), 0x90, 0x00
}

func (c *Card) describe(id simcard.FileID) []byte {
	kind := byte(0x41) // transparent, shareable
	if directory(id) {
		kind = 0x78
	}
	tlv := []byte{0x82, 0x02, kind, 0x21, 0x83, 0x02, byte(id >> 8), byte(id), 0x8A, 0x01, 0x05}
	if !directory(id) {
		size := len(c.files[id])
		tlv = append(tlv, 0x80, 0x02, byte(size>>8), byte(size))
	}
	return append([]byte{0x62, byte(len(tlv))}, tlv...)
}
