package atcmd

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What configuration, a PIN, an APN or a raw command brings must stay one
// argument of one command.
func TestRefusedCommands(t *testing.T) {
	for cmd, want := range map[string]error{
		"+CSQ\r+CFUN=0":          ErrInjection,
		"+CSQ\n":                 ErrInjection,
		"+CMGW=\x1a":             ErrInjection,
		"+CPIN=\"1\"2\"":         ErrQuotes,
		"D*99#":                  ErrDataMode,
		"D+15550001;":            ErrDataMode,
		"E0V1 d*99***1#":         ErrDataMode,
		"&F0DT5":                 ErrDataMode,
		"S8=51D1":                ErrDataMode,
		"+CSQ;D1":                ErrDataMode,
		"O":                      ErrDataMode,
		"A":                      ErrDataMode,
		"+CGDATA=\"PPP\",1":      ErrDataMode,
		"+cmux=0":                ErrDataMode,
		`\Q3D*99#`:               ErrDataMode,
		"\\":                     nil,
		"&":                      nil,
		"+CG DATA=\"PPP\",1":     ErrDataMode,
		"+C MUX =0":              ErrDataMode,
		"+CSQ\x8d+CFUN=0":        ErrInjection,
		"+CMGW=\x9a":             ErrInjection,
		"+X=\xff":                ErrInjection,
		"+X=\"D A O\"":           nil,
		"":                       nil,
		"E0Q0V1X4&C1&D2S0=0":     nil,
		"I":                      nil,
		"S8?":                    nil,
		"+CGDATA=?":              nil,
		"+QCFG=\"d;a\"":          nil,
		"+COPS=1,2,\"310410\"":   nil,
		"$QCPWRDN":               nil,
		"+CGDCONT=1,\"IP\",\"\"": nil,
	} {
		require.ErrorIs(t, CheckCommand(cmd), want, cmd)
	}
}

// Blanks count in quotation marks only.
func TestWithoutBlanks(t *testing.T) {
	for cmd, want := range map[string]string{"": "", "+CSQ": "+CSQ", ` + X = "a b" , " c" ;E 0 `: `+X="a b"," c";E0`, `" `: `" `} {
		require.Equal(t, want, withoutBlanks(cmd), cmd)
	}
}

func TestQuoted(t *testing.T) {
	q, err := Quoted("super")
	require.NoError(t, err)
	require.Equal(t, `"super"`, q)
	for bad, want := range map[string]error{`a"b`: ErrQuotes, `a\b`: ErrQuotes, "a\rb": ErrInjection, "a\x1ab": ErrInjection} {
		_, err := Quoted(bad)
		require.ErrorIs(t, err, want)
		require.NotContains(t, err.Error(), bad)
	}
}

// Whatever an argument holds, the line it goes into stays one command.
func TestQuotedArgumentsStayOneCommand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q, err := Quoted(rapid.String().Draw(t, "argument"))
		if err != nil {
			return
		}
		cmd := "+CGDCONT=1,\"IP\"," + q + ";+CSQ"
		require.NoError(t, CheckCommand(cmd))
		part, rest := nextPart(cmd)
		require.Equal(t, "+CSQ", rest)
		require.Equal(t, len(cmd), len(part)+1+len(rest))
	})
}

// A message may say what a module says; its text ends no command.
func TestTextOfAMessage(t *testing.T) {
	const header = `+CMT: "+15550001",,"26/11/23,10:00:00+00"`
	for name, c := range map[string]struct {
		raw    string
		bodies []string
	}{
		"OK":           {"\r\n" + header + "\r\nOK\r\n\r\n+CSQ: 9,9\r\n\r\nOK\r\n", []string{"OK"}},
		"error":        {header + "\r\n+CME ERROR: 10\r\n\r\n+CSQ: 9,9\r\nOK\r\n", []string{"+CME ERROR: 10"}},
		"echo":         {header + "\r\nAT+CSQ\r\n\r\n+CSQ: 9,9\r\nOK\r\n", []string{"AT+CSQ"}},
		"answer":       {header + "\r\n+CSQ: 1,1\r\n\r\n+CSQ: 9,9\r\n\r\nOK\r\n", []string{"+CSQ: 1,1"}},
		"two lines":    {header + "\r\nfirst\r\nOK\r\n\r\n+CSQ: 9,9\r\n\r\nOK\r\n", []string{"first", "OK"}},
		"empty":        {header + "\r\n\r\n\r\n+CSQ: 9,9\r\n\r\nOK\r\n", []string{""}},
		"lost":         {header + "\r\n\r\n+CSQ: 9,9\r\n\r\nOK\r\n", []string{""}},
		"CR alone":     {header + "\rOK\r\r+CSQ: 9,9\r\rOK\r", []string{"OK"}},
		"CR CR LF":     {header + "\r\r\nOK\r\r\n\r\r\n+CSQ: 9,9\r\r\n\r\r\nOK\r\r\n", []string{"OK"}},
		"PDU":          {"+CMT: ,23\r\n0791\r\n\r\n+CSQ: 9,9\r\nOK\r\n", []string{"0791"}},
		"PDU no gap":   {"+CMT: ,23\r\n0791\r\n+CSQ: 9,9\r\nOK\r\n", []string{"0791"}},
		"report, text": {"+CDS: 25\r\n07\r\n+CSQ: 9,9\r\nOK\r\n", []string{"07"}},
	} {
		t.Run(name, func(t *testing.T) {
			c1 := loose("+CSQ")
			c1.feed([]byte(c.raw))
			require.Equal(t, "\x01+CSQ: 9,9\nOK\n", string(c1.out))
			require.Equal(t, c.bodies, bodies(c1))
			c2 := loose("+CSQ")
			for i := range len(c.raw) { // any chunking
				c2.feed([]byte(c.raw[i : i+1]))
			}
			require.Equal(t, c1.out, c2.out)
			require.Equal(t, c.bodies, bodies(c2))
		})
	}
}

