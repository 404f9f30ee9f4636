package blocktest

import (
	"math/rand/v2"
	"sync"

	"simagent/agent/ledger/disktest"
)

// sector and page are what a drive writes whole, in bytes: one of our own blocks may be torn between sectors; one of the file
// system is kept or lost whole, because what ext4 makes of its own torn blocks is not what is tested.
const (
	sector = 512
	page   = 4096
)

// Disk is a drive with a volatile cache. Its methods may be called by several goroutines.
type Disk struct {
	ours func(block []byte) bool // tells the blocks that may be torn; nil: none

	mu      sync.Mutex
	rng     *rand.Rand
	written []byte           // with all that is in the cache
	flushed []byte           // what is on the medium
	pending []disktest.Write // between the two
	off     bool             // the power was cut: the medium stays as it is
	left    int              // requests until do is called; negative: never
	do      func()
	stats   Stats
}

// Stats counts what reached the drive.
type Stats struct {
	Bytes, Writes, Flushes int64
}

// NewDisk gives a drive with this content, which it keeps. The seed picks what survives a cut.
func NewDisk(image []byte, seed uint64, ours func([]byte) bool) *Disk {
	return &Disk{
		ours: ours, rng: rand.New(rand.NewPCG(seed, 2)), left: -1,
		written: append([]byte{}, image...), flushed: image,
	}
}

// After has do called within the n-th request from now on, write or flush, before it has any effect. The request waits for
// do, which must not use the file system; it may call Cut.
func (d *Disk) After(n int, do func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.left, d.do = n, do
}

// Stats is what reached the drive so far.
func (d *Disk) Stats() Stats {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.stats
}

// Medium is what a restart finds. It is the caller's once nothing writes any more.
func (d *Disk) Medium() []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.flushed
}

// Cut is the power going: some of what was not flushed is on the medium, the rest never will be. The drive goes on to serve
// what the kernel believes, so that it can be unmounted. To be called within do.
func (d *Disk) Cut() {
	for _, w := range d.survivors() {
		d.flushed = disktest.PutAt(d.flushed, w.Data, w.Off)
	}
	d.off, d.pending = true, nil
}

// survivors picks all, a prefix in their order, or each with its own chance.
func (d *Disk) survivors() (list []disktest.Write) {
	how := d.rng.IntN(8)
	prefix := d.rng.IntN(len(d.pending) + 1)
	for i, w := range d.pending {
		switch {
		case how == 0: // nothing is lost
		case how < 4 && i >= prefix || how >= 4 && d.rng.IntN(2) == 0:
			continue
		}
		if d.ours != nil && d.ours(w.Data) && d.rng.IntN(2) == 0 {
			w.Data = w.Data[:d.rng.IntN(len(w.Data)/sector+1)*sector]
		}
		list = append(list, w)
	}
	return list
}

// request counts down to do. The caller holds the lock.
func (d *Disk) request() {
	if d.left < 0 {
		return
	}
	if d.left--; d.left <= 0 {
		d.left = -1
		d.do()
	}
}

func (d *Disk) read(off, n int) []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	off = min(off, len(d.written))
	return append([]byte{}, d.written[off:min(off+n, len(d.written))]...)
}

func (d *Disk) write(b []byte, off int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	blocks := disktest.Split(b, off, page)
	if !d.off {
		d.pending = append(d.pending, blocks...) // a cut in the midst of it may keep some of it
	}
	d.request()
	d.written = disktest.PutAt(d.written, b, off)
	d.stats.Bytes, d.stats.Writes = d.stats.Bytes+int64(len(b)), d.stats.Writes+1
}

func (d *Disk) flush() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.request()
	d.stats.Flushes++
	for _, w := range d.pending {
		d.flushed = disktest.PutAt(d.flushed, w.Data, w.Off)
	}
	d.pending = nil
}

func (d *Disk) size() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.written)
}
