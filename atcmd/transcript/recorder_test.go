package transcript

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTeeRecordsWhileAttached(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tee Tee
		here, there := net.Pipe()
		port := tee.Wrap(here)
		say := func(s string) {
			go func() { _, _ = there.Write([]byte(s)) }()
			_, err := io.ReadFull(port, make([]byte, len(s)))
			require.NoError(t, err)
		}
		ask := func(s string) {
			go func() { _, _ = io.ReadFull(there, make([]byte, len(s))) }()
			_, err := port.Write([]byte(s))
			require.NoError(t, err)
			synctest.Wait()
		}
		say("before\r\n8988307")
		var out bytes.Buffer
		rec := newRecorder(&out, Header{Source: "hardware"}, secret)
		require.True(t, tee.Attach(rec))
		require.False(t, tee.Attach(NewRecorderForTest(t)))
		say("000000001238\r\n") // the rest of a number
		time.Sleep(1500 * time.Millisecond)
		ask("AT+CSQ\r")
		say("\r\n+CSQ: 20,99\r\n\r\nOK\r\n")
		require.NoError(t, port.Close())
		time.Sleep(time.Second)
		here, there = net.Pipe()
		port = tee.Wrap(here)
		say("\r\nRDY\r\n")
		require.NoError(t, there.Close())
		_, err := port.Read(make([]byte, 1))
		require.ErrorIs(t, err, io.EOF)
		require.NoError(t, port.Close()) // lost already
		tee.Detach(rec)
		tee.Wrap(here)
		require.NoError(t, rec.Close())
		require.NoError(t, rec.Close())
		text := out.String()
		require.NotContains(t, text, "1238")
		_, text, _ = strings.Cut(text, "\\r\\n\"\n")
		require.Equal(t, `+1.500 > "AT+CSQ\r"
+1.500 < "\r\n+CSQ: 20,99\r\n" more
+1.500 < "\r\nOK\r\n"
+1.500 close
+2.500 open
+2.500 < "\r\nRDY\r\n"
+2.500 lost
`, text)
	})
}

// NewRecorderForTest is one that the test closes.
func NewRecorderForTest(t *testing.T) *Recorder {
	r := NewRecorder(io.Discard, Header{})
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// slow is a disk that takes nothing until it is told to.
type slow struct {
	bytes.Buffer
	gate chan struct{}
}

func (s *slow) Write(b []byte) (int, error) {
	<-s.gate
	return s.Buffer.Write(b)
}

func TestSlowDiskDropsAndSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := &slow{gate: make(chan struct{})}
		rec := newRecorder(disk, Header{}, secret)
		line := []byte("\r\n+X: " + strings.Repeat("x", 1000) + "\r\n")
		for range 400 {
			rec.Got(line)
		}
		require.Positive(t, rec.Dropped())
		dropped := rec.Dropped()
		require.NotZero(t, dropped)
		close(disk.gate)
		synctest.Wait()
		rec.Got([]byte("the rest 1234567\r\n\r\n+CREG: 1\r\n"))
		require.NoError(t, rec.Close())
		s, err := Parse(bytes.NewReader(disk.Bytes()))
		require.NoError(t, err)
		var lost, kept uint64
		for _, e := range s.Entries {
			lost += e.Count
			kept += uint64(len(e.Data))
		}
		require.Equal(t, dropped, lost)
		require.Equal(t, uint64(400*len(line)+30), lost+kept)
		require.NotContains(t, disk.String(), "1234567")
		require.Contains(t, disk.String(), "+CREG: 1")
	})
}

type full struct{ after int }

func (f *full) Write(b []byte) (int, error) {
	if f.after -= len(b); f.after < 0 {
		return 0, errors.New("no space left")
	}
	return len(b), nil
}

func TestFullDiskEndsTheRecording(t *testing.T) {
	rec := NewRecorder(&full{200}, Header{})
	for range 100 {
		rec.Got([]byte("\r\n+CREG: 1\r\n"))
	}
	<-rec.Done()
	rec.Got([]byte("\r\n+CREG: 1\r\n")) // nothing happens
	require.ErrorContains(t, rec.Close(), "cannot write transcript: no space left")
}

