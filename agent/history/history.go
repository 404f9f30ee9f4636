package history

import (
	"math"
	"sort"
	"time"

	"simagent/agent/ledger"
)

// most is where sums of bytes and packets saturate, as in the ledger.
const most = int64(1) << 60

// Sum is what passed in some time.
type Sum struct {
	TX, RX   int64  // bytes that were seen in each direction
	Slack    int64  // bytes that may have passed besides
	Own      int64  // IP bytes of reports, which are among the others
	Packets  int64  // of both directions, as far as the source counts them
	Sessions uint32 // times that the module attached
	Sent     uint32 // SMS Commands
	Received uint32
	Seconds  uint32 // of the time in which the counter was watched
}

// Low is the lower bound in bytes.
func (s Sum) Low() int64 { return min(s.TX+s.RX, most) }

// High is the upper bound in bytes.
func (s Sum) High() int64 { return min(s.Low()+s.Slack, most) }

// Plus is both together. Sums saturate: bytes and packets at 1<<60, the others at 1<<32 - 1.
func (s Sum) Plus(o Sum) Sum {
	s.combine(o, func(a, b, bound int64) int64 { return min(a+b, bound) })
	return s
}

// minus takes out what was added before.
func (s Sum) minus(o Sum) Sum {
	s.combine(o, func(a, b, _ int64) int64 { return max(a-b, 0) })
	return s
}

func (s *Sum) combine(o Sum, do func(a, b, bound int64) int64) {
	wide, narrow := s.numbers()
	otherWide, otherNarrow := o.numbers()
	for i, n := range wide {
		*n = do(*n, *otherWide[i], most)
	}
	for i, n := range narrow {
		*n = uint32(do(int64(*n), int64(*otherNarrow[i]), math.MaxUint32))
	}
}

// numbers gives every number but Seconds in the order of the page format, and Seconds at the end.
func (s *Sum) numbers() (wide [5]*int64, narrow [4]*uint32) {
	return [...]*int64{&s.TX, &s.RX, &s.Slack, &s.Packets, &s.Own}, [...]*uint32{&s.Sessions, &s.Sent, &s.Received, &s.Seconds}
}

func sumOf(h ledger.Hour) Sum {
	return Sum{TX: h.TX, RX: h.RX, Slack: h.Slack, Own: h.Own, Packets: h.Packets, Sessions: h.Sessions, Sent: h.Sent, Received: h.Received, Seconds: h.Seconds}
}

func (s Sum) hour(n uint32) ledger.Hour {
	return ledger.Hour{Hour: n, TX: s.TX, RX: s.RX, Slack: s.Slack, Own: s.Own, Packets: s.Packets, Sessions: s.Sessions, Sent: s.Sent, Received: s.Received, Seconds: s.Seconds}
}

// allHours is the mask of a day of which every hour is in the sums.
const allHours = 1<<24 - 1

// Day is what passed in one day of UTC.
type Day struct {
	Day   uint32 // days since 1970-01-01
	Hours uint32 // bit n: the hour that began at n:00 is in the sums; the others were not recorded
	Sum          // Seconds at most 86400
}

// Start is when the day began.
func (d Day) Start() time.Time { return time.Unix(int64(d.Day)*86400, 0).UTC() }

func (d Day) has(hour uint32) bool { return d.Hours>>(hour%24)&1 != 0 }

// plus takes an hour of the day in that is not in it yet.
func (d Day) plus(h ledger.Hour) Day {
	return Day{h.Hour / 24, d.Hours | 1<<(h.Hour%24), d.Sum.Plus(sumOf(h))}
}

// Period is a billing period that ended, with the bounds of what counted against it; all bounds are inclusive. Times are
// kept to the millisecond.
type Period struct {
	Type            ledger.PeriodType
	Start, End      time.Time // zero when unknown
	Low, High       int64     // bytes; High means something when HighKnown is set
	HighKnown       bool
	SMSLow, SMSHigh int64 // SMS Commands; SMSHigh means something when SMSKnown is set
	SMSKnown        bool
}

// same tells that a later word on a period replaces an earlier one.
func (p Period) same(o Period) bool {
	return p.Type == o.Type && p.Start.Equal(o.Start) && (!p.Start.IsZero() || p.End.Equal(o.End))
}

// tidy holds a period within what can be kept.
func (p Period) tidy() Period {
	p.Start, p.End = timeOf(msOf(p.Start)), timeOf(msOf(p.End))
	for _, n := range [...]*int64{&p.Low, &p.High, &p.SMSLow, &p.SMSHigh} {
		*n = min(max(*n, 0), most)
	}
	return p
}

// History is what is known of a SIM's past: hours and days in rising order of their numbers, periods in the order in
// which they ended. Times without anything in them are left out.
type History struct {
	Hours   []ledger.Hour // dated ones; the oldest are given up first
	Days    []Day         // every one that is kept, with what is in Hours
	Periods []Period
	Undated Sum // what passed while the time of day was not known; in no hour and no day

	undated undated
}

// undated is the sum of the hours without a number. Those of the last batch stand apart, by the oldest hour that came
// with them, so that a batch that is given again replaces its part.
type undated struct {
	oldest     uint32 // 0: none came with them, the batch cannot be told from the next
	base, last Sum
}

func (u undated) sum() Sum { return u.base.Plus(u.last) }

func (u undated) with(oldest uint32, s Sum) undated {
	if oldest == 0 || oldest != u.oldest {
		u.base = u.sum()
	}
	return undated{oldest, u.base, s}
}

// batch sorts out what was given: dated hours with rising numbers, of two with the same number the later one, and the sum
// of the others. Numbers out of range are held within it: what cannot be right must not keep the rest away.
func batch(hours []ledger.Hour) (dated []ledger.Hour, rest Sum) {
	for _, h := range hours {
		h = ledger.Hour{Hour: h.Hour}.Plus(h)
		if h.Hour == 0 {
			rest = rest.Plus(sumOf(h))
		} else {
			dated = append(dated, h)
		}
	}
	sort.SliceStable(dated, func(i, j int) bool { return dated[i].Hour < dated[j].Hour })
	n := 0
	for i, h := range dated {
		if i+1 == len(dated) || dated[i+1].Hour != h.Hour {
			dated[n] = h
			n++
		}
	}
	return dated[:n], rest
}

func oldestOf(dated []ledger.Hour) uint32 {
	if len(dated) == 0 {
		return 0
	}
	return dated[0].Hour
}

// maxTime is far from every overflow, in the year 287396.
const maxTime = 1 << 53

// msOf is 0 for a time that is not known or out of range.
func msOf(t time.Time) int64 {
	if ms := t.UnixMilli(); !t.IsZero() && ms > 0 && ms <= maxTime {
		return ms
	}
	return 0
}

func timeOf(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
