package disktest

import (
	"errors"
	"io/fs"
	"math/rand/v2"

	"simagent/agent/ledger/statedir"
)

// ErrPower is what an operation gives in which the power goes, and every one after it.
var ErrPower = errors.New("power is gone")

// Folder is a statedir.Folder on such a device. The fields may be set between operations; it is for one goroutine.
type Folder struct {
	Files map[string]*File
	// Left is how many more writes, syncs and renames are done until the power goes in the midst of one; negative: never.
	Left int
	Off  bool // the power is gone
	// Fail gives the error of an operation, nil for none: "names", "open", "read", "write", "sync", "publish", "syncnames".
	Fail    func(op string) error
	Wrote   int64 // bytes that were written
	Writes  int   // and in how many writes
	Changes int   // operations that Left counts

	rng   *rand.Rand
	block int
	moved []rename // renames that are not durable yet
}

type rename struct {
	from, to string
	replaced *File
}

// File is the content of a file: in the cache, on the device, and what is on its way between them.
type File struct {
	Cache, Durable []byte
	Pending        []Write
}

// Plant gives a file that is durable as it is.
func Plant(b []byte) *File {
	return &File{Cache: append([]byte{}, b...), Durable: append([]byte{}, b...)}
}

// New gives an empty folder on a device with blocks of so many bytes; the same seed gives the same power cuts.
func New(seed uint64, block int) *Folder {
	return &Folder{rng: rand.New(rand.NewPCG(seed, 1)), block: block, Files: map[string]*File{}, Left: -1}
}

var _ statedir.Folder = (*Folder)(nil)

func (m *Folder) ask(op string) error {
	if m.Off {
		return ErrPower
	}
	if m.Fail != nil {
		return m.Fail(op)
	}
	return nil
}

// step counts one operation that changes the device.
func (m *Folder) step(op string) error {
	if m.Left == 0 {
		m.Off = true
	}
	if m.Off {
		return ErrPower
	}
	m.Left--
	m.Changes++
	return m.ask(op)
}

// Names lists the files.
func (m *Folder) Names() ([]string, error) {
	var names []string
	for n := range m.Files {
		names = append(names, n)
	}
	return names, m.ask("names")
}

// Open gives a file.
func (m *Folder) Open(name string, how statedir.How) (statedir.File, error) {
	if err := m.ask("open"); err != nil {
		return nil, err
	}
	if how == statedir.New {
		m.Files[name] = &File{}
	}
	if m.Files[name] == nil {
		return nil, fs.ErrNotExist
	}
	return &handle{m, m.Files[name], how}, nil
}

// Publish renames; when the power goes in it, the cache may have the new name.
func (m *Folder) Publish(from, to string) error {
	err := m.step("publish")
	if err == nil || m.Off && m.rng.IntN(2) == 0 {
		m.moved = append(m.moved, rename{from, to, m.Files[to]})
		m.Files[to] = m.Files[from]
		delete(m.Files, from)
	}
	if err != nil {
		return err
	}
	return m.SyncNames()
}

// SyncNames makes the renames durable.
func (m *Folder) SyncNames() error {
	if err := m.step("syncnames"); err != nil {
		return err
	}
	m.moved = nil
	return nil
}

// Restart is the power coming back, after a cut or in the midst of everything: what was not synced is kept in part.
func (m *Folder) Restart() {
	for i := len(m.moved) - 1; i >= 0 && m.rng.IntN(2) == 0; i-- { // the latest renames are lost
		r := m.moved[i]
		m.Files[r.from] = m.Files[r.to]
		delete(m.Files, r.to)
		if r.replaced != nil {
			m.Files[r.to] = r.replaced
		}
	}
	m.moved, m.Off, m.Left, m.Fail = nil, false, -1, nil
	for _, f := range m.Files {
		for _, w := range Survivors(m.rng, f.Pending) {
			f.Durable = PutAt(f.Durable, w.Data, w.Off)
		}
		f.Pending, f.Cache = nil, append([]byte{}, f.Durable...)
	}
}

type handle struct {
	m   *Folder
	f   *File
	how statedir.How
}

func (d *handle) ReadAll(n int64) ([]byte, error) {
	if err := d.m.ask("read"); err != nil {
		return nil, err
	}
	return append([]byte{}, d.f.Cache[:min(int(n), len(d.f.Cache))]...), nil
}

func (d *handle) WriteAt(b []byte, off int64) (int, error) {
	if d.how == statedir.Read {
		return 0, fs.ErrPermission
	}
	err := d.m.step("write")
	n := len(b)
	if err != nil { // some of it may have got through
		n = d.m.rng.IntN(len(b) + 1)
	}
	for _, w := range Split(b[:n], int(off), d.m.block) {
		d.f.Cache = PutAt(d.f.Cache, w.Data, w.Off)
		d.f.Pending = append(d.f.Pending, w)
	}
	d.m.Wrote, d.m.Writes = d.m.Wrote+int64(n), d.m.Writes+1
	return n, err
}

func (d *handle) Sync() error {
	if err := d.m.step("sync"); err != nil {
		return err
	}
	for _, w := range d.f.Pending {
		d.f.Durable = PutAt(d.f.Durable, w.Data, w.Off)
	}
	d.f.Pending = nil
	return nil
}

func (d *handle) Gone() bool { return false }

func (d *handle) Close() error { return nil }
