package main

import (
	"io"
	"math/rand/v2"
	"sync"
)

// cutPage is what the drive writes whole, in bytes: a block of the file system of /perm. What becomes of torn blocks is
// tested below the ledger itself (agent/ledger/blocktest).
const cutPage = 4096

// cutDisk is a drive with a volatile cache: what was written and not flushed may be lost in a cut, each page for itself.
// Its content is that of an image, which stays as it is, and what was written since.
type cutDisk struct {
	image io.ReaderAt
	size  int64 // bytes, whole pages

	mu      sync.Mutex
	rng     *rand.Rand
	flushed map[int64][]byte // pages on the medium that differ from the image
	pending []cutWrite       // in their order
	cached  map[int64][]byte // the newest of them, by page
	cuts    int
	left    int           // writes and flushes until the drive stops; 0: it does not
	reached chan struct{} // closed when it stops
	thaw    chan struct{} // closed by the cut; nil unless it stands still
}

// cutWrite is a page that waits in the cache.
type cutWrite struct {
	page int64
	data []byte
}

func newCutDisk(image io.ReaderAt, size int64, rng *rand.Rand) *cutDisk {
	return &cutDisk{image: image, size: size / cutPage * cutPage, rng: rng, flushed: map[int64][]byte{}, cached: map[int64][]byte{}}
}

// page is what is read there now; it is never written to. The caller holds the lock.
func (d *cutDisk) page(n int64) ([]byte, error) {
	if b, ok := d.cached[n]; ok {
		return b, nil
	}
	if b, ok := d.flushed[n]; ok {
		return b, nil
	}
	b := make([]byte, cutPage)
	_, err := d.image.ReadAt(b, n*cutPage)
	return b, err
}

// ReadAt fills b, which must lie within the size.
func (d *cutDisk) ReadAt(b []byte, off int64) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for n := 0; n < len(b); {
		p, err := d.page((off + int64(n)) / cutPage)
		if err != nil {
			return n, err
		}
		n += copy(b[n:], p[(off+int64(n))%cutPage:])
	}
	return len(b), nil
}

// StopAt has the n-th write or flush from now on, and all after it, wait for the cut: a write is in the cache then, a flush
// has no effect. The channel is closed when it comes to that.
func (d *cutDisk) StopAt(n int) <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.left, d.reached = n, make(chan struct{})
	return d.reached
}

// stop counts down, and tells whether the drive stands still; then there is a channel to wait for. The caller holds the lock.
func (d *cutDisk) stop() <-chan struct{} {
	if d.left > 0 {
		if d.left--; d.left == 0 {
			d.thaw = make(chan struct{})
			close(d.reached)
		}
	}
	return d.thaw
}

// WriteAt puts b into the cache; it must lie within the size.
func (d *cutDisk) WriteAt(b []byte, off int64) (int, error) {
	n, still, err := d.write(b, off)
	if still != nil {
		<-still
	}
	return n, err
}

func (d *cutDisk) write(b []byte, off int64) (_ int, still <-chan struct{}, _ error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.thaw != nil {
		return len(b), d.thaw, nil
	}
	for n := 0; n < len(b); {
		at := off + int64(n)
		old, err := d.page(at / cutPage)
		if err != nil {
			return n, nil, err
		}
		p := append([]byte{}, old...)
		n += copy(p[at%cutPage:], b[n:])
		d.pending = append(d.pending, cutWrite{at / cutPage, p})
		d.cached[at/cutPage] = p
	}
	return len(b), d.stop(), nil
}

// Flush puts all that was written onto the medium.
func (d *cutDisk) Flush() {
	d.mu.Lock()
	still := d.stop()
	if still == nil {
		d.keep(d.pending)
	}
	d.mu.Unlock()
	if still != nil {
		<-still
	}
}

// keep puts these onto the medium, and empties the cache. The caller holds the lock.
func (d *cutDisk) keep(list []cutWrite) {
	for _, w := range list {
		d.flushed[w.page] = w.data
	}
	d.pending, d.cached = nil, map[int64][]byte{}
}

// life counts the cuts: what a client asked for before one is not to be done after it.
func (d *cutDisk) life() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.cuts
}

// Cut is the power going: of what was not flushed nothing is kept, the first of it, or each page with its own chance. It
// says how many pages waited and how many of them are lost.
func (d *cutDisk) Cut() (waited, lost int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	waited = len(d.pending)
	var kept []cutWrite
	switch d.rng.IntN(3) {
	case 0:
	case 1:
		kept = d.pending[:d.rng.IntN(waited+1)]
	default:
		for _, w := range d.pending {
			if d.rng.IntN(2) == 0 {
				kept = append(kept, w)
			}
		}
	}
	lost = waited - len(kept)
	d.keep(kept)
	if d.thaw != nil {
		close(d.thaw)
	}
	d.thaw, d.left = nil, 0
	d.cuts++
	return waited, lost
}
