package simcard

import "fmt"

// OperationMode is the first byte of EF AD: what the card is for.
type OperationMode byte

// The modes (3GPP TS 31.102, 4.2.18).
const (
	ModeNormal           OperationMode = 0x00
	ModeNormalSpecific   OperationMode = 0x01 // normal, with specific facilities
	ModeMaintenance      OperationMode = 0x02
	ModeCellTest         OperationMode = 0x04
	ModeTypeApproval     OperationMode = 0x80
	ModeApprovalSpecific OperationMode = 0x81
)

// String says the mode in a few words.
func (m OperationMode) String() string {
	switch m {
	case ModeNormal:
		return "normal"
	case ModeNormalSpecific:
		return "normal, specific facilities"
	case ModeMaintenance:
		return "maintenance"
	case ModeCellTest:
		return "cell test"
	case ModeTypeApproval:
		return "type approval"
	case ModeApprovalSpecific:
		return "type approval, specific facilities"
	}
	return fmt.Sprintf("reserved (%02X)", byte(m))
}

// AD is EF AD, the administrative data.
type AD struct {
	Mode      OperationMode
	Info      uint16 // bytes 2 and 3; their meaning depends on the mode
	MNCLength int    // digits of the network within the IMSI, 2 or 3; 0: the card does not say
}

// adBytes is what EF AD has at least; the fourth byte, with the length of the MNC, came later, and cards
// without it are around.
const adBytes = 3

// DecodeAD reads EF AD (file 6FAD; 3GPP TS 31.102, 4.2.18): mode, two bytes of information, and in
// the low nibble of the fourth byte the length of the MNC. 00 00 00 02 is a normal card with an MNC of
// two digits. Further bytes are reserved and passed over.
func DecodeAD(ef []byte) (AD, error) {
	if blank(ef) {
		return AD{}, fmt.Errorf("cannot read AD: %w", ErrBlank)
	}
	if len(ef) < adBytes {
		return AD{}, fmt.Errorf("cannot read AD: %w", ErrLength)
	}
	ad := AD{Mode: OperationMode(ef[0]), Info: uint16(ef[1])<<8 | uint16(ef[2])}
	if len(ef) > adBytes {
		if n := int(ef[3] & 0x0F); n == 2 || n == 3 {
			ad.MNCLength = n
		}
	}
	return ad, nil
}
