package atcmd

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// What modules really send in place of a clean answer.
func TestHostileAnswers(t *testing.T) {
	cpin := []string{"+CPIN: READY"}
	for _, c := range []struct {
		name, cmd, raw string
		want           []string
		urcs           []string
		err            string
	}{
		{name: "card reported while it is asked for", cmd: "+CPIN?", raw: "+CPIN: NOT READY\r\n+CPIN: READY\r\nOK\r\n", want: cpin, urcs: []string{"+CPIN: NOT READY"}},
		{name: "card pulled behind the answer", cmd: "+CPIN?", raw: "+CPIN: READY\r\n+CPIN: NOT READY\r\nOK\r\n", want: cpin, urcs: []string{"+CPIN: NOT READY"}},
		{name: "not ready is the answer", cmd: "+CPIN?", raw: "+CPIN: NOT READY\r\nOK\r\n", want: []string{"+CPIN: NOT READY"}},
		{name: "card reported, then an error", cmd: "+CPIN?", raw: "+CPIN: NOT READY\r\n+CME ERROR: 10\r\n", err: "AT+CPIN: SIM not inserted (CME 10)", urcs: []string{"+CPIN: NOT READY"}},
		{name: "report of a card after its PIN", cmd: `+CPIN="0000"`, raw: "+CPIN: READY\r\nOK\r\n", urcs: cpin},
		{name: "report just switched on", cmd: "+CEREG=2", raw: "+CEREG: 5,\"1A2B\",\"01C3D4E5\",7\r\nOK\r\n", urcs: []string{`+CEREG: 5,"1A2B","01C3D4E5",7`}},
		{name: "test form", cmd: "+CREG=?", raw: "+CREG: 2\r\n+CREG: (0-2)\r\nOK\r\n", want: []string{"+CREG: (0-2)"}, urcs: []string{"+CREG: 2"}},
		{name: "n in the URC too", cmd: "+CREG?", raw: "+CREG: 2,2\r\n+CREG: 2,5\r\nOK\r\n", want: []string{"+CREG: 2,5"}, urcs: []string{"+CREG: 2,2"}},
		{name: "order of held lines", cmd: "+CREG?;+CSQ", raw: "+CREG: 2\r\n+CMTI: \"ME\",3\r\n+CREG: 0,5\r\n+CSQ: 9,9\r\nRDY\r\nOK\r\n",
			want: []string{"+CREG: 0,5", "+CSQ: 9,9"}, urcs: []string{"+CREG: 2", `+CMTI: "ME",3`, "RDY"}},
		{name: "blank in front", cmd: "+CGMI", raw: " \tWAVECOM\r\nOK\r\n", want: []string{"WAVECOM"}},
		{name: "blank before the colon", cmd: "+CSQ", raw: "+QSIMSTAT : 1,0\r\n+CSQ : 9,9\r\nOK\r\n", want: []string{"+CSQ : 9,9"}, urcs: []string{"+QSIMSTAT : 1,0"}},
		{name: "OK glued to digits", cmd: "+CSQ", raw: "+CSQ: 9,99OK\r\n", want: []string{"+CSQ: 9,99"}},
		{name: "OK glued to a quote", cmd: "+COPS?", raw: "+COPS: 0,0,\"BOOK\"OK\r\n", want: []string{`+COPS: 0,0,"BOOK"`}},
		{name: "BOOK is no OK", cmd: "+CGMM", raw: "BOOK\r\nOK\r\n", want: []string{"BOOK"}},
		{name: "URC glued to OK", cmd: "", raw: "OK+CREG: 5\r\n", urcs: []string{"+CREG: 5"}},
		{name: "echo with CR alone", cmd: "+CSQ", raw: "AT+CSQ\r+CSQ: 9,9\rOK\r", want: []string{"+CSQ: 9,9"}},
		{name: "echo behind noise", cmd: "+CSQ", raw: "\x80\x81AT+CSQ\r\n+CSQ: 9,9\r\nOK\r\n", want: []string{"+CSQ: 9,9"}},
		{name: "echo behind a URC", cmd: "+CSQ", raw: "+CREG: 5AT+CSQ\r\n+CSQ: 9,9\r\nOK\r\n", want: []string{"+CSQ: 9,9"}, urcs: []string{"+CREG: 5"}},
		{name: "error before the echo", cmd: "+CPIN?", raw: "+CME ERROR: 10\r\nAT+CPIN?\r\r\n", err: "AT+CPIN: SIM not inserted (CME 10)"},
		{name: "answer like an error", cmd: "+QLOG", raw: "ERROR counter 5\r\nAT+X\r\nOK\r\n", want: []string{"ERROR counter 5", "AT+X"}},
		{name: "error with a reason", cmd: "+QLOG", raw: "ERROR: UNSUPPORTED\r", err: "AT+QLOG: ERROR"},
		{name: "starts while it is asked", cmd: "+CGMM", raw: "+SYSSTART\r\nGM02S\r\nOK\r\n", want: []string{"GM02S"}, urcs: []string{"+SYSSTART"}},
		{name: "lock in words of its own", cmd: "+CPIN?", raw: "+CPIN: SIM READY\r\nOK\r\n", want: []string{"+CPIN: SIM READY"}},
		{name: "taken out behind the answer", cmd: "+CPIN?;+CSQ", raw: "+CPIN: READY\r\n+CPIN: SIM REMOVED\r\n+CSQ: 7,99\r\nOK\r\n", want: []string{"+CPIN: READY", "+CSQ: 7,99"}, urcs: []string{"+CPIN: SIM REMOVED"}},
		{name: "taken out before the answer", cmd: "+CPIN?", raw: "+CPIN: SIM REMOVED\r\n+CPIN: NOT READY\r\nOK\r\n", want: []string{"+CPIN: NOT READY"}, urcs: []string{"+CPIN: SIM REMOVED"}},
		{name: "taken out instead of an answer", cmd: "+CPIN?", raw: "+CPIN: SIM REMOVED\r\n+CME ERROR: 10\r\n", err: "AT+CPIN: SIM not inserted (CME 10)", urcs: []string{"+CPIN: SIM REMOVED"}},
		{name: "words of its own, twice", cmd: "+CPIN?", raw: "+CPIN: SIM READY\r\n+CPIN: SIM READY\r\nOK\r\n", want: []string{"+CPIN: SIM READY", "+CPIN: SIM READY"}},
		{name: "broken registration", cmd: "+CREG?;+CGREG?", raw: "+CREG: 5\r\n+CREG: ?\r\n+CGREG: x\r\nOK\r\n", want: []string{"+CREG: 5", "+CGREG: x"}, urcs: []string{"+CREG: ?"}},
		{name: "bare CME", cmd: "+QLOG", raw: "+CME ERROR:\r\nOK\r\n", want: []string{"+CME ERROR:"}},
		{name: "answer to a bare AT", cmd: "", raw: "+FOO: 1\r\nOK\r\n", urcs: []string{"+FOO: 1"}},
		{name: "capabilities", cmd: "I", raw: "EG25\r\n+GCAP: +CGSM\r\n+CREG: 5\r\nOK\r\n", want: []string{"EG25", "+GCAP: +CGSM"}, urcs: []string{"+CREG: 5"}},
		{name: "A6", cmd: "+CCID", raw: "+SCID: SIM Card ID: 8988307000000000000\r\nOK\r\n", want: []string{"+SCID: SIM Card ID: 8988307000000000000"}},
		{name: "quoted semicolon", cmd: `+QCFG="a;b"`, raw: "+QCFG: \"a;b\",1\r\nOK\r\n", want: []string{`+QCFG: "a;b",1`}},
		{name: "semicolon and name in a text", cmd: `+X="a;+QNAME;b"`, raw: "+QNAME: 1\r\nOK\r\n", urcs: []string{"+QNAME: 1"}},
		{name: "name with a C in front", cmd: "+GSN", raw: "+CGSN: \"1\"\r\nOK\r\n", want: []string{`+CGSN: "1"`}},
		{name: "short names are not related", cmd: "+CSQ", raw: "+QCSQ: \"LTE\"\r\n+CSQ: 9,9\r\nOK\r\n", want: []string{"+CSQ: 9,9"}, urcs: []string{`+QCSQ: "LTE"`}},
		{name: "OK inside an open quote", cmd: "+QFREAD", raw: "+QFREAD: \"HTTP 1\"OK\"2OK\r\nmore\"\r\nOK\r\n", want: []string{"+QFREAD: \"HTTP 1\"OK\"2OK", "more\""}},
		{name: "status report without a body", cmd: "+CSQ", raw: "+CDS: 6,1,\"000\",129,\"a\",\"b\",0\r\n+CSQ: 9,9\r\nOK\r\n", want: []string{"+CSQ: 9,9"}, urcs: []string{`+CDS: 6,1,"000",129,"a","b",0`}},
		{name: "body of a lost PDU", cmd: "+CSQ", raw: "+CMT: ,23\r\n+CSQ: 9,9\r\nOK\r\n", want: []string{"+CSQ: 9,9"}, urcs: []string{"+CMT: ,23"}},
		{name: "digit that is an answer", cmd: "+CGX?", raw: "0\r\nOK\r\n", want: []string{"0"}},
		{name: "digit for a set command", cmd: "+CMEE=1", raw: "0\r"},
		{name: "busy ends a command", cmd: "+X", raw: "BUSY\r\n", err: "AT+X: BUSY"},
		{name: "end of a call while reading", cmd: "+CSQ", raw: "NO CARRIER\r\n+CSQ: 9,9\r\nBUSY\r\nOK\r\n", want: []string{"+CSQ: 9,9"}},
		{name: "end of a call in a bare answer", cmd: "+CGMM;+CREG?", raw: "EG25\r\nNO ANSWER\r\n+CREG: 0,5\r\nOK\r\n", want: []string{"EG25", "+CREG: 0,5"}},
		{name: "end of a call while setting", cmd: "E0+CMEE=1", raw: "NO CARRIER\r\n+CME ERROR: 4\r\n", err: "ATE0+CMEE: operation not supported (CME 4)"},
		{name: "end of a call behind AT", cmd: "", raw: "NO CARRIER\r\nOK\r\n"},
		{name: "a socket that does not open", cmd: "#SD=1,0,80", raw: "NO CARRIER\r\n", err: "AT#SD: NO CARRIER"},
		{name: "NA", cmd: "+X", raw: "NA\r\n", err: "AT+X: NA"},
	} {
		t.Run(c.name, func(t *testing.T) {
			info, urc, err := exchange(t, "AT"+c.cmd, c.raw)
			if c.err != "" {
				require.EqualError(t, err, c.err)
			} else {
				require.NoError(t, err)
				require.Equal(t, c.want, info)
			}
			require.Equal(t, c.urcs, urc)
		})
	}
}

