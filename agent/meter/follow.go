package meter

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
)

// Follower reads the interface of one modem wherever it goes. The zero value is ready; it must not be copied once used.
// It may be used from any goroutine.
//
// Two things happen to a modem's interface. It is renamed (udev makes wwx… of wwan0): its index stays, and so does the
// counter. Or the modem falls off its bus and comes back: that is a new interface with a counter that began at zero, under
// the old name or another; it is found on the same USB (or PCI) device. Sample.Source is always the present name and
// Sample.IfIndex tells the two cases apart.
type Follower struct {
	Reader Reader
	// Modem gives the names of the interfaces that are on the modem's device now, none when that is not known. nil: there
	// is only the name that Read is given, because a person chose it.
	Modem func() []string

	mu    sync.Mutex
	asked string // the name that Read was given
	life  life   // of the interface that was read last
	alive bool   // it was there at the last reading
}

// life is one interface from its appearance to its end.
type life struct {
	index  int
	name   string // its last
	placed bool   // what follows is known
	home   string // resolved folder of its device, "" for a virtual one
	bus    string // folder of the USB or PCI device, "" when there is none
	alone  bool   // the only interface on bus
}

// Read gives the counters of the interface that was called name when it was first asked for. Another name than the last
// time starts anew. Errors as for Reader.Read; ErrMissing while the modem has no interface that is surely the same one.
func (f *Follower) Read(name string) (Sample, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if name != f.asked {
		f.asked, f.life, f.alive = name, life{}, false
	}
	if f.alive {
		s, err := f.Reader.ReadIndex(f.life.index)
		if !errors.Is(err, ErrMissing) {
			if err == nil {
				f.life.name = s.Source
				f.place()
			}
			return s, err
		}
		f.alive = false
	}
	present, ok := f.find()
	if !ok {
		return Sample{}, fmt.Errorf("cannot read counters: %s: %w", name, ErrMissing)
	}
	s, err := f.Reader.Read(present)
	if err == nil {
		f.life, f.alive = life{index: s.IfIndex, name: s.Source}, true
		f.place()
	}
	return s, err
}

// Close gives up the Reader's socket. The Follower may be used again.
func (f *Follower) Close() error { return f.Reader.Close() }

// find names the interface to read when there is none, or none any more. Another modem may have the name by now.
func (f *Follower) find() (string, bool) {
	if name, ok := f.back(); ok {
		return name, true
	}
	if f.Modem == nil {
		return f.asked, true
	}
	names := f.Modem()
	switch {
	case slices.Contains(names, f.asked), len(names) == 0 && f.life.bus == "":
		return f.asked, true
	case len(names) == 1: // renamed before the first reading, or the modem sits in another socket now
		return names[0], true
	}
	return "", false
}

// back finds the interface that took the place of the one that vanished, on the same device: best the one of the same
// USB interface, since names go by who is first.
func (f *Follower) back() (string, bool) {
	old := f.life
	if old.bus == "" {
		return "", false
	}
	here := slices.DeleteFunc(f.Reader.Interface.on(old.bus), func(l life) bool {
		return l.index <= old.index // numbers only grow: it was there before
	})
	for _, same := range []func(l life) bool{
		func(l life) bool { return l.home == old.home && l.name == old.name },
		func(l life) bool { return l.home == old.home },
		func(l life) bool { return l.name == old.name },
		func(life) bool { return old.alone && len(here) == 1 },
	} {
		if n := slices.IndexFunc(here, same); n >= 0 {
			return here[n].name, true
		}
	}
	return "", false
}

// place notes where the interface sits, for when it has vanished.
func (f *Follower) place() {
	if f.life.placed {
		return
	}
	l, ok := f.Reader.Interface.lifeOf(f.life.name)
	if !ok || l.index != f.life.index {
		return // renamed just now, or another namespace's sysfs: with the next reading
	}
	l.alone = l.bus != "" && len(f.Reader.Interface.on(l.bus)) == 1
	l.placed = true
	f.life = l
}

// lifeOf says what sysfs knows of the interface that has this name now.
func (i Interface) lifeOf(name string) (life, bool) {
	l := life{name: name, index: i.indexOf(name)}
	home, err := filepath.EvalSymlinks(filepath.Join(i.netDir(name), "device"))
	if err == nil {
		l.home, l.bus = home, i.bus(home)
	}
	return l, l.index != 0
}

// on lists the interfaces on the device in folder bus.
func (i Interface) on(bus string) []life {
	names, _ := i.names()
	var found []life
	for _, name := range names {
		if l, ok := i.lifeOf(name); ok && l.bus == bus {
			found = append(found, l)
		}
	}
	return found
}
