package ledger

import (
	"encoding/binary"
	"time"
)

var le = binary.LittleEndian

// fieldWriter appends tag, length, value.
type fieldWriter struct{ b []byte }

// field writes one field; fill appends its value.
func (w *fieldWriter) field(tag uint16, fill func(b []byte) []byte) {
	w.b = le.AppendUint16(w.b, tag)
	at := len(w.b)
	w.b = fill(append(w.b, 0, 0))
	le.PutUint16(w.b[at:], uint16(len(w.b)-at-2))
}

func (w *fieldWriter) text(tag uint16, s string) {
	w.field(tag, func(b []byte) []byte { return append(b, s...) })
}

func (w *fieldWriter) uint64(tag uint16, n ...uint64) {
	w.field(tag, func(b []byte) []byte {
		for _, n := range n {
			b = le.AppendUint64(b, n)
		}
		return b
	})
}

func (w *fieldWriter) uint32(tag uint16, n ...uint32) {
	w.field(tag, func(b []byte) []byte {
		for _, n := range n {
			b = le.AppendUint32(b, n)
		}
		return b
	})
}

func (w *fieldWriter) byte(tag uint16, c byte) {
	w.field(tag, func(b []byte) []byte { return append(b, c) })
}

// valueReader takes a value apart; a short value makes bad true and every
// later read zero.
type valueReader struct {
	b   []byte
	bad bool
}

func (r *valueReader) take(n int) []byte {
	if r.bad || len(r.b) < n {
		r.bad = true
		return make([]byte, n)
	}
	v := r.b[:n]
	r.b = r.b[n:]
	return v
}

func (r *valueReader) byte() byte     { return r.take(1)[0] }
func (r *valueReader) uint16() uint16 { return le.Uint16(r.take(2)) }
func (r *valueReader) uint32() uint32 { return le.Uint32(r.take(4)) }
func (r *valueReader) uint64() uint64 { return le.Uint64(r.take(8)) }
func (r *valueReader) time() time.Time {
	return timeOf(int64(r.uint64()))
}

// flag accepts 0 and 1 alone, so that every value has one encoding.
func (r *valueReader) flag() bool {
	c := r.byte()
	r.bad = r.bad || c > 1
	return c == 1
}

// count reads a non-negative number within the range of counts.
func (r *valueReader) count() int64 {
	n := int64(r.uint64())
	r.bad = r.bad || n < 0 || n > most
	return n
}

func (r *valueReader) boot() (id BootID) {
	copy(id[:], r.take(len(id)))
	return id
}

// text takes n bytes, or all that is left when n is negative; longer than most
// is malformed.
func (r *valueReader) text(n, most int) string {
	if n < 0 {
		n = len(r.b)
	}
	if n > most {
		r.bad = true
		return ""
	}
	return string(r.take(n))
}

// msOf is a time on disk: milliseconds since 1970, 0 for the zero time.
func msOf(t time.Time) uint64 {
	if t.IsZero() {
		return 0
	}
	return uint64(t.UnixMilli())
}

func timeOf(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func flagByte(b bool) byte {
	if b {
		return 1
	}
	return 0
}
