package labhttp

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A device's datagram is an IP Command of its SIM, an IP Command to the SIM goes to where that came from, and the
// headers count too.
func TestDatagrams(t *testing.T) {
	listen := func() net.PacketConn {
		c, err := net.ListenPacket("udp", "127.0.0.1:0")
		require.NoError(t, err)
		return c
	}
	udp := listen()
	b := newBench(t, func(o *Options) { o.UDP = udp })
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { b.lab.Run(ctx) })
	defer wg.Wait()
	defer cancel()
	sim := b.simIn(card1, "ready")
	one, two := listen(), listen()
	defer one.Close()
	defer two.Close()
	sends := func(from net.PacketConn, text string) {
		t.Helper()
		_, err := from.WriteTo([]byte(text), udp.LocalAddr())
		require.NoError(t, err)
	}
	settles := func(cond func() bool) {
		t.Helper()
		require.Eventually(t, cond, 5*time.Second, time.Millisecond)
	}
	bytes := func(iccid string) int64 { return b.lab.Cloud().SimStatus(iccid).Bytes }
	command := func(sim, payload string, to net.PacketConn) string {
		_, port, err := net.SplitHostPort(to.LocalAddr().String())
		require.NoError(t, err)
		return b.api("IpCommands", encode("Sim", sim, "Payload", payload, "DevicePort", port), "sid")
	}
	status := func(sid string) string {
		for _, m := range b.lab.Cloud().Messages() {
			if m.SID == sid {
				return m.Status
			}
		}
		return ""
	}

	early := command(sim.SID, "early", one)
	require.Equal(t, "failed", status(early), "nobody knows where the device is")
	sends(one, "hello") // of the only SIM
	settles(func() bool { return bytes(card1) == 5+28 })
	got := command(sim.SID, "there", two)
	buf := make([]byte, 100)
	require.NoError(t, two.SetReadDeadline(time.Now().Add(5*time.Second)))
	n, _, err := two.ReadFrom(buf)
	require.NoError(t, err)
	require.Equal(t, "there", string(buf[:n]), "to DevicePort, not to where the datagram came from")
	settles(func() bool { return status(got) == "sent" })
	require.EqualValues(t, 5+28+5+28, bytes(card1))

	b.simIn(card2, "ready")
	sends(one, "whose?")
	settles(func() bool { return b.shows("/lab/devices")["nobody"] == 1.0 })
	b.does("/lab/devices", "address", "127.0.0.1", "sim", card1)
	b.does("/lab/devices", "address", two.LocalAddr().String(), "sim", card2)
	sends(one, "mine")
	settles(func() bool { return bytes(card1) == 66+4+28 })
	sends(two, "mine")
	settles(func() bool { return bytes(card2) == 4+28 })
	require.Equal(t, two.LocalAddr().String(), b.shows("/lab/devices")["devices"].(map[string]any)[card2])
	b.does("/lab/devices", "address", two.LocalAddr().String())
	b.refuses("/lab/devices", "IP address", "address", "example.test")
	b.refuses("/lab/devices", "there is no SIM", "address", "127.0.0.1", "sim", "nobody")

	b.does("/lab/status", "sim", card1, "status", "inactive")
	strays := b.lab.Cloud().Strays()
	sends(one, "refused")
	settles(func() bool { return b.lab.Cloud().Strays() == strays+1 })
	require.EqualValues(t, 66+4+28, bytes(card1))
	newBench(t).refuses("/lab/devices", "no UDP address", "address", "127.0.0.1")
}
