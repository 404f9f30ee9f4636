package atcmd

import (
	"bufio"
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// byLine is a module that carries out a command at the byte last, and keeps what it got; it begins to hear after deaf.
func byLine(t *testing.T, last byte, deaf time.Duration) (s *Session, got func() string) {
	t.Helper()
	here, there := net.Pipe()
	var mu sync.Mutex
	var all strings.Builder
	s = NewSession(here, Options{})
	start := time.Now()
	var wg sync.WaitGroup
	wg.Go(func() {
		r := bufio.NewReader(there)
		for {
			l, err := r.ReadString(last)
			if err != nil {
				return
			}
			mu.Lock()
			all.WriteString(l)
			mu.Unlock()
			if strings.TrimSpace(l) == "" || time.Since(start) < deaf {
				continue
			}
			answer := "ERROR\r\n"
			if strings.TrimSpace(l) == "AT" {
				answer = "OK\r\n"
			}
			if _, err := io.WriteString(there, answer); err != nil {
				return
			}
		}
	})
	t.Cleanup(func() {
		_ = s.Close(time.Second)
		_ = there.Close()
		wg.Wait()
	})
	return s, func() string { mu.Lock(); defer mu.Unlock(); return all.String() }
}

// A module that waits for CR LF is understood from its first answer on.
func TestModuleThatWaitsForLF(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, got := byLine(t, '\n', 0)
		_, err := s.Do(t.Context(), "")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		start := time.Now()
		_, err = s.Do(t.Context(), "")
		require.NoError(t, err)
		require.Equal(t, 2*time.Second, time.Since(start)) // the grace of a late answer
		_, err = s.Do(t.Context(), "+CSQ")
		require.EqualError(t, err, "AT+CSQ: ERROR")
		require.Equal(t, "AT\r\nAT\r\nAT+CSQ\r\n", got())
		require.NoError(t, s.Close(time.Second))
	})
}

// A module that was merely late gets one LF, and none behind a command, where it could abort it (V.250 5.2.1).
func TestLateModuleGetsNoLF(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, got := byLine(t, '\r', 5200*time.Millisecond)
		_, err := s.Do(t.Context(), "")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		for range 3 {
			_, err = s.Do(t.Context(), "")
		}
		require.NoError(t, err)
		require.Equal(t, 1, strings.Count(got(), "\n"), "%q", got())
		require.NoError(t, s.Close(time.Second))
	})
}
