package page_test

import (
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/local"
	"simagent/agent/page"
)

// oneConn is a listener that accepts one connection.
type oneConn struct {
	conns chan net.Conn // closed by Close
}

func (l oneConn) Accept() (net.Conn, error) {
	c, ok := <-l.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}

func (l oneConn) Close() error   { close(l.conns); return nil }
func (l oneConn) Addr() net.Addr { return &net.UnixAddr{} }

// A stream outlives the server's time limits, and is left when its reader takes nothing for ten seconds.
func TestStreamOverAConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := well()
		there, here := net.Pipe()
		defer here.Close()
		l := oneConn{make(chan net.Conn, 1)}
		l.conns <- there
		srv := &http.Server{Handler: page.New(src, page.Options{}), ReadTimeout: 15 * time.Second, WriteTimeout: 15 * time.Second}
		done := make(chan struct{})
		go func() { defer close(done); _ = srv.Serve(l) }() // waited for below
		_, err := io.WriteString(here, "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
		require.NoError(t, err)
		var text strings.Builder
		require.NoError(t, here.SetReadDeadline(time.Now().Add(5*time.Minute)))
		_, err = io.Copy(&text, here)
		require.ErrorIs(t, err, os.ErrDeadlineExceeded, "it goes on")
		require.Contains(t, text.String(), "event: beat")

		src.change(func(st *local.Status) { st.Verdict.Text = "last words" })
		time.Sleep(12 * time.Second)
		_ = here.SetReadDeadline(time.Now().Add(time.Minute)) // it may be closed already
		rest, err := io.ReadAll(here)
		require.NoError(t, err, "it was closed")
		require.NotContains(t, string(rest), "last words")
		require.NoError(t, srv.Close())
		<-done
	})
}

// What is posted is short; more is not read.
func TestLoginReadsLittle(t *testing.T) {
	h := page.New(well(), locked())
	require.Equal(t, 401, login(h, strings.Repeat(" ", 1<<20)+token).Code)
	require.Equal(t, 303, login(h, "   "+token).Code)
}
