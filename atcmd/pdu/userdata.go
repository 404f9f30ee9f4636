package pdu

import (
	"bytes"
	"unicode/utf16"
)

// userData reads TP-UD. length is TP-UDL: septets or octets, by the coding;
// what it counts too many is not there and not made up.
func (m *Message) userData(ud []byte, length int, headed bool) error {
	s := readScheme(m.DCS)
	s.settle(length, len(ud))
	m.Coding, m.Class = s.coding, s.class
	var fault error
	head := 0
	if headed && length > 0 {
		head, fault = m.header(ud, length, s.coding)
	}
	if s.compressed {
		return &Error{UserData, "it is compressed"}
	}
	if s.coding == GSM7 {
		lead := (8*head + 6) / 7 // septets that the header takes, with its filling
		codes := unpack(ud[head:], length-lead, 7*lead-8*head)
		m.Text = fromSeptets(codes)
		if fault == nil && len(codes) < length-lead {
			fault = &Error{UserData, "it ends too early"}
		}
		return fault
	}
	rest := ud[head:max(head, min(length, len(ud)))]
	if s.coding == UCS2 {
		m.Text = fromUnits(rest)
	} else {
		m.Data = bytes.Clone(rest)
	}
	switch {
	case fault != nil:
		return fault
	case length > len(ud):
		return &Error{UserData, "it ends too early"}
	case s.coding == UCS2 && len(rest)%2 != 0:
		return &Error{UserData, "half a character at its end"}
	}
	return nil
}

// fromUnits reads UTF-16, most significant octet first.
func fromUnits(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	return string(utf16.Decode(units))
}

// toUnits writes UTF-16.
func toUnits(text string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(text)) {
		out = append(out, byte(u>>8), byte(u))
	}
	return out
}
