package route

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"

	"simagent/agent/meter"
)

// Guard decides by which interface the agent's own requests may leave, and dials
// by it. The zero value asks this machine and knows no modem by name; what it then
// finds by the marks of sysfs is refused all the same. Set the fields before the
// first use, do not copy it afterwards; the methods may be called from any goroutine.
type Guard struct {
	Table      Table           // nil is Kernel{}
	Sysfs      string          // "" is /sys
	Modem      func() []string // names of the modem's interfaces now; nil is none; called at each check, from any goroutine
	Via        string          // "" proves the interface; a name is the user's word and is not questioned
	ResolvConf string          // "" is /etc/resolv.conf
	Upstreams  []string        // files with the real servers behind a local forwarder; nil is the usual places
	Timeout    time.Duration   // for one dial with all its addresses; 0 is 30 s; the context may end it sooner
	Logger     *slog.Logger    // nil is silent

	bind    func(fd uintptr, ifname string) error                                            // nil is SO_BINDTODEVICE
	connect func(ctx context.Context, d *net.Dialer, network, addr string) (net.Conn, error) // nil is d.DialContext
	warn    sync.Once
}

// Check gives the interface by which a connection to dst may leave, "" for a
// loopback address, which is always allowed and needs no binding. Everything else
// is a *RefusedError, or the error of the table.
func (g *Guard) Check(ctx context.Context, dst netip.Addr) (ifname string, err error) {
	ifname, _, err = g.check(ctx, dst)
	return ifname, err
}

func (g *Guard) check(ctx context.Context, dst netip.Addr) (string, netip.Addr, error) {
	dst = dst.Unmap()
	if !dst.IsValid() {
		return "", netip.Addr{}, errors.New("cannot check route: the address is empty")
	}
	if dst.IsLoopback() {
		return "", netip.Addr{}, nil
	}
	if g.Via != "" {
		return g.checkVia()
	}
	if zone := dst.Zone(); zone != "" { // link-local: the address itself names the way out
		if why := g.prove(zone); why != "" {
			return "", netip.Addr{}, refused(dst.WithZone(""), zone, why)
		}
		return zone, netip.Addr{}, nil
	}
	ifname, src, err := g.table().Lookup(ctx, dst)
	if errors.Is(err, ErrNoRoute) {
		return "", netip.Addr{}, &RefusedError{Reason: fmt.Sprintf("there is no route to %s", dst)}
	}
	if err != nil {
		return "", netip.Addr{}, err
	}
	if why := g.prove(ifname); why != "" {
		return "", netip.Addr{}, refused(dst, ifname, why)
	}
	return ifname, src, nil
}

// checkVia: the user vouches for the interface; it only has to be there. No source
// address: with cloud.via only the binding decides, the table may say otherwise.
func (g *Guard) checkVia() (string, netip.Addr, error) {
	if _, err := g.sys().Device(g.Via); err != nil {
		return "", netip.Addr{}, &RefusedError{Interface: g.Via,
			Reason: fmt.Sprintf("cloud.via is %q, and there is no such interface", g.Via)}
	}
	return g.Via, netip.Addr{}, nil
}

// ByModem is the opposite question, for reports that must leave by the modem: the
// name of the modem's interface by which a packet to dst would leave now. Any
// other way out is an error. Via plays no part.
func (g *Guard) ByModem(ctx context.Context, dst netip.Addr) (ifname string, err error) {
	ifname, _, err = g.table().Lookup(ctx, dst.Unmap())
	if err != nil {
		return "", err
	}
	if !slices.Contains(g.modem(), ifname) {
		return "", fmt.Errorf("cannot send by the modem: %s leaves by %s, which is not the modem", dst, ifname)
	}
	return ifname, nil
}

func (g *Guard) table() Table {
	if g.Table == nil {
		return Kernel{}
	}
	return g.Table
}

func (g *Guard) sys() meter.Interface { return meter.Interface{Sysfs: g.Sysfs} }

func (g *Guard) modem() []string {
	if g.Modem == nil {
		return nil
	}
	return g.Modem()
}
