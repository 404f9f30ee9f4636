package modemtest

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/simcard/simcardtest"
)

var finals = regexp.MustCompile(`(?m)^(OK|ERROR|NO CARRIER|CONNECT|COMMAND NOT SUPPORT|NORMAL POWER DOWN|\+CM[ES] ERROR: .*)\r$`)

// said takes everything that waits in the outbox, as a writer would.
func (o *outbox) said() string {
	var s strings.Builder
	for c, ok := o.take(); ok; c, ok = o.take() {
		s.Write(c.data)
		o.done(len(c.data))
	}
	return s.String()
}

// FuzzCommandLine: every complete command line gets exactly one final result, and the modem lives on.
func FuzzCommandLine(f *testing.F) {
	for _, s := range []string{"", "+CSQ", "E0V1", "+CREG?;+CSQ", "+CMGS=\"1", "S3=13", "+CRSM=176,12258,0,0,10", "+CPIN=1,2",
		"+CSIM=4,\"00A4\"", "+CMGD=1,4", "&F&W", "D1", "+QENG=\"servingcell\"", "+CFUN=1,1", "+COPS=1,2,\"1\"", "D*99***1#", "+CGDATA", "+CCHO=\"A0000000871002\"", "+CGLA=1,14,\"00A40004022FE2\"", "+CPBW=1,\"5\"", "+CMGW=1", "+CUSD=1,\"*1#\"", "+CGDCONT=1,\"IP\"", "AT"} {
		f.Add(s, byte(0), byte(0))
		f.Add(s, byte(7), byte(len(s)))
	}
	personas := Personas()
	f.Fuzz(func(t *testing.T, body string, mode, who byte) {
		if strings.ContainsAny(body, "\r\n\b\x7f") {
			return // these edit the line: not one complete command line
		}
		opt := Options{Card: simcardtest.New(fakeICCID), Registration: Home("00101", "Lab")}
		if mode&1 != 0 {
			opt.Persona = personas[int(who)%len(personas)].New()
		}
		if mode&2 != 0 {
			opt.Card = nil
		}
		m := New(opt)
		p := newPort(m)
		m.ports[p] = struct{}{}
		m.set.echo = mode&4 != 0
		m.set.cmee = int(mode>>3) % 3
		prefix := "AT"
		if mode&32 != 0 {
			prefix = "at"
		}
		require.NoError(t, p.feed(context.Background(), []byte(prefix+body+"\r")))
		out := p.out.said()
		if p.text != nil {
			require.Empty(t, finals.FindAllString(out, -1), "a prompt is not an answer yet")
			require.NoError(t, p.feed(context.Background(), []byte("x\x1a")))
			out = p.out.said()
		}
		if m.set.echo || m.set.quiet || !m.set.verbose || m.set.s3 != '\r' || m.set.s4 != '\n' {
			return // another format, or the echo could look like a result
		}
		n := len(finals.FindAllString(out, -1))
		require.Equal(t, 1, n, "%q", out)
		require.False(t, p.out.typing)
		if m.HangUp(); m.Powered() {
			p.out.said()
			require.NoError(t, p.feed(context.Background(), []byte("AT&F\rATE0\r")))
			require.Equal(t, 2, len(finals.FindAllString(p.out.said(), -1)))
		}
	})
}

// FuzzBytes: whatever arrives, in whatever pieces, the same comes back, and no command line is torn.
func FuzzBytes(f *testing.F) {
	f.Add([]byte("ATE1\rAT+CSQ\r\nA/"), byte(3), byte(0))
	f.Add([]byte("AT+CMGF=1\rAT+CMGS=\"1\"\rhi\x1a"), byte(1), byte(16))
	personas := Personas()
	f.Fuzz(func(t *testing.T, b []byte, size, who byte) {
		talk := func(step int) (string, []string) {
			persona := personas[int(who>>1)%len(personas)].New()
			persona.LateEcho = who&1 != 0
			m := New(Options{Persona: persona, Card: simcardtest.New(fakeICCID), Registration: Home("00101", "Lab"), Now: fixedTime})
			p := newPort(m)
			m.ports[p] = struct{}{}
			for rest := b; len(rest) > 0; {
				n := min(step, len(rest))
				require.NoError(t, p.feed(context.Background(), rest[:n]))
				rest = rest[n:]
			}
			return p.out.said(), m.Commands()
		}
		whole, lines := talk(max(len(b), 1))
		pieces, again := talk(int(size%16) + 1)
		require.Equal(t, lines, again)
		require.Equal(t, whole, pieces)
	})
}
