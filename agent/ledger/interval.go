package ledger

// Interval holds a count between two bounds, both inclusive. When HighKnown is
// false the past is unknown: High is only what was seen here, and the true
// value may be above it.
type Interval struct {
	Low, High int64
	HighKnown bool
}

// most is where sums saturate: a hostile counter never turns negative.
const most = int64(1) << 60

// add sums two counts, each held within 0..most.
func add(a, b int64) int64 { return min(clamp(a)+clamp(b), most) }

func clamp(n int64) int64 { return min(max(n, 0), most) }

// bytesOf holds a raw counter value within the range of counts.
func bytesOf(raw uint64) int64 { return int64(min(raw, uint64(most))) }
