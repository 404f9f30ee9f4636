package transcript

import "time"

// Kind is what an entry tells.
type Kind uint8

// The kinds of entries.
const (
	Sent    Kind = iota // bytes to the module
	Got                 // bytes from the module
	Open                // the port was opened
	Close               // our side closed the port
	Lost                // the port failed
	Dropped             // bytes are missing here: Count
	Comment             // Data, for people
)

// Entry is one line of a transcript.
type Entry struct {
	Kind  Kind
	At    time.Duration // since the start, whole milliseconds
	Data  string        // exact bytes of Sent and Got, the text of Comment
	Cuts  []int         // rising offsets, 0 < cut < len(Data), at which a read or write ended
	More  bool          // the read went on with the next entry of this direction
	Count uint64        // bytes, of Dropped
	Line  int           // in the file, from 1; only a Reader sets it
}

// Header says where a transcript comes from. Values are one line of printable
// text each; the Writer replaces what is not.
type Header struct {
	Maker, Model, Firmware string // of the module, as it says
	Tool                   string // what recorded it, with its version
	Date                   string // of the recording, 2026-11-23
	Source                 string // "hardware" or "emulated persona NAME"
	Expect                 []Pair // what a test must find, for transcripts in the repository
}

// Pair is one expectation: iccid=8988307000000001238.
type Pair struct{ Key, Value string }

// Expected returns the value of an expectation, "" when there is none.
func (h Header) Expected(key string) string {
	for _, p := range h.Expect {
		if p.Key == key {
			return p.Value
		}
	}
	return ""
}

// Script is a whole transcript.
type Script struct {
	Header  Header
	Entries []Entry
}

const (
	magic = "simagent-transcript "
	// Version is that of the format. A Reader refuses any other.
	Version = 1
	// maxData bounds the bytes of one entry: longer than any line that a module
	// prints (an APDU of 256 bytes takes 530), short enough for a bounded Reader.
	maxData = 4096
	// maxText bounds a line of the file: four characters a byte, and the cuts.
	maxText = 64 << 10
	// maxEntries bounds a Script, some days of an idle module.
	maxEntries = 1 << 20
)
