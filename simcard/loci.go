package simcard

import "fmt"

// LOCI is EF LOCI: where the card was registered last for calls and SMS.
type LOCI struct {
	TMSI   TMSI
	Area   Area // location area
	Status UpdateStatus
}

// lociBytes is the length of EF LOCI.
const lociBytes = 11

// DecodeLOCI reads EF LOCI (file 6F7E; 3GPP TS 31.102, 4.2.17): TMSI (4 bytes), network (3), location area
// code (2), one reserved, status. FF FF FF FF FF FF FF FF FE 00 01 is a card that has been nowhere.
func DecodeLOCI(ef []byte) (LOCI, error) {
	if len(ef) != lociBytes {
		return LOCI{}, fmt.Errorf("cannot read LOCI: %w", ErrLength)
	}
	return LOCI{TMSI: tmsi(ef), Area: area(ef[4:9]), Status: UpdateStatus(ef[10] & 7)}, nil
}