func TestManyHandsOnATee(t *testing.T) {
	var tee Tee
	here, there := net.Pipe()
	port := tee.Wrap(here)
	var wg sync.WaitGroup // all hands; joined below
	wg.Go(func() { _, _ = io.Copy(io.Discard, there) })
	wg.Go(func() {
		for range 300 {
			_, _ = port.Write([]byte("AT\r"))
		}
		_ = port.Close()
	})
	for range 3 {
		wg.Go(func() {
			for range 30 {
				rec := NewRecorder(io.Discard, Header{})
				if tee.Attach(rec) {
					_ = rec.Dropped()
				}
				tee.Detach(rec)
				_ = rec.Close()
			}
		})
	}
	wg.Wait()
}

func TestHalfALineIsNotReadable(t *testing.T) {
	var out bytes.Buffer
	rec := newRecorder(&out, Header{}, secret)
	rec.Mark(Open)
	rec.Got([]byte("\r\n+XID: 12345678"))
	rec.Sent([]byte("AT+CPIN=\"4321"))
	require.NoError(t, rec.Close())
	require.NotContains(t, out.String(), "12345")
	require.NotContains(t, out.String(), "4321")
	require.NotContains(t, out.String(), "XID")
}

// TestCROnly: a module that ends its lines with CR alone.
func TestCROnly(t *testing.T) {
	got := record(t, []step{{Sent, []byte("AT+CSQ\r")}, {Got, []byte("AT+CSQ\r+CSQ: 1,2\rOK\r")}, {Sent, []byte("AT\r")}, {Got, []byte("OK\r")}}, func(n int) int { return n })
	_, got, _ = strings.Cut(got, "\n\n")
	require.Equal(t, "+1.000 > \"AT+CSQ\\r\"\n+1.000 < \"AT+CSQ\\r\"\n+1.000 < \"+CSQ: 1,2\\r\"\n+1.000 < \"OK\\r\"\n+1.000 > \"AT\\r\"\n+1.000 < \"OK\\r\"\n", got)
}

// TestPromptStandsInFrontOfItsText: it has no line end to wait for.
func TestPromptStandsInFrontOfItsText(t *testing.T) {
	got := record(t, []step{{Sent, []byte("AT+CMGS=\"2936\"\r")}, {Got, []byte("\r\n> ")}, {Sent, []byte("12345\x1a")}}, func(n int) int { return n })
	require.Regexp(t, `> "AT.*\n.*< "\\r\\n> "\n.*> "[0-9]{5}\\x1a"\n$`, got)
	require.NotContains(t, got, "12345")
}

// TestMidwayTrustsNothingUpToALineEnd: what looks like a result may be the rest
// of a text.
func TestMidwayTrustsNothingUpToALineEnd(t *testing.T) {
	for _, attached := range []bool{false, true} {
		var tee Tee
		here, there := net.Pipe()
		port := tee.Wrap(here)
		var out bytes.Buffer
		rec := newRecorder(&out, Header{}, secret)
		require.True(t, tee.Attach(rec))
		if !attached {
			rec.Mark(Open)
		}
		go func() { _, _ = there.Write([]byte("+CMTI: \"ME\",1\r\n\r\n+CREG: 1\r\n")) }()
		_, err := io.ReadFull(port, make([]byte, 27))
		require.NoError(t, err)
		require.NoError(t, rec.Close())
		require.Equal(t, !attached, strings.Contains(out.String(), "+CMTI"))
		require.Contains(t, out.String(), "+CREG: 1")
	}
}

type null struct{}

func (null) Read(b []byte) (int, error)  { return copy(b, "\r\n+CSQ: 20,99\r\n"), nil }
func (null) Write(b []byte) (int, error) { return len(b), nil }
func (null) Close() error                { return nil }

func benchmarkPort(b *testing.B, port io.ReadWriter) {
	buf := make([]byte, 64)
	b.ReportAllocs()
	for b.Loop() {
		_, _ = port.Read(buf)
	}
}

func BenchmarkPort(b *testing.B)    { benchmarkPort(b, null{}) }
func BenchmarkTeeIdle(b *testing.B) { benchmarkPort(b, new(Tee).Wrap(null{})) }

func BenchmarkTeeRecording(b *testing.B) {
	var tee Tee
	rec := NewRecorder(io.Discard, Header{})
	tee.Attach(rec)
	benchmarkPort(b, tee.Wrap(null{}))
	_ = rec.Close()
}
