package pdu

import "encoding/hex"

// Decode reads a message in hexadecimal. length is the number of octets without
// the service centre, as the line before says it (`+CMT: ,23`, `+CMGL: 1,0,,23`);
// it tells whether the service centre stands in front. Where it fits neither
// way, or is negative, the service centre is taken to be there (27.005 3.1).
//
// The error is an *Error. The message has what stands before the fault: a count
// must not depend on an alphabet.
func Decode(text string, length int) (Message, error) {
	fault := error(nil)
	if len(text)%2 != 0 {
		text, fault = text[:len(text)-1], &Error{Hex, "half an octet at its end"}
	}
	b, err := hex.DecodeString(text)
	if err != nil {
		fault = &Error{Hex, "not hexadecimal"} // b is what came before
	}
	var centre Address
	if len(b) == 0 || len(b) != length {
		r := reader{b: b}
		if centre = r.centre(); r.why != "" {
			return Message{Class: -1}, first(fault, &Error{Centre, r.why})
		}
		b = r.b
	}
	m, err := DecodeTPDU(b)
	m.Centre = centre
	if err != nil {
		return m, first(fault, err)
	}
	return m, fault
}

func first(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// DecodeTPDU reads a message without the service centre; errors as of Decode.
func DecodeTPDU(b []byte) (Message, error) {
	m := Message{Class: -1}
	r := reader{b: b}
	flags := r.octet()
	switch {
	case r.why != "":
		return m, &Error{Kind, r.why}
	case flags&3 == 3:
		return m, &Error{Kind, "reserved"}
	}
	m.Type = Type(flags&3) + Deliver
	switch m.Type {
	case Deliver:
		m.deliver(&r)
	case Submit:
		m.submit(&r, flags)
	case StatusReport:
		if m.report(&r); r.why == "" && !m.optional(&r) {
			return m, nil
		}
	}
	length := int(r.octet())
	if r.why != "" {
		return m, &Error{Head, r.why}
	}
	return m, m.userData(r.b, length, flags&0x40 != 0)
}

// deliver reads what SMS-DELIVER has before the user data (9.2.2.1).
func (m *Message) deliver(r *reader) {
	m.Peer = r.address()
	m.PID = r.octet()
	m.scheme(r)
	m.Stamp, m.Time = r.stamp()
}

// submit reads what SMS-SUBMIT has before the user data (9.2.2.2). The validity
// period is passed over; its form is in the flags (9.2.3.3).
func (m *Message) submit(r *reader, flags byte) {
	m.Ref = r.octet()
	m.Peer = r.address()
	m.PID = r.octet()
	m.scheme(r)
	r.octets([...]int{0, 7, 1, 7}[flags>>3&3])
}

// report reads what SMS-STATUS-REPORT has to have (9.2.2.3).
func (m *Message) report(r *reader) {
	m.Ref = r.octet()
	m.Peer = r.address()
	m.Stamp, m.Time = r.stamp()
	_, m.Discharged = r.stamp()
	m.Status = Status(r.octet())
}

// optional reads the parameters that a report may have behind its status, and
// tells whether user data follows. Modules fill their records up with FF: an
// indicator with reserved bits is no indicator (9.2.3.27).
func (m *Message) optional(r *reader) bool {
	if len(r.b) == 0 || r.b[0]&0xF8 != 0 {
		return false
	}
	have := r.octet()
	if have&1 != 0 {
		m.PID = r.octet()
	}
	if have&2 != 0 {
		m.scheme(r)
	}
	return have&4 != 0
}

// scheme reads TP-DCS.
func (m *Message) scheme(r *reader) {
	if m.DCS = r.octet(); r.why == "" {
		s := readScheme(m.DCS)
		m.Coding, m.Class = s.coding, s.class
	}
}
