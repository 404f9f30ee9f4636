package meter

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// kernel is an asker that answers from links; each question is a turn, of which before may make something.
type kernel struct {
	links  []link
	fails  []error // of the next questions; nil answers
	before func(turn int)
	turn   int
	opened int
	closed int
}

func (k *kernel) open() (asker, error) { k.opened++; return k, nil }

func (k *kernel) Close() error { k.closed++; return nil }

func (k *kernel) ask(name string, index int) (link, error) {
	k.turn++
	if k.before != nil {
		k.before(k.turn)
	}
	if len(k.fails) > 0 {
		err := k.fails[0]
		k.fails = k.fails[1:]
		if err != nil {
			return link{}, err
		}
	}
	for _, l := range k.links {
		if index == 0 && l.name == name || index != 0 && l.index == index {
			return l, nil
		}
	}
	return link{}, unix.ENODEV
}

// The two ways to read say the same of a machine at rest.
func TestBothWaysAgree(t *testing.T) {
	var fast Reader
	defer fast.Close()
	slow := Reader{refused: true}
	for range 20 { // until nothing else on this machine talks to itself in between
		before, err := slow.Read("lo")
		require.NoError(t, err)
		got, err := fast.Read("lo")
		require.NoError(t, err)
		require.True(t, fast.works, "this machine has rtnetlink")
		after, err := slow.ReadIndex(got.IfIndex)
		require.NoError(t, err)
		before.At, after.At = got.At, got.At
		if before == after {
			require.Equal(t, before, got)
			return
		}
	}
	t.Skip("the loopback interface does not rest")
}

func TestReaderAsksTheKernel(t *testing.T) {
	var r Reader
	defer r.Close()
	s, err := r.Read("lo")
	require.NoError(t, err)
	again, err := r.ReadIndex(s.IfIndex)
	require.NoError(t, err)
	require.True(t, again.SameCounter(s))
	_, err = r.Read("nosuch0")
	require.EqualError(t, err, "cannot read counters: nosuch0: no such interface")
	require.ErrorIs(t, err, ErrMissing)
	_, err = r.ReadIndex(1<<31 - 1)
	require.EqualError(t, err, "cannot read counters: interface 2147483647: no such interface")
	_, err = r.ReadIndex(0)
	require.EqualError(t, err, "cannot read counters: 0 cannot be an interface index")
	_, err = r.Read("a/b")
	require.EqualError(t, err, `cannot read counters: "a/b" cannot be an interface name`)
	require.NoError(t, r.Close())
	require.NoError(t, r.Close())
	_, err = r.Read("lo")
	require.NoError(t, err)
}

// A socket whose answer did not come in time must not take it for that of the next question.
func TestLateAnswerIsNotTheNextOne(t *testing.T) {
	a, err := openSocket()
	require.NoError(t, err)
	s := a.(*socket)
	defer s.Close()
	require.NoError(t, unix.Sendto(s.fd, linkRequest(s.seq, "nosuch0", 0), 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}))
	l, err := s.ask("lo", 0)
	require.NoError(t, err)
	require.Equal(t, "lo", l.name)
}

func TestKernelThatDoesNotAnswer(t *testing.T) {
	a, err := patient(time.Millisecond)
	require.NoError(t, err)
	s := a.(*socket)
	defer s.Close()
	_, err = s.answer() // to nothing
	require.EqualError(t, err, "the kernel does not answer")
	s.buf = make([]byte, 100)
	_, err = s.ask("lo", 0)
	require.ErrorIs(t, err, errCut, "an answer that does not fit")
}

// corrected is a machine with one interface whose driver counts Ethernet headers: sysfs from tr, the kernel from k.
func corrected(t *testing.T) (tree, *kernel, *Reader) {
	tr := newTree(t)
	tr.count(tr.net("usb0", "1", usb1+"/1-1.3:1.0", "cdc_ether"), "1000", "10", "0", "0")
	k := &kernel{links: []link{{name: "usb0", index: 7, typ: TypeEthernet, oper: "up", tx: 2000, txPackets: 100, rx: 5}}}
	return tr, k, &Reader{Interface: tr.reader(), open: k.open}
}

func TestNetlinkReadingIsCorrectedToo(t *testing.T) {
	_, k, r := corrected(t)
	s, err := r.Read("usb0")
	require.NoError(t, err)
	require.Equal(t, Sample{Source: "usb0", BootID: r.boot, IfIndex: 7, TX: 600, RawTX: 2000, RX: 5, TXPackets: 100, Width: 64,
		OperState: "up", At: s.At}, s)
	k.links[0].typ = TypeRawIP // qmi_wwan and its like can be switched
	s, err = r.Read("usb0")
	require.NoError(t, err)
	require.Equal(t, uint64(2000), s.TX)
}