func TestStraysAreNoURCs(t *testing.T) {
	_, urc, _ := exchange(t, "", "\r\nOK\r\n", "ERROR\r\n+CME ERROR: 3\r\n", "AT+CSQ\r\r\n", "AT\r\n", "> \r\n", "+CMEE: 1\r\n", "RDY\r\n")
	require.Equal(t, []string{"RDY"}, urc)
}

// The echo of the command before may come behind its final, while the next waits.
func TestLateEchoOfTheCommandBefore(t *testing.T) {
	c := loose("+CPIN?")
	c.feed([]byte("+CME ERROR: 10\r\n"))
	c.begin(request{cmd: "+CGMM"})
	c.state, c.armed = c.armed, idle // as if it were written
	c.feed([]byte("AT+CPIN?\r\r\nEG25\r\nOK\r\n"))
	require.Equal(t, "+CME ERROR: 10\n\x01EG25\nOK\n", string(c.out))
}

// The end of a call proves nothing about a command that was given up.
func TestEndOfCallDoesNotEndAQuarantine(t *testing.T) {
	c := loose("+COPS=?")
	require.True(t, c.abandon())
	c.feed([]byte("NO CARRIER\r\nBUSY\r\n"))
	require.Equal(t, quarantined, c.state)
	c.feed([]byte("+COPS: (2)\r\nOK\r\n"))
	require.Equal(t, idle, c.state)
	require.False(t, c.abandon())
}

