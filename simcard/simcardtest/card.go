package simcardtest

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"simagent/simcard"
)

// Kind is which commands a card understands.
type Kind uint8

// The kinds of cards.
const (
	Dual   Kind = iota // class 00 and, below DF GSM, class A0: the usual card
	Only2G             // a SIM of before 2000: class A0 alone
	Only3G             // a card without DF GSM: class 00 alone
)

// Card is an emulated card. Make one with New.
type Card struct {
	mu        sync.Mutex
	kind      Kind
	files     map[simcard.FileID]*file
	gsm       map[simcard.FileID]*file // those that differ below DF GSM
	eid       []byte                   // 16 bytes on an eUICC
	read      int                      // reads of EF ICCID since New
	refreshes int
	pin       pinState
	channels  [4]channel
	more      int // logical channels besides the basic one
}

// New makes a card with the number iccid and the file system of a Super SIM with made-up contents;
// its PIN is "1234", disabled, its PUK "12345678". iccid is written into EF ICCID as it stands, up to
// 20 hexadecimal characters, padded with F: nothing is checked, so that New("") is a card that was never
// personalised and New("9988…") a broken one. Characters that are not hexadecimal become F.
func New(iccid string) *Card {
	c := &Card{files: defaultFiles(), gsm: files2G(), pin: newPIN(), more: 3}
	c.channels[0] = channel{open: true, dir: simcard.FileMF, usim: true}
	c.files[simcard.FileICCID] = transparent(encodeNumber(iccid, 10))
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

// SetKind makes the card one that understands other classes of commands.
func (c *Card) SetKind(k Kind) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kind = k
}

// SetEID makes the card an eUICC with this number of 32 digits; "" makes it an ordinary card again.
func (c *Card) SetEID(eid string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.eid = nil
	if b, ok := simcard.SwappedFromHex(simcard.SwapNibbles(eid)); ok && len(b) == 16 {
		c.eid = b
	}
}

// SetChannels says how many logical channels the card has besides the basic one, 0 to 3.
func (c *Card) SetChannels(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.more = min(max(n, 0), 3)
}

// view is the file as a module sees it by its own access: that of the USIM, or of the 2G card.
func (c *Card) view(id simcard.FileID) (*file, bool) {
	if f, ok := c.gsm[id]; ok && c.kind == Only2G {
		return f, true
	}
	f, ok := c.files[id]
	return f, ok
}

// SetFile puts a file on the card, or replaces one, whoever may write it; nil removes it. A file with
// records keeps their length when the contents are whole records; any other becomes transparent.
func (c *Card) SetFile(id simcard.FileID, contents []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.setFile(id, contents)
}

func (c *Card) setFile(id simcard.FileID, contents []byte) {
	if contents == nil {
		delete(c.files, id)
		return
	}
	next := transparent(slices.Clone(contents))
	if old, ok := c.files[id]; ok && old.record > 0 && len(contents)%old.record == 0 {
		next.record = old.record
	}
	c.files[id] = next
}

// SetRecords puts a file with records of one length on the card; shorter ones are padded with FF.
func (c *Card) SetRecords(id simcard.FileID, length int, list ...[]byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.files[id] = records(min(max(length, 1), 255), len(list), list...)
}

// File returns a copy of a file, whoever may read it; nil when the card has none.
func (c *Card) File(id simcard.FileID) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.contents(id)
}

func (c *Card) contents(id simcard.FileID) []byte {
	if f, ok := c.files[id]; ok {
		return slices.Clone(f.data)
	}
	return nil
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

// SwitchIMSI does what the applet of a Super SIM does when it changes networks: it writes another IMSI,
// forgets where the old one was registered, and asks the module to read the card anew (3GPP TS 31.111,
// REFRESH). The ICCID stays. Refreshes counts these wishes.
func (c *Card) SwitchIMSI(imsi string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.setFile(simcard.FileIMSI, encodeIMSI(imsi))
	c.setFile(simcard.FileLOCI, location(0x01))
	c.setFile(simcard.FilePSLOCI, packetLocation())
	c.setFile(simcard.FileEPS, epsLocation())
	c.refreshes++
}

// Refreshes counts how often the card has asked to be read anew, so that a module that compares
// it with the number it knows sees each REFRESH once.
func (c *Card) Refreshes() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.refreshes
}

// IMSI returns the subscriber number.
func (c *Card) IMSI() string {
	ef := c.File(simcard.FileIMSI)
	if len(ef) < 2 {
		return ""
	}
	n := min(int(ef[0]), len(ef)-1)
	return strings.TrimRight(simcard.HexFromSwapped(ef[1:1+n]), "F")[1:]
}
