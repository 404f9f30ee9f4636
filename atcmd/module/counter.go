package module

import "simagent/atcmd/format"

// Counter is a family's own byte counter.
type Counter struct {
	Command string // that reads it; "" when the family has none
	Lines   []format.Line
	// Sent and Received name the fields. A line for each context is summed up.
	Sent, Received string
	Unit           uint64   // bytes of one count: 1, or 1000 or 1024 where the module rounds
	Start          []string // commands that switch it on, "" if it always counts
	Keeps          Keeps
	Swapped        bool // some firmware says received first: only the sum is sure
}

// Keeps says what a counter survives.
type Keeps uint8

// What a counter may survive.
const (
	KeepsUnknown Keeps = iota
	KeepsNothing       // it starts at 0 with every boot, or sooner
	KeepsBoot          // it survives a restart
)

// Read sums what the lines of an answer say. ok is false when no line is the
// counter's, or one is broken.
func (c Counter) Read(lines []string) (sent, received uint64, ok bool) {
	return 0, 0, false
}
