package meter

import "time"

// Sample is one reading of one counter pair. Two samples may be subtracted only
// when BootID and IfIndex are equal: otherwise the counters started anew. The name
// decides nothing: interfaces are renamed, and a name goes on to the next one.
type Sample struct {
	Source    string    // interface name at that time
	BootID    string    // kernel's boot id; a new one means that every counter restarted
	IfIndex   int       // kernel's interface number; a replug gives a new one
	TX, RX    uint64    // bytes to and from the network since the interface appeared; TX corrected, see Interface
	RawTX     uint64    // TX as the kernel gave it, in bytes
	TXPackets uint64    // packets
	RXPackets uint64    // packets
	Width     int       // bits: the counters wrap at 1<<Width (32 or 64)
	OperState string    // "up", "down", "unknown", … as in sysfs
	At        time.Time // when the reading ended
}

// SameCounter tells whether s and older come from one uninterrupted counter, so
// that their difference is traffic.
func (s Sample) SameCounter(older Sample) bool {
	return s.BootID == older.BootID && s.IfIndex == older.IfIndex
}
