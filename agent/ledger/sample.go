package ledger

import "time"

// Sample is one reading of a source: absolute raw counters since the source
// began, never differences.
type Sample struct {
	Source   string // name, as shown to people: "wwan0", "QGDCNT"; at most 32 bytes
	Survives bool   // a counter in the module: a power cut of the host need not reset it
	Boot     BootID // of the host, always set
	Index    uint32 // interface index, which tells interfaces of one boot apart; 0 for a module counter, or not known
	Epoch    uint64 // marks one life of a module's counter; 0 when it cannot be told
	Unsure   bool   // with Survives: the module may have restarted since the sample before
	Bits     uint8  // 32 for a counter that wraps at 2^32, else 0 or 64
	TX, RX   uint64 // bytes
	Packets  uint64 // of both directions; 0 when the source does not count them; not remembered
	At       time.Time
}

// Point is a sample as it is remembered. An empty Source means none.
type Point Sample

// point is what is remembered of a sample.
func (s Sample) point() Point {
	s.Unsure, s.Packets = false, 0
	return Point(s)
}

// relation says what a later sample has to do with a point.
type relation byte

const (
	unrelated relation = iota // another meter: nothing can be concluded
	newer                     // an interface made after the point's: some of its bytes may be new
	restarted                 // began at zero after the point: all of it is new
	maybeSame                 // the same counter, unless it restarted unseen
	same                      // the same counter in the same life
)

// relate compares identities, not values.
func (p Point) relate(s Sample) relation {
	switch {
	case p.Source == "":
		return unrelated
	case !s.Survives && p.Boot != s.Boot: // interfaces begin at zero with the boot
		return restarted
	case p.Survives != s.Survives:
		return unrelated
	case s.Survives && p.Source != s.Source:
		return unrelated
	case s.Survives && (s.Unsure || p.Epoch == 0 || s.Epoch == 0):
		return maybeSame
	case s.Survives && p.Epoch != s.Epoch:
		return restarted
	case s.Survives:
		return same
	case p.Index == s.Index && (p.Index != 0 || p.Source == s.Source):
		// Whatever its name, since interfaces are renamed. The kernel counts indexes up within a boot of a network namespace
		// and begins again only past 2^31 (dev_index_reserve, net/core/dev.c), unless whoever makes a virtual interface asks
		// for a number that is free again: its counter then begins at zero, which mostly shows as a fall.
		return same
	case p.Source == s.Source:
		return restarted
	case s.Index > p.Index: // index numbers only grow within a boot
		return newer
	}
	return unrelated
}

// gain is what a sample adds to the account.
type gain struct{ tx, rx, slack int64 }

func (g gain) sum() int64 { return add(add(g.tx, g.rx), g.slack) }

// advance turns the raw counters of s into what was added since p.
func (p Point) advance(s Sample) gain {
	switch p.relate(s) {
	case same:
		return p.delta(s, s.Survives)
	case maybeSame:
		g := p.delta(s, false)
		if s.Unsure && !p.fell(s) { // a restart would make all of it new
			g.slack = add(g.slack, add(bytesOf(p.TX), bytesOf(p.RX)))
		}
		return g
	case restarted:
		return gain{tx: bytesOf(s.TX), rx: bytesOf(s.RX)}
	case newer:
		return gain{slack: add(bytesOf(s.TX), bytesOf(s.RX))}
	}
	return gain{}
}

// fell reports whether a direction is lower than at p.
func (p Point) fell(s Sample) bool { return s.TX < p.TX || s.RX < p.RX }

// delta compares values of one counter. A fall in either direction is a reset
// of both, and then the new values are new bytes; or, for a 32-bit counter
// that was near its top, a wrap. Unless the life of the counter is certain
// both readings are kept, as the bounds of an interval.
func (p Point) delta(s Sample, certain bool) gain {
	if !p.fell(s) {
		return gain{tx: bytesOf(s.TX - p.TX), rx: bytesOf(s.RX - p.RX)}
	}
	reset := gain{tx: bytesOf(s.TX), rx: bytesOf(s.RX)}
	tx, okTX := unwrap(p.TX, s.TX)
	rx, okRX := unwrap(p.RX, s.RX)
	if s.Bits != 32 || !okTX || !okRX {
		return reset
	}
	if certain {
		return gain{tx: tx, rx: rx}
	}
	low := gain{tx: min(tx, reset.tx), rx: min(rx, reset.rx)}
	low.slack = max(add(tx, rx), reset.sum()) - low.sum()
	return low
}

// unwrap gives the bytes from before to now over a wrap at 2^32. A wrap is
// believed only from the top quarter of the range into the lowest.
func unwrap(before, now uint64) (int64, bool) {
	if now >= before {
		return bytesOf(now - before), true
	}
	const quarter = 1 << 30
	if before >= 1<<32 || before < 3*quarter || now >= quarter {
		return 0, false
	}
	return bytesOf(1<<32 - before + now), true
}
