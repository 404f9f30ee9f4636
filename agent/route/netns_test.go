//go:build root

package route

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// Two network namespaces joined by two veth pairs: "lan" and, with a better default
// route, one that plays the modem. The server listens on one address of the far side.
// Names carry the pid; everything is gone when the namespaces are.
func TestDialInNamespaces(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root")
	}
	near, far := fmt.Sprintf("sa-near-%d", os.Getpid()), fmt.Sprintf("sa-far-%d", os.Getpid())
	for _, ns := range []string{near, far} {
		ip(t, "netns", "add", ns)
		t.Cleanup(func() { ip(t, "netns", "del", ns) })
		ip(t, "-n", ns, "link", "set", "lo", "up")
	}
	joined(t, near, far, "lan0", "192.0.2.1/30", "192.0.2.2/30")
	joined(t, near, far, "wwan0", "198.51.100.1/30", "198.51.100.2/30")
	ip(t, "-n", far, "addr", "add", "203.0.113.7/32", "dev", "lo")
	ip(t, "-n", near, "route", "add", "default", "via", "198.51.100.2", "metric", "10")
	ip(t, "-n", near, "route", "add", "default", "via", "192.0.2.2", "metric", "100")

	inside(t, far)
	l, err := net.Listen("tcp", "203.0.113.7:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	addr, dst := l.Addr().String(), netip.MustParseAddr("203.0.113.7")

	inside(t, near)
	name, src, err := Kernel{}.Lookup(t.Context(), dst)
	require.NoError(t, err)
	require.Equal(t, "wwan0", name)
	require.Equal(t, "198.51.100.1", src.String())
	modem := func() []string { return []string{"wwan0"} }

	g := &Guard{Modem: modem}
	_, err = g.DialContext(t.Context(), "tcp", addr)
	_, ok := errors.AsType[*RefusedError](err)
	require.True(t, ok, "%v", err)
	require.ErrorContains(t, err, "203.0.113.7 leaves by wwan0, which is the modem")

	// The user's word: bound to lan0, though the better route is the modem's.
	g = &Guard{Modem: modem, Via: "lan0", Sysfs: namedOnly(t, "lan0")}
	c, err := g.DialContext(t.Context(), "tcp", addr)
	require.NoError(t, err)
	require.Equal(t, "192.0.2.1", c.LocalAddr().(*net.TCPAddr).IP.String())
	require.NoError(t, c.Close())

	// Without the modem's routes the way is lan0, and a veth alone proves nothing.
	ip(t, "-n", near, "route", "del", "default", "metric", "10")
	g = &Guard{Modem: modem, Sysfs: namedOnly(t, "lan0")}
	_, err = g.DialContext(t.Context(), "tcp", addr)
	require.ErrorContains(t, err, "lan0, which is a virtual interface")

	ip(t, "-n", near, "route", "add", "prohibit", "203.0.113.0/24")
	_, err = g.Check(t.Context(), dst)
	require.ErrorContains(t, err, "there is no route to 203.0.113.7")
}

func joined(t *testing.T, near, far, name, a, b string) {
	ip(t, "-n", near, "link", "add", name, "type", "veth", "peer", "name", name, "netns", far)
	for ns, addr := range map[string]string{near: a, far: b} {
		ip(t, "-n", ns, "addr", "add", addr, "dev", name)
		ip(t, "-n", ns, "link", "set", name, "up")
	}
}

// namedOnly is a sysfs that knows one virtual interface: /sys shows the namespace of
// whoever mounted it, not that of the thread.
func namedOnly(t *testing.T, name string) string {
	m := newMachine(t)
	m.virtual(name, "1", "veth")
	return m.root
}

// inside moves this goroutine's thread to a namespace. The thread is never unlocked, so
// the runtime ends it with the test's goroutine and no other test runs on it.
func inside(t *testing.T, ns string) {
	runtime.LockOSThread()
	f, err := os.Open("/run/netns/" + ns)
	require.NoError(t, err)
	defer f.Close()
	require.NoError(t, unix.Setns(int(f.Fd()), unix.CLONE_NEWNET))
}

func ip(t *testing.T, args ...string) {
	out, err := exec.Command("ip", args...).CombinedOutput()
	require.NoError(t, err, "ip %v: %s", args, out)
}
