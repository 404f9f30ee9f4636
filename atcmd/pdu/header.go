package pdu

import "bytes"

// The information elements that say something to an agent (23.040 9.2.3.24).
const (
	ieConcat8  = 0x00
	iePorts8   = 0x04
	iePorts16  = 0x05
	ieConcat16 = 0x08
	ieSingle   = 0x24
	ieLocking  = 0x25
)

// header reads the user data header at the beginning of ud and returns how many
// octets it takes, 0 when its length cannot be right. Elements before a broken
// one count.
func (m *Message) header(ud []byte, length int, coding Coding) (octets int, err error) {
	room := min(length, len(ud))
	if coding == GSM7 {
		room = min((7*length+7)/8, len(ud))
	}
	if room == 0 || 1+int(ud[0]) > room {
		return 0, &Error{Header, "longer than the user data"}
	}
	octets = 1 + int(ud[0])
	for b := ud[1:octets]; len(b) > 0; {
		if len(b) < 2 || 2+int(b[1]) > len(b) {
			return octets, &Error{Header, "an element is longer than the header"}
		}
		m.element(b[0], b[2:2+int(b[1])])
		b = b[2+int(b[1]):]
	}
	return octets, nil
}

// element takes one element in. One of the wrong size, or a segment that
// cannot be (number 0, or above the number of parts), is kept and ignored
// (23.040 9.2.3.24.1). Of several that exclude each other the last one counts.
func (m *Message) element(id byte, v []byte) {
	m.Header = append(m.Header, Element{id, bytes.Clone(v)})
	switch {
	case id == ieConcat8 && len(v) == 3:
		m.segment(Segment{uint16(v[0]), v[1], v[2]})
	case id == ieConcat16 && len(v) == 4:
		m.segment(Segment{uint16(v[0])<<8 | uint16(v[1]), v[2], v[3]})
	case id == iePorts8 && len(v) == 2:
		m.Ports = Ports{uint16(v[0]), uint16(v[1])}
	case id == iePorts16 && len(v) == 4:
		m.Ports = Ports{uint16(v[0])<<8 | uint16(v[1]), uint16(v[2])<<8 | uint16(v[3])}
	case id == ieSingle && len(v) == 1:
		m.Single = v[0]
	case id == ieLocking && len(v) == 1:
		m.Locking = v[0]
	}
}

func (m *Message) segment(s Segment) {
	if s.Number > 0 && s.Number <= s.Max {
		m.Segment = s
	}
}

// LanguageName names a national language by its number in the header (23.038
// 6.2.1.2.4), "" for the default and for one that is not assigned.
func LanguageName(number byte) string {
	names := [...]string{"", "Turkish", "Spanish", "Portuguese", "Bengali", "Gujarati", "Hindi", "Kannada",
		"Malayalam", "Oriya", "Punjabi", "Tamil", "Telugu", "Urdu"}
	if int(number) < len(names) {
		return names[number]
	}
	return ""
}
