package report_test

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// link is two network namespaces joined by a veth pair whose MTU is 1,400, as a modem's often is. Nothing crosses it but
// what a test sends: no ARP and no neighbour discovery, because both neighbours are written down; no router solicitations
// and no multicast reports, because there is no link-local address.
type link struct {
	name          string // of the near end
	nearNS, farNS string
	home          *os.File
	resumed       atomic.Bool // the last TLS session was an earlier one's
}

// ethernet is a header, in bytes, that the counters of a veth hold for each packet.
const ethernet = 14

// newLink makes the namespaces, or prints why it cannot and leaves the rest out. Names carry the pid; all is gone at the end.
func newLink(b *testing.B) *link {
	if os.Geteuid() != 0 {
		notRun(b, "it needs root")
	}
	l := &link{name: "wwan0", nearNS: fmt.Sprintf("sa-r-near-%d", os.Getpid()), farNS: fmt.Sprintf("sa-r-far-%d", os.Getpid())}
	for _, ns := range []string{l.nearNS, l.farNS} {
		if out, err := exec.Command("ip", "netns", "add", ns).CombinedOutput(); err != nil {
			notRun(b, fmt.Sprintf("network namespaces cannot be made: %v %s", err, bytes.TrimSpace(out)))
		}
		b.Cleanup(func() { _ = exec.Command("ip", "netns", "del", ns).Run() })
	}
	home, err := os.Open("/proc/thread-self/ns/net")
	require.NoError(b, err)
	b.Cleanup(func() { home.Close() })
	l.home = home
	// gso_max_segs 1: a packet that is cut up only further down would be counted once, with one header.
	ip(b, "-n", l.nearNS, "link", "add", l.name, "mtu", "1400", "address", "02:00:00:00:00:02", "gso_max_segs", "1", "type", "veth",
		"peer", "name", l.name, "mtu", "1400", "address", "02:00:00:00:00:01", "gso_max_segs", "1", "netns", l.farNS)
	for _, end := range []struct{ ns, own, other, mac string }{{l.nearNS, "2", "1", "02:00:00:00:00:01"}, {l.farNS, "1", "2", "02:00:00:00:00:02"}} {
		ip(b, "-n", end.ns, "link", "set", l.name, "addrgenmode", "none", "arp", "off", "multicast", "off")
		ip(b, "-n", end.ns, "addr", "add", "192.0.2."+end.own+"/30", "dev", l.name)
		ip(b, "-n", end.ns, "link", "set", l.name, "up")
		ip(b, "-n", end.ns, "addr", "add", "2001:db8::"+end.own+"/126", "dev", l.name, "nodad")
		ip(b, "-n", end.ns, "neigh", "replace", "192.0.2."+end.other, "lladdr", end.mac, "nud", "permanent", "dev", l.name)
		ip(b, "-n", end.ns, "neigh", "replace", "2001:db8::"+end.other, "lladdr", end.mac, "nud", "permanent", "dev", l.name)
	}
	// Without a listener the far side would answer that nobody listens.
	l.far(b, func() {
		for _, address := range []string{"192.0.2.1:6969", "[2001:db8::1]:6969"} {
			c, err := net.ListenPacket("udp", address)
			require.NoError(b, err)
			b.Cleanup(func() { c.Close() })
		}
	})
	return l
}

func notRun(b *testing.B, why string) {
	fmt.Printf("not run: %s (%s)\n", b.Name(), why)
	b.SkipNow()
}

func ip(b *testing.B, args ...string) {
	out, err := exec.Command("ip", args...).CombinedOutput()
	require.NoError(b, err, "ip %v: %s", args, out)
}

func (l *link) near(b *testing.B, f func()) { l.inside(b, l.nearNS, f) }
func (l *link) far(b *testing.B, f func())  { l.inside(b, l.farNS, f) }

// inside calls f on a thread that is in a namespace. Sockets stay in the one they were made in.
func (l *link) inside(b *testing.B, ns string, f func()) {
	there, err := os.Open("/run/netns/" + ns)
	require.NoError(b, err)
	defer there.Close()
	runtime.LockOSThread()
	require.NoError(b, unix.Setns(int(there.Fd()), unix.CLONE_NEWNET))
	f()
	// A thread that cannot go back stays locked, and ends with its goroutine.
	require.NoError(b, unix.Setns(int(l.home.Fd()), unix.CLONE_NEWNET))
	runtime.UnlockOSThread()
}

// ipBytes are the bytes of all IP packets that crossed the link so far, in both directions.
func (l *link) ipBytes(b *testing.B) (n int64) {
	l.near(b, func() {
		// /sys shows the namespace of whoever mounted it; this shows that of the thread.
		text, err := os.ReadFile("/proc/thread-self/net/dev")
		require.NoError(b, err)
		_, row, found := strings.Cut(string(text), l.name+":")
		require.True(b, found)
		var in, inPackets, out, outPackets, x int64
		_, err = fmt.Sscan(row, &in, &inPackets, &x, &x, &x, &x, &x, &x, &out, &outPackets)
		require.NoError(b, err)
		n = in + out - ethernet*(inPackets+outPackets)
	})
	return n
}

// settled waits until every connection is closed on both sides: until the only TCP sockets listen, or wait for
// stragglers, which never come.
func (l *link) settled(b *testing.B) {
	for b.Context().Err() == nil {
		open := 0
		for _, ns := range []string{l.nearNS, l.farNS} {
			l.inside(b, ns, func() {
				text, err := os.ReadFile("/proc/thread-self/net/tcp")
				require.NoError(b, err)
				for line := range strings.Lines(string(text)) {
					f := strings.Fields(line)
					// State in hex: 06 TIME_WAIT, 0A LISTEN (include/net/tcp_states.h).
					if len(f) > 3 && f[0] != "sl" && f[3] != "06" && f[3] != "0A" {
						open++
					}
				}
			})
		}
		if open == 0 {
			return
		}
		runtime.Gosched()
	}
}
