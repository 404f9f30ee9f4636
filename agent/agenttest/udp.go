package agenttest

import (
	"context"
	"net"
	"sync"
)

// headers of IPv4 and UDP count as data, in bytes.
const headers = 28

// ServeUDP takes IP Commands until ctx ends: each datagram is metered with its
// IP and UDP headers and becomes an IpCommand, if the SIM is attached. IP
// Commands to the SIM go from conn to where its last datagram came from, and
// fail before there was one and while it is not attached.
func (l *Lab) ServeUDP(ctx context.Context, conn net.PacketConn) {
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	var device lastAddress
	l.Cloud.OnIP(func(iccid, sid string, port int, payload []byte) {
		to := device.get()
		if to == nil || iccid != l.card() || !l.Traffic(0, int64(len(payload)+headers)) {
			l.Cloud.FailedIP(sid)
			return
		}
		if _, err := conn.WriteTo(payload, &net.UDPAddr{IP: to.IP, Zone: to.Zone, Port: port}); err != nil {
			l.Cloud.FailedIP(sid)
			return
		}
		l.Cloud.SentIP(sid, to.IP.String())
	})
	buf := make([]byte, 2048)
	for {
		n, from, err := conn.ReadFrom(buf)
		if err != nil {
			return
		}
		if u, ok := from.(*net.UDPAddr); ok {
			device.set(u)
		}
		l.Datagram(from, buf[:n])
	}
}

// lastAddress is where the device was last.
type lastAddress struct {
	mu   sync.Mutex
	addr *net.UDPAddr
}

func (a *lastAddress) get() *net.UDPAddr {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.addr
}

func (a *lastAddress) set(u *net.UDPAddr) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.addr = u
}

// Datagram is one IP Command of the device.
func (l *Lab) Datagram(from net.Addr, payload []byte) {
	if !l.Traffic(int64(len(payload)+headers), 0) {
		return
	}
	l.count(l.card(), func(m *Meter) { m.Datagrams++ })
	ip, port := "10.0.0.2", 0
	if u, ok := from.(*net.UDPAddr); ok {
		ip, port = u.IP.String(), u.Port
	}
	l.Cloud.ReceiveIP(l.card(), ip, port, append([]byte(nil), payload...))
	l.uplink("IP Command", append([]byte(nil), payload...), len(payload)+headers, 0)
}