// A late answer to AT+CMEE? itself is not taken for a marker's.
func TestMarkersDifferFromTheCommand(t *testing.T) {
	c := loose("+CMEE?")
	c.port, c.write, c.answers = &keeper{}, time.Second, true
	require.True(t, c.abandon())
	require.NoError(t, c.mark(0))
	require.Equal(t, "AT+CMEE?;+CMEE?\r", c.port.(*keeper).String())
	c.feed([]byte("+CMEE: 1\r\nOK\r\n"))
	require.Equal(t, marked, c.state)
	c.feed([]byte("+CMEE: 1\r\n+CMEE: 1\r\nOK\r\n"))
	require.Equal(t, idle, c.state)
}

// keeper is a port that keeps what is written.
type keeper struct{ bytes.Buffer }

func TestStraysAreCounted(t *testing.T) {
	c := loose("+X")
	c.feed([]byte("OK\r\nOK\r\nERROR\r\n+CMEE: 1\r\n"))
	require.Equal(t, Stats{Strays: 2, Late: 1}, c.stats)
	require.Equal(t, "OK\n", string(c.out))
}

// A flood of lines that could be the answer is judged in time and in order.
func TestHeldLinesAreBounded(t *testing.T) {
	c := loose("+CREG?")
	for i := range 2*maxHeld + 10 {
		c.feed(fmt.Appendf(nil, "+CREG: 2\r\n+QIND: %d\r\n", i))
		require.LessOrEqual(t, len(c.held), maxHeld)
	}
	c.feed([]byte("+CREG: 0,5\r\nOK\r\n"))
	require.Contains(t, string(c.out), "+CREG: 0,5\nOK\n")
	next := 0
	for len(c.urcs.ch) > 0 {
		if u := <-c.urcs.ch; strings.HasPrefix(u.Line, "+QIND") {
			require.Equal(t, fmt.Sprintf("+QIND: %d", next), u.Line)
			next++
		}
	}
	require.Equal(t, 2*maxHeld+10, next)
}

