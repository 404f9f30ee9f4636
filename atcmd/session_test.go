package atcmd

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// script answers each command line with what answer returns, raw.
func script(t *testing.T, answer func(cmd string) string) (*Session, net.Conn) {
	t.Helper()
	here, there := net.Pipe()
	s := NewSession(here, Options{})
	var wg sync.WaitGroup
	wg.Go(func() {
		r := bufio.NewReader(there)
		for {
			l, err := r.ReadString('\r')
			if err != nil {
				return
			}
			if a := answer(strings.TrimSpace(l)); a != "" {
				if _, err := io.WriteString(there, a); err != nil {
					return
				}
			}
		}
	})
	t.Cleanup(func() {
		_ = s.Close(time.Second)
		_ = there.Close()
		wg.Wait()
	})
	return s, there
}

func urcs(s *Session) (lines []string) {
	for {
		select {
		case u := <-s.URCs():
			lines = append(lines, u.Line)
		default:
			return lines
		}
	}
}

func TestSessionAnswers(t *testing.T) {
	for _, c := range []struct {
		name, cmd, raw string
		want           []string
		urcs           []string
		err            string
	}{
		{name: "plain", cmd: "+CSQ", raw: "\r\n+CSQ: 20,99\r\n\r\nOK\r\n", want: []string{"+CSQ: 20,99"}},
		{name: "echo", cmd: "+CSQ", raw: "AT+CSQ\r\r\n+CSQ: 20,99\r\n\r\nOK\r\n", want: []string{"+CSQ: 20,99"}},
		{name: "glued echo", cmd: "+CSQ", raw: "AT+CSQ+CSQ: 20,99\r\nOK\r\n", want: []string{"+CSQ: 20,99"}},
		{name: "CR only", cmd: "+CSQ", raw: "+CSQ: 20,99\rOK\r", want: []string{"+CSQ: 20,99"}},
		{name: "numeric", cmd: "E0", raw: "0\r"},
		{name: "numeric error", cmd: "E0", raw: "4\r", err: "ATE0: ERROR"},
		{name: "NULs and XON", cmd: "+CGMM", raw: "\x00\r\nEG\x0025\x11\r\n\x13OK \r\n", want: []string{"EG25"}},
		{name: "URC before", cmd: "+CSQ", raw: "+CMTI: \"ME\",1\r\n+CSQ: 20,99\r\nOK\r\n", want: []string{"+CSQ: 20,99"}, urcs: []string{`+CMTI: "ME",1`}},
		{name: "foreign URC", cmd: "+CSQ", raw: "+CEREG: 5\r\n+CSQ: 20,99\r\nOK\r\n", want: []string{"+CSQ: 20,99"}, urcs: []string{"+CEREG: 5"}},
		{name: "same name, URC first", cmd: "+CREG?", raw: "+CREG: 5\r\n+CREG: 1,5\r\nOK\r\n", want: []string{"+CREG: 1,5"}, urcs: []string{"+CREG: 5"}},
		{name: "same name, URC last", cmd: "+CREG?", raw: "+CREG: 1,2\r\n+CREG: 5\r\nOK\r\n", want: []string{"+CREG: 1,2"}, urcs: []string{"+CREG: 5"}},
		{name: "answer without n", cmd: "+CREG?", raw: "+CREG: 5\r\nOK\r\n", want: []string{"+CREG: 5"}},
		{name: "cousin name", cmd: "+CICCID", raw: "+ICCID: 898830\r\nOK\r\n", want: []string{"+ICCID: 898830"}},
		{name: "chain", cmd: "+CREG?;+CSQ", raw: "+CREG: 1,5\r\n+CSQ: 9,9\r\nOK\r\n", want: []string{"+CREG: 1,5", "+CSQ: 9,9"}},
		{name: "CME number", cmd: "+CPIN?", raw: "+CME ERROR: 10\r\n", err: "AT+CPIN: SIM not inserted (CME 10)"},
		{name: "CME text", cmd: "+CPIN?", raw: "+CME ERROR: SIM not inserted\r\n", err: "AT+CPIN: SIM not inserted (CME 10)"},
		{name: "Huawei final", cmd: "^X", raw: "COMMAND NOT SUPPORT\r\n", err: "AT^X: COMMAND NOT SUPPORT"},
		{name: "no carrier", cmd: "+X", raw: "NO CARRIER\r\n", err: "AT+X: NO CARRIER"},
		{name: "body", cmd: "+CSQ", raw: "+CMT: ,23\r\nABCD\r\n+CSQ: 1,1\r\nOK\r\n", want: []string{"+CSQ: 1,1"}, urcs: []string{"+CMT: ,23"}},
		{name: "body missing", cmd: "+CSQ", raw: "+CSQ: 1,1\r\n+CMT: ,23\r\n\r\nOK\r\n", want: []string{"+CSQ: 1,1"}, urcs: []string{"+CMT: ,23"}},
		{name: "70 KB line", cmd: "+CGMM", raw: strings.Repeat("x", 70000) + "\r\nOK\r\n", want: []string{strings.Repeat("x", MaxLine)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, _ := script(t, func(string) string { return c.raw })
			info, err := s.Do(t.Context(), c.cmd)
			if c.err != "" {
				require.EqualError(t, err, c.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, info)
			require.Equal(t, c.urcs, urcs(s))
		})
	}
}

func TestCommandWithControlCharactersIsRefused(t *testing.T) {
	s, _ := script(t, func(string) string { return "OK\r\n" })
	for _, bad := range []string{"+CSQ\rATD123", "+X=\"a\nb\"", "+CMGS=1\x1a", "\x1b"} {
		_, err := s.Do(t.Context(), bad)
		require.ErrorIs(t, err, ErrInjection)
	}
	_, err := s.DoText(t.Context(), "+CMGS=\"000\"", "hi\x1aAT+CFUN=0\r")
	require.ErrorIs(t, err, ErrInjection)
}

func TestPromptCarriesText(t *testing.T) {
	here, there := net.Pipe()
	s := NewSession(here, Options{})
	got := make(chan string, 1)
	go func() {
		r := bufio.NewReader(there)
		_, _ = r.ReadString('\r')
		_, _ = io.WriteString(there, "\r\n> ")
		text, _ := r.ReadString(0x1a)
		got <- text
		_, _ = io.WriteString(there, "\r\n+CMGS: 4\r\n\r\nOK\r\n")
	}()
	info, err := s.DoText(t.Context(), `+CMGS="000"`, "hello")
	require.NoError(t, err)
	require.Equal(t, []string{"+CMGS: 4"}, info)
	require.Equal(t, "hello\x1a", <-got)
	require.NoError(t, s.Close(time.Second))
	_ = there.Close()
}

// A late answer must not answer the next command, however late it is.
func TestLateAnswerIsQuarantined(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		here, there := net.Pipe()
		s := NewSession(here, Options{})
		go func() {
			r := bufio.NewReader(there)
			_, _ = r.ReadString('\r')
			// Later than the grace: the marker goes out meanwhile, and is answered behind.
			late := false
			time.AfterFunc(5*time.Second, func() {
				_, _ = io.WriteString(there, "+COPS: 0,0,\"late\"\r\nOK\r\n+CMEE: 1\r\nOK\r\n")
			})
			for {
				l, err := r.ReadString('\r')
				if err != nil {
					return
				}
				switch strings.TrimSpace(l) {
				case "AT+CMEE?":
					require.False(t, late, "one marker is enough")
					late = true
				case "AT+CSQ":
					_, _ = io.WriteString(there, "+CSQ: 7,99\r\nOK\r\n")
				}
			}
		}()
		ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
		defer cancel()
		start := time.Now()
		_, err := s.Do(ctx, "+COPS?")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, 150*time.Millisecond, time.Since(start))
		info, err := s.Do(t.Context(), "+CSQ")
		require.NoError(t, err)
		require.Equal(t, []string{"+CSQ: 7,99"}, info)
		require.NotZero(t, s.Stats().Late)
		require.NoError(t, s.Close(time.Second))
		_ = there.Close()
	})
}

