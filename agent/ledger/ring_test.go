package ledger

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// testRing is a file of n slots; slot i holds sequence seqs[i], whose account
// counted that many bytes. 0 leaves zeros.
func testRing(t *testing.T, seqs ...uint64) []byte {
	b := make([]byte, 0, len(seqs)*slotBytes)
	for _, seq := range seqs {
		slot := make([]byte, slotBytes)
		if seq != 0 {
			r := fullRecord()
			r.Data.TX, r.Rev = int64(seq), seq
			var err error
			slot, err = encodeSlot(seq, r)
			require.NoError(t, err)
		}
		b = append(b, slot...)
	}
	return b
}

func TestNewestIntactSlotWins(t *testing.T) {
	r := readRing(testRing(t, 9, 10, 11, 4, 5, 6, 7, 8))
	require.Equal(t, 2, r.newest)
	require.EqualValues(t, 11, r.record.Data.TX)
}

// Every length the file can be cut to: the newest slot that is whole wins.
func TestEveryPrefix(t *testing.T) {
	b := testRing(t, 9, 10, 11, 4, 5, 6, 7, 8)
	for n := range len(b) + 1 {
		r := readRing(b[:n])
		whole := n / slotBytes
		if whole == 0 {
			require.Equal(t, -1, r.newest)
			require.Equal(t, n > 0, r.content)
			continue
		}
		if want := uint64(8 + min(whole, 3)); r.seq != want || r.record.Data.TX != int64(want) {
			t.Fatalf("cut to %d bytes: sequence %d, want %d", n, r.seq, want)
		}
	}
}

// Every bit of the file flipped: the slot it is in is out, another wins, and
// what is read is an account that was written.
func TestEveryFlippedBit(t *testing.T) {
	seqs := []uint64{3, 4, 0}
	b := testRing(t, seqs...)
	for bit := range len(b) * 8 {
		b[bit/8] ^= 1 << (bit % 8)
		r := readRing(b)
		b[bit/8] ^= 1 << (bit % 8)
		want := uint64(4)
		if bit/8/slotBytes == 1 {
			want = 3
		}
		if r.future != 0 || r.seq != want || r.record.Data.TX != int64(want) {
			t.Fatalf("bit %d: sequence %d of %d, want %d", bit, r.seq, r.record.Data.TX, want)
		}
	}
}

// A slot half over an older one is never taken for either.
func TestEveryTear(t *testing.T) {
	old, next := testRing(t, 1), testRing(t, 9)
	for cut := 1; cut < slotBytes; cut++ {
		torn := append(append([]byte{}, next[:cut]...), old[cut:]...)
		_, state := readSlotHeader(torn)
		if state == slotIntact {
			require.True(t, string(torn) == string(next) || string(torn) == string(old), "cut at %d", cut)
		}
	}
}

func TestFutureSlot(t *testing.T) {
	b := append(testRing(t, 5, 6), frameSlot(formatVersion+2, 7, []byte("from later"))...)
	require.EqualValues(t, formatVersion+2, readRing(b).future)
	b[len(b)-1] ^= 1 // torn: then it says nothing about the version
	r := readRing(b)
	require.Zero(t, r.future)
	require.EqualValues(t, 6, r.seq)
}

func TestZerosAreEmpty(t *testing.T) {
	r := readRing(make([]byte, 3*slotBytes+100))
	require.Equal(t, -1, r.newest)
	require.False(t, r.content)
}
