package pdu

import "time"

// Type is what kind of message a PDU is, TP-MTI of 23.040 9.2.3.1.
type Type uint8

// The types. Of a message that could not be read so far it is None.
const (
	None         Type = 0
	Deliver      Type = 1 // received
	Submit       Type = 2 // sent, or to be sent
	StatusReport Type = 3 // what became of a sent one
)

// A Message is a decoded PDU. Of a broken one the fields that come behind the
// fault are zero.
type Message struct {
	Type   Type
	Centre Address // service centre; empty when the module's own is meant
	Peer   Address // sender of a Deliver, recipient of the others
	Ref    byte    // TP-MR of a Submit or a StatusReport: pairs the two
	PID    byte
	DCS    byte
	Coding Coding
	Class  int8 // 0 shows at once, 1 module, 2 SIM, 3 equipment; -1 none

	Stamp      string    // the service centre's time as on the wire: 14 hexadecimal digits, upper case
	Time       time.Time // the same, in its zone; zero when it is none
	Discharged time.Time // of a StatusReport: when it was delivered or given up
	Status     Status    // of a StatusReport

	Header  []Element // user data header, in its order
	Segment Segment   // zero for a message in one piece
	Ports   Ports     // zero when none are given
	Locking byte      // national language of the locking shift table, 0 default: Text is then wrong in places
	Single  byte      // national language of the single shift table, 0 default
	Text    string    // of GSM7 and UCS2
	Data    []byte    // of Data8
}

// A Segment tells which part of a concatenated message this is (23.040
// 9.2.3.24.1 and 9.2.3.24.8).
type Segment struct {
	Ref    uint16 // the same in all parts
	Max    uint8  // number of parts, 1..255
	Number uint8  // 1..Max
}

// Whole tells whether the message came in one piece.
func (s Segment) Whole() bool { return s.Max == 0 }

// Ports are application ports (23.040 9.2.3.24.3 and 9.2.3.24.4).
type Ports struct {
	To, From uint16
}

// An Element is one information element of the user data header.
type Element struct {
	ID   byte
	Data []byte
}

// Status is TP-Status of a report (23.040 9.2.3.15).
type Status byte

// Delivered tells that the recipient has the message.
func (s Status) Delivered() bool { return s <= 0x02 }

// Pending tells that the service centre still tries.
func (s Status) Pending() bool { return s&0x60 == 0x20 && s < 0x80 }

// Failed tells that it gave up; no second report comes.
func (s Status) Failed() bool { return s >= 0x40 && s < 0x80 }
