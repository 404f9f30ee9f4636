package ledger

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"simagent/agent/ledger/blocktest"
)

// BenchmarkCommitBlocks counts the bytes that reach the block device below an ext4 with 4 KiB blocks, for a commit and for
// the usual way, write a temporary file and rename it: one after the other (in a burst), and alone. Alone means that the journal
// is written out before the next one, as it is five seconds later by itself, and what it holds after it.
func BenchmarkCommitBlocks(b *testing.B) {
	if why := blocktest.Enter(); why != "" {
		fmt.Printf("not run: %s (%s)\n", b.Name(), why)
		b.SkipNow()
	}
	m, err := blocktest.Mount(blocktest.NewDisk(blocktest.Ext4(b, slotBytes), 1, nil), b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = m.Close() })
	s, err := OpenStore(filepath.Join(m.Dir, "state"), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	f, err := s.Account(iccidA, noon)
	if err != nil {
		b.Fatal(err)
	}
	r := fullRecord()
	ways := []struct {
		name string
		do   func()
	}{
		{"slot", func() {
			r.Rev++
			if err := f.Commit(r); err != nil {
				b.Fatal(err)
			}
		}},
		{"rename", func() { writeAndRename(b, m.Dir, make([]byte, slotBytes)) }},
	}
	for _, w := range ways { // the file, and what is done once
		w.do()
	}
	var alone, burst [2]float64
	for b.Loop() {
		for n, w := range ways {
			before := written(b, m)
			w.do()
			alone[n] += float64(written(b, m) - before)
		}
	}
	const many = 500
	for n, w := range ways {
		before := written(b, m)
		for range many {
			w.do()
		}
		burst[n] = float64(written(b, m)-before) / many
	}
	for n, w := range ways {
		alone[n] /= float64(b.N)
		b.ReportMetric(alone[n], w.name+"-alone-B/commit")
		b.ReportMetric(burst[n], w.name+"-burst-B/commit")
	}
	b.ReportMetric(alone[0]/alone[1], "alone-slot/rename")
	b.ReportMetric(burst[0]/burst[1], "burst-slot/rename")
	b.ReportMetric(0, "ns/op")
}

// written is what the block device took so far, once everything is written out.
func written(b *testing.B, m *blocktest.Mounted) int64 {
	if err := m.Sync(); err != nil {
		b.Fatal(err)
	}
	text, err := os.ReadFile("/sys/block/" + m.Loop + "/stat")
	if err != nil {
		b.Fatal(err)
	}
	var x, sectors int64
	// Documentation/block/stat.rst: the seventh field counts sectors of 512 bytes.
	if _, err := fmt.Sscan(strings.TrimSpace(string(text)), &x, &x, &x, &x, &x, &x, &sectors); err != nil {
		b.Fatal(err)
	}
	return sectors * 512
}
