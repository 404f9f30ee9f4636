package pdu

// Part is the part of a message that could not be read.
type Part uint8

// The parts, in the order of the octets.
const (
	Hex      Part = 1 // the text is not hexadecimal, or ends in half an octet
	Centre   Part = 2 // address of the service centre
	Kind     Part = 3 // message type
	Head     Part = 4 // address, coding, time stamp: what stands before the user data
	Header   Part = 5 // user data header
	UserData Part = 6
)

// An Error says where a message is broken, and never what stands there. What
// came before is in the Message that came along.
type Error struct {
	Part Part
	Why  string
}

func (e *Error) Error() string {
	names := [...]string{Hex: "text", Centre: "service centre", Kind: "type", Head: "head", Header: "user data header", UserData: "user data"}
	return "cannot read the message: " + names[e.Part] + ": " + e.Why
}
