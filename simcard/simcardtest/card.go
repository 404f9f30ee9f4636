package simcardtest

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"simagent/simcard"
)

// Card is an emulated card. Make one with New.
type Card struct {
	mu    sync.Mutex
	files map[simcard.FileID][]byte
	read  int // reads of EF ICCID since New
	pin   pinState
	sel   simcard.FileID // current file of Transmit
	resp  []byte         // waiting for GET RESPONSE
}

// New makes a card with the number iccid and the file system of a Super SIM with made-up contents;
// its PIN is "1234", disabled, its PUK "12345678". iccid is written into EF ICCID as it stands, up to
// 20 hexadecimal characters, padded with F: nothing is checked, so that New("") is a card that was never
// personalised and New("9988…") a broken one. Characters that are not hexadecimal become F.
func New(iccid string) *Card {
	c := &Card{files: defaultFiles(), pin: newPIN(), sel: simcard.FileMF}
	c.files[simcard.FileICCID] = encodeNumber(iccid, 10)
	return c
}

// encodeNumber packs digits in swapped BCD into n bytes, padded with F.
func encodeNumber(digits string, n int) []byte {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune("0123456789abcdefABCDEF", r) {
			return r
		}
		return 'F'
	}, digits)
	clean += strings.Repeat("F", 2*n)
	b, _ := simcard.SwappedFromHex(clean[:2*n])
	return b
}

// ReadBinary reads length bytes at offset off, as READ BINARY does. length 0 asks for the rest of the
// file, up to 256 bytes. A length beyond the end is answered with 6Cxx, xx being the right one.
func (c *Card) ReadBinary(id simcard.FileID, off, length int) (data []byte, sw1, sw2 byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	data, sw := c.readBinary(id, off, length)
	return data, sw.SW1(), sw.SW2()
}

func (c *Card) readBinary(id simcard.FileID, off, length int) ([]byte, simcard.StatusWord) {
	file, ok := c.files[id]
	switch {
	case !ok:
		return nil, simcard.StatusNotFound
	case !c.mayAccess(id):
		return nil, simcard.StatusNeedPIN
	case off < 0 || off > len(file) || length < 0:
		return nil, simcard.StatusWrongOffset
	}
	rest := min(len(file)-off, 256)
	if length == 0 {
		length = rest
	}
	if length > rest {
		return nil, simcard.SW(0x6C, byte(rest))
	}
	if id == simcard.FileICCID {
		c.read++
	}
	return slices.Clone(file[off : off+length]), simcard.StatusOK
}

// UpdateBinary writes data at offset off, as UPDATE BINARY does. The card number and files that only
// the operator may write are refused with 6982; data beyond the end of the file with 6700.
func (c *Card) UpdateBinary(id simcard.FileID, off int, data []byte) (sw1, sw2 byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	sw := c.updateBinary(id, off, data)
	return sw.SW1(), sw.SW2()
}

func (c *Card) updateBinary(id simcard.FileID, off int, data []byte) simcard.StatusWord {
	file, ok := c.files[id]
	switch {
	case !ok:
		return simcard.StatusNotFound
	case !mayUpdate(id) || !c.mayAccess(id):
		return simcard.StatusNeedPIN
	case off < 0 || off > len(file):
		return simcard.StatusWrongOffset
	case off+len(data) > len(file):
		return simcard.StatusWrongLength
	}
	copy(file[off:], data)
	return simcard.StatusOK
}

// SetFile puts a file on the card, or replaces one, whoever may write it; nil removes it.
func (c *Card) SetFile(id simcard.FileID, contents []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if contents == nil {
		delete(c.files, id)
		return
	}
	c.files[id] = slices.Clone(contents)
}

// File returns a copy of a file, whoever may read it; nil when the card has none.
func (c *Card) File(id simcard.FileID) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.files[id])
}

// Files lists the identifiers of the elementary files, in ascending order.
func (c *Card) Files() []simcard.FileID {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Sorted(maps.Keys(c.files))
}

// ICCID returns the number in reading order without padding, as it stands in the file.
func (c *Card) ICCID() string {
	return strings.TrimRight(simcard.HexFromSwapped(c.File(simcard.FileICCID)), "F")
}

// ICCIDReads counts how often EF ICCID was read, by a module or through ReadBinary.
func (c *Card) ICCIDReads() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.read
}

// SetIMSI writes the subscriber number, up to 15 decimal digits; a Super SIM changes it by itself.
func (c *Card) SetIMSI(imsi string) { c.SetFile(simcard.FileIMSI, encodeIMSI(imsi)) }

// IMSI returns the subscriber number.
func (c *Card) IMSI() string {
	ef := c.File(simcard.FileIMSI)
	if len(ef) < 2 {
		return ""
	}
	n := min(int(ef[0]), len(ef)-1)
	return strings.TrimRight(simcard.HexFromSwapped(ef[1:1+n]), "F")[1:]
}
