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
	flushes int
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

// WriteAt puts b into the cache; it must lie within the size.
func (d *cutDisk) WriteAt(b []byte, off int64) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for n := 0; n < len(b); {
		at := off + int64(n)
		old, err := d.page(at / cutPage)
		if err != nil {
			return n, err
		}
		p := append([]byte{}, old...)
		n += copy(p[at%cutPage:], b[n:])
		d.pending = append(d.pending, cutWrite{at / cutPage, p})
		d.cached[at/cutPage] = p
	}
	return len(b), nil
}

// Flush puts all that was written onto the medium.
func (d *cutDisk) Flush() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.flushes++
	d.keep(d.pending)
}

// keep puts these onto the medium, and empties the cache. The caller holds the lock.
func (d *cutDisk) keep(list []cutWrite) {
	for _, w := range list {
		d.flushed[w.page] = w.data
	}
	d.pending, d.cached = nil, map[int64][]byte{}
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
	return waited, lost
}
