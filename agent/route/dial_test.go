package route

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// wires stands for the network: it answers DNS at any port 53, and hands out pipes.
type wires struct {
	mu     sync.Mutex
	dialed []string
	zone   map[string]netip.Addr // name to its only address
	dead   map[string]bool       // addresses that never answer
	wg     sync.WaitGroup        // the DNS answerers; waited for by the test
}

func (w *wires) connect(ctx context.Context, _ *net.Dialer, network, addr string) (net.Conn, error) {
	w.mu.Lock()
	w.dialed = append(w.dialed, addr)
	w.mu.Unlock()
	if w.dead[addr] {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	here, there := net.Pipe()
	if strings.HasSuffix(addr, ":53") {
		w.wg.Go(func() { w.answer(there) })
	}
	return here, nil
}

func (w *wires) targets() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.dialed...)
}

// answer speaks DNS over a stream: 2 bytes of length, then the message (RFC 1035).
func (w *wires) answer(c net.Conn) {
	defer c.Close()
	head := make([]byte, 2)
	if _, err := io.ReadFull(c, head); err != nil {
		return
	}
	q := make([]byte, binary.BigEndian.Uint16(head))
	if _, err := io.ReadFull(c, q); err != nil {
		return
	}
	var labels []string
	at := 12
	for q[at] != 0 {
		labels = append(labels, string(q[at+1:at+1+int(q[at])]))
		at += 1 + int(q[at])
	}
	question := q[12 : at+5]
	addr, known := w.zone[strings.Join(labels, ".")]
	reply := append([]byte{q[0], q[1], 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, question...)
	switch typ := binary.BigEndian.Uint16(q[at+1:]); {
	case !known:
		reply[3] |= 3 // NXDOMAIN
	case typ == 1 && addr.Is4() || typ == 28 && addr.Is6():
		reply[7] = 1
		data := addr.AsSlice()
		reply = append(reply, 0xc0, 12, byte(typ>>8), byte(typ), 0, 1, 0, 0, 0, 60, 0, byte(len(data)))
		reply = append(reply, data...)
	}
	c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(reply))), reply...))
}

// lan is a gateway whose cloud and one DNS server are on eth0, the other by the modem.
func lan(t *testing.T, resolvConf string) (*Guard, *wires) {
	m := gateway(t)
	m.file("resolv.conf", resolvConf)
	w := &wires{zone: map[string]netip.Addr{"cloud.example": netip.MustParseAddr("203.0.113.7"),
		"cell.example": netip.MustParseAddr("203.0.113.9")}, dead: map[string]bool{}}
	t.Cleanup(w.wg.Wait)
	return &Guard{Sysfs: m.root, ResolvConf: filepath.Join(m.root, "resolv.conf"),
		Upstreams: []string{filepath.Join(m.root, "upstream.conf")},
		Modem:     func() []string { return []string{"wwan0"} }, connect: w.connect,
		Table: &table{ways: map[string]string{"203.0.113.7": "eth0", "203.0.113.9": "wwan0", "203.0.113.10": "eth0",
			"192.168.1.1": "eth0", "192.168.1.2": "eth0", "10.64.0.1": "wwan0"}}}, w
}

func dial(t *testing.T, g *Guard, network, addr string) error {
	c, err := g.DialContext(t.Context(), network, addr)
	if err == nil {
		require.NoError(t, c.Close())
	}
	return err
}

func TestDialAsksDNSOnTheCheckedInterface(t *testing.T) {
	g, w := lan(t, "nameserver 10.64.0.1\nnameserver 192.168.1.1\nsearch example")
	require.NoError(t, dial(t, g, "tcp", "cloud.example:443"))
	require.Subset(t, []string{"192.168.1.1:53", "203.0.113.7:443"}, w.targets(), "never the operator's DNS")
	require.Contains(t, w.targets(), "203.0.113.7:443")
}

func TestDialRefuses(t *testing.T) {
	for name, c := range map[string]struct{ conf, addr, want string }{
		"address by the modem": {"", "203.0.113.9:443", "203.0.113.9 leaves by wwan0, which is the modem"},
		"name by the modem":    {"nameserver 192.168.1.1", "cell.example:443", "203.0.113.9 leaves by wwan0, which is the modem"},
		"DNS by the modem":     {"nameserver 10.64.0.1", "cloud.example:443", "10.64.0.1 leaves by wwan0, which is the modem"},
		"forwarder":            {"nameserver 127.0.0.53", "cloud.example:443", "the DNS server 127.0.0.53 is a forwarder on this machine"},
		"no DNS":               {"", "cloud.example:443", "names no DNS server"},
	} {
		g, w := lan(t, c.conf)
		err := dial(t, g, "tcp", c.addr)
		_, ok := errors.AsType[*RefusedError](err)
		require.True(t, ok, "%s: %v", name, err)
		require.ErrorContains(t, err, c.want, name)
		require.NotContains(t, w.targets(), "203.0.113.9:443", name)
		require.NotContains(t, w.targets(), "10.64.0.1:53", name)
	}
}

func TestForwarderIsReplacedByItsUpstream(t *testing.T) {
	g, w := lan(t, "nameserver 127.0.0.53")
	require.NoError(t, os.WriteFile(g.Upstreams[0], []byte("# made by systemd\nnameserver 192.168.1.1\n"), 0o644))
	require.NoError(t, dial(t, g, "tcp4", "cloud.example:443"))
	require.Contains(t, w.targets(), "192.168.1.1:53")
}

