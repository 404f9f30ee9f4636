package main

import (
	"bytes"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"simagent/atcmd/transcript"
)

// traceLine bounds what is kept of an unfinished line.
const traceLine = 1024

// tracer writes what goes over the ports of a modem as a transcript, in full: everything personal is made up here.
// A nil tracer writes nothing. All methods may be called from any goroutine.
type tracer struct {
	mu    sync.Mutex
	w     *transcript.Writer
	start time.Time
	ports int
	last  int // whose entry was written last
}

// newTracer writes to a file, "-" being complaints; "" gives nil. The function closes the file.
func newTracer(path, persona string, complaints io.Writer) (*tracer, func() error, error) {
	to, end := complaints, func() error { return nil }
	switch path {
	case "":
		return nil, end, nil
	case "-":
	default:
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return nil, nil, err
		}
		to, end = f, f.Close
	}
	now := time.Now()
	h := transcript.Header{Tool: "simlab", Date: now.UTC().Format(time.DateOnly), Source: "emulated persona " + persona}
	return &tracer{w: transcript.NewWriter(to, h), start: now}, end, nil
}

// unknown notes a command that the persona does not have.
func (t *tracer) unknown(cmd string) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	_ = t.w.Entry(transcript.Entry{Kind: transcript.Comment, Data: "not known: AT" + cmd})
}

// wrap traces one port.
func (t *tracer) wrap(rw io.ReadWriteCloser) io.ReadWriteCloser {
	if t == nil {
		return rw
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ports++
	p := &tracedPort{ReadWriteCloser: rw, t: t, n: t.ports}
	t.entry(p.n, transcript.Open, nil)
	return p
}

// entry writes one; t.mu is held. An error of the file is no affair of the modem.
func (t *tracer) entry(port int, k transcript.Kind, data []byte) {
	if t.last != port {
		if t.ports > 1 {
			_ = t.w.Entry(transcript.Entry{Kind: transcript.Comment, Data: "port " + strconv.Itoa(port)})
		}
		t.last = port
	}
	_ = t.w.Entry(transcript.Entry{Kind: k, At: time.Since(t.start), Data: string(data)})
}

// tracedPort is the modem's end of a port.
type tracedPort struct {
	io.ReadWriteCloser
	t        *tracer
	n        int
	sent     []byte // by the client, an unfinished line
	answered []byte
	closed   bool
}

func (p *tracedPort) Read(b []byte) (int, error) {
	n, err := p.ReadWriteCloser.Read(b)
	p.t.mu.Lock()
	defer p.t.mu.Unlock()
	for _, c := range b[:n] {
		p.sent = append(p.sent, c)
		if strings.IndexByte("\r\n\x1a\x1b~", c) >= 0 || len(p.sent) == traceLine {
			p.flush()
		}
	}
	return n, err
}

func (p *tracedPort) Write(b []byte) (int, error) {
	p.t.mu.Lock()
	for _, c := range b {
		p.answered = append(p.answered, c)
		if c == '\n' || c == '~' || len(p.answered) == traceLine || bytes.HasSuffix(p.answered, []byte("\n> ")) {
			p.flushAnswer()
		}
	}
	p.t.mu.Unlock()
	return p.ReadWriteCloser.Write(b)
}

// flush writes what the client sent, behind what it had been answered; t.mu is held.
func (p *tracedPort) flush() {
	if len(p.answered) > 0 && !bytes.HasPrefix(p.sent, p.answered) { // else it is the echo
		p.flushAnswer()
	}
	if len(p.sent) > 0 {
		p.t.entry(p.n, transcript.Sent, p.sent)
		p.sent = p.sent[:0]
	}
}

func (p *tracedPort) flushAnswer() {
	if len(p.answered) > 0 {
		p.t.entry(p.n, transcript.Got, p.answered)
		p.answered = p.answered[:0]
	}
}

// Close may be called twice: by the modem's server and by its owner.
func (p *tracedPort) Close() error {
	p.t.mu.Lock()
	if !p.closed {
		p.closed = true
		p.flush()
		p.flushAnswer()
		p.t.entry(p.n, transcript.Close, nil)
	}
	p.t.mu.Unlock()
	return p.ReadWriteCloser.Close()
}
