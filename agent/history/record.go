package history

import (
	"encoding/binary"
	"math"

	"simagent/agent/ledger"
)

// What a counter watched all the time has in Seconds.
const (
	fullHour = 3600
	fullDay  = 86400
	lastDay  = math.MaxUint32 / 24
)

// appendNumbers writes a record: a mask of the numbers that are not 0, then those, all of variable length (LEB128).
func appendNumbers(b []byte, numbers ...uint64) []byte {
	mask := uint64(0)
	for i, n := range numbers {
		if n != 0 {
			mask |= 1 << i
		}
	}
	b = binary.AppendUvarint(b, mask)
	for _, n := range numbers {
		if n != 0 {
			b = binary.AppendUvarint(b, n)
		}
	}
	return b
}

// appendSum writes a record of a sum. Seconds are kept as the difference (exclusive or) to full, which is the usual.
func appendSum(b []byte, gap uint64, s Sum, full, mask uint32) []byte {
	return appendNumbers(b, gap, uint64(s.TX), uint64(s.RX), uint64(s.Slack), uint64(s.Packets), uint64(s.Seconds^full),
		uint64(s.Sessions), uint64(s.Own), uint64(s.Sent), uint64(s.Received), uint64(mask))
}

func appendPeriod(b []byte, p Period) []byte {
	flags := uint64(0)
	if p.HighKnown {
		flags |= 1
	}
	if p.SMSKnown {
		flags |= 2
	}
	return appendNumbers(b, uint64(p.Type), flags, uint64(msOf(p.Start)), uint64(msOf(p.End)), uint64(p.Low), uint64(p.High), uint64(p.SMSLow), uint64(p.SMSHigh))
}

// reader takes records from a payload; bad sticks.
type reader struct {
	b   []byte
	bad bool
}

// uvarint reads one number of at most bound, in its shortest form.
func (r *reader) uvarint(bound int64) int64 {
	v, n := binary.Uvarint(r.b)
	if r.bad || n <= 0 || v > uint64(bound) || n > 1 && r.b[n-1] == 0 {
		r.bad = true
		return 0
	}
	r.b = r.b[n:]
	return int64(v)
}

// numbers reads a record of appendNumbers with a bound for each number; one that is 0 is not written.
func (r *reader) numbers(bounds ...int64) (list [11]int64) {
	mask := r.uvarint(1<<len(bounds) - 1)
	for i, bound := range bounds {
		if mask>>i&1 != 0 {
			list[i] = r.uvarint(bound)
			r.bad = r.bad || list[i] == 0
		}
	}
	return list
}

// sum reads a record of appendSum: numbers above last, at most bound, and seconds up to full, or any for 0.
func (r *reader) sum(gap int64, full, mask uint32) (number int64, s Sum, hours uint32) {
	seconds := int64(full)
	if full == 0 {
		seconds = math.MaxUint32
	}
	n := r.numbers(gap, most, most, most, most, math.MaxUint32, math.MaxUint32, most, math.MaxUint32, math.MaxUint32, int64(mask))
	s = Sum{TX: n[1], RX: n[2], Slack: n[3], Packets: n[4], Seconds: uint32(n[5]) ^ full, Sessions: uint32(n[6]), Own: n[7], Sent: uint32(n[8]), Received: uint32(n[9])}
	r.bad = r.bad || int64(s.Seconds) > seconds
	return n[0], s, uint32(n[10])
}

func (r *reader) period() Period {
	n := r.numbers(math.MaxUint8, 3, maxTime, maxTime, most, most, most, most)
	return Period{
		Type: ledger.PeriodType(n[0]), HighKnown: n[1]&1 != 0, SMSKnown: n[1]&2 != 0, Start: timeOf(n[2]), End: timeOf(n[3]),
		Low: n[4], High: n[5], SMSLow: n[6], SMSHigh: n[7],
	}
}

// payload writes the records of a page.
func (p page) payload() (b []byte) {
	switch p.kind {
	case kindHours:
		b = binary.AppendUvarint(b, uint64(p.undated.oldest))
		b = appendSum(b, 0, p.undated.base, 0, 0)
		b = appendSum(b, 0, p.undated.last, 0, 0)
		before := uint32(0)
		for _, h := range p.hours {
			b = appendSum(b, uint64(h.Hour-before-1), sumOf(h), fullHour, 0)
			before = h.Hour
		}
	case kindDays:
		next := uint32(0)
		for _, d := range p.days {
			b = appendSum(b, uint64(d.Day-next), d.Sum, fullDay, d.Hours^allHours)
			next = d.Day + 1
		}
	case kindPeriods:
		for _, period := range p.periods {
			b = appendPeriod(b, period)
		}
	}
	return b
}

// take reads the records of a page; ok is false when they are malformed.
func (p *page) take(b []byte) (ok bool) {
	r := reader{b: b}
	switch p.kind {
	case kindHours:
		p.undated.oldest = uint32(r.uvarint(math.MaxUint32))
		_, p.undated.base, _ = r.sum(0, 0, 0)
		_, p.undated.last, _ = r.sum(0, 0, 0)
		next := int64(1)
		for len(r.b) > 0 && !r.bad {
			gap, s, _ := r.sum(math.MaxUint32-next, fullHour, 0)
			p.hours = append(p.hours, s.hour(uint32(next+gap)))
			next += gap + 1
			r.bad = r.bad || next > math.MaxUint32 && len(r.b) > 0
		}
	case kindDays:
		next := int64(0)
		for len(r.b) > 0 && !r.bad {
			gap, s, mask := r.sum(lastDay-next, fullDay, allHours)
			p.days = append(p.days, Day{uint32(next + gap), mask ^ allHours, s})
			next += gap + 1
			r.bad = r.bad || next > lastDay && len(r.b) > 0
		}
	case kindPeriods:
		for len(r.b) > 0 && !r.bad {
			p.periods = append(p.periods, r.period())
		}
	default:
		return false
	}
	return !r.bad
}