// An answer that never comes is replaced by the marker's, also on a module
// that does not know the marker.
func TestLostAnswerIsResynchronised(t *testing.T) {
	for _, answer := range []string{"+CMEE: 1\r\nOK\r\n", "ERROR\r\n"} {
		synctest.Test(t, func(t *testing.T) {
			first := true
			s, _ := script(t, func(cmd string) string {
				switch {
				case first:
					first = false
					return ""
				case cmd == "AT+CMEE?":
					return answer
				case cmd == "AT":
					return "OK\r\n"
				}
				return "+CSQ: 7,99\r\nOK\r\n"
			})
			_, err := s.Do(t.Context(), "+CSQ")
			require.ErrorIs(t, err, context.DeadlineExceeded)
			info, err := s.Do(t.Context(), "+CSQ")
			require.NoError(t, err)
			require.Equal(t, []string{"+CSQ: 7,99"}, info)
			require.NoError(t, s.Close(time.Second))
		})
	}
}

func TestSilentModuleEndsTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := script(t, func(string) string { return "" })
		_, err := s.Do(t.Context(), "")
		require.Error(t, err)
		start := time.Now()
		_, err = s.Do(t.Context(), "")
		require.ErrorIs(t, err, ErrNoAnswer)
		require.Less(t, time.Since(start), 15*time.Second)
	})
}

