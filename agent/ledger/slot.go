package ledger

import (
	"bytes"
	"fmt"
	"hash/crc32"
)

// Format of a slot; the layout is in doc.go.
const (
	slotBytes     = 4096 // one block of every file system and card in use
	slotHead      = 24
	slotRoom      = slotBytes - slotHead
	formatVersion = 1

	maxSeq = 1 << 62 // no ring gets there; above it the next one could wrap
)

var slotMagic = [4]byte{'S', 'I', 'M', 'L'}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// slotState says what a slot holds.
type slotState byte

const (
	slotEmpty  slotState = iota // zeros
	slotBroken                  // torn, foreign or malformed
	slotFuture                  // intact, of a later version
	slotIntact
)

// encodeSlot gives one slot of exactly slotBytes.
func encodeSlot(seq uint64, r Record) ([]byte, error) {
	payload, err := encodePayload(r, slotRoom)
	if err != nil {
		return nil, err
	}
	return frameSlot(formatVersion, seq, payload), nil
}

func frameSlot(version uint16, seq uint64, payload []byte) []byte {
	slot := make([]byte, slotBytes)
	copy(slot, slotMagic[:])
	le.PutUint16(slot[4:], version)
	le.PutUint16(slot[6:], uint16(len(payload)))
	le.PutUint64(slot[8:], seq)
	copy(slot[slotHead:], payload)
	le.PutUint32(slot[16:], slotCRC(slot))
	return slot
}

// slotCRC covers all the slot but the CRC itself.
func slotCRC(slot []byte) uint32 {
	return crc32.Update(crc32.Checksum(slot[:16], castagnoli), castagnoli, slot[20:])
}

// slotHeader is what can be told without reading the payload.
type slotHeader struct {
	version uint16
	length  int
	seq     uint64
}

func readSlotHeader(slot []byte) (slotHeader, slotState) {
	if len(slot) != slotBytes || [4]byte(slot[:4]) != slotMagic || le.Uint32(slot[16:]) != slotCRC(slot) {
		if allZero(slot) {
			return slotHeader{}, slotEmpty
		}
		return slotHeader{}, slotBroken
	}
	h := slotHeader{version: le.Uint16(slot[4:]), length: int(le.Uint16(slot[6:])), seq: le.Uint64(slot[8:])}
	switch {
	case h.version > formatVersion:
		return h, slotFuture
	case h.version != formatVersion || h.length > slotRoom || h.seq == 0 || h.seq > maxSeq:
		return h, slotBroken
	}
	return h, slotIntact
}

func allZero(b []byte) bool { return bytes.Count(b, []byte{0}) == len(b) }

// decodeSlot reads one slot. The error is nil only for an intact one.
func decodeSlot(slot []byte) (seq uint64, r Record, err error) {
	h, state := readSlotHeader(slot)
	if state != slotIntact {
		return 0, Record{}, fmt.Errorf("slot is not intact (state %d)", state)
	}
	r, err = decodePayload(slot[slotHead : slotHead+h.length])
	return h.seq, r, err
}
