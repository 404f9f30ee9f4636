package modemtest

import (
	"bytes"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// half is a link whose client has sent all that it will, and still reads.
type half struct {
	io.Reader
	bytes.Buffer
	closed atomic.Bool
}

func (h *half) Read(b []byte) (int, error) { return h.Reader.Read(b) }
func (h *half) Close() error               { h.closed.Store(true); return nil }
func (h *half) Write(b []byte) (int, error) {
	time.Sleep(time.Millisecond)
	if h.closed.Load() {
		return 0, io.ErrClosedPipe
	}
	return h.Buffer.Write(b)
}

// What a client sent before it closed its direction is answered, as `printf 'AT+CGMM\r' | nc` expects.
func TestAnswersAfterTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opt := eg25()
		opt.AnswerDelay = 100 * time.Millisecond
		h := &half{Reader: strings.NewReader("AT+CGMM\rAT\r")}
		require.NoError(t, New(opt).Serve(t.Context(), h))
		require.Equal(t, "AT+CGMM\r"+info("EG25")+"AT\r"+ok, h.String())
	})
}

// One that has gone altogether does not keep the port for long.
func TestEndWhileSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opt := eg25()
		opt.AnswerDelay = time.Hour
		start := time.Now()
		require.NoError(t, New(opt).Serve(t.Context(), &half{Reader: strings.NewReader("AT\r")}))
		require.Less(t, time.Since(start), time.Minute)
	})
}