// With ATV0 in its profile a module answers in digits; a plain command shows it.
func TestNumericModule(t *testing.T) {
	s, _ := script(t, func(cmd string) string {
		switch cmd {
		case "AT":
			return "0\r"
		case "AT+CPIN?":
			return "+CPIN: READY\r\n0\r"
		case "ATV1":
			return "\r\nOK\r\n"
		case "AT+CGX?":
			return "4\r\nOK\r\n"
		}
		return "4\r"
	})
	_, err := s.Do(t.Context(), "")
	require.NoError(t, err)
	info, err := s.Do(t.Context(), "+CPIN?")
	require.NoError(t, err)
	require.Equal(t, []string{"+CPIN: READY"}, info)
	_, err = s.Do(t.Context(), "+CSQ")
	require.EqualError(t, err, "AT+CSQ: ERROR")
	_, err = s.Do(t.Context(), "V1")
	require.NoError(t, err)
	info, err = s.Do(t.Context(), "+CGX?")
	require.NoError(t, err)
	require.Equal(t, []string{"4"}, info)
}

// openPrompt is a module in which another program left a text prompt open:
// whatever comes is text until ESC.
func TestOpenPromptIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		text := true
		s, _ := script(t, func(cmd string) string {
			if text && !strings.Contains(cmd, esc) {
				return "\r\n> "
			}
			text = false
			switch {
			case strings.HasPrefix(cmd, esc):
				return "\r\nOK\r\n+CMEE: 1\r\n\r\nOK\r\n"
			case cmd == "AT+CSQ":
				return "\r\n+CSQ: 7,99\r\n\r\nOK\r\n"
			}
			return "\r\nOK\r\n"
		})
		_, err := s.Do(t.Context(), "")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		info, err := s.Do(t.Context(), "+CSQ")
		require.NoError(t, err)
		require.Equal(t, []string{"+CSQ: 7,99"}, info)
		require.NoError(t, s.Close(time.Second))
	})
}

// ATQ1 in the profile: information comes, finals do not. The first marker lifts it, since the module has answered nothing.
func TestQuietModuleIsWoken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		quiet := true
		s, _ := script(t, func(cmd string) string {
			quiet = quiet && !strings.Contains(cmd, "Q0")
			answer := strings.Repeat("+CMEE: 1\r\n", strings.Count(cmd, "+CMEE?"))
			if !quiet {
				answer += "OK\r\n"
			}
			return answer
		})
		_, err := s.Do(t.Context(), "")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		start := time.Now()
		_, err = s.Do(t.Context(), "")
		require.NoError(t, err)
		require.Equal(t, 2500*time.Millisecond, time.Since(start), "the grace, and the nudge")
		require.NoError(t, s.Close(time.Second))
	})
}

