package route

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"

	"golang.org/x/sys/unix"
)

// Kernel is the Table of this machine: one RTM_GETROUTE for each question
// (rtnetlink(7)). The zero value is ready, needs no privilege and may be used from
// any goroutine.
type Kernel struct{}

// Sizes of struct nlmsghdr and struct rtmsg (linux/netlink.h, linux/rtnetlink.h).
const (
	sizeHeader = unix.SizeofNlMsghdr
	sizeRtmsg  = unix.SizeofRtMsg
	sizeAttr   = unix.SizeofRtAttr
)

// replyWait bounds the wait for the kernel's answer, which is normally there at once.
const replyWait = 2 // seconds

// Lookup implements Table.
func (Kernel) Lookup(ctx context.Context, dst netip.Addr) (string, netip.Addr, error) {
	if err := ctx.Err(); err != nil {
		return "", netip.Addr{}, err
	}
	dst = dst.Unmap().WithZone("")
	if !dst.IsValid() {
		return "", netip.Addr{}, errors.New("cannot look up route: the address is empty")
	}
	reply, err := ask(routeRequest(dst))
	if err != nil {
		return "", netip.Addr{}, fmt.Errorf("cannot look up route to %s: %w", dst, err)
	}
	index, src, err := parseRoute(reply)
	if err != nil {
		return "", netip.Addr{}, fmt.Errorf("cannot look up route to %s: %w", dst, err)
	}
	ifi, err := net.InterfaceByIndex(index)
	if err != nil {
		return "", netip.Addr{}, fmt.Errorf("cannot look up route to %s: interface %d is gone", dst, index)
	}
	return ifi.Name, src, nil
}

// routeRequest is nlmsghdr + rtmsg + RTA_DST, in the machine's byte order.
func routeRequest(dst netip.Addr) []byte {
	family := byte(unix.AF_INET)
	if dst.Is6() {
		family = unix.AF_INET6
	}
	addr := dst.AsSlice()
	attr := sizeAttr + len(addr) // 8 or 20, both aligned to 4
	b := make([]byte, sizeHeader+sizeRtmsg+attr)
	ne := binary.NativeEndian
	ne.PutUint32(b[0:], uint32(len(b)))
	ne.PutUint16(b[4:], unix.RTM_GETROUTE)
	ne.PutUint16(b[6:], unix.NLM_F_REQUEST)
	ne.PutUint32(b[8:], 1) // sequence
	b[sizeHeader] = family
	b[sizeHeader+1] = byte(dst.BitLen())
	at := b[sizeHeader+sizeRtmsg:]
	ne.PutUint16(at[0:], uint16(attr))
	ne.PutUint16(at[2:], unix.RTA_DST)
	copy(at[sizeAttr:], addr)
	return b
}

// ask sends one request on its own socket and returns the kernel's datagram.
func ask(request []byte) ([]byte, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_ROUTE)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	wait := unix.Timeval{Sec: replyWait}
	if err := unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &wait); err != nil {
		return nil, err
	}
	if err := unix.Sendto(fd, request, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return nil, err
	}
	buf := make([]byte, 8192)
	for {
		n, from, err := unix.Recvfrom(fd, buf, 0)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return nil, err
		}
		// Pid 0 is the kernel; any process may write to our socket.
		if nl, ok := from.(*unix.SockaddrNetlink); ok && nl.Pid == 0 {
			return buf[:n], nil
		}
	}
}

// parseRoute reads the answer: a route, or an errno. A route for one address is
// resolved by the kernel, so it names one interface even when it is multipath.
// (syscall.ParseNetlinkRouteAttr panics on a last attribute of odd length.)
func parseRoute(b []byte) (index int, src netip.Addr, err error) {
	for len(b) >= sizeHeader {
		size := int64(binary.NativeEndian.Uint32(b)) // may exceed an int of 32 bits
		if size < sizeHeader || size > int64(len(b)) {
			break
		}
		body := b[sizeHeader:size]
		switch binary.NativeEndian.Uint16(b[4:]) {
		case unix.NLMSG_ERROR:
			return 0, src, netlinkError(body)
		case unix.RTM_NEWROUTE:
			return routeOf(body)
		}
		b = b[min(align4(int(size)), len(b)):]
	}
	return 0, src, errors.New("the kernel's answer names no route")
}

func netlinkError(data []byte) error {
	if len(data) < 4 {
		return errors.New("the kernel's answer is cut short")
	}
	errno := unix.Errno(-int32(binary.NativeEndian.Uint32(data)))
	switch errno {
	case unix.ENETUNREACH, unix.EHOSTUNREACH, unix.EACCES, unix.EINVAL, unix.ESRCH, unix.ENODEV, unix.EAFNOSUPPORT:
		// EACCES is a `prohibit` route, EINVAL a `blackhole`.
		return ErrNoRoute
	}
	return errno
}

// routeOf reads struct rtmsg and its attributes.
func routeOf(b []byte) (index int, src netip.Addr, err error) {
	if len(b) < sizeRtmsg {
		return 0, src, errors.New("the kernel's answer is cut short")
	}
	switch b[7] { // rtm_type
	case unix.RTN_UNICAST, unix.RTN_LOCAL, unix.RTN_BROADCAST, unix.RTN_MULTICAST, unix.RTN_ANYCAST:
	default: // unreachable, prohibit, blackhole, throw: IPv6 answers so instead of an errno
		return 0, src, ErrNoRoute
	}
	b = b[sizeRtmsg:]
	for len(b) >= sizeAttr {
		size := int(binary.NativeEndian.Uint16(b))
		if size < sizeAttr || size > len(b) {
			break
		}
		value := b[sizeAttr:size]
		switch binary.NativeEndian.Uint16(b[2:]) {
		case unix.RTA_OIF:
			if len(value) == 4 {
				index = int(int32(binary.NativeEndian.Uint32(value)))
			}
		case unix.RTA_PREFSRC:
			src, _ = netip.AddrFromSlice(value)
		}
		b = b[min(align4(size), len(b)):]
	}
	if index <= 0 {
		return 0, netip.Addr{}, ErrNoRoute
	}
	return index, src, nil
}

// align4 rounds up as netlink pads messages and attributes.
func align4(n int) int { return (n + 3) &^ 3 }
