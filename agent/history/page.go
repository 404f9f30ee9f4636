package history

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"sort"
	"strings"

	"simagent/agent/ledger"
)

// Format of a file; the layout is in doc.go.
const (
	pageBytes     = 4096 // one block of every file system and card in use
	pageHead      = 52
	pageRoom      = pageBytes - pageHead
	places        = 16
	fileBytes     = places * pageBytes
	formatVersion = 1

	iccidBytes = 22
	maxSeq     = 1 << 62 // no file gets there
	maxNumber  = 1 << 31
)

// kind says what the records of a page are. The values are on disk.
type kind byte

const (
	kindHours   kind = 1
	kindDays    kind = 2
	kindPeriods kind = 3
)

// quotas are how many pages of a kind are kept. With one place that is always free they are the whole file.
var quotas = [...]int{kindHours: 9, kindDays: 5, kindPeriods: 1}

var (
	le         = binary.LittleEndian
	pageMagic  = [4]byte{'S', 'I', 'M', 'H'}
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
)

// page is one block of records. Pages of a kind are numbered in the order of their making; of two with the same number
// the one with the higher sequence counts. Of two records of the same hour or day the one in the later page counts.
type page struct {
	kind   kind
	number uint32
	seq    uint64 // of the writing
	place  int

	undated undated // up to and with this page, in one of hours
	hours   []ledger.Hour
	days    []Day
	periods []Period
}

// encode gives a page of exactly pageBytes, or nil when the records do not fit.
func (p page) encode(iccid string) []byte {
	payload := p.payload()
	if len(payload) > pageRoom {
		return nil
	}
	b := make([]byte, pageBytes)
	copy(b, pageMagic[:])
	le.PutUint16(b[4:], formatVersion)
	le.PutUint16(b[6:], uint16(len(payload)))
	le.PutUint64(b[8:], p.seq)
	b[20] = byte(p.kind)
	le.PutUint32(b[24:], p.number)
	copy(b[28:28+iccidBytes], iccid)
	copy(b[pageHead:], payload)
	le.PutUint32(b[16:], pageCRC(b))
	return b
}

// pageCRC covers all the page but the CRC itself.
func pageCRC(b []byte) uint32 {
	return crc32.Update(crc32.Checksum(b[:16], castagnoli), castagnoli, b[20:])
}

// decodePage reads one page with a right CRC. Everything that the format leaves open is malformed.
func decodePage(b []byte) (iccid string, p page, ok bool) {
	iccid = ownerOf(b)
	n := int(le.Uint16(b[6:]))
	p = page{kind: kind(b[20]), number: le.Uint32(b[24:]), seq: le.Uint64(b[8:])}
	switch {
	case le.Uint16(b[4:]) != formatVersion || iccid == "" || n > pageRoom:
	case p.seq == 0 || p.seq > maxSeq || p.number == 0 || p.number > maxNumber:
	case b[21]|b[22]|b[23]|b[50]|b[51] != 0 || !allZero(b[pageHead+n:]):
	default:
		return iccid, p, p.take(b[pageHead : pageHead+n])
	}
	return "", page{}, false
}

// intact tells that a page is as some version of this program wrote it.
func intact(b []byte) bool {
	return len(b) == pageBytes && [4]byte(b[:4]) == pageMagic && le.Uint32(b[16:]) == pageCRC(b)
}

// ownerOf is the ICCID of a page, empty when it is none.
func ownerOf(b []byte) string {
	iccid := strings.TrimRight(string(b[28:28+iccidBytes]), "\x00")
	if !validICCID(iccid) {
		return ""
	}
	return iccid
}

// validICCID asks for the canonical form, as the ledger does: digits (and hex nibbles) without padding.
func validICCID(s string) bool {
	return len(s) >= 10 && len(s) <= iccidBytes && strings.Trim(s, "0123456789ABCDEF") == ""
}

func allZero(b []byte) bool { return bytes.Count(b, []byte{0}) == len(b) }

// search finds the record with a number in a list of rising numbers, or where it would be. Like insert it is written with
// few type parameters: those of slices take four times as much of the binary.
func search[T any](list []T, n uint32, number func(T) uint32) (at int, found bool) {
	at = sort.Search(len(list), func(i int) bool { return number(list[i]) >= n })
	return at, at < len(list) && number(list[at]) == n
}

// insert gives a copy with v in its place; one with the same number is replaced.
func insert[T any](list []T, v T, number func(T) uint32) []T {
	at, found := search(list, number(v), number)
	if found {
		list = append([]T(nil), list...)
		list[at] = v
		return list
	}
	grown := make([]T, 0, len(list)+1)
	grown = append(append(grown, list[:at]...), v)
	return append(grown, list[at:]...)
}

func hourNumber(h ledger.Hour) uint32 { return h.Hour }

func dayNumber(d Day) uint32 { return d.Day }

func pageNumber(p page) uint32 { return p.number }
