package watch

import (
	"time"

	"simagent/agent/local"
)

// Rate is the bytes of each minute of the last hour, as they were seen from one status to the next. The zero value is empty.
// The clock is the watcher's own.
type Rate struct {
	minutes [60]minute
	head    int // of the running one
	start   time.Time
	whose   string
	last    int64
	known   bool // last is a count, of whose
}

// minute is one of them. Watched is false where nobody looked.
type minute struct {
	bytes   int64
	watched bool
}

// Add takes a status that came at a time. What came while nobody looked, over a gap of more than two minutes, is nobody's
// minute, and is left out.
func (r *Rate) Add(st local.Status, at time.Time) {
	gap := r.turn(at)
	count, whose, ok := counted(st)
	if !ok {
		r.known = false
		return
	}
	now := &r.minutes[r.head]
	now.watched = true
	if r.known && whose == r.whose && count >= r.last && gap <= 2 {
		now.bytes += count - r.last
	}
	r.known, r.whose, r.last = true, whose, count
}

// counted is the number whose growth is the rate: bytes seen, or else the low bound.
func counted(st local.Status) (n int64, whose string, ok bool) {
	d := st.Account.Data
	if st.Account.ICCID == nil || d.Low == nil {
		return 0, "", false
	}
	if d.Sent != nil && d.Received != nil {
		return *d.Sent + *d.Received, *st.Account.ICCID, true
	}
	return *d.Low, *st.Account.ICCID, true
}

// turn goes on to the minute of a time, and tells how many were passed.
func (r *Rate) turn(at time.Time) (passed int) {
	if r.start.IsZero() {
		r.start = at
		return 0
	}
	for at.Sub(r.start) >= time.Minute {
		passed++
		r.start = r.start.Add(time.Minute)
		r.head = (r.head + 1) % len(r.minutes)
		r.minutes[r.head] = minute{}
		if passed == len(r.minutes) {
			r.start = at
			break
		}
	}
	return passed
}

// Bars are the minutes in n parts, the latest last: bytes a minute, -1 where nobody looked.
func (r *Rate) Bars(n int) []int64 {
	each := len(r.minutes) / n
	out := make([]int64, n)
	for i := range out {
		out[i] = -1
		watched, bytes := int64(0), int64(0)
		for k := range each {
			back := (n-1-i)*each + each - 1 - k
			m := r.minutes[(r.head-back+len(r.minutes))%len(r.minutes)]
			if m.watched {
				watched++
				bytes += m.bytes
			}
		}
		if watched > 0 {
			out[i] = bytes / watched
		}
	}
	return out
}

// Sum is what passed in the last hour, as far as somebody looked, and in how many minutes.
func (r *Rate) Sum() (bytes int64, minutes int) {
	for _, m := range r.minutes {
		if m.watched {
			bytes += m.bytes
			minutes++
		}
	}
	return bytes, minutes
}

// levels are the heights of a spark, from none to most.
var levels, asciiLevels = []rune("▁▂▃▄▅▆▇█"), []rune("_.-:=+*#")

// spark draws bars, the lowest height for none alone, and a mark where nobody looked.
func spark(bars []int64, ascii bool) string {
	most := int64(1)
	for _, b := range bars {
		most = max(most, b)
	}
	heights, nobody := levels, '·'
	if ascii {
		heights, nobody = asciiLevels, ' '
	}
	out := make([]rune, len(bars))
	for i, b := range bars {
		switch {
		case b < 0:
			out[i] = nobody
		case b == 0:
			out[i] = heights[0]
		default:
			top := int64(len(heights) - 2)
			out[i] = heights[1+min(b*top/most, top)]
		}
	}
	return string(out)
}
