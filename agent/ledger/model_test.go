package ledger

import (
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"

	"simagent/agent/ledger/disktest"
)

var errPower = errors.New("power is gone")

// model is a folder on a block device with a write-back cache (disktest says
// what a power cut leaves of it), with the lock and the faults of these tests.
type model struct {
	rng   *rand.Rand
	block int // 512 or 4096
	names map[string]*modelFile
	moved []rename // renames not durable yet
	left  int      // operations until power goes; negative: never
	off   bool
	fail  func(op string) error // faults: nil is none
	locks int
	syncs int
}

type rename struct {
	from, to string
	replaced *modelFile
}

type modelFile struct {
	cache   []byte
	durable []byte
	pending []disktest.Write
}

func newModel(seed uint64, block int) *model {
	return &model{rng: rand.New(rand.NewPCG(seed, 1)), block: block, names: map[string]*modelFile{}, left: -1}
}

// step counts one operation; false when power goes in the midst of it.
func (m *model) step(op string) error {
	if m.off {
		return errPower
	}
	if m.left == 0 {
		m.off = true
		return errPower
	}
	m.left--
	if m.fail != nil {
		return m.fail(op)
	}
	return nil
}

func (m *model) Names() ([]string, error) {
	var names []string
	for n := range m.names {
		names = append(names, n)
	}
	if m.fail != nil {
		return names, m.fail("names")
	}
	return names, nil
}

func (m *model) Open(name string, how openHow) (disk, error) {
	if m.fail != nil {
		if err := m.fail("open"); err != nil {
			return nil, err
		}
	}
	f := m.names[name]
	if how == openNew {
		f = &modelFile{}
		m.names[name] = f
	}
	if f == nil {
		return nil, fs.ErrNotExist
	}
	return &modelDisk{m, f, how}, nil
}

func (m *model) Publish(from, to string) error {
	err := m.step("publish")
	if err == nil || m.off && m.locks > 0 && m.rng.IntN(2) == 0 {
		m.moved = append(m.moved, rename{from, to, m.names[to]})
		m.names[to] = m.names[from]
		delete(m.names, from)
	}
	if err == nil {
		if err = m.step("syncfolder"); err == nil {
			m.moved = nil
		}
	}
	return err
}

func (m *model) Lock() (io.Closer, error) {
	if m.fail != nil {
		if err := m.fail("lock"); err != nil {
			return nil, err
		}
	}
	if m.locks > 0 {
		return nil, &LockedError{PID: 4711}
	}
	m.locks++
	return unlock{m}, nil
}

type unlock struct{ m *model }

func (u unlock) Close() error { u.m.locks--; return nil }

// restart is power coming back: what was not synced is kept in part, and the
// cache is what the device holds.
func (m *model) restart() {
	for i := len(m.moved) - 1; i >= 0 && m.rng.IntN(2) == 0; i-- { // a suffix of the renames is lost
		r := m.moved[i]
		m.names[r.from] = m.names[r.to]
		delete(m.names, r.to)
		if r.replaced != nil {
			m.names[r.to] = r.replaced
		}
	}
	m.moved, m.off, m.left, m.locks, m.fail = nil, false, -1, 0, nil
	for _, f := range m.names {
		f.restart(m.rng)
	}
}

func (f *modelFile) restart(rng *rand.Rand) {
	for _, w := range disktest.Survivors(rng, f.pending) {
		f.durable = disktest.PutAt(f.durable, w.Data, w.Off)
	}
	f.pending, f.cache = nil, append([]byte{}, f.durable...)
}

type modelDisk struct {
	m   *model
	f   *modelFile
	how openHow
}

func (d *modelDisk) ReadAll(n int64) ([]byte, error) {
	return append([]byte{}, d.f.cache[:min(int(n), len(d.f.cache))]...), nil
}

func (d *modelDisk) WriteAt(b []byte, off int64) (int, error) {
	if d.how == openRead {
		return 0, fs.ErrPermission
	}
	err := d.m.step("write")
	n := len(b)
	if err != nil { // some of it may have got through
		n = d.m.rng.IntN(len(b) + 1)
	}
	for _, w := range disktest.Split(b[:n], int(off), d.m.block) {
		d.f.cache = disktest.PutAt(d.f.cache, w.Data, w.Off)
		d.f.pending = append(d.f.pending, w)
	}
	return n, err
}

func (d *modelDisk) Gone() bool { return false }

func (d *modelDisk) Sync() error {
	if err := d.m.step("sync"); err != nil {
		return err
	}
	d.m.syncs++
	for _, w := range d.f.pending {
		d.f.durable = disktest.PutAt(d.f.durable, w.Data, w.Off)
	}
	d.f.pending = nil
	return nil
}

func (d *modelDisk) Close() error { return nil }
