package route

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"time"
)

// serverTimeout is the share of one DNS server; the usual resolv.conf default.
const serverTimeout = 5 * time.Second

// usualUpstreams name the real servers where /etc/resolv.conf names a forwarder of
// this machine: systemd-resolved, NetworkManager with dnsmasq, OpenWrt (two places).
var usualUpstreams = []string{
	"/run/systemd/resolve/resolv.conf",
	"/run/NetworkManager/no-stub-resolv.conf",
	"/tmp/resolv.conf.d/resolv.conf.auto",
	"/tmp/resolv.conf.auto",
}

// resolve gives the addresses of host in the order to try. A literal or a name in
// /etc/hosts needs no server. Otherwise each server is asked over a socket that was
// checked and bound like any other; a server that is reached by the modem only
// (the operator's own, say) is passed over.
func (g *Guard) resolve(ctx context.Context, family, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return ofFamily(family, host, []netip.Addr{a.Unmap()})
	}
	if strings.EqualFold(strings.TrimSuffix(host, "."), "localhost") {
		return ofFamily(family, host, []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()})
	}
	servers, unusable := g.servers()
	if len(servers) == 0 { // the name may still be in /etc/hosts
		return g.askServer(ctx, family, host, netip.Addr{}, unusable)
	}
	var first error
	for _, s := range servers {
		addrs, err := g.askServer(ctx, family, host, s, nil)
		if err == nil {
			return addrs, nil
		}
		if d, ok := errors.AsType[*net.DNSError](err); ok && d.IsNotFound {
			return nil, err
		}
		if _, ok := errors.AsType[*RefusedError](err); first == nil || !ok {
			first = err // what a server answered says more than a refusal
		}
		if ctx.Err() != nil {
			break
		}
	}
	return nil, first
}

// askServer resolves by one server; instead of any server's answer when refusal
// is set, it is the error of a name that is not in /etc/hosts. Go's own resolver does
// the talking, so it also reads /etc/hosts; Dial replaces the server it picked.
func (g *Guard) askServer(ctx context.Context, family, host string, server netip.Addr, refusal error) ([]netip.Addr, error) {
	part, cancel := context.WithTimeout(ctx, serverTimeout)
	defer cancel()
	refusals := make(chan error, 1) // A and AAAA are asked at once, from two goroutines
	r := net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		err := refusal
		if err == nil {
			var conn net.Conn
			if conn, err = g.dialOne(ctx, network, netip.AddrPortFrom(server, 53)); err == nil {
				return conn, nil
			}
		}
		if _, ok := errors.AsType[*RefusedError](err); ok {
			select {
			case refusals <- err: // net.DNSError keeps only the text
			default:
			}
		}
		return nil, err
	}}
	addrs, err := r.LookupNetIP(part, family, host)
	if err != nil {
		select {
		case refused := <-refusals:
			return nil, fmt.Errorf("cannot resolve %s: %w", host, refused)
		default:
			return nil, fmt.Errorf("cannot resolve %s: %w", host, err)
		}
	}
	for i := range addrs {
		addrs[i] = addrs[i].Unmap()
	}
	return addrs, nil
}

// servers gives the name servers beyond this machine. With none, the error says why:
// a forwarder on loopback would send the query on by a way nobody checked.
func (g *Guard) servers() ([]netip.Addr, error) {
	path := g.ResolvConf
	if path == "" {
		path = "/etc/resolv.conf"
	}
	listed := nameservers(path)
	if outer := beyondLoopback(listed); len(outer) > 0 {
		return outer, nil
	}
	if len(listed) == 0 {
		return nil, &RefusedError{Reason: fmt.Sprintf("%s names no DNS server", path)}
	}
	files := g.Upstreams
	if files == nil {
		files = usualUpstreams
	}
	for _, f := range files {
		if outer := beyondLoopback(nameservers(f)); len(outer) > 0 {
			return outer, nil
		}
	}
	return nil, &RefusedError{Reason: fmt.Sprintf("the DNS server %s is a forwarder on this machine, "+
		"whose queries may leave by the modem; name a server of the LAN in %s, or the host in /etc/hosts", listed[0], path)}
}

// nameservers reads the `nameserver` lines (resolv.conf(5)); none when the file cannot be read.
func nameservers(path string) []netip.Addr {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	var list []netip.Addr
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line)
		if len(f) < 2 || f[0] != "nameserver" {
			continue
		}
		if a, err := netip.ParseAddr(f[1]); err == nil {
			list = append(list, a.Unmap())
		}
	}
	return list
}

func beyondLoopback(list []netip.Addr) []netip.Addr {
	var out []netip.Addr
	for _, a := range list {
		if !a.IsLoopback() && !a.IsUnspecified() {
			out = append(out, a)
		}
	}
	return out
}

func ofFamily(family, host string, addrs []netip.Addr) ([]netip.Addr, error) {
	var out []netip.Addr
	for _, a := range addrs {
		if family == "ip" || a.Is4() == (family == "ip4") {
			out = append(out, a)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("cannot dial %s: it is not an %s address", host, strings.Replace(family, "ip", "IPv", 1))
	}
	return out, nil
}
