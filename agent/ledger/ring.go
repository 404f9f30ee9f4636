package ledger

import "sort"

// ring is what the content of a file says.
type ring struct {
	slots   int    // whole slots in the content
	newest  int    // index of the winner, -1 when no slot is intact
	seq     uint64 // of the winner
	record  Record // of the winner
	future  uint16 // highest later version met, 0 for none
	content bool   // some byte is not zero
}

// readRing looks at every slot. Any intact slot is a whole account, and the
// one with the highest sequence wins.
func readRing(b []byte) ring {
	r := ring{slots: len(b) / slotBytes, newest: -1}
	type candidate struct {
		index int
		seq   uint64
	}
	var intact []candidate
	for i := range r.slots {
		h, state := readSlotHeader(b[i*slotBytes : (i+1)*slotBytes])
		r.content = r.content || state != slotEmpty
		switch state {
		case slotFuture:
			r.future = max(r.future, h.version)
		case slotIntact:
			intact = append(intact, candidate{i, h.seq})
		}
	}
	r.content = r.content || !allZero(b[r.slots*slotBytes:])
	sort.Slice(intact, func(i, j int) bool { return intact[i].seq > intact[j].seq })
	for _, c := range intact {
		seq, rec, err := decodeSlot(b[c.index*slotBytes : (c.index+1)*slotBytes])
		if err == nil {
			r.newest, r.seq, r.record = c.index, seq, rec
			return r
		}
	}
	return r
}
