package route

import (
	"context"
	"errors"
	"net/netip"
)

// ErrNoRoute: the kernel knows no way to the address (or a rule forbids it).
var ErrNoRoute = errors.New("no route")

// Table answers as the kernel's routing table does, rules included.
// Kernel is the real one; it must be safe for use from any goroutine.
type Table interface {
	// Lookup gives the interface by which a packet to dst would leave now and the
	// source address it would carry (invalid when the kernel names none).
	// errors.Is(err, ErrNoRoute) when there is no way.
	Lookup(ctx context.Context, dst netip.Addr) (ifname string, src netip.Addr, err error)
}
