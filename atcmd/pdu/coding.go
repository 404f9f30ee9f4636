package pdu

// Coding is the alphabet of a text.
type Coding uint8

// The codings of 23.038 4.
const (
	GSM7  Coding = 0 // septets of the default alphabet
	Data8 Coding = 1 // octets that are no text
	UCS2  Coding = 2 // 16 bit units; modules write UTF-16
)

// A scheme is what a TP-DCS says.
type scheme struct {
	coding     Coding
	class      int8
	compressed bool
	reserved   bool // the standard reads it as GSM7
}

// readScheme takes a TP-DCS apart (23.038 4). 0xF9 is reserved, and modules
// write it in front of octets: the caller may look at the length.
func readScheme(dcs byte) scheme {
	s := scheme{class: -1}
	switch {
	case dcs < 0x80: // general, and the same marked for deletion
		s.compressed = dcs&0x20 != 0
		s.coding = Coding(dcs >> 2 & 3)
		if dcs&0x10 != 0 {
			s.class = int8(dcs & 3)
		}
		if s.coding > UCS2 {
			s.coding, s.reserved = GSM7, true
		}
	case dcs >= 0xF0:
		s.class = int8(dcs & 3)
		if dcs&0x04 != 0 {
			s.coding = Data8
		}
		s.reserved = dcs&0x08 != 0
	case dcs >= 0xE0: // messages are waiting, in UCS2
		s.coding = UCS2
	case dcs < 0xC0:
		s.reserved = true
	}
	return s
}

// settle gives a reserved scheme the coding that its length fits. The standard
// says septets; octets it is where the length is exactly theirs and not that of
// septets.
func (s *scheme) settle(length, octets int) {
	if s.reserved && length == octets && (7*length+7)/8 != octets {
		s.coding = Data8
	}
}
