package modemtest

import (
	"context"
	"io"
	"sync"
	"time"
)

// Bounds of what waits for a reader that does not read. Beyond the first, URCs are dropped; beyond
// the second, the modem takes no more commands.
const (
	maxWaitingURCs    = 1 << 18
	maxWaitingAnswers = 1 << 20
)

// chunk is written with one call, or byte by byte with a pause behind each.
type chunk struct {
	data  []byte
	split bool
	gap   time.Duration
}

// outbox is the only way to the link. Whole lines go in, in order, so that an unsolicited line never lands
// inside another. While the user types, with echo, unsolicited lines wait for the end of the line.
type outbox struct {
	mu     sync.Mutex
	queue  []chunk
	size   int
	typing bool
	held   [][]byte
	lost   int
	wire   wire
	more   chan struct{} // holds one token when there is something to write
}

func newOutbox(w wire) *outbox { return &outbox{more: make(chan struct{}, 1), wire: w} }

// put queues chunks of an answer or an echo.
func (o *outbox) put(chunks ...chunk) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.add(chunks...)
}

func (o *outbox) add(chunks ...chunk) {
	for _, c := range chunks {
		if len(c.data) > 0 {
			o.queue = append(o.queue, c)
			o.size += len(c.data)
		}
	}
	select {
	case o.more <- struct{}{}:
	default:
	}
}

// urc queues an unsolicited line, or counts it as lost when nobody reads.
func (o *outbox) urc(b []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.size > maxWaitingURCs {
		o.lost++
		return
	}
	if o.typing {
		o.held = append(o.held, b)
		o.size += len(b)
		return
	}
	o.add(chunk{data: b})
}

// setTyping says whether a command line is half typed. At its end the held lines follow.
func (o *outbox) setTyping(on bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.typing = on
	if on || len(o.held) == 0 {
		return
	}
	for _, b := range o.held {
		o.size -= len(b)
		o.add(chunk{data: b})
	}
	o.held = nil
}

// clear forgets what waits; the chunk that is being written stays.
func (o *outbox) clear() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, c := range o.queue {
		o.size -= len(c.data)
	}
	for _, b := range o.held {
		o.size -= len(b)
	}
	o.queue, o.held = nil, nil
}

// interrupt ends a half typed line and forgets what waited for its end.
func (o *outbox) interrupt() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, b := range o.held {
		o.size -= len(b)
	}
	o.held, o.typing = nil, false
}

// waiting returns the number of bytes not yet written.
func (o *outbox) waiting() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.size
}

// take removes the first chunk; it counts as waiting until done is told.
func (o *outbox) take() (chunk, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.queue) == 0 {
		return chunk{}, false
	}
	c := o.queue[0]
	o.queue = o.queue[1:]
	return c, true
}

func (o *outbox) done(n int) {
	o.mu.Lock()
	o.size -= n
	o.mu.Unlock()
}

// drain writes until ctx ends or a write fails. progress is called after each chunk.
func (o *outbox) drain(ctx context.Context, w io.Writer, progress func()) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-o.more:
		}
		for c, ok := o.take(); ok; c, ok = o.take() {
			if err := c.write(ctx, o.wire.pace(ctx, w)); err != nil {
				return err
			}
			o.done(len(c.data))
			progress()
		}
	}
}

func (c chunk) write(ctx context.Context, w io.Writer) error {
	if !c.split {
		_, err := w.Write(c.data)
		return err
	}
	for i := range c.data {
		if _, err := w.Write(c.data[i : i+1]); err != nil {
			return err
		}
		if c.gap > 0 {
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(c.gap):
			}
		}
	}
	return nil
}
