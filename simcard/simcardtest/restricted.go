package simcardtest

import "simagent/simcard"

// Commands of +CRSM (3GPP TS 27.007, 8.18).
const (
	crsmReadBinary   = 176
	crsmReadRecord   = 178
	crsmGetResponse  = 192
	crsmUpdateBinary = 214
	crsmUpdateRecord = 220
	crsmStatus       = 242
)

// Restricted answers +CRSM=command,file,p1,p2,p3,data as a module does that carries it to the card: it
// selects the file by itself, and a length that does not fit is said by the card's status word. What is
// not a command of +CRSM gets 6D00. p3 = 0 reads up to 256 bytes, or the whole record.
func (c *Card) Restricted(command int, id simcard.FileID, p1, p2, p3 int, body []byte) (data []byte, sw1, sw2 byte) {
	switch command {
	case crsmReadBinary:
		return c.ReadBinary(id, p1<<8|p2, p3)
	case crsmReadRecord:
		return c.ReadRecord(id, p1, p3)
	case crsmGetResponse, crsmStatus:
		return c.Describe(id)
	case crsmUpdateBinary:
		sw1, sw2 = c.UpdateBinary(id, p1<<8|p2, body)
		return nil, sw1, sw2
	case crsmUpdateRecord:
		sw1, sw2 = c.UpdateRecord(id, p1, body)
		return nil, sw1, sw2
	}
	return nil, simcard.StatusInstruction.SW1(), simcard.StatusInstruction.SW2()
}
