package atcmd

import (
	"sync/atomic"
	"time"
)

// A URC is one unsolicited result code.
type URC struct {
	At      time.Time // when its last byte was read
	Line    string
	Body    string // second line of +CMT, +CDS and +CBM
	Dropped uint64 // URCs lost just before this one because nobody read the channel
}

// urcQueue is the one ordered, bounded stream of URCs. put is called by the
// reader alone and never blocks.
type urcQueue struct {
	ch      chan URC
	missed  uint64 // since the last one that got in; the reader's
	dropped atomic.Uint64
}

func (q *urcQueue) put(u URC) {
	u.Dropped = q.missed
	select {
	case q.ch <- u:
		q.missed = 0
	default:
		q.missed++
		q.dropped.Add(1)
	}
}
