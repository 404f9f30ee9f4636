package transcript

import (
	"io"
	"sync/atomic"
)

// Tee stands between a daemon and its port for good, and lets a Recorder
// listen while there is one. The zero value is ready; nothing is copied, and
// one atomic load a call is all it costs, while nobody records. Safe for
// concurrent use.
type Tee struct {
	rec  atomic.Pointer[Recorder]
	open atomic.Int32 // ports that are open
}

// Attach lets r listen from now on, at every port that is or will be wrapped.
// It says no when another one listens.
func (t *Tee) Attach(r *Recorder) bool {
	if !t.rec.CompareAndSwap(nil, r) {
		return false
	}
	if t.open.Load() > 0 {
		r.midway()
	}
	return true
}

// Busy says that somebody listens already: Attach would say no.
func (t *Tee) Busy() bool { return t.rec.Load() != nil }

// Detach ends the listening of r. It may be called again.
func (t *Tee) Detach(r *Recorder) { t.rec.CompareAndSwap(r, nil) }

// Wrap returns the port with the Tee around it.
func (t *Tee) Wrap(port io.ReadWriteCloser) io.ReadWriteCloser {
	t.open.Add(1)
	t.mark(Open)
	return &teed{port: port, tee: t}
}

func (t *Tee) mark(k Kind) {
	if r := t.rec.Load(); r != nil {
		r.Mark(k)
	}
}

type teed struct {
	port io.ReadWriteCloser
	tee  *Tee
	over atomic.Bool // closed, or lost: said once
}

func (p *teed) Read(b []byte) (int, error) {
	n, err := p.port.Read(b)
	if r := p.tee.rec.Load(); r != nil && n > 0 {
		r.Got(b[:n])
	}
	if err != nil {
		p.end(Lost)
	}
	return n, err
}

// Write tells first and writes then: the answer must not overtake the command.
func (p *teed) Write(b []byte) (int, error) {
	if r := p.tee.rec.Load(); r != nil {
		r.Sent(b)
	}
	n, err := p.port.Write(b)
	if err != nil {
		p.end(Lost)
	}
	return n, err
}

func (p *teed) Close() error {
	p.end(Close)
	return p.port.Close()
}

func (p *teed) end(k Kind) {
	if p.over.CompareAndSwap(false, true) {
		p.tee.mark(k)
		p.tee.open.Add(-1)
	}
}
