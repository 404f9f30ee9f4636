package route

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// table is a fake routing table: address to interface.
type table struct {
	ways  map[string]string
	src   netip.Addr
	err   error
	asked atomic.Int32
}

func (f *table) Lookup(_ context.Context, dst netip.Addr) (string, netip.Addr, error) {
	f.asked.Add(1)
	if f.err != nil {
		return "", netip.Addr{}, f.err
	}
	if name, ok := f.ways[dst.String()]; ok {
		return name, f.src, nil
	}
	return "", netip.Addr{}, ErrNoRoute
}

func TestCheck(t *testing.T) {
	m := gateway(t)
	g := &Guard{Sysfs: m.root, Modem: func() []string { return []string{"wwan0"} }, Table: &table{ways: map[string]string{
		"203.0.113.7": "wwan0", "198.51.100.1": "eth0", "2001:db8::1": "br0", "192.0.2.1": "tun0", "192.0.2.2": "lo",
	}}}
	for dst, want := range map[string]string{
		"198.51.100.1": "eth0", "::ffff:198.51.100.1": "eth0", "2001:db8::1": "br0",
		"127.0.0.1": "", "127.9.9.9": "", "::1": "", "::ffff:127.0.0.1": "",
		"192.0.2.2": "lo", "fe80::1%eth0": "eth0",
	} {
		got, err := g.Check(t.Context(), netip.MustParseAddr(dst))
		require.NoError(t, err, dst)
		require.Equal(t, want, got, dst)
	}
	for dst, want := range map[string]string{
		"203.0.113.7":   "203.0.113.7 leaves by wwan0, which is the modem",
		"203.0.113.8":   "there is no route to 203.0.113.8",
		"fe80::1%wwan0": "fe80::1 leaves by wwan0, which is the modem",
		"192.0.2.1": "192.0.2.1 leaves by tun0, which carries bare IP packets, as modems and tunnels do" +
			`; set cloud.via = "tun0" if you know that it is not the modem`,
	} {
		_, err := g.Check(t.Context(), netip.MustParseAddr(dst))
		r, ok := errors.AsType[*RefusedError](err)
		require.True(t, ok, dst)
		require.EqualError(t, r, "no route to the cloud that is proven not to be the modem's: "+want)
	}
	_, err := g.Check(t.Context(), netip.Addr{})
	require.EqualError(t, err, "cannot check route: the address is empty")
}

func TestCheckVia(t *testing.T) {
	m := gateway(t)
	tab := &table{}
	g := &Guard{Sysfs: m.root, Table: tab, Via: "tun0"}
	got, err := g.Check(t.Context(), netip.MustParseAddr("203.0.113.7"))
	require.NoError(t, err)
	require.Equal(t, "tun0", got)
	require.Zero(t, tab.asked.Load())
	got, err = g.Check(t.Context(), netip.MustParseAddr("::1"))
	require.NoError(t, err)
	require.Empty(t, got)

	g = &Guard{Sysfs: m.root, Table: tab, Via: "tun7"}
	_, err = g.Check(t.Context(), netip.MustParseAddr("203.0.113.7"))
	require.ErrorContains(t, err, `cloud.via is "tun7", and there is no such interface`)
}

func TestByModem(t *testing.T) {
	m := gateway(t)
	dst := netip.MustParseAddr("100.64.0.1")
	tab := &table{ways: map[string]string{"100.64.0.1": "eth0"}}
	g := &Guard{Sysfs: m.root, Table: tab, Via: "eth0", Modem: func() []string { return []string{"wwan0"} }}
	_, err := g.ByModem(t.Context(), dst)
	require.EqualError(t, err, "cannot send by the modem: 100.64.0.1 leaves by eth0, which is not the modem")
	tab.ways["100.64.0.1"] = "wwan0"
	got, err := g.ByModem(t.Context(), dst)
	require.NoError(t, err)
	require.Equal(t, "wwan0", got)
	tab.ways = nil
	_, err = g.ByModem(t.Context(), dst)
	require.ErrorIs(t, err, ErrNoRoute)
}

func TestKernelKnowsLoopback(t *testing.T) {
	name, src, err := Kernel{}.Lookup(t.Context(), netip.MustParseAddr("127.0.0.1"))
	require.NoError(t, err)
	require.Equal(t, "lo", name)
	require.Equal(t, "127.0.0.1", src.String())
	_, _, err = Kernel{}.Lookup(t.Context(), netip.Addr{})
	require.EqualError(t, err, "cannot look up route: the address is empty")
	if name, _, err = (Kernel{}).Lookup(t.Context(), netip.IPv6Loopback()); !errors.Is(err, ErrNoRoute) {
		require.NoError(t, err)
		require.Equal(t, "lo", name)
	}
}

// FuzzParseRoute: any datagram gives an interface number above 0 or an error.
func FuzzParseRoute(f *testing.F) {
	if reply, err := ask(routeRequest(netip.MustParseAddr("127.0.0.1"))); err == nil {
		f.Add(reply)
	}
	f.Add(routeRequest(netip.IPv6Loopback()))
	f.Fuzz(func(t *testing.T, b []byte) {
		index, _, err := parseRoute(b)
		if err == nil {
			require.Positive(t, index)
		} else {
			require.Zero(t, index)
			require.False(t, strings.Contains(err.Error(), "%!"))
		}
	})
}
