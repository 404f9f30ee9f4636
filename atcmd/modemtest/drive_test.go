package modemtest

import (
	"bufio"
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/simcard/overat"
	"simagent/simcard/simcardtest"
)

// doer is the simplest client that can run overat: one command, lines until OK.
type doer struct {
	conn net.Conn
	r    *bufio.Reader
}

func (d *doer) Do(_ context.Context, cmd string) (lines []string, err error) {
	if _, err := d.conn.Write([]byte("AT" + cmd + "\r")); err != nil {
		return nil, err
	}
	for {
		line, err := d.r.ReadString('\n')
		line = strings.TrimSpace(line)
		switch {
		case err != nil:
			return nil, err
		case line == "OK":
			return lines, nil
		case strings.Contains(line, "ERROR"):
			return nil, errors.New(line)
		case line != "" && !strings.HasPrefix(line, "AT"):
			lines = append(lines, line)
		}
	}
}

// attach serves m for the length of a test, in real time.
func attach(t testing.TB, m *Modem) *doer {
	near, far := net.Pipe()
	var wg sync.WaitGroup // Serve; the cleanup waits
	wg.Go(func() { _ = m.Serve(context.Background(), near) })
	t.Cleanup(func() { _ = far.Close(); wg.Wait() })
	return &doer{far, bufio.NewReader(far)}
}

func TestICCIDThroughTheModem(t *testing.T) {
	for _, p := range []*Persona{EG25G(), Generic27007()} {
		m := New(Options{Persona: p, Card: simcardtest.New(fakeICCID)})
		id, source, err := overat.ReadICCIDTwice(t.Context(), attach(t, m), overat.Fallbacks())
		require.NoError(t, err)
		require.Equal(t, fakeICCID, id.Digits())
		require.Equal(t, overat.SourceCRSM, source)
	}
	m := New(Options{Card: simcardtest.New(fakeICCID)})
	m.Fault(Fault{Match: "CRSM", Times: -1, Final: "ERROR"})
	_, source, err := overat.ReadICCID(t.Context(), attach(t, m), overat.Fallbacks())
	require.NoError(t, err)
	require.Equal(t, "+QCCID", source)
	m.ClearFaults()
	m.RemoveCard()
	_, _, err = overat.ReadICCID(t.Context(), attach(t, m), overat.Fallbacks())
	require.ErrorContains(t, err, "+CME ERROR: 10")
}

// TestManyHands drives one modem from all sides at once; the race detector judges.
func TestManyHands(t *testing.T) {
	m := New(eg25())
	d := attach(t, m)
	m.OnAttachRequest(func(string) { m.SetRegistration(Home("00101", "Lab")) })
	m.OnDetach(func(string) { _ = m.Registration() })
	var wg sync.WaitGroup // all hands; joined below
	for _, f := range []func(i int){
		func(i int) { m.SetRegistration(Roaming("310410", "")) }, func(i int) { m.AddTraffic(1, 2); m.Counters() },
		func(i int) { _ = m.DeliverSMS("1", "x") }, func(i int) { m.URC("+U: 1") },
		func(i int) { m.RemoveCard(); m.InsertCard(simcardtest.New(fakeICCID)) }, func(i int) { m.SetSignal(Signal{CSQ: i % 32}) },
	} {
		wg.Go(func() {
			for i := range 100 {
				f(i)
			}
		})
	}
	for range 50 {
		_, err := d.Do(t.Context(), "+CSQ;+CREG?")
		require.NoError(t, err)
		_, err = d.Do(t.Context(), "+CFUN=4;+CFUN=1")
		require.NoError(t, err)
	}
	go func() { _, _ = d.r.WriteTo(discard{}) }() // ends when the cleanup closes the link
	wg.Wait()
	tx, rx := m.Counters()
	require.Equal(t, [2]uint64{100, 200}, [2]uint64{tx, rx})
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

func BenchmarkCSQ(b *testing.B) {
	d := attach(b, New(eg25()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.Do(context.Background(), "+CSQ"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkModemAlone(b *testing.B) {
	m := New(eg25())
	m.set.echo = false
	p := newPort(m)
	m.ports[p] = struct{}{}
	b.ReportAllocs()
	for b.Loop() {
		_ = p.feed(context.Background(), []byte("AT+CSQ\r"))
		p.out.said()
	}
}
