package meter

import (
	"fmt"
	"math"
)

// What is believed of an operator: the most that it adds, and how much must have been seen. The most that operators
// document is 54 B a packet (Soracom: Ethernet, IP, UDP and GTP headers) and 1 KB a session (emnify: rounded up).
const (
	mostPerPacket  = 200.0   // bytes
	mostPerSession = 65536.0 // bytes
	leastDays      = 7       // a week has days at rest and days of work
	leastPackets   = 500     // in all days together
)

// leastApart is how far packets and sessions must be from growing in step, as 1 less the square of the cosine between
// them, to be told apart: a daily variation of some 7 per cent of either, and at 1 per cent the noise of the data comes out
// ten times as large.
const leastApart = 0.01

// mostSum bounds a sum of 2^32 days with products of two int64; the products of two sums are then finite.
const mostSum = 0x1p158

// Terms learns what an operator adds to the bytes that this device counts: a for each packet and b for each session. It
// holds the sums of the normal equations of the days seen so far (P packets, S sessions, Y excess in bytes), so that days
// need not be kept. The zero value has seen nothing. A value: copies are independent, and it may be used from any
// goroutine.
type Terms struct {
	Days               uint32
	PP, PS, SS, PY, SY float64
}

// Add takes a closed day: packets of both directions, sessions begun, and excess, the operator's bytes less this device's
// (negative when the operator counted less). A day without packets, and a figure that cannot be, change nothing.
func (t Terms) Add(packets, sessions, excess int64) Terms {
	if packets <= 0 || sessions < 0 || t.Days == math.MaxUint32 {
		return t
	}
	p, s, y := float64(packets), float64(sessions), float64(excess)
	t.Days++
	t.PP, t.PS, t.SS = t.PP+p*p, t.PS+p*s, t.SS+s*s
	t.PY, t.SY = t.PY+p*y, t.SY+s*y
	return t
}

// Valid tells whether the sums, read from a disk, can be those of some days.
func (t Terms) Valid() bool {
	for _, sum := range [...]float64{t.PP, t.PS, t.SS, math.Abs(t.PY), math.Abs(t.SY)} {
		if !(sum >= 0 && sum <= mostSum) { // NaN is neither
			return false
		}
	}
	if t.Days == 0 {
		return t == Terms{}
	}
	// A day has a packet, no sum of products exceeds what its squares allow (Cauchy-Schwarz), sessions are whole.
	return t.PP >= float64(t.Days) && t.PS*t.PS <= t.PP*t.SS*(1+1e-9) && (t.SS > 0 || t.SY == 0)
}

// Fit gives the bytes that the operator adds for each packet (0 to 200) and each session (0 to 65,536): the least squares
// within these bounds. ok is false, and both are 0, before a week of days, while those may have had fewer than 500 packets
// together, and when the sums are not Valid. Where sessions and packets grow in step, or there are no sessions, all of it is
// put on the packets.
func (t Terms) Fit() (perPacket, perSession float64, ok bool) {
	// The root of PP is the least that all packets together can be.
	if !t.Valid() || t.Days < leastDays || t.PP < leastPackets*leastPackets {
		return 0, 0, false
	}
	apart := t.PP*t.SS - t.PS*t.PS
	if apart <= leastApart*t.PP*t.SS { // both are 0 without sessions
		return within(t.PY/t.PP, mostPerPacket), 0, true
	}
	a, b := (t.PY*t.SS-t.SY*t.PS)/apart, (t.SY*t.PP-t.PY*t.PS)/apart
	if a >= 0 && a <= mostPerPacket && b >= 0 && b <= mostPerSession {
		return a, b, true
	}
	// The least of a convex function within a rectangle is then on its edge.
	least := math.Inf(1)
	for _, edge := range [...][2]float64{
		{0, within(t.SY/t.SS, mostPerSession)},
		{mostPerPacket, within((t.SY-mostPerPacket*t.PS)/t.SS, mostPerSession)},
		{within(t.PY/t.PP, mostPerPacket), 0},
		{within((t.PY-mostPerSession*t.PS)/t.PP, mostPerPacket), mostPerSession},
	} {
		if d := t.distance(edge[0], edge[1]); d < least {
			least, a, b = d, edge[0], edge[1]
		}
	}
	return a, b, true
}

// distance is the sum of squares that a and b leave, less what they have no part in.
func (t Terms) distance(a, b float64) float64 {
	return a*a*t.PP + 2*a*b*t.PS + b*b*t.SS - 2*a*t.PY - 2*b*t.SY
}

func within(v, most float64) float64 { return min(max(v, 0), most) }

// Metered estimates the operator's bytes for what this device counted: bytes in packets and sessions. It is bytes itself
// while Fit is not ok, never less than bytes, and never negative; negative arguments count as 0.
func (t Terms) Metered(bytes, packets, sessions int64) int64 {
	bytes = max(bytes, 0)
	a, b, _ := t.Fit()
	more := math.Round(a*float64(max(packets, 0)) + b*float64(max(sessions, 0)))
	if more >= math.MaxInt64 {
		return math.MaxInt64
	}
	return bytes + min(int64(more), math.MaxInt64-bytes)
}

// Text says it in one line, such as "the operator counts about 52 B a packet more (from 12 days)".
func (t Terms) Text() string {
	a, b, ok := t.Fit()
	a, b = math.Round(a), math.Round(b)
	from := fmt.Sprintf("(from %s days)", grouped(int64(t.Days)))
	switch {
	case !ok && t.Valid() && t.Days < leastDays:
		return fmt.Sprintf("what the operator counts more is not known yet (%d of %d days)", t.Days, leastDays)
	case !ok:
		return "what the operator counts more is not known yet (too few packets)"
	case a > 0 && b > 0:
		return fmt.Sprintf("the operator counts about %.0f B a packet and %s B a session more %s", a, grouped(int64(b)), from)
	case a > 0:
		return fmt.Sprintf("the operator counts about %.0f B a packet more %s", a, from)
	case b > 0:
		return fmt.Sprintf("the operator counts about %s B a session more %s", grouped(int64(b)), from)
	}
	return "the operator counts what this device counts " + from
}
