package route

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// dialTimeout holds for a dial whose context sets no earlier end.
const dialTimeout = 30 * time.Second

// DialContext is net.Dialer's, for http.Transport: it resolves the name over
// checked and bound sockets, then tries the addresses in turn, each checked anew
// and its socket bound to the interface that the check named. Networks: tcp, tcp4,
// tcp6, udp, udp4, udp6. TCP keep-alive is off (a kept idle connection with Go's
// 15 s costs 600 KB a day) and MPTCP too, since it would open paths by other interfaces.
// When every address was refused the error is a *RefusedError.
func (g *Guard) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	family, err := familyOf(network)
	if err != nil {
		return nil, err
	}
	host, service, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("cannot dial %q: want host:port", addr)
	}
	port, err := net.DefaultResolver.LookupPort(ctx, network, service)
	if err != nil {
		return nil, fmt.Errorf("cannot dial %q: no such port", addr)
	}
	timeout := g.Timeout
	if timeout == 0 {
		timeout = dialTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	addrs, err := g.resolve(ctx, family, host)
	if err != nil {
		return nil, err
	}
	return g.dialAny(ctx, network, addrs, port)
}

// dialAny tries the addresses in order. Of several failures it returns the first
// that came from the network: a refusal of the second family says less.
func (g *Guard) dialAny(ctx context.Context, network string, addrs []netip.Addr, port int) (net.Conn, error) {
	var first, firstRefusal error
	for n, a := range addrs {
		part, cancel := share(ctx, len(addrs)-n)
		conn, err := g.dialOne(part, network, netip.AddrPortFrom(a, uint16(port)))
		cancel()
		if err == nil {
			return conn, nil
		}
		if _, ok := errors.AsType[*RefusedError](err); ok {
			if firstRefusal == nil {
				firstRefusal = err
			}
		} else if first == nil {
			first = err
		}
		if ctx.Err() != nil {
			break
		}
	}
	if first == nil {
		first = firstRefusal
	}
	return nil, first
}

// share gives one of n remaining addresses its part of the remaining time.
func share(ctx context.Context, n int) (context.Context, context.CancelFunc) {
	end, ok := ctx.Deadline()
	if !ok || n <= 1 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, time.Until(end)/time.Duration(n))
}

// dialOne checks, binds and connects one address.
func (g *Guard) dialOne(ctx context.Context, network string, dst netip.AddrPort) (net.Conn, error) {
	ifname, src, err := g.check(ctx, dst.Addr())
	if err != nil {
		return nil, err
	}
	d := &net.Dialer{KeepAlive: -1}
	d.SetMultipathTCP(false)
	if ifname != "" {
		d.Control = func(_, _ string, c syscall.RawConn) error {
			var err error
			if cerr := c.Control(func(fd uintptr) { err = g.bindTo(fd, ifname, src) }); cerr != nil {
				return cerr
			}
			return err
		}
	}
	if g.connect != nil {
		return g.connect(ctx, d, network, dst.String())
	}
	return d.DialContext(ctx, network, dst.String())
}

// bindTo ties a socket to an interface. Kernels before 5.7 want CAP_NET_RAW for
// that (EPERM): then the source address is bound, which keeps the socket only
// as long as the routing table stays as it was checked.
func (g *Guard) bindTo(fd uintptr, ifname string, src netip.Addr) error {
	bind := g.bind
	if bind == nil {
		bind = bindToDevice
	}
	err := bind(fd, ifname)
	if !errors.Is(err, unix.EPERM) {
		if err != nil {
			return fmt.Errorf("cannot bind socket to %s: %w", ifname, err)
		}
		return nil
	}
	if !src.IsValid() {
		return &RefusedError{Interface: ifname, Reason: fmt.Sprintf(
			"the socket cannot be bound to %s: it needs CAP_NET_RAW on this kernel", ifname)}
	}
	g.warn.Do(func() {
		if g.Logger != nil {
			g.Logger.Warn("sockets are bound by source address only: binding to an interface needs CAP_NET_RAW on this kernel",
				"interface", ifname)
		}
	})
	if src = src.Unmap(); src.Is4() {
		return unix.Bind(int(fd), &unix.SockaddrInet4{Addr: src.As4()})
	}
	return unix.Bind(int(fd), &unix.SockaddrInet6{Addr: src.As16()})
}

func bindToDevice(fd uintptr, ifname string) error {
	return unix.SetsockoptString(int(fd), unix.SOL_SOCKET, unix.SO_BINDTODEVICE, ifname)
}

// familyOf gives "ip", "ip4" or "ip6" for a network name.
func familyOf(network string) (string, error) {
	switch network {
	case "tcp", "udp":
		return "ip", nil
	case "tcp4", "udp4":
		return "ip4", nil
	case "tcp6", "udp6":
		return "ip6", nil
	}
	return "", fmt.Errorf("cannot dial: network %s is not tcp or udp", strconv.Quote(network))
}
