package simcard

import "fmt"

// PSLOCI is EF PSLOCI: where the card was registered last for packet data, on 2G and 3G.
type PSLOCI struct {
	PTMSI     TMSI
	Signature uint32 // of the P-TMSI, 24 bits; FFFFFF: none
	Area      Area   // location area
	Routing   byte   // routing area code (RAC)
	Status    UpdateStatus
}

// pslociBytes is the length of EF PSLOCI.
const pslociBytes = 14

// DecodePSLOCI reads EF PSLOCI (file 6F73; 3GPP TS 31.102, 4.2.23): P-TMSI (4 bytes), its signature (3),
// network (3), location area code (2), routing area code (1), status.
func DecodePSLOCI(ef []byte) (PSLOCI, error) {
	if len(ef) != pslociBytes {
		return PSLOCI{}, fmt.Errorf("cannot read PSLOCI: %w", ErrLength)
	}
	return PSLOCI{
		PTMSI:     tmsi(ef),
		Signature: uint32(ef[4])<<16 | uint32(ef[5])<<8 | uint32(ef[6]),
		Area:      area(ef[7:12]), Routing: ef[12], Status: UpdateStatus(ef[13] & 7),
	}, nil
}
