package main

import (
	"bytes"
	"errors"
	"log/slog"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRefusalsAreSaidRarely(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		r := refusals{log: slog.New(slog.NewTextHandler(&b, nil))}
		for range 1000 {
			r.note("no")
			time.Sleep(time.Second)
		}
		require.InDelta(t, 1000/60+1, strings.Count(b.String(), "\n"), 1)
		require.Contains(t, b.String(), "since=60")
	})
}

// queue is a listener with connections in memory.
type queue chan net.Conn

func (q queue) Accept() (net.Conn, error) {
	if c, ok := <-q; ok {
		return c, nil
	}
	return nil, errors.New("closed")
}
func (q queue) Close() error { close(q); return nil }
func (queue) Addr() net.Addr { return nil }

// The seventeenth caller waits until one of the others has gone.
func TestFewCallersAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := make(queue, callbackConns+1)
		for range callbackConns + 1 {
			c, _ := net.Pipe()
			q <- c
		}
		l := &fewConns{Listener: q, free: make(chan struct{}, callbackConns)}
		var open []net.Conn
		for range callbackConns {
			c, err := l.Accept()
			require.NoError(t, err)
			open = append(open, c)
		}
		accepted := false
		go func() { _, err := l.Accept(); accepted = err == nil }() // ends when there is room
		synctest.Wait()
		require.False(t, accepted)
		require.NoError(t, open[0].Close())
		_ = open[0].Close()
		synctest.Wait()
		require.True(t, accepted)
		require.NoError(t, q.Close())
		require.NoError(t, open[1].Close())
		_, err := l.Accept()
		require.Error(t, err)
		require.Len(t, l.free, callbackConns-1, "a failed accept takes no room")
	})
}
