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

// BenchmarkReadyAccount is an account that lives through the 250,000 bytes of `ready`, polled after each step of so many bytes; with
// a report a day for 91 days besides, each of which is booked before it leaves. The baseline is one commit a minute.
func BenchmarkReadyAccount(b *testing.B) {
	for _, life := range []struct {
		name    string
		step    int64 // bytes between two polls
		reports int
	}{{"small", 80, 0}, {"middle", 1_400, 0}, {"large", 9_000, 0}, {"reports", 80, 91}} {
		b.Run(life.name, func(b *testing.B) {
			var commits, wrote int64
			for b.Loop() {
				commits, wrote = readyAccount(b, life.step, life.reports)
			}
			const minutes = 91 * 24 * 60
			b.ReportMetric(float64(commits), "commits/life")
			b.ReportMetric(float64(wrote), "B/life")
			b.ReportMetric(minutes, "minutely-commits/life")
			b.ReportMetric(minutes*slotBytes, "minutely-B/life")
			b.ReportMetric(float64(commits)/minutes, "commits/minutely")
			b.ReportMetric(float64(wrote)/(minutes*slotBytes), "B/minutely")
		})
	}
}

// readyAccount gives the commits of a life and the bytes of their writes, the making of the file included.
func readyAccount(b *testing.B, step int64, reports int) (commits, wrote int64) {
	m := &metered{model: newModel(1, slotBytes)}
	s, err := OpenStore("", Options{folder: m})
	if err != nil {
		b.Fatal(err)
	}
	f, err := s.Account(iccidA, noon)
	if err != nil {
		b.Fatal(err)
	}
	a := NewAccount(f.Record())
	a.Started(boot1)
	a.SeenNew()
	commit := func() {
		for a.Due() {
			r := a.Snapshot(noon, true)
			if err := f.Commit(r); err != nil {
				b.Fatal(err)
			}
			a.Committed(r)
			commits++
		}
	}
	booked := 0
	for used := int64(0); used < ReadyBytes; used += step {
		a.Count(wwan(uint64(used/2), uint64(used-used/2)))
		a.Warn(time.Time{})
		for ; int64(booked)*ReadyBytes < used*int64(reports); booked++ {
			a.Reports.Cursor++
			a.Touch()
			commit()
		}
		commit()
	}
	return commits, m.wrote
}

// metered is a model that counts what is written.
type metered struct {
	*model
	wrote int64
}

func (m *metered) Open(name string, how openHow) (disk, error) {
	d, err := m.model.Open(name, how)
	return meteredDisk{d, m}, err
}

type meteredDisk struct {
	disk
	m *metered
}

func (d meteredDisk) WriteAt(b []byte, off int64) (int, error) {
	d.m.wrote += int64(len(b))
	return d.disk.WriteAt(b, off)
}
