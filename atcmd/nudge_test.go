package atcmd

import (
	"bufio"
	"context"
	"errors"
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

// A module that leaves unanswered what it does not know is not taken for a dead one.
func TestModuleThatIsSilentAboutWhatItDoesNotKnow(t *testing.T) {
	for _, mute := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			s, _ := script(t, func(cmd string) string {
				switch cmd {
				case "AT":
					return "OK\r\n"
				case "AT+CSQ":
					return "+CSQ: 7,99\r\nOK\r\n"
				}
				return ""
			})
			_, err := s.Do(t.Context(), "E0")
			require.ErrorIs(t, err, context.DeadlineExceeded)
			if mute {
				s.Mute()
			}
			for _, cmd := range []string{"V1", "+CMEE?"} {
				start := time.Now()
				info, err := s.Do(t.Context(), "+CSQ")
				if !mute {
					for errors.Is(err, context.DeadlineExceeded) {
						_, err = s.Do(t.Context(), "+CSQ")
					}
					require.ErrorIs(t, err, ErrNoAnswer)
					return
				}
				require.NoError(t, err)
				require.Equal(t, []string{"+CSQ: 7,99"}, info)
				require.Equal(t, 2*time.Second, time.Since(start).Truncate(time.Second)) // the grace, and for the first the nudge
				_, err = s.Do(t.Context(), cmd)
				require.ErrorIs(t, err, context.DeadlineExceeded)
			}
			require.NoError(t, s.Close(time.Second))
		})
	}
}

// One that has answered the marker once is asked by it again: a bare AT proves less.
func TestMarkerOnceKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []string
		s, _ := script(t, func(cmd string) string {
			got = append(got, cmd)
			if cmd == "E0" || len(got) == 2 {
				return ""
			}
			return strings.Repeat("+CMEE: 1\r\n", strings.Count(cmd, "+CMEE?")) + "OK\r\n"
		})
		s.Mute()
		require.NoError(t, s.Align(t.Context()))
		_, err := s.Do(t.Context(), "+CSQ")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		_, err = s.Do(t.Context(), "")
		require.NoError(t, err)
		require.Equal(t, []string{"AT+CMEE?", "AT+CSQ", "AT+CMEE?", "AT"}, got)
		require.NoError(t, s.Close(time.Second))
	})
}

// A module that needs a pause behind its final gets it, once two commands were lost without.
func TestCommandTooSoonBehindTheFinal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var last time.Time
		lost := 0
		s, _ := script(t, func(cmd string) string {
			if time.Since(last) < 20*time.Millisecond {
				lost++
				return ""
			}
			last = time.Now()
			return strings.Repeat("+CMEE: 1\r\n", strings.Count(cmd, "+CMEE?")) + "OK\r\n"
		})
		for range 10 {
			_, _ = s.Do(t.Context(), "")
		}
		require.Equal(t, 2, lost)
		start := time.Now()
		for range 10 {
			_, err := s.Do(t.Context(), "")
			require.NoError(t, err)
		}
		require.Equal(t, 500*time.Millisecond, time.Since(start))
		time.Sleep(time.Second)
		start = time.Now()
		_, err := s.Do(t.Context(), "")
		require.NoError(t, err)
		require.Zero(t, time.Since(start))
		require.NoError(t, s.Close(time.Second))
	})
}

// Others get the next command at once, also one that leaves a command unanswered now and then.
func TestNoPauseBehindTheFinal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := script(t, func(cmd string) string {
			if cmd == "AT+CCID" {
				return ""
			}
			return strings.Repeat("+CMEE: 1\r\n", strings.Count(cmd, "+CMEE?")) + "OK\r\n"
		})
		for range 3 {
			_, err := s.Do(t.Context(), "")
			require.NoError(t, err)
			_, err = s.Do(t.Context(), "+CCID")
			require.ErrorIs(t, err, context.DeadlineExceeded)
			_, err = s.Do(t.Context(), "")
			require.NoError(t, err)
		}
		start := time.Now()
		for range 10 {
			_, err := s.Do(t.Context(), "")
			require.NoError(t, err)
		}
		require.Zero(t, time.Since(start))
		require.NoError(t, s.Close(time.Second))
	})
}

