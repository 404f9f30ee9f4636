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
	require.NoError(b.t, os.RemoveAll(filepath.Join(filepath.Dir(filepath.Dir(home)), "driver")))
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

func TestFollowsARenaming(t *testing.T) {
	follow(t, func(t *testing.T, b *bench) {
		b.reads("wwan0", "wwan0", 7, 1000)
		b.rename("wwan0", "wwx0a")
		b.reads("wwan0", "wwx0a", 7, 1000)
		b.add("wwan0", 9, other+"/1-1.4:1.0", 5) // another modem takes the name
		b.reads("wwan0", "wwx0a", 7, 1000)
		b.rename("wwx0a", "wwx0b")
		b.reads("wwan0", "wwx0b", 7, 1000)
		b.reads("wwx0b", "wwx0b", 7, 1000)
	})
}

// The modem is reset: gone, then back.
func TestFollowsAReappearance(t *testing.T) {
	for name, c := range map[string]struct{ source, dev string }{
		"same name":              {"wwan0", first},
		"other name":             {"wwan1", first},
		"other USB interface":    {"usb0", modem + "/1-1.3:1.0"},
		"other socket, its name": {"wwan0", "platform/soc/3f980000.usb/usb1/1-2/1-2:1.4"},
	} {
		t.Run(name, func(t *testing.T) {
			follow(t, func(t *testing.T, b *bench) {
				b.usb("platform/soc/3f980000.usb/usb1/1-2", "2c7c", "0125")
				b.reads("wwan0", "wwan0", 7, 1000)
				b.remove("wwan0")
				b.missing("wwan0")
				b.missing("wwan0")
				b.add(c.source, 9, c.dev, 30)
				b.reads("wwan0", c.source, 9, 30)
				b.rename(c.source, "wwx0a")
				b.reads("wwan0", "wwx0a", 9, 30)
				b.remove("wwx0a")
				b.missing("wwan0")
			})
		})
	}
}

// Another modem that took the name while ours was away is not ours, where it is known which are.
func TestForeignInterfaceIsNotFollowed(t *testing.T) {
	follow(t, func(t *testing.T, b *bench) {
		var names []string // nothing, while the port is away
		b.f.Modem = func() []string { return names }
		b.reads("wwan0", "wwan0", 7, 1000)
		b.remove("wwan0")
		b.add("wwan0", 9, other+"/1-1.4:1.0", 5)
		b.missing("wwan0")
		names = []string{"wwan7", "wwan8"}
		b.missing("wwan0")
		b.add("wwan1", 10, first, 30)
		b.reads("wwan0", "wwan1", 10, 30)
	})
}

func TestModemInAnotherSocket(t *testing.T) {
	follow(t, func(t *testing.T, b *bench) {
		names := []string{"wwan0"}
		b.f.Modem = func() []string { return names }
		b.reads("wwan0", "wwan0", 7, 1000)
		b.remove("wwan0")
		b.add("wwan3", 9, other+"/1-1.4:1.0", 5)
		names = []string{"wwan3"}
		b.reads("wwan0", "wwan3", 9, 5)
	})
}

func TestRenamedBeforeTheFirstReading(t *testing.T) {
	follow(t, func(t *testing.T, b *bench) {
		b.rename("wwan0", "wwx0a")
		b.missing("wwan0")
		b.f.Modem = func() []string { return []string{"wwx0a"} }
		b.reads("wwan0", "wwx0a", 7, 1000)
		b.f.Modem = func() []string { return nil }
		b.reads("wwan0", "wwx0a", 7, 1000)
	})
}

// Of two interfaces of one modem the other one is no substitute, unless it sits in the same place.
func TestTwoInterfacesOfOneModem(t *testing.T) {
	follow(t, func(t *testing.T, b *bench) {
		second := modem + "/1-1.3:1.6"
		b.add("wwan1", 8, second, 2000)
		b.reads("wwan0", "wwan0", 7, 1000)
		b.remove("wwan0")
		b.missing("wwan0")
		b.remove("wwan1")
		b.add("wwan5", 9, second, 20)
		b.missing("wwan0")
		b.add("wwan6", 10, first, 30)
		b.reads("wwan0", "wwan6", 10, 30)
	})
}

// The names are swapped when both come back: the place decides.
func TestPlaceGoesBeforeName(t *testing.T) {
	follow(t, func(t *testing.T, b *bench) {
		second := modem + "/1-1.3:1.6"
		b.add("wwan1", 8, second, 2000)
		b.reads("wwan0", "wwan0", 7, 1000)
		b.remove("wwan0")
		b.remove("wwan1")
		b.add("wwan0", 9, second, 20)
		b.add("wwan1", 10, first, 30)
		b.reads("wwan0", "wwan1", 10, 30)
	})
}

// A dial makes a new ppp0, on no device.
func TestVirtualInterfaceGoesByName(t *testing.T) {
	follow(t, func(t *testing.T, b *bench) {
		b.add("ppp0", 20, "", 1)
		b.reads("ppp0", "ppp0", 20, 1)
		b.remove("ppp0")
		b.missing("ppp0")
		b.add("ppp0", 21, "", 2)
		b.reads("ppp0", "ppp0", 21, 2)
	})
}

// Another error than "gone" says nothing about where the interface is.
func TestFollowerKeepsOnAfterAFailure(t *testing.T) {
	b := &bench{tree: newTree(t), k: &kernel{}}
	b.f = &Follower{Reader: Reader{Interface: b.reader(), open: b.k.open}}
	b.add("wwan0", 7, first, 1000)
	b.reads("wwan0", "wwan0", 7, 1000)
	b.rename("wwan0", "wwx0a")
	b.k.fails = []error{unix.ENOBUFS}
	_, err := b.f.Read("wwan0")
	require.EqualError(t, err, "cannot read counters of interface 7: no buffer space available")
	b.reads("wwan0", "wwx0a", 7, 1000)
	require.NoError(t, b.f.Close())
	b.reads("wwan0", "wwx0a", 7, 1000)
}
