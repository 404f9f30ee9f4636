package simcardtest

import "simagent/simcard"

func directory(id simcard.FileID) bool {
	return id == simcard.FileMF || id == simcard.FileADF || id == simcard.FileDFGSM
}

// Describe returns what GET RESPONSE gives after the selection of a file or directory, as a module passes it
// through +CRSM=192: the file control parameters (ETSI TS 102 221, 11.1.1.3), of a 2G card the
// response of 3GPP TS 51.011, 9.2.1.
func (c *Card) Describe(id simcard.FileID) (data []byte, sw1, sw2 byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f, ok := c.view(id)
	if !ok && !directory(id) {
		sw := word(c.kind == Only2G, simcard.StatusNotFound)
		return nil, sw.SW1(), sw.SW2()
	}
	if c.kind == Only2G {
		return c.response2G(id, f), 0x90, 0x00
	}
	return c.template(id, f), 0x90, 0x00
}

// template is the file control parameters: descriptor, identifier, life cycle, security, and for a
// file its size and no short identifier. f is nil for a directory.
func (c *Card) template(id simcard.FileID, f *file) []byte {
	var tlv []byte
	add := func(tag uint32, value ...byte) { tlv = simcard.AppendTLV(tlv, tag, value) }
	name := []byte{byte(id >> 8), byte(id)}
	switch {
	case f == nil:
		add(0x82, 0x78, 0x21)
		if id == simcard.FileADF {
			add(0x84, usimAID()...)
		} else {
			add(0x83, name...)
		}
		add(0xA5, 0x80, 0x01, 0x71) // UICC characteristics: clock stop, classes A to C
	case f.record > 0:
		add(0x82, 0x42, 0x21, 0x00, byte(f.record), byte(f.count()))
		add(0x83, name...)
	default:
		add(0x82, 0x41, 0x21)
		add(0x83, name...)
	}
	add(0x8A, 0x05)                       // operational, activated
	rules := []byte{0x6F, 0x06, rule(id)} // record of EF ARR (TS 102 221, 9.2.7)
	if id.UnderMF() || id == simcard.FileMF {
		rules[0] = 0x2F
	}
	add(0x8B, rules...)
	if f == nil {
		status := byte(0x00)
		if c.pin.Enabled {
			status = 0x80
		}
		add(0xC6, 0x90, 0x01, status, 0x83, 0x01, 0x01) // PIN status (11.1.1.4.10.2): key reference 01
	} else {
		add(0x80, byte(len(f.data)>>8), byte(len(f.data)))
		add(0x88) // no short file identifier
	}
	return simcard.AppendTLV(nil, 0x62, tlv)
}

// rule is the record of EF ARR that tells who may read and write.
func rule(id simcard.FileID) byte {
	switch {
	case free(id) && !mayUpdate(id):
		return 1
	case !mayUpdate(id):
		return 2
	}
	return 3
}

// response2G is the answer to SELECT of a 2G card (3GPP TS 51.011, 9.2.1): 15 bytes of a file, 22 of a directory.
func (c *Card) response2G(id simcard.FileID, f *file) []byte {
	if f == nil {
		return c.directory2G(id)
	}
	b := make([]byte, 15)
	b[2], b[3] = byte(len(f.data)>>8), byte(len(f.data))
	b[4], b[5], b[6] = byte(id>>8), byte(id), 0x04
	read, update := byte(0x10), byte(0x04) // CHV1, ADM
	if free(id) {
		read = 0x00
	}
	if mayUpdate(id) {
		update = 0x01
	}
	b[8], b[10] = read|update, 0x44
	b[11], b[12] = 0x01, 0x02
	if f.record > 0 {
		b[13], b[14] = 0x01, byte(f.record)
	}
	return b
}

func (c *Card) directory2G(id simcard.FileID) []byte {
	b := make([]byte, 22)
	b[4], b[5], b[6], b[12] = byte(id>>8), byte(id), 0x02, 9
	if id == simcard.FileMF {
		b[6] = 0x01
	}
	b[13] = 0x13 // clock stop allowed
	if !c.pin.Enabled {
		b[13] |= 0x80
	}
	b[14], b[15], b[16] = 1, byte(min(len(c.files), 255)), 4
	b[18], b[19], b[20], b[21] = 0x80|byte(c.pin.Tries&0x0F), 0x80|byte(c.pin.PUKTries&0x0F), 0x83, 0x8A
	return b
}
