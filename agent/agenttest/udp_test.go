package agenttest

import (
	"context"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// An IP Command to the SIM reaches the device where its last datagram came from, and is metered; before that, and while
// the SIM is not attached, it fails.
func TestIPCommandsReachTheDevice(t *testing.T) {
	listen := func() net.PacketConn {
		c, err := net.ListenPacket("udp", "127.0.0.1:0")
		require.NoError(t, err)
		return c
	}
	l, conn, device := New(Options{}), listen(), listen()
	defer device.Close()
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { l.ServeUDP(ctx, conn) })
	defer wg.Wait()
	defer cancel()
	defer l.Close()
	settles := func(cond func() bool) {
		t.Helper()
		require.Eventually(t, cond, 5*time.Second, time.Millisecond)
	}
	_, port, err := net.SplitHostPort(device.LocalAddr().String())
	require.NoError(t, err)
	status := func() string {
		all := l.Cloud.Messages()
		return all[len(all)-1].Status
	}
	command := func() { post(t, l.Cloud, "IpCommands", "Sim="+l.SID+"&Payload=answer&DevicePort="+port) }
	require.NoError(t, l.Cloud.Put(l.ICCID, "ready", l.Cloud.AddFleet("f")))
	settles(l.Attached)
	settles(func() bool { command(); return status() == "failed" }) // one from before it is served stays queued
	_, err = device.WriteTo([]byte("hello"), conn.LocalAddr())
	require.NoError(t, err)
	settles(func() bool { return l.Metered().Datagrams == 1 })
	command()
	settles(func() bool { return status() == "sent" })
	buf := make([]byte, 100)
	require.NoError(t, device.SetReadDeadline(time.Now().Add(5*time.Second)))
	n, _, err := device.ReadFrom(buf)
	require.NoError(t, err)
	require.Equal(t, "answer", strings.TrimSpace(string(buf[:n])))
	require.Equal(t, Meter{Up: 5 + headers, Down: 6 + headers, Datagrams: 1}, l.Metered())
	require.EqualValues(t, 5+6+2*headers, l.Cloud.SimStatus(l.ICCID).Bytes)
	require.NoError(t, l.Cloud.Put(l.ICCID, "inactive", "f"))
	command()
	settles(func() bool { return status() == "failed" })
}
