package modemtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// port is one link while it is served. Its loop alone touches what is not guarded.
type port struct {
	m    *Modem
	link io.ReadWriteCloser // as given to Serve
	out  *outbox
	kick chan struct{} // one token: look at the state again
	edit editor
	text *prompt // a message being typed, or nil
	esc  escape
	boot int // the module's epoch when the last byte came

	// Guarded by m.mu:
	ends    error // why the module ends the link
	call    callState
	context int // of the call
	n       int // 1 for the first port, constant while it is served
}

func newPort(m *Modem) *port {
	return &port{m: m, out: newOutbox(wire{baud: m.opt.Baud}), kick: make(chan struct{}, 1)}
}

func (p *port) wake() {
	select {
	case p.kick <- struct{}{}:
	default:
	}
}

// Serve answers the commands that arrive on rw until the link ends (nil on EOF), the module ends it
// (ErrReset, ErrPoweredDown, ErrVanished), or ctx ends (its error). It closes rw and leaves no goroutine behind. It may
// be called again after a replug, and several times at once for a module with several ports: they
// share all settings, and every URC appears on each.
func (m *Modem) Serve(ctx context.Context, rw io.ReadWriteCloser) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	p := newPort(m)
	p.link = rw
	m.do(func() {}) // what happened while nobody listened is not heard
	gone := false
	m.do(func() {
		if gone = time.Now().Before(m.goneUntil); !gone {
			p.n = m.freeNumber()
			m.ports[p] = struct{}{}
		}
	})
	if gone {
		_ = rw.Close()
		return ErrVanished
	}

	in := make(chan []byte)
	var wg sync.WaitGroup // reader and writer; Serve waits for both below
	wg.Go(func() {
		err := readInto(ctx, rw, in)
		if errors.Is(err, io.EOF) { // perhaps of one direction only: what came before is still answered
			close(in)
			select {
			case <-time.After(lastWords):
			case <-ctx.Done():
			}
		}
		cancel(err)
	})
	wg.Go(func() {
		if err := p.out.drain(ctx, rw, p.wake); err != nil {
			cancel(linkError("write", err))
		}
	})
	err := p.run(ctx, in)

	m.do(func() {
		delete(m.ports, p)
		m.endCall(p)
	})
	cancel(err)
	_ = rw.Close() // frees a reader or writer that is blocked
	wg.Wait()
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// freeNumber is the lowest that no port has. Under mu.
func (m *Modem) freeNumber() int {
	for n := 1; ; n++ {
		taken := false
		for p := range m.ports {
			taken = taken || p.n == n
		}
		if !taken {
			return n
		}
	}
}

// readInto hands what arrives to the loop and returns the reason why nothing more does.
func readInto(ctx context.Context, r io.Reader, in chan<- []byte) error {
	buf := make([]byte, 4096)
	for {
		n, err := r.Read(buf)
		if n > 0 {
			select {
			case in <- append([]byte(nil), buf[:n]...):
			case <-ctx.Done():
				return nil
			}
		}
		if err != nil {
			return linkError("read", err)
		}
	}
}

// linkError turns the usual ends of a link into EOF.
func linkError(what string, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe) || errors.Is(err, io.ErrUnexpectedEOF) {
		return io.EOF
	}
	return fmt.Errorf("cannot %s link: %w", what, err)
}

// run is the loop of a port.
func (p *port) run(ctx context.Context, in <-chan []byte) error {
	for {
		b, err := p.wait(ctx, in, p.esc.due)
		if err != nil {
			return err
		}
		if b == nil {
			p.leaveData()
			continue
		}
		if err := p.pause(ctx, p.out.wire.time(len(b))); err != nil {
			return err
		}
		if err := p.feed(ctx, b); err != nil {
			return err
		}
	}
}

// wait returns the next bytes from in, or nothing at the time until. A nil in takes no bytes, a zero
// until waits for ever. Meanwhile it runs the agenda.
func (p *port) wait(ctx context.Context, in <-chan []byte, until time.Time) ([]byte, error) {
	for {
		p.m.do(func() {})
		if err := p.ended(ctx); err != nil {
			return nil, err
		}
		now := time.Now()
		if !until.IsZero() && !until.After(now) {
			return nil, nil
		}
		alarm, stop := p.alarm(now, until)
		from := in
		if p.m.busy(p) {
			from = nil
		}
		select {
		case b, ok := <-from:
			stop()
			if !ok {
				return nil, p.drained(ctx)
			}
			return b, nil
		case <-alarm:
		case <-p.kick:
		case <-ctx.Done():
			stop()
			return nil, context.Cause(ctx)
		}
		stop()
	}
}

// drained waits until all is written, and returns EOF.
func (p *port) drained(ctx context.Context) error {
	for p.out.waiting() > 0 {
		select {
		case <-p.kick: // the writer has made progress
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return io.EOF
}

// alarm rings at the next entry of the agenda or at until, whichever is first.
func (p *port) alarm(now, until time.Time) (<-chan time.Time, func() bool) {
	due, ok := p.m.nextDue()
	if !until.IsZero() && (!ok || until.Before(due)) {
		due, ok = until, true
	}
	if !ok {
		return nil, func() bool { return true }
	}
	t := time.NewTimer(due.Sub(now))
	return t.C, t.Stop
}

// pause waits for d while the module lives on. The bytes that arrive stay in the link.
func (p *port) pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	_, err := p.wait(ctx, nil, time.Now().Add(d))
	return err
}

// busy reports whether the module takes no bytes now: a fault, or a client that does not read.
func (m *Modem) busy(p *port) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.stalled || time.Now().Before(m.hung[p.n]) || p.out.waiting() > maxWaitingAnswers
}

// lastWords is how long a module that ends the link waits for its last line to be read.
const lastWords = time.Second

// ended returns the reason when the module has ended the link and its last words are out.
func (p *port) ended(ctx context.Context) error {
	p.m.mu.Lock()
	err := p.ends
	p.m.mu.Unlock()
	if err == nil || err == ErrVanished {
		return err
	}
	t := time.NewTimer(lastWords)
	defer t.Stop()
	for p.out.waiting() > 0 {
		select {
		case <-p.kick: // the writer has made progress
		case <-t.C:
			return err
		case <-ctx.Done():
			return err
		}
	}
	return err
}

// WaitPresent returns when the ports are there, at once unless Vanish has taken them away. The error is that of ctx.
func (m *Modem) WaitPresent(ctx context.Context) error {
	for {
		m.mu.Lock()
		left := time.Until(m.goneUntil)
		m.mu.Unlock()
		if left <= 0 {
			return ctx.Err()
		}
		t := time.NewTimer(left)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		}
	}
}