// Markers that a slow module answers all at once: only the answer of the last
// one gives the port free, else the next command would get a marker's OK.
func TestSlowMarkersDoNotAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		here, there := net.Pipe()
		s := NewSession(here, Options{})
		go func() {
			r := bufio.NewReader(there)
			_, _ = r.ReadString('\r')
			_, _ = there.Write([]byte("OK\r\n"))
			_, _ = r.ReadString('\r')
			first, _ := r.ReadString('\r')
			require.Equal(t, "AT+CMEE?\r", first)
			second, _ := r.ReadString('\r')
			require.Equal(t, esc+"AT+CMEE?;+CMEE?\r", second)
			for _, l := range []string{"+COPS: 0\r\nOK\r\n", "+CMEE: 1\r\nOK\r\n", "+CMEE: 1\r\n+CMEE: 1\r\nOK\r\n"} {
				time.Sleep(400 * time.Millisecond)
				_, _ = there.Write([]byte(l))
			}
			for {
				l, err := r.ReadString('\r')
				if err != nil {
					return
				}
				if l == "AT+CPIN?\r" {
					_, _ = there.Write([]byte("+CPIN: READY\r\nOK\r\n"))
				}
			}
		}()
		_, err := s.Do(t.Context(), "")
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err = s.Do(ctx, "+COPS?")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		info, err := s.Do(t.Context(), "+CPIN?")
		require.NoError(t, err)
		require.Equal(t, []string{"+CPIN: READY"}, info)
		require.NoError(t, s.Close(time.Second))
		_ = there.Close()
	})
}

// An echoed text must not become an answer, and a second '>' must not send the text again.
func TestEchoedText(t *testing.T) {
	here, there := net.Pipe()
	s := NewSession(here, Options{})
	go func() {
		r := bufio.NewReader(there)
		_, _ = r.ReadString('\r')
		_, _ = there.Write([]byte("AT+CMGS=\"000\"\r\r\n> "))
		text, _ := r.ReadString(0x1a)
		_, _ = there.Write([]byte(text + "\r\n> \r\n+CMGS: 4\r\n\r\nOK\r\n"))
	}()
	info, err := s.DoText(t.Context(), `+CMGS="000"`, "hello")
	require.NoError(t, err)
	require.Equal(t, []string{"+CMGS: 4"}, info)
	require.NoError(t, s.Close(time.Second))
	_ = there.Close()
}

func TestAttributeDoesNotAllocate(t *testing.T) {
	p := pending{}
	p.prepare("+CREG?;+QCCID;+CSQ", "", false)
	lines := [][]byte{[]byte("+QIND: \"csq\",9"), []byte("+CCID: 1"), []byte("+CREG: 0,1"), []byte("bare"), []byte("RDY"), []byte("+FOO: 1")}
	want := []verdict{toURC, toCommand, toHold, toCommand, toURC, toURC}
	for i, l := range lines {
		require.Equal(t, want[i], p.attribute(l), "%s", l)
	}
	require.Zero(t, testing.AllocsPerRun(100, func() {
		for _, l := range lines {
			p.attribute(l)
		}
	}))
}

// A text whose prompt came in the moment in which its caller went is not sent: an SMS Command costs money.
func TestTextThatWasGivenUp(t *testing.T) {
	c := loose("")
	port := &keeper{}
	c.port, c.write = port, time.Second
	c.begin(request{cmd: "+CMGS=000", text: "on", prompt: true})
	_, err := c.Write([]byte("AT+CMGS=000\r"))
	require.NoError(t, err)
	c.feed([]byte("\r\n> "))
	require.Equal(t, ">\n", string(c.out)[len(c.out)-2:], "modem/at has the prompt")
	require.True(t, c.abandon())
	n, err := c.Write([]byte("on\x1a"))
	require.NoError(t, err)
	require.Equal(t, 3, n)
	require.Equal(t, "AT+CMGS=000\r", port.String())
	require.NoError(t, c.mark(0))
	require.Equal(t, "AT+CMGS=000\r"+esc+"ATQ0V1+CMEE?\r", port.String())
	_, err = c.Write([]byte("on\x1a")) // nor later
	require.NoError(t, err)
	require.NotContains(t, port.String(), "on")
}
