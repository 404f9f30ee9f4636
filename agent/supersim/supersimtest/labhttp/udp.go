package labhttp

import (
	"cmp"
	"context"
	"errors"
	"net"
	"sync"

	"simagent/agent/supersim/supersimtest"
)

// headers of IPv4 and UDP count as data, in bytes.
const headers = 28

// gateway is the network between devices on this machine and the cloud: their datagrams are IP Commands from a SIM, and
// IP Commands to a SIM go to where its last datagram came from. Both are counted as data of the SIM.
type gateway struct {
	lab  *Lab
	conn net.PacketConn

	mu     sync.Mutex
	bound  map[string]string       // source address, with or without port, to ICCID
	last   map[string]*net.UDPAddr // by ICCID, where its last datagram came from
	nobody int                     // datagrams of no SIM
}

// serve takes datagrams until ctx ends.
func (g *gateway) serve(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() { _ = g.conn.Close() })
	defer stop()
	buf := make([]byte, 65536)
	for {
		n, from, err := g.conn.ReadFrom(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if u, ok := from.(*net.UDPAddr); ok && err == nil { // another error is about one earlier datagram of ours
			g.take(u, append([]byte(nil), buf[:n]...))
		}
	}
}

// take is one datagram of a device.
func (g *gateway) take(from *net.UDPAddr, payload []byte) {
	c := g.lab.Cloud()
	iccid := g.sim(c, from)
	if iccid == "" {
		g.mu.Lock()
		g.nobody++
		g.mu.Unlock()
		return
	}
	if ok, _ := c.MayAttach(iccid); ok {
		g.mu.Lock()
		g.last[iccid] = from
		g.mu.Unlock()
		c.AddUsage(iccid, int64(len(payload)+headers), 0)
	}
	c.ReceiveIP(iccid, from.IP.String(), from.Port, payload) // counts what may not attach as a stray
	g.lab.opt.Changed()
}

// sim is whose datagram it is: the SIM that is bound to the address, or else the only one. "" when nobody knows.
func (g *gateway) sim(c *supersimtest.Cloud, from *net.UDPAddr) string {
	g.mu.Lock()
	exact, host := g.bound[from.String()], g.bound[from.IP.String()]
	g.mu.Unlock() // the cloud may call send
	if exact != "" || host != "" {
		return cmp.Or(exact, host)
	}
	if all := c.Sims(); len(all) == 1 {
		return all[0].ICCID
	}
	return ""
}

// send is one IP Command to a SIM. One that has sent nothing is not attached as far as we know.
func (g *gateway) send(c *supersimtest.Cloud, iccid, sid string, port int, payload []byte) {
	g.mu.Lock()
	to := g.last[iccid]
	g.mu.Unlock()
	if to == nil {
		c.FailedIP(sid)
		return
	}
	if _, err := g.conn.WriteTo(payload, &net.UDPAddr{IP: to.IP, Zone: to.Zone, Port: port}); err != nil {
		c.FailedIP(sid)
		return
	}
	c.AddUsage(iccid, 0, int64(len(payload)+headers))
	c.SentIP(sid, to.IP.String())
}

// bind says whose the datagrams of a source address are; "" unbinds it.
func (g *gateway) bind(address, iccid string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if iccid == "" {
		delete(g.bound, address)
	} else {
		g.bound[address] = iccid
	}
}

// clear forgets whose and where devices are.
func (g *gateway) clear() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.bound, g.last, g.nobody = map[string]string{}, map[string]*net.UDPAddr{}, 0
}

// gatewayView is what is known of devices.
type gatewayView struct {
	Address string            `json:"address"`
	Bound   map[string]string `json:"bound"`   // source address to ICCID
	Devices map[string]string `json:"devices"` // ICCID to the last source address
	Nobody  int               `json:"nobody"`  // datagrams of no SIM
}

func (g *gateway) view() gatewayView {
	g.mu.Lock()
	defer g.mu.Unlock()
	v := gatewayView{Address: g.conn.LocalAddr().String(), Bound: map[string]string{}, Devices: map[string]string{}, Nobody: g.nobody}
	for address, iccid := range g.bound {
		v.Bound[address] = iccid
	}
	for iccid, from := range g.last {
		v.Devices[iccid] = from.String()
	}
	return v
}
