package report

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// DefaultAddress is where the platform takes IP Commands: address and port as
// in KORE's Raspberry Pi Pico demo. No vendor text confirms the port.
const DefaultAddress = "100.64.0.1:6969"

// defaultLinger is how long Send listens for a refusal: a little more than a round trip on LTE.
const defaultLinger = time.Second

// ErrRefused: a host on the way answered that nobody listens at the address. The
// datagram was spent all the same.
var ErrRefused = errors.New("the address refuses IP Commands (ICMP port or host unreachable)")

// IPCommand sends reports as UDP datagrams over the modem: no handshake, no key, no
// acknowledgement. Set the fields before use; Send may be called from any goroutine.
type IPCommand struct {
	Address   string // "" is DefaultAddress; an IP literal and a port, since a look-up would cost more than the report
	Interface string // the modem's interface; "" asks Way
	// Way gives the modem's interface by which a packet to dst would leave, an
	// error when it would leave by any other (route.Guard.ByModem). nil knows none.
	Way    func(ctx context.Context, dst netip.Addr) (ifname string, err error)
	Linger time.Duration // listen this long for a refusal; 0 is 1 s, negative not at all
}

// Send puts one datagram on the modem's interface and closes the socket. ipBytes is what
// left the device, IP and UDP headers included; it is to be booked even when err
// is ErrRefused. A nil error means sent, never delivered: only the IpCommands list
// of the API knows that.
func (c *IPCommand) Send(ctx context.Context, payload []byte) (ipBytes int, err error) {
	if len(payload) == 0 || len(payload) > MaxPayload {
		return 0, fmt.Errorf("cannot send IP Command: %d bytes of payload, want 1 to %d", len(payload), MaxPayload)
	}
	dst, err := c.destination()
	if err != nil {
		return 0, err
	}
	ifname, err := c.way(ctx, dst.Addr())
	if err != nil {
		return 0, fmt.Errorf("cannot send IP Command: %w", err)
	}
	d := net.Dialer{Control: func(_, _ string, raw syscall.RawConn) error { return bindTo(raw, ifname) }}
	conn, err := d.DialContext(ctx, "udp", dst.String())
	if err != nil {
		return 0, fmt.Errorf("cannot send IP Command: %w", err)
	}
	defer conn.Close()
	defer interrupt(ctx, conn)()
	if err := write(conn, payload); err != nil {
		return 0, fmt.Errorf("cannot send IP Command: %w", err)
	}
	ipBytes = len(payload) + overhead(dst.Addr())
	if c.refused(ctx, conn) {
		return ipBytes, fmt.Errorf("cannot send IP Command to %s: %w", dst, ErrRefused)
	}
	return ipBytes, nil
}

// Cost is what a payload of n bytes would cost in IP bytes, for Budget.Allow.
func (c *IPCommand) Cost(n int) (int, error) {
	dst, err := c.destination()
	if err != nil {
		return 0, err
	}
	return n + overhead(dst.Addr()), nil
}

func (c *IPCommand) destination() (netip.AddrPort, error) {
	text := c.Address
	if text == "" {
		text = DefaultAddress
	}
	dst, err := netip.ParseAddrPort(text)
	if err != nil || dst.Port() == 0 {
		return netip.AddrPort{}, fmt.Errorf("cannot send IP Command: %q is not an IP address and a port, like %s", text, DefaultAddress)
	}
	return netip.AddrPortFrom(dst.Addr().Unmap(), dst.Port()), nil
}

// way gives the interface to bind to; "" is for loopback only, so that a report
// never leaves by the LAN, where 100.64.0.1 may be somebody else.
func (c *IPCommand) way(ctx context.Context, dst netip.Addr) (string, error) {
	switch {
	case c.Interface != "":
		return c.Interface, nil
	case dst.IsLoopback():
		return "", nil
	case c.Way == nil:
		return "", errors.New("the modem's interface is not known: set meter.interface")
	}
	ifname, err := c.Way(ctx, dst)
	if err == nil && ifname == "" {
		err = errors.New("the modem's interface is not known: set meter.interface")
	}
	return ifname, err
}

func bindTo(raw syscall.RawConn, ifname string) error {
	if ifname == "" {
		return nil
	}
	var err error
	if cerr := raw.Control(func(fd uintptr) {
		err = unix.SetsockoptString(int(fd), unix.SOL_SOCKET, unix.SO_BINDTODEVICE, ifname)
	}); cerr != nil {
		return cerr
	}
	switch {
	case errors.Is(err, unix.ENODEV):
		return fmt.Errorf("there is no interface %s", ifname)
	case errors.Is(err, unix.EPERM):
		return fmt.Errorf("the socket cannot be bound to %s: it needs CAP_NET_RAW on this kernel", ifname)
	}
	return err
}

// interrupt ends reads and writes of conn when ctx ends. The returned function, called
// by Send before it closes conn, waits for the goroutine that does it.
func interrupt(ctx context.Context, conn net.Conn) func() {
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(done)
		conn.SetDeadline(time.Unix(1, 0))
	})
	return func() {
		if !stop() {
			<-done
		}
	}
}

// write sends the datagram once. The kernel reports an ICMP error of an earlier
// datagram at the next write and then forgets it, without sending: one more try
// sends. On a fresh socket that cannot happen, unless the port number was just reused.
func write(conn net.Conn, payload []byte) error {
	_, err := conn.Write(payload)
	if errors.Is(err, unix.ECONNREFUSED) {
		_, err = conn.Write(payload)
	}
	return err
}

// refused listens for an ICMP error for a moment. Anything that comes in is dropped: a
// platform that answers is not expected, and not an error.
func (c *IPCommand) refused(ctx context.Context, conn net.Conn) bool {
	linger := c.Linger
	if linger == 0 {
		linger = defaultLinger
	}
	if linger < 0 {
		return false
	}
	conn.SetReadDeadline(time.Now().Add(linger))
	if ctx.Err() != nil { // the deadline just set may have undone the context's
		return false
	}
	buf := make([]byte, 1)
	for {
		_, err := conn.Read(buf)
		switch {
		case err == nil:
			continue
		case errors.Is(err, os.ErrDeadlineExceeded):
			return false
		}
		return errors.Is(err, unix.ECONNREFUSED) || errors.Is(err, unix.EHOSTUNREACH)
	}
}

func overhead(dst netip.Addr) int {
	if dst.Is4() {
		return OverheadIPv4
	}
	return OverheadIPv6
}
