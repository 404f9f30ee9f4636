package transcript

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const dialogue = `simagent-transcript 1

+0.000 open
+0.100 > "AT\r"
+0.200 < "AT\r\r\n" cut 3 more
+0.200 < "OK\r\n"
+0.300 < "\r\n+CREG: 1\r\n"
+1.000 > "AT+CMGS=\"2936\"\r"
+1.100 < "\r\n> "
+1.200 > "hello\x1a"
+3.000 < "\r\n+CMGS: 1\r\n"
+3.000 < "\r\nOK\r\n"
+3.500 lost
+4.000 open
+4.100 < "\r\nRDY\r\n"
+5.000 close
`

func script(t require.TestingT, text string) *Script {
	s, err := Parse(strings.NewReader(text))
	require.NoError(t, err)
	return s
}

func player(t require.TestingT, text string, o PlayOptions) (*Player, io.ReadWriteCloser) {
	p, err := NewPlayer(script(t, text), o)
	require.NoError(t, err)
	port, err := p.Open()
	require.NoError(t, err)
	return p, port
}

// reads reads once and returns what came.
func reads(t require.TestingT, r io.Reader) string {
	b := make([]byte, 256)
	n, err := r.Read(b)
	require.NoError(t, err)
	return string(b[:n])
}

func writes(t require.TestingT, w io.Writer, s string) {
	n, err := w.Write([]byte(s))
	require.NoError(t, err)
	require.Len(t, s, n)
}

func TestPlayerPlaysBothSides(t *testing.T) {
	p, port := player(t, dialogue, PlayOptions{})
	writes(t, port, "A")
	writes(t, port, "T\r\n") // line ends are the client's own
	require.Equal(t, "AT\r", reads(t, port))
	require.Equal(t, "\r\nOK\r\n", reads(t, port))
	writes(t, port, "AT+CMGS=\"2936\"\r") // an unsolicited line may wait
	require.Equal(t, "\r\n+CREG: 1\r\n", reads(t, port))
	require.Equal(t, "\r\n> ", reads(t, port))
	require.ErrorContains(t, p.Finish(), "not used up: line 10: wanted \"hello\\x1a\"")
	writes(t, port, "hello\x1a")
	require.Equal(t, "\r\n+CMGS: 1\r\n", reads(t, port))
	require.ErrorContains(t, p.Finish(), "line 12: wanted OK to be read")
	require.Equal(t, "\r\nOK\r\n", reads(t, port))
	_, err := port.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.EOF)
	_, err = port.Write([]byte("AT\r"))
	require.ErrorIs(t, err, io.ErrClosedPipe)
	require.NoError(t, port.Close())
	port, err = p.Open()
	require.NoError(t, err)
	require.Equal(t, "\r\nRDY\r\n", reads(t, port))
	require.NoError(t, p.Wait(t.Context()))
	require.NoError(t, port.Close())
	require.NoError(t, p.Finish())
}

func TestPlayerFindsDeviations(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(p *Player, port io.ReadWriteCloser)
		want string
	}{
		"another command": {func(_ *Player, port io.ReadWriteCloser) { _, _ = port.Write([]byte("AT+COPS?\r")) }, "line 4: wanted AT, got AT+COPS?"},
		"too early": {func(_ *Player, port io.ReadWriteCloser) {
			_, _ = port.Write([]byte("AT\r"))
			_, _ = port.Write([]byte("AT+CMGS=\"2936\"\r"))
		}, `line 8: got AT+CMGS="2936" before OK was read`},
		"opened twice":      {func(p *Player, _ io.ReadWriteCloser) { _, _ = p.Open() }, "opened a second time"},
		"closed":            {func(_ *Player, port io.ReadWriteCloser) { _ = port.Close() }, "not used up: line 4: wanted AT"},
		"half a line":       {func(_ *Player, port io.ReadWriteCloser) { _, _ = port.Write([]byte("AT+C")) }, "half a line: AT+C"},
		"endless line":      {func(_ *Player, port io.ReadWriteCloser) { _, _ = port.Write(make([]byte, 5000)) }, "line 4: wanted AT, got a line without an end"},
		"nothing at all":    {func(*Player, io.ReadWriteCloser) {}, "not used up: line 4: wanted AT"},
		"opened anew early": {func(p *Player, port io.ReadWriteCloser) { _ = port.Close(); _, _ = p.Open() }, "line 4: wanted AT, got the port opened"},
	} {
		p, port := player(t, dialogue, PlayOptions{})
		c.do(p, port)
		require.ErrorContains(t, p.Finish(), c.want, name)
	}
	_, err := NewPlayer(script(t, "simagent-transcript 1\n+0.000 dropped 5\n"), PlayOptions{})
	require.ErrorContains(t, err, "line 2: 5 bytes are missing")
}

func TestPlayerKeepsThePace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, port := player(t, dialogue, PlayOptions{Paced: true})
		time.Sleep(time.Minute)
		start := time.Now()
		writes(t, port, "AT\r")
		reads(t, port)
		require.Equal(t, 100*time.Millisecond, time.Since(start))
		reads(t, port)
		require.Equal(t, "\r\n+CREG: 1\r\n", reads(t, port))
		require.Equal(t, 200*time.Millisecond, time.Since(start))
	})
}

// reporter is a TB that remembers.
type reporter struct {
	failed  []string
	cleanup []func()
}

