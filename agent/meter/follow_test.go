package meter

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

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

// Interfaces that share a place: one that was there before is no successor, and of several the one with the name is.
func TestNeighboursInOnePlace(t *testing.T) {
	follow(t, func(t *testing.T, b *bench) {
		b.f.Modem = func() []string { return nil }
		b.add("mux0", 6, first, 2000)
		b.reads("wwan0", "wwan0", 7, 1000)
		b.remove("wwan0")
		b.missing("wwan0")
		b.add("aux0", 9, first, 20)
		b.add("wwan0", 10, first, 30)
		b.reads("wwan0", "wwan0", 10, 30)
	})
}

// The modem comes back with another composition of USB interfaces: then it is the name.
func TestNameWhereThePlaceIsGone(t *testing.T) {
	follow(t, func(t *testing.T, b *bench) {
		b.f.Modem = func() []string { return nil }
		b.add("wwan1", 8, modem+"/1-1.3:1.6", 2000)
		b.reads("wwan0", "wwan0", 7, 1000)
		b.remove("wwan0")
		b.remove("wwan1")
		b.add("aux0", 9, modem+"/1-1.3:1.1", 20)
		b.add("wwan0", 10, modem+"/1-1.3:1.2", 30)
		b.reads("wwan0", "wwan0", 10, 30)
	})
}

func TestOneNameOfSeveral(t *testing.T) {
	follow(t, func(t *testing.T, b *bench) {
		b.f.Modem = func() []string { return []string{"wwan0", "wwan1"} }
		b.reads("wwan0", "wwan0", 7, 1000)
		b.f.Modem = func() []string { return []string{"wwan1", "wwan2"} }
		b.missing("wwan9")
	})
}

// Sysfs that was behind the kernel at the first reading is looked at again.
func TestPlaceIsFoundLate(t *testing.T) {
	b := &bench{tree: newTree(t), k: &kernel{}}
	b.f = &Follower{Reader: Reader{Interface: b.reader(), open: b.k.open}, Modem: func() []string { return nil }}
	b.usb(modem, "2c7c", "0125")
	b.add("wwan0", 7, first, 1000)
	b.k.links[0].index = 8
	b.reads("wwan0", "wwan0", 8, 1000)
	b.reads("wwan0", "wwan0", 8, 1000)
	b.rename("wwan0", "wwx0a")
	b.reads("wwan0", "wwx0a", 8, 1000)
	b.remove("wwx0a")
	b.add("wwan1", 9, modem+"/1-1.3:1.0", 30)
	b.reads("wwan0", "wwan1", 9, 30)
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
