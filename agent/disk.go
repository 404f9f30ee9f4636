package agent

import (
	"sync"

	"simagent/agent/ledger"
)

// writeQueue holds the records that wait for the disk, in order. The loop adds
// and never waits; the writer takes.
type writeQueue struct {
	mu     sync.Mutex
	list   []Record
	closed bool
	wake   chan struct{}
}

// add queues a record. One of the same SIM that waits already is replaced by
// it: the newer holds all that the older did.
func (q *writeQueue) add(r Record) (replaced *Record) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i := range q.list {
		if q.list[i].Record.ICCID == r.Record.ICCID {
			old := q.list[i]
			q.list[i] = r
			return &old
		}
	}
	q.list = append(q.list, r)
	q.signal()
	return nil
}

func (q *writeQueue) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

func (q *writeQueue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.signal()
}

// next returns the oldest record; ok is false when the queue is closed and empty.
func (q *writeQueue) next() (r Record, ok bool) {
	for {
		q.mu.Lock()
		if len(q.list) > 0 {
			r = q.list[0]
			q.list = q.list[1:]
			q.mu.Unlock()
			return r, true
		}
		closed := q.closed
		q.mu.Unlock()
		if closed {
			return Record{}, false
		}
		<-q.wake
	}
}

// unsavedMost bounds what is kept of SIMs that were taken out while the disk
// failed.
const unsavedMost = 8

// remember keeps a record until the disk has it.
func (a *Agent) remember(r ledger.Record) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for id := range a.unsaved {
		if len(a.unsaved) >= unsavedMost && id != r.ICCID {
			delete(a.unsaved, id)
		}
	}
	a.unsaved[r.ICCID] = r
}

func (a *Agent) saved(r ledger.Record) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.unsaved[r.ICCID].Rev == r.Rev {
		delete(a.unsaved, r.ICCID)
	}
}
