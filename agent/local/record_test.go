package local

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// pipes is a listener for one connection in memory.
type pipes struct {
	conn chan net.Conn
	over chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conn:
		return c, nil
	case <-p.over:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.over); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{} }

// recording writes two parts, with a minute behind each.
type recording struct {
	source
	ended chan error
}

func (s *recording) Record(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, "one\n")
	if err == nil {
		time.Sleep(time.Minute)
		_, err = io.WriteString(w, "two\n")
		time.Sleep(time.Minute)
	}
	s.ended <- err
	return err
}

// An asker that stops to read loses the recording, so that another can have
// it; one that reads keeps it however rarely something comes.
func TestRecordingThatNobodyTakes(t *testing.T) {
	for _, reads := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			src := &recording{ended: make(chan error, 1)}
			l := &pipes{make(chan net.Conn, 1), make(chan struct{})}
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- Serve(ctx, l, src) }()
			here, there := net.Pipe()
			l.conn <- there
			_, err := io.WriteString(here, "GET /v1/record HTTP/1.1\r\nHost: x\r\n\r\n")
			require.NoError(t, err)
			begun := time.Now()
			if reads {
				resp, err := http.ReadResponse(bufio.NewReader(here), nil)
				require.NoError(t, err)
				b, err := io.ReadAll(resp.Body)
				require.NoError(t, err)
				require.Equal(t, "one\ntwo\n", string(b))
				require.NoError(t, <-src.ended)
				require.Equal(t, 2*time.Minute, time.Since(begun))
			} else {
				require.ErrorIs(t, <-src.ended, os.ErrDeadlineExceeded)
				require.Equal(t, takeLimit, time.Since(begun))
			}
			_ = here.Close()
			cancel()
			require.NoError(t, <-done)
		})
	}
}
