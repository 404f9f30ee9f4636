package report

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func listen(t *testing.T, addr string) *net.UDPConn {
	c, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.MustParseAddrPort(addr)))
	if err != nil {
		t.Skipf("no %s here: %v", addr, err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func TestSendIsOneDatagram(t *testing.T) {
	for addr, over := range map[string]int{"127.0.0.1:0": 28, "[::1]:0": 48} {
		server := listen(t, addr)
		c := IPCommand{Address: server.LocalAddr().String(), Linger: -1}
		payload, err := Encode(usual())
		require.NoError(t, err)
		n, err := c.Send(t.Context(), payload)
		require.NoError(t, err)
		require.Equal(t, len(payload)+over, n)
		cost, err := c.Cost(len(payload))
		require.NoError(t, err)
		require.Equal(t, n, cost)

		buf := make([]byte, 2000)
		require.NoError(t, server.SetReadDeadline(time.Now().Add(5*time.Second)))
		got, err := server.Read(buf)
		require.NoError(t, err)
		require.Equal(t, payload, buf[:got])
	}
}

func TestRefusalIsReportedAndStillPaid(t *testing.T) {
	server := listen(t, "127.0.0.1:0")
	addr := server.LocalAddr().String()
	require.NoError(t, server.Close())
	c := IPCommand{Address: addr, Linger: 5 * time.Second}
	for range 2 { // each send has a socket of its own: the second is not spoiled by the first
		n, err := c.Send(t.Context(), make([]byte, 60))
		require.ErrorIs(t, err, ErrRefused)
		require.Equal(t, 88, n)
	}
}

// The kernel hands the refusal of one datagram to the next write, and does not send then.
func TestWriteSendsAfterAnEarlierRefusal(t *testing.T) {
	server := listen(t, "127.0.0.1:0")
	addr := server.LocalAddr().(*net.UDPAddr)
	require.NoError(t, server.Close())
	conn, err := net.DialUDP("udp", nil, addr)
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, write(conn, []byte("refused")))
	server, err = net.ListenUDP("udp", addr)
	require.NoError(t, err)
	defer server.Close()
	require.NoError(t, write(conn, []byte("second")))
	buf := make([]byte, 10)
	require.NoError(t, server.SetReadDeadline(time.Now().Add(5*time.Second)))
	n, err := server.Read(buf)
	require.NoError(t, err)
	require.Equal(t, "second", string(buf[:n]))
}

func TestSendEndsWithItsContext(t *testing.T) {
	server := listen(t, "127.0.0.1:0")
	c := IPCommand{Address: server.LocalAddr().String(), Linger: time.Hour}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { // ends with the server at the latest
		_, _ = server.Read(make([]byte, 1))
		cancel()
	}()
	n, err := c.Send(ctx, []byte("x"))
	require.NoError(t, err, "it was sent; only the listening was cut short")
	require.Equal(t, 29, n)

	n, err = c.Send(ctx, []byte("x"))
	require.ErrorIs(t, err, context.Canceled)
	require.Zero(t, n)
}

func TestSendRefusesBeforeASocketExists(t *testing.T) {
	ok := func(context.Context, netip.Addr) (string, error) { return "", nil }
	lan := func(context.Context, netip.Addr) (string, error) {
		return "", errors.New("100.64.0.1 leaves by eth0, which is not the modem")
	}
	for name, c := range map[string]struct {
		cmd     IPCommand
		payload int
		want    string
	}{
		"empty":     {IPCommand{Address: "127.0.0.1:1"}, 0, "0 bytes of payload, want 1 to 1300"},
		"long":      {IPCommand{Address: "127.0.0.1:1"}, 1301, "1301 bytes of payload, want 1 to 1300"},
		"name":      {IPCommand{Address: "localhost:6969"}, 1, `"localhost:6969" is not an IP address and a port`},
		"no port":   {IPCommand{Address: "127.0.0.1"}, 1, "is not an IP address and a port"},
		"port 0":    {IPCommand{Address: "127.0.0.1:0"}, 1, "is not an IP address and a port"},
		"no modem":  {IPCommand{}, 1, "the modem's interface is not known"},
		"no answer": {IPCommand{Way: ok}, 1, "the modem's interface is not known"},
		"by LAN":    {IPCommand{Way: lan}, 1, "leaves by eth0, which is not the modem"},
		"gone":      {IPCommand{Interface: "nosuchif0"}, 1, "there is no interface nosuchif0"},
	} {
		n, err := c.cmd.Send(t.Context(), []byte(strings.Repeat("x", c.payload)))
		require.ErrorContains(t, err, "cannot send IP Command: ", name)
		require.ErrorContains(t, err, c.want, name)
		require.Zero(t, n, name)
	}
}

func TestSendIsBoundToTheWay(t *testing.T) {
	server := listen(t, "127.0.0.1:0")
	c := IPCommand{Address: server.LocalAddr().String(), Interface: "lo", Linger: -1}
	n, err := c.Send(t.Context(), make([]byte, 1300))
	require.NoError(t, err)
	require.Equal(t, 1328, n)
}
