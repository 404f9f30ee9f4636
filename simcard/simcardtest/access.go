package simcardtest

import (
	"slices"

	"simagent/simcard"
)

// Most that one answer holds (ETSI TS 102 221, 10.1.6).
const answerBytes = 256

// ReadBinary reads length bytes at offset off, as READ BINARY does. length 0 asks for the rest of the
// file, up to 256 bytes. A length beyond the end is answered with 6Cxx (67xx by a 2G card), xx being the
// right one; a file with records with 6981.
func (c *Card) ReadBinary(id simcard.FileID, off, length int) (data []byte, sw1, sw2 byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f, ok := c.view(id)
	data, sw := c.readBinary(id, f, ok, off, length, c.kind == Only2G)
	return data, sw.SW1(), sw.SW2()
}

func (c *Card) readBinary(id simcard.FileID, f *file, ok bool, off, length int, old bool) ([]byte, simcard.StatusWord) {
	switch {
	case !ok:
		return nil, word(old, simcard.StatusNotFound)
	case f.record > 0:
		return nil, word(old, simcard.StatusStructure)
	case !c.mayAccess(id):
		return nil, word(old, simcard.StatusNeedPIN)
	case off < 0 || off > len(f.data) || length < 0:
		return nil, word(old, simcard.StatusWrongOffset)
	}
	rest := min(len(f.data)-off, answerBytes)
	if length == 0 {
		length = rest
	}
	if length > rest {
		return nil, rightLength(old, rest)
	}
	if id == simcard.FileICCID {
		c.read++
	}
	return slices.Clone(f.data[off : off+length]), simcard.StatusOK
}

// ReadRecord reads record n, counted from 1, as READ RECORD does in absolute mode. A length other than that
// of the record, or 0, is answered with 6Cxx.
func (c *Card) ReadRecord(id simcard.FileID, n, length int) (data []byte, sw1, sw2 byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f, ok := c.view(id)
	data, sw := c.readRecord(id, f, ok, n, length, c.kind == Only2G)
	return data, sw.SW1(), sw.SW2()
}

func (c *Card) readRecord(id simcard.FileID, f *file, ok bool, n, length int, old bool) ([]byte, simcard.StatusWord) {
	switch {
	case !ok:
		return nil, word(old, simcard.StatusNotFound)
	case f.record == 0:
		return nil, word(old, simcard.StatusStructure)
	case !c.mayAccess(id):
		return nil, word(old, simcard.StatusNeedPIN)
	case n < 1 || n > f.count():
		return nil, word(old, simcard.StatusNoRecord)
	case length != 0 && length != f.record:
		return nil, rightLength(old, f.record)
	}
	return slices.Clone(f.data[(n-1)*f.record : n*f.record]), simcard.StatusOK
}

// UpdateBinary writes data at offset off, as UPDATE BINARY does. The card number and files that only
// the operator may write are refused with 6982; data beyond the end of the file with 6700.
func (c *Card) UpdateBinary(id simcard.FileID, off int, data []byte) (sw1, sw2 byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f, ok := c.view(id)
	sw := c.updateBinary(id, f, ok, off, data, c.kind == Only2G)
	return sw.SW1(), sw.SW2()
}

func (c *Card) updateBinary(id simcard.FileID, f *file, ok bool, off int, data []byte, old bool) simcard.StatusWord {
	switch {
	case !ok:
		return word(old, simcard.StatusNotFound)
	case f.record > 0:
		return word(old, simcard.StatusStructure)
	case !mayUpdate(id) || !c.mayAccess(id):
		return word(old, simcard.StatusNeedPIN)
	case off < 0 || off > len(f.data):
		return word(old, simcard.StatusWrongOffset)
	case off+len(data) > len(f.data):
		return simcard.StatusWrongLength
	}
	copy(f.data[off:], data)
	return simcard.StatusOK
}

// UpdateRecord writes record n, counted from 1, as UPDATE RECORD does in absolute mode.
func (c *Card) UpdateRecord(id simcard.FileID, n int, data []byte) (sw1, sw2 byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f, ok := c.view(id)
	sw := c.updateRecord(id, f, ok, n, data, c.kind == Only2G)
	return sw.SW1(), sw.SW2()
}

func (c *Card) updateRecord(id simcard.FileID, f *file, ok bool, n int, data []byte, old bool) simcard.StatusWord {
	switch {
	case !ok:
		return word(old, simcard.StatusNotFound)
	case f.record == 0:
		return word(old, simcard.StatusStructure)
	case !mayUpdate(id) || !c.mayAccess(id):
		return word(old, simcard.StatusNeedPIN)
	case n < 1 || n > f.count():
		return word(old, simcard.StatusNoRecord)
	case len(data) != f.record:
		return simcard.StatusWrongLength
	}
	copy(f.data[(n-1)*f.record:], data)
	return simcard.StatusOK
}

// word is what a 2G card says in place of the word of a 3G one (3GPP TS 51.011, 9.4).
func word(old bool, sw simcard.StatusWord) simcard.StatusWord {
	if !old {
		return sw
	}
	switch sw {
	case simcard.StatusNotFound:
		return simcard.StatusNotFound2G
	case simcard.StatusNeedPIN:
		return simcard.StatusNeedPIN2G
	case simcard.StatusStructure:
		return 0x9408
	case simcard.StatusNoRecord, simcard.StatusWrongOffset:
		return 0x9402
	case simcard.StatusNotPermitted:
		return 0x9400
	case simcard.StatusBlocked:
		return simcard.StatusBlocked2G
	}
	if _, wrong := sw.Retries(); wrong {
		return simcard.StatusNeedPIN2G
	}
	return sw
}

// rightLength says that a length is wrong and names the right one.
func rightLength(old bool, length int) simcard.StatusWord {
	if old {
		return simcard.SW(0x67, byte(length))
	}
	return simcard.SW(0x6C, byte(length))
}