func TestDeadServerIsPassedOver(t *testing.T) {
	g, w := lan(t, "nameserver 192.168.1.2\nnameserver 192.168.1.1")
	w.dead["192.168.1.2:53"] = true
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		require.NoError(t, dial(t, g, "tcp4", "cloud.example:443"))
		require.LessOrEqual(t, time.Since(start), serverTimeout, "a dead server costs its share only")
		w.wg.Wait()
	})
}

func TestNameThatDoesNotExist(t *testing.T) {
	g, w := lan(t, "nameserver 192.168.1.1\nnameserver 192.168.1.2")
	err := dial(t, g, "tcp4", "nowhere.example.:443")
	d, ok := errors.AsType[*net.DNSError](err)
	require.True(t, ok, "%v", err)
	require.True(t, d.IsNotFound)
	require.NotContains(t, w.targets(), "192.168.1.2:53", "the first answer is final")
}

func TestDialTriesEachAddressAndChecksEach(t *testing.T) {
	g, w := lan(t, "")
	w.dead["203.0.113.7:443"] = true
	addrs := []netip.Addr{netip.MustParseAddr("203.0.113.9"), netip.MustParseAddr("203.0.113.7"), netip.MustParseAddr("203.0.113.10")}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		c, err := g.dialAny(ctx, "tcp", addrs, 443)
		require.NoError(t, err)
		require.NoError(t, c.Close())
		require.Equal(t, []string{"203.0.113.7:443", "203.0.113.10:443"}, w.targets())

		_, err = g.dialAny(ctx, "tcp", addrs[:2], 443)
		require.ErrorIs(t, err, context.DeadlineExceeded, "what the network said, not the refusal")
	})
}

func TestRouteThatFlipsIsSeenByTheNextDial(t *testing.T) {
	g, _ := lan(t, "")
	require.NoError(t, dial(t, g, "tcp", "203.0.113.7:443"))
	g.Table.(*table).ways["203.0.113.7"] = "wwan0"
	require.ErrorContains(t, dial(t, g, "tcp", "203.0.113.7:443"), "leaves by wwan0")
}

func TestDialRejectsWhatItCannotGuard(t *testing.T) {
	g, _ := lan(t, "")
	require.EqualError(t, dial(t, g, "unix", "/run/x"), `cannot dial: network "unix" is not tcp or udp`)
	require.EqualError(t, dial(t, g, "tcp", "host"), `cannot dial "host": want host:port`)
	require.EqualError(t, dial(t, g, "tcp", "192.0.2.1:nosuchport"), `cannot dial "192.0.2.1:nosuchport": no such port`)
	require.EqualError(t, dial(t, g, "tcp6", "192.0.2.1:80"), "cannot dial 192.0.2.1: it is not an IPv6 address")
}

// The rest uses real sockets on loopback.

func TestDialLoopback(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	g := &Guard{Table: &table{}, bind: func(uintptr, string) error { return errors.New("loopback is not bound") }}
	for _, host := range []string{"127.0.0.1", "localhost"} {
		c, err := g.DialContext(t.Context(), "tcp", net.JoinHostPort(host, port))
		require.NoError(t, err)
		raw, err := c.(*net.TCPConn).SyscallConn()
		require.NoError(t, err)
		require.NoError(t, raw.Control(func(fd uintptr) {
			on, err := unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_KEEPALIVE)
			require.NoError(t, err)
			require.Zero(t, on, "keep-alive costs 600 KB a day")
		}))
		require.NoError(t, c.Close())
	}
}

func TestBind(t *testing.T) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	require.NoError(t, err)
	defer unix.Close(fd)
	g := &Guard{}
	require.NoError(t, g.bindTo(uintptr(fd), "lo", netip.Addr{}))
	got, err := unix.GetsockoptString(fd, unix.SOL_SOCKET, unix.SO_BINDTODEVICE)
	require.NoError(t, err)
	require.Equal(t, "lo", strings.TrimRight(got, "\x00"))
	require.ErrorContains(t, g.bindTo(uintptr(fd), "nosuchif0", netip.Addr{}), "cannot bind socket to nosuchif0")
}

func TestBindWithoutPrivilegeTakesTheSourceAddressAndSaysSoOnce(t *testing.T) {
	var log bytes.Buffer
	g := &Guard{bind: func(uintptr, string) error { return unix.EPERM }, Logger: slog.New(slog.NewTextHandler(&log, nil))}
	for range 2 {
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
		require.NoError(t, err)
		require.NoError(t, g.bindTo(uintptr(fd), "eth0", netip.MustParseAddr("127.0.0.1")))
		sa, err := unix.Getsockname(fd)
		require.NoError(t, err)
		require.Equal(t, [4]byte{127, 0, 0, 1}, sa.(*unix.SockaddrInet4).Addr)
		require.NoError(t, unix.Close(fd))
	}
	require.Equal(t, 1, strings.Count(log.String(), "bound by source address only"))

	_, ok := errors.AsType[*RefusedError](g.bindTo(0, "eth0", netip.Addr{}))
	require.True(t, ok, "with cloud.via the table may point elsewhere, so the address alone is no proof")
}
