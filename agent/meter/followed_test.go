package meter

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// bench is a tree with one modem on USB and a Follower; every move is made in sysfs and, unless it refuses, in the kernel.
type bench struct {
	tree
	k *kernel
	f *Follower
}

const (
	modem = usb1
	first = usb1 + "/1-1.3:1.4"
	other = "platform/soc/3f980000.usb/usb1/1-1/1-1.4"
)

// follow runs a test over rtnetlink and over sysfs.
func follow(t *testing.T, test func(t *testing.T, b *bench)) {
	for _, way := range []string{"rtnetlink", "sysfs"} {
		t.Run(way, func(t *testing.T) {
			b := &bench{tree: newTree(t), k: &kernel{}}
			b.f = &Follower{Reader: Reader{Interface: b.reader(), open: b.k.open}}
			if way == "sysfs" {
				b.f.Reader.open = func() (asker, error) { return nil, unix.EAFNOSUPPORT }
			}
			b.usb(modem, "2c7c", "0125")
			b.usb(other, "1e0e", "9011")
			b.add("wwan0", 7, first, 1000)
			test(t, b)
		})
	}
}

func (b *bench) add(name string, index int, dev string, rx uint64) {
	_ = os.Remove(filepath.Join(b.root, "sys/devices", dev, "driver")) // of a neighbour in the same place
	home := b.net(name, "519", dev, "qmi_wwan")
	b.file(home+"/ifindex", strconv.Itoa(index)+"\n")
	b.count(home, "0", "0", strconv.FormatUint(rx, 10), "1")
	b.k.links = append(b.k.links, link{name: name, index: index, typ: TypeRawIP, rx: rx, rxPackets: 1})
}

func (b *bench) remove(name string) {
	home, err := filepath.EvalSymlinks(filepath.Join(b.root, "sys/class/net", name))
	require.NoError(b.t, err)
	require.NoError(b.t, os.Remove(filepath.Join(b.root, "sys/class/net", name)))
	require.NoError(b.t, os.RemoveAll(home))
	for n, l := range b.k.links {
		if l.name == name {
			b.k.links = append(b.k.links[:n:n], b.k.links[n+1:]...)
			return
		}
	}
}

func (b *bench) rename(from, to string) {
	for _, l := range b.k.links {
		if l.name == from {
			home, err := filepath.EvalSymlinks(filepath.Join(b.root, "sys/class/net", from, "device"))
			require.NoError(b.t, err)
			dev, err := filepath.Rel(filepath.Join(b.root, "sys/devices"), home)
			require.NoError(b.t, err)
			b.remove(from)
			b.add(to, l.index, dev, l.rx)
			return
		}
	}
	b.t.Fatalf("there is no %s", from)
}

// reads checks which interface is read for the name that the agent knows.
func (b *bench) reads(asked, source string, index int, rx uint64) {
	b.t.Helper()
	s, err := b.f.Read(asked)
	require.NoError(b.t, err)
	require.Equal(b.t, Sample{Source: source, IfIndex: index, RX: rx}, Sample{Source: s.Source, IfIndex: s.IfIndex, RX: s.RX})
}

func (b *bench) missing(asked string) {
	b.t.Helper()
	s, err := b.f.Read(asked)
	require.ErrorIs(b.t, err, ErrMissing, "%+v", s)
	require.EqualError(b.t, err, "cannot read counters: "+asked+": no such interface")
}
