package atcmd

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// ParseCMTI reads `+CMTI: <mem>,<index>` (27.005 3.4.1): where a new message
// was stored. The index is -1 when the module does not say it well; the list
// of messages then tells.
func ParseCMTI(line string) (mem string, index int, err error) {
	name, f, ok := cut(line)
	if !ok || name != "+CMTI" {
		return "", -1, fmt.Errorf("not a +CMTI line")
	}
	mem, _ = f.next()
	t, _ := f.next()
	index, ok = decimal(t)
	if !ok || index < 0 {
		index = -1
	}
	return mem, index, nil
}

// A StoredSMS is one message of a +CMGL or +CMGR answer in PDU mode.
type StoredSMS struct {
	Index int // -1 in a +CMGR answer
	Stat  int // 0 received unread, 1 received read, 2 stored unsent, 3 stored sent
	PDU   string
}

// ParseMessages reads the answer of AT+CMGL=4 or AT+CMGR=<i> in PDU mode
// (27.005 4.1, 4.2): a header line and a line of hexadecimal digits for each
// message. What is neither is passed over.
func ParseMessages(lines []string) []StoredSMS {
	var out []StoredSMS
	for i := 0; i+1 < len(lines); i++ {
		name, f, ok := cut(lines[i])
		if !ok || name != "+CMGL" && name != "+CMGR" || !isHex(lines[i+1]) {
			continue
		}
		m := StoredSMS{Index: -1, PDU: lines[i+1]}
		if name == "+CMGL" {
			m.Index = f.int(-1)
		}
		m.Stat = f.int(0)
		if f.err == nil {
			out = append(out, m)
		}
		i++
	}
	return out
}

// isHex tells whether s is made of hexadecimal digits. Their number may be odd:
// a message that a module stored broken still takes a place and has to be seen.
func isHex(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(s) >= 2
}

// A Deliver is the head of an SMS-DELIVER: enough to know who sent it and to
// tell two messages apart. The text is not decoded: a counter must not depend
// on an alphabet.
type Deliver struct {
	From string // digits as the network wrote them, or "" for an alphanumeric sender
	SCTS string // service centre time stamp, 14 hexadecimal digits as they came
}

var errNotDeliver = errors.New("not an SMS-DELIVER")

// ParseDeliver reads the head of a PDU in hexadecimal (23.040 9.2.2.1), the
// service centre's address in front (27.005 3.1).
func ParseDeliver(pdu string) (Deliver, error) {
	b, err := hex.DecodeString(pdu)
	if err != nil {
		return Deliver{}, errors.New("cannot read the message: not hexadecimal")
	}
	if len(b) < 1 || len(b) < int(b[0])+3 {
		return Deliver{}, errors.New("cannot read the message: too short")
	}
	b = b[1+int(b[0]):]
	if b[0]&0x03 != 0 {
		return Deliver{}, errNotDeliver
	}
	digits := int(b[1]) // in half-octets, 23.040 9.1.2.5
	octets := (digits + 1) / 2
	if digits > 20 || len(b) < 3+octets+2+7 {
		return Deliver{}, errors.New("cannot read the message: too short")
	}
	d := Deliver{SCTS: strings.ToUpper(hex.EncodeToString(b[3+octets+2 : 3+octets+2+7]))}
	if b[2]&0x70 != 0x50 { // type of number: not alphanumeric
		d.From = swapped(b[3:3+octets], digits)
	}
	return d, nil
}

// swapped reads n semi-octets, low half first.
func swapped(b []byte, n int) string {
	const symbols = "0123456789*#abc"
	var s strings.Builder
	for i := range n {
		h := b[i/2]
		if i%2 == 1 {
			h >>= 4
		}
		if h &= 0x0f; h < 0x0f {
			s.WriteByte(symbols[h])
		}
	}
	return s.String()
}