func (r *reporter) Helper() {}
func (r *reporter) Errorf(f string, args ...any) {
	r.failed = append(r.failed, fmt.Sprintf(f, args...))
}
func (r *reporter) Fatalf(f string, args ...any) { panic(fmt.Sprintf(f, args...)) }
func (r *reporter) Cleanup(f func())             { r.cleanup = append(r.cleanup, f) }

func TestPlayFailsTheTest(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.at")
	require.NoError(t, os.WriteFile(path, []byte(dialogue), 0o600))
	r := &reporter{}
	port := Play(r, path)
	writes(t, port, "AT\r")
	r.cleanup[0]()
	require.Len(t, r.failed, 1)
	require.Contains(t, r.failed[0], "x.at: the transcript was not used up: line 5")
	require.Panics(t, func() { Play(r, path+"x") })
}

// TestRecordedTranscriptPlaysBack: whatever is recorded plays back to a client
// that says the same, with the same reads.
func TestRecordedTranscriptPlaysBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &Script{}
		l := newLines(NewRedactor(secret), func(e Entry) { s.Entries = append(s.Entries, e) })
		var want []string
		for i := range rapid.IntRange(1, 8).Draw(t, "commands") {
			l.add(Sent, 0, fmt.Appendf(nil, "AT+FOO=%d\r", i))
			answer := fmt.Sprintf("\r\n+FOO: %d\r\n\r\nOK\r\n", i)
			for len(answer) > 0 {
				n := rapid.IntRange(1, len(answer)).Draw(t, "read")
				l.add(Got, 0, []byte(answer[:n]))
				want = append(want, answer[:n])
				answer = answer[n:]
			}
		}
		l.rest()
		p, err := NewPlayer(s, PlayOptions{})
		require.NoError(t, err)
		port, err := p.Open()
		require.NoError(t, err)
		for i := 0; len(want) > 0; i++ {
			writes(t, port, fmt.Sprintf("AT+FOO=%d\r", i))
			for all := ""; !strings.HasSuffix(all, "OK\r\n"); want = want[1:] {
				all += want[0]
				require.Equal(t, want[0], reads(t, port))
			}
		}
		require.NoError(t, p.Finish())
	})
}

func TestLooseAnswersInAnyOrder(t *testing.T) {
	s := script(t, `simagent-transcript 1
+0.000 < "\r\nRDY\r\n"
+1.000 > "AT+CSQ\r"
+1.000 < "\r\n+CSQ: 1,99\r\n"
+1.000 < "\r\nOK\r\n"
+2.000 > "AT+CSQ\r"
+2.500 < "\r\n+CSQ: 2,99\r\n" cut 3
+2.500 < "\r\nOK\r\n"
+2.600 < "\r\n+CPIN: NOT READY\r\n"
+3.000 > "AT+CMGS=\"2936\"\r"
+3.000 < "\r\n> "
+4.000 > "hello\r"
+4.000 > "you\x1a"
+4.000 < "\r\n+CMGS: 1\r\n"
+4.000 < "\r\nOK\r\n"
+4.100 < "\r\n+CMTI: \"ME\",1\r\n"
+5.000 > "ATI\r"
+5.000 < "\r\nM\r\n"
+5.000 < "\r\nOK\r\n"
+5.500 < "\r\nRDY\r\n"
`)
	for _, paced := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			here, there := net.Pipe()
			done := make(chan error, 1)
			go func() { done <- NewLoose(s, PlayOptions{Paced: paced}).Serve(t.Context(), there) }()
			var got bytes.Buffer
			read := make(chan struct{})
			go func() { _, _ = io.Copy(struct{ io.Writer }{&got}, here); close(read) }()
			for _, c := range []struct{ ask, want string }{
				{"", "\r\nRDY\r\n"}, {"ati\r\n", "\r\nM\r\n\r\nOK\r\n\r\nRDY\r\n"}, {"AT+NONE\r", "\r\nERROR\r\n"}, {"\r", ""},
				{"AT+CSQ\r", "\r\n+CSQ: 1,99\r\n\r\nOK\r\n"}, {"AT+csq\r", "\r\n+CSQ: 2,99\r\n\r\nOK\r\n\r\n+CPIN: NOT READY\r\n"}, {"AT+CSQ\r", "\r\n+CSQ: 2,99\r\n\r\nOK\r\n"},
				{"AT+CMGS=\"2936\"\r", "\r\n> "}, {"anything\rat all\x1a", "\r\n+CMGS: 1\r\n\r\nOK\r\n\r\n+CMTI: \"ME\",1\r\n"},
				{"AT+CMGS=\"2936\"\r", "\r\n> "}, {"again\x1a", "\r\n+CMGS: 1\r\n\r\nOK\r\n"},
				{"AT+CMGS=\"2936\"\r", "\r\n> "}, {"no\x1b", "\r\nOK\r\n"}, {"ATI\r", "\r\nM\r\n\r\nOK\r\n"},
			} {
				_, err := here.Write([]byte(c.ask))
				require.NoError(t, err)
				time.Sleep(time.Second)
				synctest.Wait()
				require.Equal(t, c.want, got.String(), c.ask)
				got.Reset()
			}
			_ = here.Close()
			require.NoError(t, <-done)
			<-read
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, there := net.Pipe()
	require.NoError(t, NewLoose(s, PlayOptions{}).Serve(ctx, there))
}
