package simcard

// Command is a command to the card (ETSI TS 102 221, 10.1; 3GPP TS 51.011, 9.1).
type Command struct {
	Class, Instruction, P1, P2 byte

	Data   []byte // up to 255 bytes
	Expect int    // bytes of answer without Data: 1 to 256; 0: none. With Data, the answer waits for GET RESPONSE.
}

// Classes. The low two bits of Class3G and ClassGlobal are the logical channel.
const (
	Class3G     byte = 0x00 // TS 102 221, 10.1.1
	ClassGlobal byte = 0x80 // GlobalPlatform, for STORE DATA and GET DATA
	Class2G     byte = 0xA0 // TS 51.011, 9.2
)

// Instructions (TS 102 221, 10.1.2; STORE DATA: GlobalPlatform 2.1.1, 9.11).
const (
	InsVerify        byte = 0x20
	InsUnblock       byte = 0x2C
	InsManageChannel byte = 0x70
	InsSelect        byte = 0xA4
	InsReadBinary    byte = 0xB0
	InsReadRecord    byte = 0xB2
	InsGetResponse   byte = 0xC0
	InsGetData       byte = 0xCA
	InsUpdateBinary  byte = 0xD6
	InsUpdateRecord  byte = 0xDC
	InsStoreData     byte = 0xE2
	InsStatus        byte = 0xF2
)

// Bytes returns the command as the transport T=0 has it: four bytes of header, then P3 and the data. A
// command with neither data nor an answer has P3 = 0, as +CSIM wants it.
func (c Command) Bytes() []byte {
	b := []byte{c.Class, c.Instruction, c.P1, c.P2}
	if len(c.Data) > 0 {
		b = append(b, byte(min(len(c.Data), 255)))
		return append(b, c.Data[:min(len(c.Data), 255)]...)
	}
	return append(b, byte(c.Expect)) // 256 is written 0
}