// The driver is looked up once in the life of an interface.
func TestReaderAtRestLeavesSysfsAlone(t *testing.T) {
	tr, k, r := corrected(t)
	_, err := r.Read("usb0")
	require.NoError(t, err)
	require.NoError(t, os.RemoveAll(filepath.Join(tr.root, "sys")))
	s, err := r.Read("usb0")
	require.NoError(t, err)
	require.Equal(t, uint64(600), s.TX)
	require.Equal(t, []int{2, 1, 0}, []int{k.turn, k.opened, k.closed})
	for n := range 2 * maxDrivers {
		k.links[0].index = 100 + n
		_, err = r.Read("usb0")
		require.NoError(t, err)
	}
	require.LessOrEqual(t, len(r.drivers), maxDrivers)
}

// Between the kernel's answer and the look at sysfs the interface got another name, which then belongs to another one.
func TestRenamedDuringAReading(t *testing.T) {
	tr, k, r := corrected(t)
	k.links[0].name = "wwan0"
	other := tr.net("wwan0", "1", usb1+"/1-1.4:1.0", "smsc95xx")
	tr.file(other+"/ifindex", "8\n")
	k.before = func(turn int) {
		if turn == 2 {
			k.links[0].name = "usb0"
		}
	}
	s, err := r.Read("wwan0")
	require.NoError(t, err)
	require.Equal(t, "usb0", s.Source)
	require.Equal(t, uint64(600), s.TX)
}

// Sysfs that shows another network namespace proves nothing: no correction, and it stays so.
func TestSysfsOfAnotherNamespace(t *testing.T) {
	_, k, r := corrected(t)
	k.links[0].index = 9
	s, err := r.Read("usb0")
	require.NoError(t, err)
	require.Equal(t, uint64(2000), s.TX)
	require.Equal(t, nameTries, k.turn)
	k.links[0].tx++
	s, err = r.Read("usb0")
	require.NoError(t, err)
	require.Equal(t, uint64(2001), s.TX)
	require.Equal(t, nameTries+1, k.turn)
}

func TestRefusedKernelIsNotAskedAgain(t *testing.T) {
	for _, errno := range []error{unix.EPERM, unix.EACCES, unix.EAFNOSUPPORT, unix.EPROTONOSUPPORT, unix.ENOSYS, errNoStats} {
		for _, at := range []string{"open", "ask"} {
			_, k, r := corrected(t)
			k.fails = []error{errno}
			opened := 0
			r.open = func() (asker, error) {
				if opened++; at == "open" {
					return nil, errno
				}
				return k, nil
			}
			for range 2 {
				s, err := r.Read("usb0")
				require.NoError(t, err)
				require.Equal(t, uint64(860), s.TX, "the figure of sysfs")
				s, err = r.ReadIndex(7)
				require.NoError(t, err)
				require.Equal(t, "usb0", s.Source)
			}
			require.Equal(t, 1, opened, "%s: %v", at, errno)
			require.Equal(t, k.opened, 0)
		}
	}
}

// A failure that may pass: sysfs for now, and the kernel is asked again, by a new socket.
func TestFailureBeforeTheFirstAnswer(t *testing.T) {
	_, k, r := corrected(t)
	k.fails = []error{errors.New("the kernel does not answer")}
	s, err := r.Read("usb0")
	require.NoError(t, err)
	require.Equal(t, uint64(860), s.TX)
	s, err = r.Read("usb0")
	require.NoError(t, err)
	require.Equal(t, uint64(600), s.TX)
	require.Equal(t, []int{2, 1}, []int{k.opened, k.closed})
}

// Once the kernel has answered, sysfs may be another namespace's and is not believed instead.
func TestFailureAfterAnAnswer(t *testing.T) {
	_, k, r := corrected(t)
	_, err := r.Read("usb0")
	require.NoError(t, err)
	k.fails = []error{unix.EPERM}
	_, err = r.Read("usb0")
	require.EqualError(t, err, "cannot read counters of usb0: operation not permitted")
	_, err = r.Read("usb0")
	require.NoError(t, err)
	require.Equal(t, []int{2, 1}, []int{k.opened, k.closed})
	k.links = nil
	_, err = r.Read("usb0")
	require.ErrorIs(t, err, ErrMissing)
}
