package simcard

import "fmt"

// StatusWord is what a card says at the end of every answer: SW1 in the high byte, SW2 in the low
// one. Values are of ETSI TS 102 221, 10.2.1 and, for 2G cards, 3GPP TS 51.011, 9.4.
type StatusWord uint16

// Status words that the code tests by name.
const (
	StatusOK           StatusWord = 0x9000
	StatusNotFound     StatusWord = 0x6A82
	StatusNotFound2G   StatusWord = 0x9404
	StatusNeedPIN      StatusWord = 0x6982
	StatusNeedPIN2G    StatusWord = 0x9804
	StatusBlocked      StatusWord = 0x6983
	StatusWrongLength  StatusWord = 0x6700
	StatusWrongOffset  StatusWord = 0x6B00
	StatusWrongData    StatusWord = 0x6A86
	StatusNoReference  StatusWord = 0x6A88
	StatusInstruction  StatusWord = 0x6D00
	StatusClass        StatusWord = 0x6E00
	StatusNotPermitted StatusWord = 0x6986
	StatusTechnical    StatusWord = 0x6F00
	StatusNoRecord     StatusWord = 0x6A83
	StatusNotPossible  StatusWord = 0x6A81 // of MANAGE CHANNEL: no channel is free
	StatusStructure    StatusWord = 0x6981
	StatusBlocked2G    StatusWord = 0x9840
)

// SW joins the two bytes of a status word.
func SW(sw1, sw2 byte) StatusWord { return StatusWord(sw1)<<8 | StatusWord(sw2) }

// SW1 returns the first byte.
func (s StatusWord) SW1() byte { return byte(s >> 8) }

// SW2 returns the second byte.
func (s StatusWord) SW2() byte { return byte(s) }

// OK reports whether the command was carried out and its data may be used: 9000, 91xx and 92xx (with
// a note from the card), 9Fxx (with more data waiting).
func (s StatusWord) OK() bool {
	switch s.SW1() {
	case 0x91, 0x92, 0x9F:
		return true
	}
	return s == StatusOK
}

// More returns how many bytes wait for GET RESPONSE: 61xx of a 3G card, 9Fxx of a 2G one. 0 in the
// second byte stands for 256.
func (s StatusWord) More() (bytes int, ok bool) {
	if s.SW1() != 0x61 && s.SW1() != 0x9F {
		return 0, false
	}
	if s.SW2() == 0 {
		return 256, true
	}
	return int(s.SW2()), true
}

// Length returns the right length of the command in bytes, when the card says that it was wrong and
// names another: 6Cxx, and 67xx of a 2G card. 0 in 6C00 stands for 256.
func (s StatusWord) Length() (bytes int, ok bool) {
	switch s.SW1() {
	case 0x6C:
		if s.SW2() == 0 {
			return 256, true
		}
		return int(s.SW2()), true
	case 0x67:
		return int(s.SW2()), s.SW2() != 0
	}
	return 0, false
}

// Retries returns how many tries of a PIN are left: 63Cx, or none when it is blocked.
func (s StatusWord) Retries() (left int, ok bool) {
	switch {
	case s&0xFFF0 == 0x63C0:
		return int(s & 0x000F), true
	case s == StatusBlocked, s == StatusBlocked2G:
		return 0, true
	}
	return 0, false
}

// String writes the four hexadecimal digits and the meaning: "6982 (PIN needed)".
func (s StatusWord) String() string { return fmt.Sprintf("%04X (%s)", uint16(s), s.Meaning()) }

