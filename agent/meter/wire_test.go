//go:build root

package meter

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"simagent/agent/ledger"
)

// Sizes in bytes on a link without VLAN tags: IPv4 and UDP headers have no options; TCP has time stamps on each segment
// (RFC 7323, 10 bytes and 2 of padding), and on the first of each side its size, scaling and selective acknowledgement.
const (
	udpHeaders = 20 + 8
	tcpHeaders = 20 + 20 + 12
	synOptions = 8 // more than on the others
)

// wire is two network namespaces joined by a veth pair: "near" plays the gateway, its end the modem's interface. No ARP and
// no IPv6 disturb the count. Names carry the pid; everything is gone when the namespaces are.
type wire struct {
	t         *testing.T
	near, far string
	name      string // of the near end
	f         Follower
	acct      ledger.Account
	last      ledger.Sample
}

func newWire(t *testing.T) *wire {
	if os.Geteuid() != 0 {
		t.Skip("needs root")
	}
	w := &wire{t: t, near: fmt.Sprintf("sm-near-%d", os.Getpid()), far: fmt.Sprintf("sm-far-%d", os.Getpid())}
	for _, ns := range []string{w.near, w.far} {
		w.ip("netns", "add", ns)
		t.Cleanup(func() { w.ip("netns", "del", ns) })
	}
	t.Cleanup(func() { _ = w.f.Close() })
	w.plug("wwan0")
	inside(t, w.near)
	return w
}

// plug makes the pair.
func (w *wire) plug(name string) {
	w.name = name
	w.ip("-n", w.near, "link", "add", name, "address", "02:00:00:00:00:01", "type", "veth",
		"peer", "name", "core0", "address", "02:00:00:00:00:02", "netns", w.far)
	w.up(w.near, name, "192.0.2.1", "192.0.2.2", "02:00:00:00:00:02")
	w.up(w.far, "core0", "192.0.2.2", "192.0.2.1", "02:00:00:00:00:01")
}

func (w *wire) up(ns, name, own, peer, mac string) {
	w.ip("-n", ns, "link", "set", name, "addrgenmode", "none")
	w.ip("-n", ns, "addr", "replace", own+"/30", "dev", name)
	w.ip("-n", ns, "link", "set", name, "up")
	w.ip("-n", ns, "neigh", "replace", peer, "lladdr", mac, "nud", "permanent", "dev", name)
}

// count polls as the agent does, and compares the account with what the kernel says by another way.
func (w *wire) count(sinceFirst int64) {
	w.t.Helper()
	s, err := w.f.Read("wwan0")
	require.NoError(w.t, err)
	require.Equal(w.t, w.name, s.Source)
	rx, tx := netdev(w.t, w.name)
	require.Equal(w.t, [2]uint64{tx, rx}, [2]uint64{s.TX, s.RX})
	w.last = ledger.Sample{Source: s.Source, Boot: ledger.BootID{1}, Index: uint32(s.IfIndex), Bits: uint8(s.Width), TX: s.TX, RX: s.RX, At: s.At}
	w.acct.Count(w.last)
	require.Equal(w.t, ledger.Interval{Low: sinceFirst, High: sinceFirst, HighKnown: true}, w.acct.Bytes())
}

func (w *wire) begin() {
	w.acct = ledger.NewAccount(ledger.FreshRecord("8988307000000000001", time.Now()))
	w.acct.Started(ledger.BootID{1})
	w.acct.SeenNew()
	w.count(0)
	r := w.acct.Snapshot(time.Now(), true)
	w.acct.Committed(r)
}

// udp sends datagrams of size bytes and has each sent back.
func (w *wire) udp(echo net.PacketConn, datagrams, size int) {
	c, err := net.Dial("udp4", echo.LocalAddr().String())
	require.NoError(w.t, err)
	defer c.Close()
	require.NoError(w.t, c.SetDeadline(time.Now().Add(10*time.Second)))
	require.NoError(w.t, echo.SetDeadline(time.Now().Add(10*time.Second)))
	buf := make([]byte, 2048)
	for range datagrams {
		_, err := c.Write(make([]byte, size))
		require.NoError(w.t, err)
		n, from, err := echo.ReadFrom(buf)
		require.NoError(w.t, err)
		_, err = echo.WriteTo(buf[:n], from)
		require.NoError(w.t, err)
		n, err = c.Read(buf)
		require.NoError(w.t, err)
		require.Equal(w.t, size, n)
	}
}

// sums is what passed in one connection.
type sums struct {
	payload  int64 // bytes
	segments int64 // of the wire, as the sockets know them, whatever was put together in between
	counted  int64 // bytes of the netdev
}

