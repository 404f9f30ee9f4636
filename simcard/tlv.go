package simcard

import "errors"

// TLV is one data object of BER-TLV: a tag of one to three bytes, as it stands, and its value.
type TLV struct {
	Tag   uint32
	Value []byte // a part of what was read, not a copy
}

var errTLV = errors.New("cannot read TLV: it does not end within the data")

// NextTLV reads the first data object of b (ETSI TS 101 220, 7.1.1; ISO/IEC 8825-1): tag, length in one to three
// bytes, value. rest is what stands behind it.
func NextTLV(b []byte) (t TLV, rest []byte, err error) {
	n := 1
	if len(b) == 0 {
		return TLV{}, nil, errTLV
	}
	if b[0]&0x1F == 0x1F {
		for n++; n <= 3 && n <= len(b) && b[n-1]&0x80 != 0; n++ {
		}
		if n > 3 || n > len(b) {
			return TLV{}, nil, errTLV
		}
	}
	for _, v := range b[:n] {
		t.Tag = t.Tag<<8 | uint32(v)
	}
	size, used, ok := tlvLength(b[n:])
	if !ok || size > len(b)-n-used {
		return TLV{}, nil, errTLV
	}
	b = b[n+used:]
	t.Value = b[:size]
	return t, b[size:], nil
}

// tlvLength reads a length: below 80 itself, 81 and one byte, 82 and two.
func tlvLength(b []byte) (size, used int, ok bool) {
	switch {
	case len(b) == 0:
		return 0, 0, false
	case b[0] < 0x80:
		return int(b[0]), 1, true
	case b[0] == 0x81 && len(b) > 1:
		return int(b[1]), 2, true
	case b[0] == 0x82 && len(b) > 2:
		return int(b[1])<<8 | int(b[2]), 3, true
	}
	return 0, 0, false
}

// FindTLV returns the value of the first data object with the tag. Padding of 00 or FF between objects is
// passed over; what is broken ends the search.
func FindTLV(b []byte, tag uint32) (value []byte, ok bool) {
	for len(b) > 0 {
		if b[0] == 0x00 || b[0] == 0xFF {
			b = b[1:]
			continue
		}
		t, rest, err := NextTLV(b)
		if err != nil {
			return nil, false
		}
		if t.Tag == tag {
			return t.Value, true
		}
		b = rest
	}
	return nil, false
}

// AppendTLV writes a data object in the shortest form. value holds up to 65,535 bytes.
func AppendTLV(dst []byte, tag uint32, value []byte) []byte {
	for shift := 24; shift >= 0; shift -= 8 {
		if v := tag >> shift; v != 0 || shift == 0 {
			dst = append(dst, byte(v))
		}
	}
	switch n := len(value); {
	case n < 0x80:
		dst = append(dst, byte(n))
	case n < 0x100:
		dst = append(dst, 0x81, byte(n))
	default:
		dst = append(dst, 0x82, byte(n>>8), byte(n))
	}
	return append(dst, value...)
}
