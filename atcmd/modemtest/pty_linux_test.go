package modemtest

import (
	"bufio"
	"context"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestPTY drives a modem through a pseudo terminal, twice, because the second client must find the port
// alive after the first has closed it. It asserts order only.
func TestPTY(t *testing.T) {
	master, path, closePTY, err := OpenPTY()
	if err != nil {
		t.Skip(err)
	}
	m := New(eg25())
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- m.Serve(ctx, master) }() // joined below
	for range 2 {
		port, err := os.OpenFile(path, os.O_RDWR, 0)
		require.NoError(t, err)
		_, err = port.WriteString("ATE0\rAT+QCCID\r")
		require.NoError(t, err)
		var lines []string
		for r := bufio.NewScanner(port); len(lines) < 3 && r.Scan(); {
			if s := strings.TrimSpace(r.Text()); s != "" && !strings.HasPrefix(s, "ATE0") {
				lines = append(lines, s)
			}
		}
		require.Equal(t, []string{"OK", "+QCCID: " + fakeICCID, "OK"}, lines)
		require.NoError(t, port.Close())
	}
	cancel()
	require.ErrorIs(t, <-done, context.Canceled)
	require.NoError(t, closePTY())
}

// When the last program closes the terminal, DTR drops: a data call ends, and the next program finds commands again,
// without a stale line. A program that only looks in between ends nothing. It asserts order only.
func TestLastClientHangsUp(t *testing.T) {
	master, path, closePTY, err := OpenPTY()
	if err != nil {
		t.Skip(err)
	}
	clients, err := WatchClients(path)
	require.NoError(t, err)
	m := New(eg25())
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- m.ServeClients(ctx, master, clients) }() // joined below
	open := func() *os.File {
		port, err := os.OpenFile(path, os.O_RDWR, 0)
		require.NoError(t, err)
		return port
	}
	online := func() (n int) {
		m.do(func() {
			for p := range m.ports {
				n += toInt(p.call == callOnline)
			}
		})
		return n
	}
	dialer := open()
	_, err = dialer.WriteString("ATE0\rATD*99#\r")
	require.NoError(t, err)
	for r := bufio.NewScanner(dialer); r.Scan() && r.Text() != "CONNECT"; {
	}
	require.NoError(t, open().Close())
	require.Never(t, func() bool { return online() == 0 }, 50*time.Millisecond, time.Millisecond)
	require.NoError(t, dialer.Close())
	require.Eventually(t, func() bool { return online() == 0 }, 10*time.Second, time.Millisecond)
	next := open()
	_, err = next.WriteString("AT\r")
	require.NoError(t, err)
	b := make([]byte, 6)
	_, err = io.ReadFull(next, b)
	require.NoError(t, err)
	require.Equal(t, ok, string(b))
	require.NoError(t, next.Close())
	cancel()
	require.ErrorIs(t, <-done, context.Canceled)
	require.NoError(t, closePTY())
}