// Meaning says in a few words what the card means.
func (s StatusWord) Meaning() string {
	if text := exactMeaning(s); text != "" {
		return text
	}
	switch s.SW1() {
	case 0x61:
		return fmt.Sprintf("done, %d bytes waiting", s.SW2())
	case 0x62:
		return "warning, the card has not changed"
	case 0x63:
		if left, ok := s.Retries(); ok {
			return fmt.Sprintf("wrong PIN, %d tries left", left)
		}
		return "warning, the card has changed"
	case 0x64:
		return "not done, the card has not changed"
	case 0x65:
		return "not done, the card has changed"
	case 0x67:
		if right, ok := s.Length(); ok {
			return fmt.Sprintf("wrong length, %d bytes are right", right)
		}
		return "wrong length"
	case 0x68:
		return "function of the class not supported"
	case 0x69:
		return "command not allowed"
	case 0x6A:
		return "wrong parameters"
	case 0x6B:
		return "wrong P1 or P2"
	case 0x6C:
		right, _ := s.Length()
		return fmt.Sprintf("wrong length, %d bytes are right", right)
	case 0x6D:
		return "instruction unknown"
	case 0x6E:
		return "class unknown"
	case 0x6F:
		return "technical problem"
	case 0x91:
		return fmt.Sprintf("done, a proactive command of %d bytes waits", s.SW2())
	case 0x92:
		return "done after repeated writing"
	case 0x93:
		return "card busy"
	case 0x94:
		return "problem with the file"
	case 0x98:
		return "problem with PIN or authentication"
	case 0x9E:
		return fmt.Sprintf("the toolkit failed, %d bytes waiting", s.SW2())
	case 0x9F:
		return fmt.Sprintf("done, %d bytes waiting", s.SW2())
	}
	return "unknown status"
}

// exactMeaning covers the words whose second byte belongs to the meaning.
func exactMeaning(s StatusWord) string {
	switch s {
	case StatusOK:
		return "done"
	case 0x6200:
		return "warning, no information"
	case 0x6281:
		return "part of the data may be corrupted"
	case 0x6282:
		return "end of file before the asked length"
	case 0x6283:
		return "file is deactivated"
	case 0x6285:
		return "file is terminated"
	case 0x62F3:
		return "done, and more data is there"
	case 0x6381:
		return "file is full"
	case 0x6581, 0x9240:
		return "memory problem"
	case 0x6881:
		return "logical channel not supported"
	case 0x6882:
		return "secure messaging not supported"
	case StatusStructure:
		return "command does not fit the structure of the file"
	case StatusNeedPIN:
		return "PIN needed"
	case StatusBlocked:
		return "PIN blocked"
	case 0x6984:
		return "referenced data is unusable"
	case 0x6985:
		return "conditions of use not met"
	case 0x6989:
		return "not allowed, the channel is not secured"
	case StatusNotPermitted:
		return "no file selected"
	case 0x6A80:
		return "wrong parameters in the data"
	case StatusNotPossible:
		return "function not supported"
	case StatusNotFound, StatusNotFound2G:
		return "file not found"
	case StatusNoRecord:
		return "record not found"
	case 0x6A84:
		return "no memory left"
	case 0x6A85:
		return "length does not fit the structure of the data"
	case 0x6A89:
		return "file is there already"
	case StatusWrongData:
		return "wrong P1 or P2"
	case 0x6A87:
		return "length does not fit P1 and P2"
	case StatusNoReference:
		return "referenced data not found"
	case StatusWrongOffset:
		return "offset outside the file"
	case StatusInstruction:
		return "instruction unknown"
	case StatusClass:
		return "class unknown"
	}
	return exactMeaning2G(s)
}

// exactMeaning2G covers 3GPP TS 51.011, 9.4.4 and 9.4.5.
func exactMeaning2G(s StatusWord) string {
	switch s {
	case 0x9300:
		return "application toolkit busy"
	case 0x9400:
		return "no file selected"
	case 0x9402:
		return "address outside the file"
	case 0x9408:
		return "file does not fit the command"
	case 0x9802:
		return "no PIN initialised"
	case StatusNeedPIN2G:
		return "PIN needed, or PIN wrong"
	case 0x9808:
		return "PIN state forbids it"
	case 0x9810:
		return "invalidation state forbids it"
	case StatusBlocked2G:
		return "PIN blocked"
	case 0x9850:
		return "value cannot be raised"
	case 0x9862:
		return "authentication failed"
	case 0x9863:
		return "security session has expired"
	}
	return ""
}
