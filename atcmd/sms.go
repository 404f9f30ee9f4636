package atcmd

import (
	"errors"
	"fmt"
	"strings"

	"simagent/atcmd/pdu"
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
	Index  int // -1 in a +CMGR answer
	Stat   int // 0 received unread, 1 received read, 2 stored unsent, 3 stored sent
	PDU    string
	Length int // octets without the service centre, as the line before says; -1 when it does not
}

// ParseMessages reads the answer of AT+CMGL=4 or AT+CMGR=<i> in PDU mode
// (27.005 4.1, 4.2): a header line and a line of hexadecimal digits for each
// message. What is neither is passed over, and what old phones write behind the
// digits, a quotation mark.
func ParseMessages(lines []string) []StoredSMS {
	var out []StoredSMS
	for i := 0; i+1 < len(lines); i++ {
		name, f, ok := cut(lines[i])
		digits := strings.TrimRight(lines[i+1], "\" \r")
		if !ok || name != "+CMGL" && name != "+CMGR" || !isHex(digits) {
			continue
		}
		m := StoredSMS{Index: -1, PDU: digits, Length: -1}
		if name == "+CMGL" {
			m.Index = f.int(-1)
		}
		m.Stat = f.int(0)
		if f.err == nil {
			m.Length = lastLength(f)
			out = append(out, m)
		}
		i++
	}
	return out
}

// lastLength reads `[<alpha>],<length>` behind the status; the alpha is
// sometimes left out with its comma.
func lastLength(f fields) (n int) {
	n = -1
	for f.more {
		t, _ := f.next()
		if v, ok := decimal(t); ok && v >= 0 {
			n = v
		}
	}
	return n
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

// ParseDeliver reads the head of a PDU in hexadecimal, the service centre's
// address in front (27.005 3.1). What stands behind the time stamp may be broken.
func ParseDeliver(text string) (Deliver, error) {
	m, err := pdu.Decode(text, -1)
	switch {
	case m.Type != pdu.Deliver && m.Type != pdu.None:
		return Deliver{}, errNotDeliver
	case m.Stamp == "":
		return Deliver{}, err
	}
	return Deliver{From: m.Peer.Digits, SCTS: m.Stamp}, nil
}