// stuck is a port that takes no bytes and whose Close hangs too.
type stuck struct{ free chan struct{} }

func (p stuck) Read([]byte) (int, error)  { <-p.free; return 0, io.EOF }
func (p stuck) Write([]byte) (int, error) { <-p.free; return 0, io.EOF }
func (p stuck) Close() error              { <-p.free; return nil }

func TestStuckPortIsAbandoned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := stuck{make(chan struct{})}
		s := NewSession(p, Options{})
		_, err := s.Do(t.Context(), "")
		require.ErrorIs(t, err, ErrWriteStuck)
		start := time.Now()
		require.Error(t, s.Close(time.Second))
		require.Equal(t, time.Second, time.Since(start))
		close(p.free)
	})
}

func TestVanishedPortSaysWhy(t *testing.T) {
	s, there := script(t, func(string) string { return "" })
	_ = there.Close()
	<-s.Done()
	require.ErrorContains(t, s.Err(), "cannot read from the port")
	_, err := s.Do(t.Context(), "")
	require.Error(t, err)
}

type empties struct{ io.ReadWriteCloser }

func (empties) Read([]byte) (int, error) { return 0, nil }

func TestEmptyReadsEndTheSession(t *testing.T) {
	here, there := net.Pipe()
	defer there.Close()
	s := NewSession(empties{here}, Options{})
	<-s.Done()
	require.ErrorIs(t, s.Err(), errEmptyReads)
}

// At a flood of URCs during commands none is lost, reordered or leaked.
func TestURCsKeepOrderDuringCommands(t *testing.T) {
	here, there := net.Pipe()
	s := NewSession(here, Options{URCs: 8192})
	n := 0
	var wg sync.WaitGroup
	wg.Go(func() {
		r := bufio.NewReader(there)
		for {
			if _, err := r.ReadString('\r'); err != nil {
				return
			}
			for range 7 {
				if _, err := fmt.Fprintf(there, "+QIND: \"n\",%d\r\n", n); err != nil {
					return
				}
				n++
			}
			if _, err := fmt.Fprintf(there, "+CSQ: 1,1\r\n+CGEV: %d\r\nOK\r\n", n); err != nil {
				return
			}
			n++
		}
	})
	for range 500 {
		info, err := s.Do(t.Context(), "+CSQ")
		require.NoError(t, err)
		require.Equal(t, []string{"+CSQ: 1,1"}, info)
	}
	got := urcs(s)
	require.Len(t, got, 4000)
	for i, l := range got {
		require.True(t, strings.HasSuffix(l, fmt.Sprintf(",%d", i)) || l == fmt.Sprintf("+CGEV: %d", i), "%d: %s", i, l)
	}
	require.Zero(t, s.Stats().Dropped)
	require.NoError(t, s.Close(time.Second))
	_ = there.Close()
	wg.Wait()
}

func TestURCDropsAreCountedInTheStream(t *testing.T) {
	q := urcQueue{ch: make(chan URC, 2)}
	for i := range 5 {
		q.put(URC{Line: fmt.Sprint(i)})
	}
	<-q.ch
	q.put(URC{Line: "5"})
	<-q.ch
	last := <-q.ch
	require.Equal(t, "5", last.Line)
	require.EqualValues(t, 3, last.Dropped)
}
