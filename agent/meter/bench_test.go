package meter

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// BenchmarkSample compares the ways to one sample of one interface, turn by turn in the same run. The baseline is the least
// that a program could do that only wants one of the figures: read one file of sysfs.
func BenchmarkSample(b *testing.B) {
	fast, slow := &Reader{}, &Reader{refused: true}
	defer fast.Close()
	follower := &Follower{}
	defer follower.Close()
	read := func(f func(string) (Sample, error)) func() error {
		return func() error { _, err := f("lo"); return err }
	}
	ways := []struct {
		name string
		do   func() error
		took time.Duration
	}{
		{name: "read-one-file", do: func() error { _, err := os.ReadFile("/sys/class/net/lo/statistics/rx_bytes"); return err }},
		{name: "rtnetlink", do: read(fast.Read)},
		{name: "sysfs", do: read(slow.Read)},
		{name: "follower", do: read(follower.Read)},
		{name: "once", do: read(Interface{}.Read)}, // a socket for each reading
	}
	for _, w := range ways { // what is looked up once
		require.NoError(b, w.do())
	}
	require.True(b, fast.works)
	for b.Loop() {
		for n := range ways {
			start := time.Now()
			if err := ways[n].do(); err != nil {
				b.Fatal(err)
			}
			ways[n].took += time.Since(start)
		}
	}
	for _, w := range ways {
		b.ReportMetric(float64(w.took)/float64(b.N), w.name+"-ns")
	}
	base := float64(ways[0].took)
	b.ReportMetric(float64(ways[1].took)/base, "rtnetlink/one-file")
	b.ReportMetric(float64(ways[2].took)/base, "sysfs/one-file")
	b.ReportMetric(0, "ns/op")
}
