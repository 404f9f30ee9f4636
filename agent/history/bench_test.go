package history

import (
	"testing"

	"simagent/agent/ledger"
	"simagent/agent/ledger/disktest"
)

// BenchmarkReadyLife is the history of 92 days, a batch a day: what it writes, beside a file that is written anew each day.
func BenchmarkReadyLife(b *testing.B) {
	for name, make := range map[string]func(uint32) ledger.Hour{"quiet": quiet, "busy": busy} {
		b.Run(name, func(b *testing.B) {
			var wrote, writes float64
			b.ReportAllocs()
			for b.Loop() {
				m := disktest.New(1, 4096)
				book := open(m, false)
				for day := range uint32(92) {
					if err := book.Append(iccidA, hours(hour0+24*day, 24, make)); err != nil {
						b.Fatal(err)
					}
				}
				wrote, writes = float64(m.Wrote), float64(m.Writes)
			}
			b.ReportMetric(wrote/92, "B/day")
			b.ReportMetric(writes, "writes/92days")
			b.ReportMetric(wrote/92/fileBytes, "written/whole-file")
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/92, "us/append")
		})
	}
}

// BenchmarkRead is the command that shows a full history.
func BenchmarkRead(b *testing.B) {
	image, _ := lived(b)
	m := disktest.New(1, 4096)
	m.Files["history-1.simh"] = disktest.Plant(image)
	book := open(m, true)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := book.Read(iccidA); err != nil {
			b.Fatal(err)
		}
	}
}
