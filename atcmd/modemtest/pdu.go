package modemtest

import (
	"errors"
	"strings"
	"time"

	"simagent/simcard"
)

// textPart is a message, or one part of a long one, ready for the user data of a PDU.
type textPart struct {
	text   string
	header []byte // with its length, nil for a single message
	codes  []byte // septets, or UCS2 when wide
	wide   bool
}

// Units per message and per part of a concatenated one (3GPP TS 23.040, 9.2.3.24.1).
const (
	septetsAlone, septetsPart = 160, 153
	octetsAlone, octetsPart   = 140, 134
)

// splitText cuts a text into parts with the 8 bit reference ref.
func splitText(text string, ref byte) []textPart {
	codes, narrow := septets(text)
	alone, per := septetsAlone, septetsPart
	if !narrow {
		codes, alone, per = ucs2(text), octetsAlone, octetsPart
	}
	if len(codes) <= alone {
		return []textPart{{text: text, codes: codes, wide: !narrow}}
	}
	var cuts [][]byte
	for len(codes) > 0 {
		n := min(per, len(codes))
		if narrow && n < len(codes) && codes[n-1] == 0x1B {
			n-- // an escape stays with its character
		}
		if !narrow && n < len(codes) && codes[n-2]&0xFC == 0xD8 {
			n -= 2 // and a surrogate with its other half
		}
		cuts = append(cuts, codes[:n])
		codes = codes[n:]
	}
	cuts = cuts[:min(len(cuts), 255)]
	var parts []textPart
	for i, c := range cuts {
		p := textPart{codes: c, wide: !narrow, header: []byte{5, 0, 3, ref, byte(len(cuts)), byte(i + 1)}}
		if narrow {
			p.text = fromSeptets(c)
		} else {
			p.text = fromUCS2(c)
		}
		parts = append(parts, p)
	}
	return parts
}

// userData is TP-UDL and TP-UD.
func (p *textPart) userData() []byte {
	if p.wide {
		ud := append(append([]byte(nil), p.header...), p.codes...)
		return append([]byte{byte(len(ud))}, ud...)
	}
	lead := (8*len(p.header) + 6) / 7 // septets that the header takes
	length := lead + len(p.codes)
	packed := pack(p.codes, 7*lead-8*len(p.header))
	return append(append([]byte{byte(length)}, p.header...), packed...)
}

// encodeDeliver is an SMS-DELIVER (3GPP TS 23.040, 9.2.2.1).
func encodeDeliver(from string, p textPart, at time.Time) []byte {
	first := byte(0x04) // no more messages
	if p.header != nil {
		first |= 0x40
	}
	out := append([]byte{first}, encodeAddress(from)...)
	dcs := byte(0x00)
	if p.wide {
		dcs = 0x08
	}
	out = append(out, 0x00, dcs)
	stamp, _ := simcard.SwappedFromHex(at.UTC().Format("060102150405") + "00")
	return append(append(out, stamp...), p.userData()...)
}

// encodeAddress is TP-OA (9.1.2.5): a number, or a name in the default alphabet.
func encodeAddress(a string) []byte {
	digits := strings.TrimPrefix(a, "+")
	if strings.Trim(digits, "0123456789") == "" && len(digits) <= 20 {
		kind := byte(0x81)
		if digits != a {
			kind = 0x91
		}
		b, _ := simcard.SwappedFromHex(digits)
		return append([]byte{byte(len(digits)), kind}, b...)
	}
	codes, _ := septets(a)
	codes = codes[:min(len(codes), 11)]
	b := pack(codes, 0)
	return append([]byte{byte((7*len(codes) + 3) / 4), 0xD0}, b...)
}

var errPDU = errors.New("malformed PDU")

// decodeSubmit reads number and text of an SMS-SUBMIT (9.2.2.2).
func decodeSubmit(b []byte) (to, text string, err error) {
	r := reader{b: b}
	first := r.next(1)
	r.next(1) // reference
	size := r.next(2)
	if r.bad || first[0]&0x03 != 0x01 {
		return "", "", errPDU
	}
	number := r.next((int(size[0]) + 1) / 2)
	head := r.next(2)
	r.next(map[byte]int{0x00: 0, 0x10: 1, 0x08: 7, 0x18: 7}[first[0]&0x18])
	length := r.next(1)
	if r.bad || len(r.b) > octetsAlone {
		return "", "", errPDU
	}
	text, err = decodeUserData(r.b, int(length[0]), head[1], first[0]&0x40 != 0)
	return decodeAddress(size[0], size[1], number), text, err
}

// decodeDeliver reads number, time and text of an SMS-DELIVER (9.2.2.1).
func decodeDeliver(b []byte) (from, text string, at time.Time, err error) {
	r := reader{b: b}
	first := r.next(1)
	size := r.next(2)
	number := r.next((int(size[0]) + 1) / 2)
	head := r.next(2)
	stamp := r.next(7)
	length := r.next(1)
	at, bad := time.Parse("060102150405", simcard.HexFromSwapped(stamp[:6]))
	if r.bad || bad != nil || first[0]&0x03 != 0x00 || len(r.b) > octetsAlone {
		return "", "", at, errPDU
	}
	quarters := time.Duration(stamp[6]&0x07)*10 + time.Duration(stamp[6]>>4) // 9.2.3.11: tens and a sign, then units
	if stamp[6]&0x08 != 0 {
		quarters = -quarters
	}
	text, err = decodeUserData(r.b, int(length[0]), head[1], first[0]&0x40 != 0)
	return decodeAddress(size[0], size[1], number), text, at.Add(-quarters * 15 * time.Minute), err
}

// decodeAddress is the inverse of encodeAddress, of a length in half octets and a type of number.
func decodeAddress(size, kind byte, number []byte) string {
	if kind&0x70 == 0x50 {
		return fromSeptets(unpack(number, int(size)*4/7, 0))
	}
	digits := simcard.HexFromSwapped(number)[:min(int(size), 2*len(number))]
	if kind&0x70 == 0x10 {
		return "+" + digits
	}
	return digits
}

// decodeUserData takes the text from TP-UD; a header is skipped.
func decodeUserData(ud []byte, length int, dcs byte, headed bool) (string, error) {
	head := 0
	if headed {
		if len(ud) == 0 || int(ud[0])+1 > len(ud) {
			return "", errPDU
		}
		head = int(ud[0]) + 1
	}
	wide, binary := dcs&0x0C == 0x08, dcs&0x0C == 0x04
	if dcs&0xF0 == 0xF0 { // message class: only the 8 bit flag counts
		wide, binary = false, dcs&0x04 != 0
	}
	if wide || binary {
		if length != len(ud) {
			return "", errPDU
		}
		if wide {
			return fromUCS2(ud[head:]), nil
		}
		return string(ud[head:]), nil
	}
	// node-pdu counts a septet too few behind a header, and is used with real modules.
	if n := (7*length + 7) / 8; n != len(ud) && (!headed || n+1 != len(ud)) {
		return "", errPDU
	}
	lead := (8*head + 6) / 7
	return fromSeptets(unpack(ud[head:], length-lead, 7*lead-8*head)), nil
}

// reader takes bytes from the front; bad stays true once there were too few.
type reader struct {
	b   []byte
	bad bool
}

// next returns n bytes, zeros when there are too few.
func (r *reader) next(n int) []byte {
	if r.bad || n > len(r.b) {
		r.bad = true
		return make([]byte, max(n, 1))
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}
