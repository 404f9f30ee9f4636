// Package disktest is a model of a block device with a write-back cache, for tests of what has to survive a power cut.
// Writes reach the cache in blocks; a sync makes the blocks of its file durable. When power goes, any part of what was not
// synced survives, in any order, the last block torn. It is linked into tests alone.
package disktest

import "math/rand/v2"

// Write is a block, or a part of one, that is in the cache and not durable yet.
type Write struct {
	Off  int
	Data []byte
}

// Split cuts a write into blocks.
func Split(b []byte, off, block int) []Write {
	var list []Write
	for at := 0; at < len(b); at += block {
		list = append(list, Write{off + at, append([]byte{}, b[at:min(at+block, len(b))]...)})
	}
	return list
}

// Survivors picks what a power cut leaves of the pending writes: a prefix in their order, or some in any order; the last
// may be torn. It reorders pending.
func Survivors(rng *rand.Rand, pending []Write) []Write {
	if rng.IntN(3) != 0 {
		rng.Shuffle(len(pending), func(i, j int) { pending[i], pending[j] = pending[j], pending[i] })
	}
	pending = pending[:rng.IntN(len(pending)+1)]
	if n := len(pending) - 1; n >= 0 && rng.IntN(2) == 0 {
		w := &pending[n]
		w.Data = w.Data[:rng.IntN(len(w.Data)+1)]
	}
	return pending
}

// PutAt writes data at off and gives the content, which has grown if need be.
func PutAt(b, data []byte, off int) []byte {
	if need := off + len(data); need > len(b) {
		b = append(b, make([]byte, need-len(b))...)
	}
	copy(b[off:], data)
	return b
}
