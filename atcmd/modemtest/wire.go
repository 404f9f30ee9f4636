package modemtest

import (
	"context"
	"io"
	"time"
)

// wire is the speed of the line; the zero value takes no time.
type wire struct{ baud int }

// bitsPerByte is 8N1: start bit, eight data bits, stop bit.
const bitsPerByte = 10

// time is how long n bytes are on the wire.
func (w wire) time(n int) time.Duration {
	if w.baud <= 0 {
		return 0
	}
	return time.Duration(n) * bitsPerByte * time.Second / time.Duration(w.baud)
}

// fifo is how many bytes a UART hands over at once: the depth of a 16550's buffer.
const fifo = 16

// pace gives a writer whose bytes come out in pieces of a UART's buffer, each when it has passed the wire.
func (w wire) pace(ctx context.Context, to io.Writer) io.Writer {
	if w.baud <= 0 {
		return to
	}
	return &pacedWriter{ctx, to, w}
}

type pacedWriter struct {
	ctx context.Context
	to  io.Writer
	wire
}

func (p *pacedWriter) Write(b []byte) (n int, err error) {
	start := time.Now()
	for n < len(b) {
		piece := b[n:min(n+fifo, len(b))]
		t := time.NewTimer(time.Until(start.Add(p.time(n + len(piece)))))
		select {
		case <-t.C:
		case <-p.ctx.Done():
			t.Stop()
			return n, nil // the link ends
		}
		done, err := p.to.Write(piece)
		if n += done; err != nil {
			return n, err
		}
	}
	return n, nil
}
