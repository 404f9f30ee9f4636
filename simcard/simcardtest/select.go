package simcardtest

import (
	"bytes"

	"simagent/simcard"
)

// lookup finds a file of the current directory of a channel.
func (c *Card) lookup(ch *channel, id simcard.FileID) (*file, bool) {
	if id.UnderMF() != (ch.dir == simcard.FileMF) {
		return nil, false
	}
	if f, ok := c.gsm[id]; ok && ch.dir == simcard.FileDFGSM {
		return f, true
	}
	f, ok := c.files[id]
	return f, ok
}

// selectFile serves the ways of ETSI TS 102 221, 11.1.1.2: by identifier (P1 00), by application (04), by path
// from the MF (08). A failed selection leaves everything as it was.
func (c *Card) selectFile(a apdu) ([]byte, simcard.StatusWord) {
	next := *a.ch
	next.resp = nil
	var sw simcard.StatusWord
	switch {
	case a.p1 == 0x04 && !a.old:
		sw = c.selectApplication(&next, a.body)
	case a.p1 == 0x08 && !a.old:
		next.dir, next.sel = simcard.FileMF, 0
		sw = c.selectPath(&next, a.body, a.old)
	case a.p1 == 0x00:
		sw = c.selectPath(&next, a.body[:min(len(a.body), 2)], a.old)
		if len(a.body) != 2 {
			sw = simcard.StatusWrongLength
		}
	default:
		sw = simcard.StatusWrongData
	}
	if sw != simcard.StatusOK {
		return nil, sw
	}
	*a.ch = next
	if a.p2&0x0C == 0x0C && !a.old { // no answer wanted
		return nil, simcard.StatusOK
	}
	return a.ch.waiting(c.selected(a), a.old)
}

// selected describes what a channel has selected.
func (c *Card) selected(a apdu) []byte {
	id, f := a.ch.dir, (*file)(nil)
	if a.ch.sel != 0 {
		id = a.ch.sel
		f, _ = c.lookup(a.ch, id)
	}
	if a.old {
		return c.response2G(id, f)
	}
	if a.ch.isdr { // GlobalPlatform: 6F { 84 identifier, A5 { 9F65 … } }
		fci := simcard.AppendTLV(nil, 0x84, isdrAID())
		return simcard.AppendTLV(nil, 0x6F, simcard.AppendTLV(fci, 0xA5, []byte{0x9F, 0x65, 0x01, 0xFF}))
	}
	return c.template(id, f)
}

// selectPath goes down one identifier after the other.
func (c *Card) selectPath(ch *channel, path []byte, old bool) simcard.StatusWord {
	if len(path) == 0 || len(path)%2 != 0 {
		return simcard.StatusWrongLength
	}
	for ; len(path) > 0; path = path[2:] {
		id := simcard.FileID(path[0])<<8 | simcard.FileID(path[1])
		switch {
		case id == simcard.FileMF, id == simcard.FileADF && ch.usim && !old, id == simcard.FileDFGSM && c.kind != Only3G:
			ch.dir, ch.sel, ch.isdr = id, 0, false
		default:
			if _, ok := c.lookup(ch, id); !ok || ch.isdr {
				return word(old, simcard.StatusNotFound)
			}
			ch.sel = id
		}
	}
	return simcard.StatusOK
}

func (c *Card) selectApplication(ch *channel, aid []byte) simcard.StatusWord {
	switch {
	case len(aid) >= 5 && bytes.HasPrefix(usimAID(), aid):
		ch.dir, ch.sel, ch.usim, ch.isdr = simcard.FileADF, 0, true, false
	case len(aid) >= 5 && c.eid != nil && bytes.HasPrefix(isdrAID(), aid):
		ch.dir, ch.sel, ch.usim, ch.isdr = simcard.FileMF, 0, false, true
	default:
		return simcard.StatusNotFound
	}
	return simcard.StatusOK
}

// manageChannel opens (P1 00) and closes (P1 80) a logical channel (11.1.17).
func (c *Card) manageChannel(a apdu) ([]byte, simcard.StatusWord) {
	switch {
	case a.old:
		return nil, simcard.StatusInstruction
	case c.more == 0:
		return nil, 0x6881
	}
	switch a.p1 {
	case 0x00:
		for i := 1; i <= c.more; i++ {
			if !c.channels[i].open {
				c.channels[i] = channel{open: true, dir: simcard.FileMF}
				return []byte{byte(i)}, simcard.StatusOK
			}
		}
		return nil, simcard.StatusNotPossible
	case 0x80:
		if n := int(a.p2); n > 0 && n < len(c.channels) && c.channels[n].open {
			c.channels[n] = channel{}
			return nil, simcard.StatusOK
		}
		return nil, 0x6881
	}
	return nil, simcard.StatusWrongData
}

// OpenChannels counts the logical channels that somebody has left open, the basic one aside.
func (c *Card) OpenChannels() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 0
	for _, ch := range c.channels[1:] {
		if ch.open {
			n++
		}
	}
	return n
}

// storeData answers the eUICC's GetEuiccData request for the EID (GSMA SGP.22, 5.7.20): BF3E { 5C 5A } gives
// BF3E { 5A number }.
func (c *Card) storeData(a apdu) ([]byte, simcard.StatusWord) {
	if !a.ch.isdr || a.old {
		return nil, simcard.StatusInstruction
	}
	if !bytes.Equal(a.body, []byte{0xBF, 0x3E, 0x03, 0x5C, 0x01, 0x5A}) {
		return nil, 0x6A80
	}
	return a.ch.waiting(simcard.AppendTLV(nil, 0xBF3E, simcard.AppendTLV(nil, 0x5A, c.eid)), false)
}
