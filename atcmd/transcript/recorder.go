package transcript

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// Recorder writes what goes over a port, redacted, without ever holding the
// port up: a goroutine of its own does the work, and what it cannot take in
// time is dropped, counted, and marked in the transcript. Its methods are safe
// for concurrent use and do not block, except Close.
type Recorder struct {
	start time.Time
	red   *Redactor
	out   *Writer

	mu      sync.Mutex
	queue   []event // what the goroutine has not taken yet
	bytes   []byte  // of queue, in a row
	lost    uint64  // bytes dropped since the last event in the queue
	closing bool
	spare   struct { // buffers to take turns with
		queue []event
		bytes []byte
	}

	dropped atomic.Uint64
	kick    chan struct{} // one token: there is something to do
	done    chan struct{} // closed when the goroutine has ended
	err     error         // written before done is closed
}

// event is something in the queue.
type event struct {
	kind   Kind
	midway bool
	at     time.Duration
	n      int    // bytes in Recorder.bytes
	lost   uint64 // bytes that are missing in front of it
}

// maxQueue bounds the bytes that wait: 20 s of a UART at 115200 baud.
const (
	maxQueue  = 256 << 10
	maxEvents = 16 << 10
)

// NewRecorder starts to write to w. Numbers are replaced with a secret that is
// drawn at random and kept nowhere.
func NewRecorder(w io.Writer, h Header) *Recorder { return newRecorder(w, h, nil) }

func newRecorder(w io.Writer, h Header, secret []byte) *Recorder {
	r := &Recorder{start: time.Now(), red: NewRedactor(secret), kick: make(chan struct{}, 1), done: make(chan struct{})}
	go r.run(w, h) // ends after Close or at the first error; Close waits
	return r
}

// Sent takes bytes that go to the module.
func (r *Recorder) Sent(b []byte) { r.put(event{kind: Sent}, b) }

// Got takes bytes that came from the module.
func (r *Recorder) Got(b []byte) { r.put(event{kind: Got}, b) }

// Mark takes an event of the port: Open, Close or Lost.
func (r *Recorder) Mark(k Kind) { r.put(event{kind: k}, nil) }

// midway says that the port is in use already.
func (r *Recorder) midway() { r.put(event{kind: Open, midway: true}, nil) }

func (r *Recorder) put(e event, b []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closing {
		return
	}
	if len(r.bytes)+len(b) > maxQueue || len(r.queue) >= maxEvents {
		r.lost += uint64(len(b))
		r.dropped.Add(uint64(len(b)))
		return
	}
	e.at, e.n, e.lost = time.Since(r.start), len(b), r.lost
	r.lost = 0
	r.queue = append(r.queue, e)
	r.bytes = append(r.bytes, b...)
	r.wake()
}

func (r *Recorder) wake() {
	select {
	case r.kick <- struct{}{}:
	default:
	}
}

// Dropped returns how many bytes are missing in the transcript so far.
func (r *Recorder) Dropped() uint64 { return r.dropped.Load() }

// Done is closed when no more is written, after Close or because the writer
// failed.
func (r *Recorder) Done() <-chan struct{} { return r.done }

// Close writes what waits and returns the first error of the writer. It waits
// as long as the writer takes. It may be called again.
func (r *Recorder) Close() error {
	r.mu.Lock()
	r.closing = true
	r.mu.Unlock()
	r.wake()
	<-r.done
	return r.err
}

// run is the goroutine.
func (r *Recorder) run(w io.Writer, h Header) {
	defer close(r.done)
	r.out = NewWriter(w, h)
	l := newLines(r.red, func(e Entry) { _ = r.out.Entry(e) }) // its error stays in it
	for range r.kick {
		queue, bytes, lost, last := r.take()
		r.write(l, queue, bytes)
		if last {
			if lost > 0 {
				l.event(Entry{Kind: Dropped, At: time.Since(r.start), Count: lost})
			}
			l.rest()
		}
		if r.out.err != nil {
			r.err = fmt.Errorf("cannot write transcript: %w", r.out.err)
		}
		if last || r.err != nil {
			r.give(nil, nil, true)
			return
		}
		r.give(queue, bytes, false)
	}
}

// take takes what is in the queue.
func (r *Recorder) take() (queue []event, bytes []byte, lost uint64, last bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	queue, bytes = r.queue, r.bytes
	r.queue, r.bytes = r.spare.queue, r.spare.bytes
	r.spare.queue, r.spare.bytes = nil, nil
	return queue, bytes, r.lost, r.closing
}

// give returns the buffers, for the next turn but one.
func (r *Recorder) give(queue []event, bytes []byte, over bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closing = r.closing || over
	r.spare.queue, r.spare.bytes = queue[:0], bytes[:0]
}

func (r *Recorder) write(l *lines, queue []event, bytes []byte) {
	for _, e := range queue {
		if r.out.err != nil {
			return
		}
		if e.lost > 0 {
			l.event(Entry{Kind: Dropped, At: e.at, Count: e.lost})
		}
		b := bytes[:e.n]
		bytes = bytes[e.n:]
		switch {
		case e.midway:
			l.midway()
		case e.kind == Sent || e.kind == Got:
			l.add(e.kind, e.at, b)
		default:
			l.event(Entry{Kind: e.kind, At: e.at})
		}
	}
}
