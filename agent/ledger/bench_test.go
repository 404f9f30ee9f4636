package ledger

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkCommit measures a durable commit beside the usual way, in turns on
// the same disk: write a temporary file, fsync, rename, fsync the folder.
func BenchmarkCommit(b *testing.B) {
	dir := b.TempDir()
	s, err := OpenStore(filepath.Join(dir, "state"), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	f, err := s.Account(iccidA, noon)
	if err != nil {
		b.Fatal(err)
	}
	r := fullRecord()
	if err := f.Commit(r); err != nil {
		b.Fatal(err)
	}
	var ours, baseline time.Duration
	for b.Loop() {
		start := time.Now()
		r.Rev++
		if err := f.Commit(r); err != nil {
			b.Fatal(err)
		}
		middle := time.Now()
		writeAndRename(b, dir, make([]byte, slotBytes))
		ours, baseline = ours+middle.Sub(start), baseline+time.Since(middle)
	}
	n := float64(b.N)
	b.ReportMetric(float64(ours.Nanoseconds())/n, "slot-ns/commit")
	b.ReportMetric(float64(baseline.Nanoseconds())/n, "write+rename-ns/commit")
	b.ReportMetric(float64(ours)/float64(baseline), "slot/write+rename")
}

func writeAndRename(b *testing.B, dir string, content []byte) {
	temp := filepath.Join(dir, "temp")
	f, err := os.Create(temp)
	if err != nil {
		b.Fatal(err)
	}
	_, err = f.Write(content)
	for _, step := range []func() error{
		func() error { return err }, f.Sync, f.Close,
		func() error { return os.Rename(temp, filepath.Join(dir, "file")) },
	} {
		if err := step(); err != nil {
			b.Fatal(err)
		}
	}
	d, err := os.Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	if err := d.Sync(); err != nil {
		b.Fatal(err)
	}
	_ = d.Close()
}

// BenchmarkEncodeSlot is the part of a commit that is not the disk.
func BenchmarkEncodeSlot(b *testing.B) {
	r := fullRecord()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := encodeSlot(1, r); err != nil {
			b.Fatal(err)
		}
	}
}