// One that answers nothing at all gets no second LF.
func TestDeadModuleGetsOneLF(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, got := byLine(t, '\r', time.Hour)
		_, err := s.Do(t.Context(), "")
		for errors.Is(err, context.DeadlineExceeded) {
			_, err = s.Do(t.Context(), "")
		}
		require.ErrorIs(t, err, ErrNoAnswer)
		require.Equal(t, 1, strings.Count(got(), "\n"), "%q", got())
		require.NoError(t, s.Close(time.Second))
	})
}

// A mute module that has died is given up after the one AT.
func TestMuteModuleThatDies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []string
		s, _ := script(t, func(cmd string) string {
			got = append(got, cmd)
			if len(got) > 1 {
				return ""
			}
			return "OK\r\n"
		})
		_, err := s.Do(t.Context(), "")
		require.NoError(t, err)
		s.Mute()
		_, err = s.Do(t.Context(), "+CSQ")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		start := time.Now()
		<-s.Done()
		require.Equal(t, 5*time.Second, time.Since(start), "the grace, and the wait behind a marker")
		synctest.Wait()
		require.Equal(t, []string{"AT", "AT+CSQ", "AT"}, got)
		require.NoError(t, s.Close(time.Second))
	})
}

// The bare AT is for an abandoned command alone, once, and never for a text that may have a prompt open.
func TestPleadOnlyForTheAbandoned(t *testing.T) {
	plead := func(q request, early bool) (*conditioner, bool) {
		c := loose("")
		c.port, c.write, c.mute, c.answers = &keeper{}, time.Second, true, true
		c.begin(q)
		c.state, c.armed = waiting, idle
		if early {
			c.feed([]byte("OK\r\n"))
		} else {
			require.True(t, c.abandon())
		}
		return c, c.plead()
	}
	c, did := plead(request{cmd: "+CSQ"}, false)
	require.True(t, did)
	require.False(t, c.plead(), "once")
	require.Equal(t, "AT\r", c.port.(*keeper).String())
	require.Equal(t, kicked, c.state)
	c, did = plead(request{cmd: "+CSQ"}, true)
	require.False(t, did)
	require.Equal(t, idle, c.state)
	_, did = plead(request{cmd: "+CMGS=000", text: "on", prompt: true}, false)
	require.False(t, did)
}

// What was not asked within the gap says nothing of it, and a caller that goes while it is kept leaves the turn to the next.
func TestGapIsKeptAsLongAsItTakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := script(t, func(cmd string) string {
			if cmd == "AT+CCID" {
				return ""
			}
			return strings.Repeat("+CMEE: 1\r\n", strings.Count(cmd, "+CMEE?")) + "OK\r\n"
		})
		took := func(ctx context.Context, want error) time.Duration {
			start := time.Now()
			_, err := s.Do(ctx, "")
			require.ErrorIs(t, err, want)
			return time.Since(start)
		}
		lose := func(pause time.Duration) {
			require.Zero(t, took(t.Context(), nil))
			time.Sleep(pause)
			_, err := s.Do(t.Context(), "+CCID")
			require.ErrorIs(t, err, context.DeadlineExceeded)
			time.Sleep(10 * time.Second)
		}
		for range 3 {
			lose(gap)
		}
		lose(0)
		require.Zero(t, took(t.Context(), nil))
		time.Sleep(gap)
		require.Zero(t, took(t.Context(), nil))
		lose(0)
		lose(0)
		require.Zero(t, took(t.Context(), nil))
		time.Sleep(30 * time.Millisecond)
		require.Equal(t, 20*time.Millisecond, took(t.Context(), nil))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		require.Equal(t, 10*time.Millisecond, took(ctx, context.DeadlineExceeded))
		require.Equal(t, 40*time.Millisecond, took(t.Context(), nil))
		require.NoError(t, s.Close(time.Second))
		require.Zero(t, took(t.Context(), ErrClosed))
	})
}
