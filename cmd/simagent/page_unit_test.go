package main

import (
	"net"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"simagent/agent/config"
)

// Who comes by the modem is sent away, and others still get in. A visitor who has vanished is given up soon.
func TestNothingIsServedByTheModem(t *testing.T) {
	f, err := openFaces(config.Config{Page: config.Page{Listen: "127.0.0.1:0"}})
	require.NoError(t, err)
	defer f.page.Close()
	var modem atomic.Value // what is said of "lo", which stands for the modem's
	modem.Store([]string{"none-such", "lo"})
	refused := make(chan string, 1)
	l := &notByModem{f.page, func() []string { return modem.Load().([]string) }, func(why string) { refused <- why }}
	accepted := make(chan net.Conn, 1)
	go func() { // ends with the one that is accepted
		c, err := l.Accept()
		if err == nil {
			accepted <- c
		}
	}()
	first, err := net.Dial("tcp", f.page.Addr().String())
	require.NoError(t, err)
	defer first.Close()
	_, err = first.Read(make([]byte, 1))
	require.Error(t, err)
	require.Equal(t, "it came by the modem", <-refused)
	modem.Store([]string{"none-such"})
	second, err := net.Dial("tcp", f.page.Addr().String())
	require.NoError(t, err)
	defer second.Close()
	c := <-accepted
	defer c.Close()
	raw, err := c.(*net.TCPConn).SyscallConn()
	require.NoError(t, err)
	require.NoError(t, raw.Control(func(fd uintptr) {
		ms, err := unix.GetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT)
		require.NoError(t, err)
		require.Equal(t, goneAfter, ms)
	}))
}