// tcp has the far side send n bytes, and the near side acknowledge and answer with one.
func (w *wire) tcp(l net.Listener, n int64) sums {
	rx, tx := netdev(w.t, w.name)
	served := make(chan error, 1)
	go func() { // ends with the connection, and is waited for
		c, err := l.Accept()
		if err != nil {
			served <- err
			return
		}
		_, err = io.CopyN(c, zeros{}, n)
		if err == nil {
			_, err = io.ReadFull(c, make([]byte, 1)) // the near side has all
		}
		served <- cmp.Or(err, c.Close())
	}()
	c, err := net.Dial("tcp4", l.Addr().String())
	require.NoError(w.t, err)
	defer c.Close()
	got, err := io.CopyN(io.Discard, c, n)
	require.NoError(w.t, err)
	require.Equal(w.t, n, got)
	_, err = c.Write([]byte{1})
	require.NoError(w.t, err)
	require.NoError(w.t, <-served)
	_, err = io.ReadAll(c) // until its end has come
	require.NoError(w.t, err)
	raw, err := c.(*net.TCPConn).SyscallConn()
	require.NoError(w.t, err)
	for { // until no late acknowledgement leaves in between
		rx1, tx1 := netdev(w.t, w.name)
		out := sums{payload: n + 1, counted: int64(rx1-rx) + int64(tx1-tx)}
		require.NoError(w.t, raw.Control(func(fd uintptr) {
			info, err := unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO)
			require.NoError(w.t, err)
			require.Zero(w.t, info.Total_retrans)
			out.segments = int64(info.Segs_in) + int64(info.Segs_out)
		}))
		if rx2, tx2 := netdev(w.t, w.name); rx1 == rx2 && tx1 == tx2 {
			require.NoError(w.t, c.(*net.TCPConn).SetLinger(0)) // ends with one segment that nobody answers
			return out
		}
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// netdev reads the counters of the thread's namespace by the oldest way there is (proc(5), net/dev).
func netdev(t *testing.T, name string) (rx, tx uint64) {
	t.Helper()
	f, err := os.Open("/proc/thread-self/net/dev")
	require.NoError(t, err)
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if who, figures, _ := strings.Cut(lines.Text(), ":"); strings.TrimSpace(who) == name {
			v := strings.Fields(figures)
			rx, err = strconv.ParseUint(v[0], 10, 64)
			require.NoError(t, err)
			tx, err = strconv.ParseUint(v[8], 10, 64)
			require.NoError(t, err)
			return rx, tx
		}
	}
	t.Fatalf("%s is not in net/dev", name)
	return 0, 0
}

// offload switches on or off what makes super-packets, at both ends.
func (w *wire) offload(on bool) {
	home := inside(w.t, w.far)
	ethtool(w.t, "core0", on)
	back(w.t, home)
	ethtool(w.t, w.name, on)
}

// ethtool is SIOCETHTOOL with struct ethtool_value (linux/ethtool.h), a command and its value, by way of struct ifreq.
func ethtool(t *testing.T, name string, on bool) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	require.NoError(t, err)
	defer unix.Close(fd)
	for _, command := range []uint32{unix.ETHTOOL_STXCSUM, unix.ETHTOOL_SSG, unix.ETHTOOL_STSO, unix.ETHTOOL_SGSO, unix.ETHTOOL_SGRO} {
		value := [2]uint32{command, 0}
		if on {
			value[1] = 1
		}
		var request struct {
			name [unix.IFNAMSIZ]byte
			data unsafe.Pointer
			_    [24 - unsafe.Sizeof(uintptr(0))]byte // union ifr_ifru
		}
		copy(request.name[:], name)
		request.data = unsafe.Pointer(&value)
		_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.SIOCETHTOOL, uintptr(unsafe.Pointer(&request)))
		require.Zero(t, errno, "ethtool command %#x of %s: %v", command, name, errno)
	}
}

// inside moves this goroutine's thread to a namespace and gives the one that it was in. The thread is never unlocked, so
// the runtime ends it with the test's goroutine and no other test runs on it.
func inside(t *testing.T, ns string) (was *os.File) {
	runtime.LockOSThread()
	was, err := os.Open("/proc/thread-self/ns/net")
	require.NoError(t, err)
	t.Cleanup(func() { was.Close() })
	f, err := os.Open("/run/netns/" + ns)
	require.NoError(t, err)
	defer f.Close()
	require.NoError(t, unix.Setns(int(f.Fd()), unix.CLONE_NEWNET))
	return was
}

func back(t *testing.T, ns *os.File) {
	require.NoError(t, unix.Setns(int(ns.Fd()), unix.CLONE_NEWNET))
}

func (w *wire) ip(args ...string) {
	w.t.Helper()
	out, err := exec.Command("ip", args...).CombinedOutput()
	require.NoError(w.t, err, "ip %v: %s", args, out)
}