// Where no empty line ever comes, as from some emulators and with ATV0, the text of a message has one line: else it
// would swallow all answers for ever.
func TestTextOfAMessageWithoutEmptyLines(t *testing.T) {
	const header = `+CMT: "+15550001",,"26/11/23,10:00:00+00"`
	for name, eol := range map[string]string{"CR": "\r", "LF": "\n", "CR LF": "\r\n"} {
		t.Run(name, func(t *testing.T) {
			c := loose("+CGMI")
			lines := func(l ...string) { c.feed([]byte(strings.Join(l, eol) + eol)) }
			lines("ACME", "OK")
			begun(c, "+CSQ")
			lines(header, "OK", "+CSQ: 9,9", "OK")
			require.Equal(t, "\x01ACME\nOK\n\x01+CSQ: 9,9\nOK\n", string(c.out))
			require.Equal(t, []string{"OK"}, bodies(c))
		})
	}
}

// A text that has no end must not outlive the next marker.
func TestMarkerEndsAMessage(t *testing.T) {
	c := loose("+CSQ")
	c.port, c.write = &keeper{}, time.Second
	c.feed([]byte("\r\n\r\n+CMT: \"+15550001\",,\"26/11/23,10:00:00+00\"\r\nhello\r\n+CSQ: 9,9\r\nOK\r\n"))
	require.True(t, c.abandon(), "the answer counts as text")
	require.NoError(t, c.mark(0))
	c.feed([]byte("+CMEE: 1\r\nOK\r\n"))
	require.Equal(t, idle, c.state)
	require.Equal(t, []string{"hello", "+CSQ: 9,9", "OK"}, bodies(c))
}

// begun lets a command wait, as if it were written.
func begun(c *conditioner, cmd string) {
	c.begin(request{cmd: cmd})
	c.state, c.armed = c.armed, idle
}

func bodies(c *conditioner) (list []string) {
	for len(c.urcs.ch) > 0 {
		u := <-c.urcs.ch
		list = append(list, u.Body)
	}
	return list
}

// A message may begin with the prompt that another command waits for.
func TestTextLikeAPrompt(t *testing.T) {
	c := &conditioner{urcs: &urcQueue{ch: make(chan URC, 16)}, unmarked: make(chan struct{}, 1)}
	c.begin(request{cmd: `+CMGS="000"`, text: "hi", prompt: true})
	c.state, c.armed = c.armed, idle
	c.feed([]byte("+CMT: \"1\",,\"x\"\r\n> really\r\n\r\n> "))
	require.Equal(t, ">\n", string(c.out))
	require.Equal(t, []string{"> really"}, bodies(c))
}

// A module that goes into data mode understands no AT any more: the port has to
// be opened anew.
func TestConnectEndsTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := script(t, func(cmd string) string {
			if cmd == "AT+X" {
				return "\r\nCONNECT 150000000\r\n"
			}
			return ""
		})
		_, err := s.Do(t.Context(), "+X")
		if err != nil {
			require.ErrorIs(t, err, ErrDataMode)
		}
		<-s.Done()
		require.ErrorIs(t, s.Err(), ErrDataMode)
		require.NoError(t, s.Close(time.Second))
	})
}

func FuzzCheckCommand(f *testing.F) {
	f.Add("+CSQ;D*99#")
	f.Add(`+CGDCONT=1,"IP","a;b"`)
	f.Fuzz(func(t *testing.T, cmd string) {
		if CheckCommand(cmd) != nil {
			return
		}
		require.NotContains(t, cmd, "\r")
		require.NotContains(t, cmd, "\x1a")
		up := strings.ToUpper(strings.TrimLeft(cmd, " "))
		require.False(t, strings.HasPrefix(up, "D") || strings.HasPrefix(up, "O"), cmd)
	})
}
