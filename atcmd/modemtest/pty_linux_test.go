package modemtest

import (
	"bufio"
	"context"
	"os"
	"strings"
	"testing"

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
