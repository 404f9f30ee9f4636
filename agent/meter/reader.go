package meter

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// Reader reads interface counters again and again at little cost. The zero value reads this machine; it must not be
// copied once used. It may be used from any goroutine; readings take turns.
//
// One request to the kernel (RTM_GETLINK, rtnetlink(7)) gives name, index, state and counters of one moment. Where that
// is refused, by a sandbox for instance, and where Interface names a root of its own, sysfs is read instead: the same
// figures, file by file. Once rtnetlink has answered, sysfs is no substitute any more: it may show the interfaces of
// another network namespace.
//
// The Reader belongs to the network namespace of the thread that reads first. It keeps one socket open until Close. A
// reading waits a few seconds for an answer at most; before that the kernel may have to finish what another process wants
// of its interfaces (the RTNL lock), which no time-out reaches.
type Reader struct {
	Interface Interface // what to read, and how TX is corrected; not to be changed once used

	mu      sync.Mutex
	open    func() (asker, error) // nil is openSocket, for this machine's own roots
	kernel  asker                 // nil is none yet, or none any more
	works   bool                  // rtnetlink has answered
	refused bool                  // rtnetlink never will
	boot    string                // of this process: it cannot outlive a boot
	drivers map[int]string        // by interface index, which names one interface for a whole boot; "" is none
}

// maxDrivers bounds what is remembered where interfaces come and go.
const maxDrivers = 32

// Read gives the counters of the interface called name, in the units of Sample; an alternative name will do, and
// Sample.Source is then the proper one. errors.Is(err, ErrMissing) when there is none; ErrUnsteady, from sysfs only, when
// it is too busy to read: poll again. Any other error is of this reading, too: the next opens a new socket.
func (r *Reader) Read(name string) (Sample, error) { return r.locked(name, 0) }

// ReadIndex gives the counters of the interface that the kernel numbers so, whatever its name. Errors as for Read.
func (r *Reader) ReadIndex(index int) (Sample, error) {
	if index <= 0 {
		return Sample{}, fmt.Errorf("cannot read counters: %d cannot be an interface index", index)
	}
	return r.locked("", index)
}

// Close gives the socket back. The Reader may be used again.
func (r *Reader) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.hangUp()
}

func (r *Reader) locked(name string, index int) (Sample, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	what := name
	switch {
	case index != 0:
		what = fmt.Sprintf("interface %d", index)
	case !ValidName(name):
		return Sample{}, fmt.Errorf("cannot read counters: %q cannot be an interface name", name)
	}
	if r.boot == "" {
		boot, err := r.Interface.BootID()
		if err != nil {
			return Sample{}, err
		}
		r.boot = boot
	}
	l, driver, err := r.read(name, index)
	switch {
	case errors.Is(err, ErrMissing):
		return Sample{}, fmt.Errorf("cannot read counters: %s: %w", what, ErrMissing)
	case err != nil:
		return Sample{}, fmt.Errorf("cannot read counters of %s: %w", what, err)
	}
	return r.sample(l, driver), nil
}

// read chooses the way.
func (r *Reader) read(name string, index int) (link, string, error) {
	if !r.refused && (r.open != nil || !r.Interface.elsewhere()) {
		l, driver, err := r.byNetlink(name, index)
		if err == nil || r.works {
			return l, driver, err
		}
	}
	if index != 0 {
		var err error
		if name, err = r.Interface.nameOf(index); err != nil {
			return link{}, "", err
		}
	}
	return r.bySysfs(name, index)
}

// nameTries bounds the attempts to find in sysfs what the kernel has just named. A renaming between the two is rare, two
// of them are not believed: it is another namespace's sysfs then.
const nameTries = 3

// byNetlink asks the kernel. What driver it is decides about the correction, so it is looked up once for the life of an
// interface: samples of one counter, some corrected and some not, would run backwards.
func (r *Reader) byNetlink(name string, index int) (link, string, error) {
	var l link
	for range nameTries {
		var err error
		if l, err = r.ask(name, index); err != nil {
			return link{}, "", err
		}
		if driver, ok := r.drivers[l.index]; ok {
			return l, driver, nil
		}
		if driver, ok := r.Interface.driverOf(l.name, l.index); ok {
			return l, r.learn(l.index, driver), nil
		}
		name, index = "", l.index
	}
	return l, r.learn(l.index, ""), nil
}

// ask puts the question, on a new socket when the last one failed.
func (r *Reader) ask(name string, index int) (l link, err error) {
	if r.kernel == nil {
		open := r.open
		if open == nil {
			open = openSocket
		}
		if r.kernel, err = open(); err != nil {
			r.kernel, r.refused = nil, !r.works && refuses(err)
			return link{}, err
		}
	}
	l, err = r.kernel.ask(name, index)
	switch {
	case err == nil:
		r.works = true
	case errors.Is(err, unix.ENODEV):
		r.works = true
		err = ErrMissing
	default:
		_ = r.hangUp() // what comes late must not be taken for the next answer
		r.refused = !r.works && refuses(err)
	}
	return l, err
}

func (r *Reader) hangUp() error {
	if r.kernel == nil {
		return nil
	}
	err := r.kernel.Close()
	r.kernel = nil
	return err
}

func (r *Reader) learn(index int, driver string) string {
	if r.drivers == nil || len(r.drivers) >= maxDrivers {
		r.drivers = map[int]string{}
	}
	r.drivers[index] = driver
	return driver
}

// sample is what callers see of a link.
func (r *Reader) sample(l link, driver string) Sample {
	s := Sample{Source: l.name, BootID: r.boot, IfIndex: l.index, TX: l.tx, RawTX: l.tx, RX: l.rx, TXPackets: l.txPackets,
		RXPackets: l.rxPackets, Width: r.Interface.width(l.typ, driver), OperState: l.oper, At: time.Now()}
	if !r.Interface.Raw && l.typ == TypeEthernet && headerDrivers[driver] {
		s.TX -= min(s.TX, ethernetHeader*s.TXPackets)
	}
	return s
}
