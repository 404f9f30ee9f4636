package simcard

import "fmt"

// GUTI is the temporary number of a subscription in an LTE core, with the core that gave it.
type GUTI struct {
	PLMN  PLMN
	Group uint16 // MME group
	Code  byte   // MME code
	MTMSI TMSI
}

// EPSLOCI is EF EPSLOCI: where the card was registered last on LTE.
type EPSLOCI struct {
	GUTI   *GUTI // nil: none
	Area   Area  // tracking area
	Status UpdateStatus
}

// Layout of EF EPSLOCI; the GUTI stands as in an EPS mobile identity from its length on (3GPP TS 24.301, 9.9.3.12).
// Unverified: that the file starts with the length is from memory, no dump of a card was at hand; a file that
// starts otherwise gives no GUTI.
const (
	epslociBytes = 18
	gutiBytes    = 12
	gutiLength   = 11   // of what follows the first byte
	gutiType     = 0xF6 // no digits, type 6
)

// DecodeEPSLOCI reads EF EPSLOCI (file 6FE3; 3GPP TS 31.102, 4.2.91): GUTI (12 bytes: 0B F6, network,
// MME group, MME code, M-TMSI), network (3), tracking area code (2), status.
func DecodeEPSLOCI(ef []byte) (EPSLOCI, error) {
	if len(ef) != epslociBytes {
		return EPSLOCI{}, fmt.Errorf("cannot read EPSLOCI: %w", ErrLength)
	}
	return EPSLOCI{GUTI: decodeGUTI(ef[:gutiBytes]), Area: area(ef[12:17]), Status: UpdateStatus(ef[17] & 7)}, nil
}

func decodeGUTI(b []byte) *GUTI {
	if b[0] != gutiLength || b[1] != gutiType {
		return nil
	}
	p, err := DecodePLMN(b[2:5])
	if err != nil || p == "" {
		return nil
	}
	return &GUTI{PLMN: p, Group: uint16(b[5])<<8 | uint16(b[6]), Code: b[7], MTMSI: tmsi(b[8:])}
}
