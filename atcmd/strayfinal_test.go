package atcmd

import (
	"context"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Finals that nobody asked for may fall between the moment at which a command
// is accepted and the one at which it is written: Do must return all the same.
func TestStrayFinalsNeverHangACommand(t *testing.T) {
	here, there := net.Pipe()
	s := NewSession(here, Options{})
	var wg sync.WaitGroup
	wg.Go(func() { _, _ = io.Copy(io.Discard, there) })
	wg.Go(func() {
		for {
			if _, err := io.WriteString(there, "\r\nOK\r\n"); err != nil {
				return
			}
		}
	})
	over := make(chan struct{})
	go func() {
		defer close(over)
		for range 3000 {
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			_, _ = s.Do(ctx, "")
			cancel()
		}
	}()
	select {
	case <-over:
	case <-time.After(20 * time.Second):
		require.Fail(t, "a command hangs")
	}
	require.NoError(t, s.Close(time.Second))
	_ = there.Close()
	wg.Wait()
}
