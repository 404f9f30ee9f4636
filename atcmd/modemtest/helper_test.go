package modemtest

import (
	"context"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"simagent/simcard/simcardtest"
)

const fakeICCID = "8988307000000001238"

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// client is the far end of a link. It reads all the time; Wait of synctest tells when all is said.
type client struct {
	t    *testing.T
	conn net.Conn
	mu   sync.Mutex
	got  []byte
	wg   sync.WaitGroup // serve and read; hangup waits
	err  error          // of Serve
}

// plug connects a client to m. It must run in a synctest bubble.
func plug(t *testing.T, m *Modem) *client {
	near, far := net.Pipe()
	c := &client{t: t, conn: far}
	c.wg.Go(func() { c.err = m.Serve(context.Background(), near) })
	c.wg.Go(c.read)
	t.Cleanup(func() { _ = far.Close() }) // a failed test must not leave goroutines behind
	synctest.Wait()
	return c
}

func (c *client) read() {
	buf := make([]byte, 512)
	for {
		n, err := c.conn.Read(buf)
		c.mu.Lock()
		c.got = append(c.got, buf[:n]...)
		c.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (c *client) write(s string) {
	_, err := c.conn.Write([]byte(s))
	require.NoError(c.t, err)
}

// heard waits until all is quiet and returns what has come since the last time.
func (c *client) heard() string {
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	s := string(c.got)
	c.got = nil
	return s
}

// send writes s and returns what came back.
func (c *client) send(s string) string {
	c.write(s)
	return c.heard()
}

// expect runs a dialogue: pairs of what is sent and what must come back, byte for byte.
func (c *client) expect(pairs ...string) {
	c.t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		require.Equal(c.t, pairs[i+1], c.send(pairs[i]), "after %q", pairs[i])
	}
}

func (c *client) hangup() error {
	_ = c.conn.Close()
	c.wg.Wait()
	return c.err
}

// dialogue serves a modem made from opt in a bubble, with echo off, and hands over the client.
func dialogue(t *testing.T, opt Options, f func(m *Modem, c *client)) {
	synctest.Test(t, func(t *testing.T) {
		m := New(opt)
		c := plug(t, m)
		if !opt.Off {
			c.expect("ATE0\r", "ATE0\r\r\nOK\r\n")
		}
		f(m, c)
		require.NoError(t, c.hangup())
		require.Zero(t, m.Links())
	})
}

func eg25() Options {
	return Options{Card: simcardtest.New(fakeICCID), Registration: Roaming("310410", "AT&T")}
}

const ok = "\r\nOK\r\n"
const errLine = "\r\nERROR\r\n"

// info is one block of information lines with the final OK.
func info(lines ...string) string {
	s := "\r\n"
	for _, l := range lines {
		s += l + "\r\n"
	}
	return s + ok
}

func fixedTime() time.Time { return time.Unix(0, 0) }
