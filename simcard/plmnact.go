package simcard

import "fmt"

// PLMNAcT is one entry of a list of preferred networks. An entry whose network is "" is unused.
type PLMNAcT struct {
	PLMN PLMN
	AcT  AcT
}

// plmnActBytes is the size of one entry (3GPP TS 31.102, 4.2.5).
const plmnActBytes = plmnBytes + 2

// DecodePLMNAcT reads a list of networks in order of preference: EF PLMNwAcT (file 6F60, the user's),
// OPLMNwAcT (6F61, the operator's) and HPLMNwAcT (6F62, the home network's accesses), of 3GPP TS 31.102,
// 4.2.5, 4.2.53 and 4.2.54. An entry has three bytes of network and two of accesses: 62 F2 10 40 00 is 26201
// on E-UTRAN. Unused entries may stand anywhere and are left out. Errors name the entry, counted from 1.
func DecodePLMNAcT(ef []byte) ([]PLMNAcT, error) {
	if len(ef)%plmnActBytes != 0 {
		return nil, fmt.Errorf("cannot read PLMN list: %w: not whole entries of 5 bytes", ErrLength)
	}
	var list []PLMNAcT
	for i := 0; i < len(ef); i += plmnActBytes {
		p, err := DecodePLMN(ef[i : i+plmnBytes])
		if err != nil {
			return nil, fmt.Errorf("cannot read PLMN list: entry %d: %w", i/plmnActBytes+1, err)
		}
		if p != "" {
			list = append(list, PLMNAcT{PLMN: p, AcT: AcT(ef[i+3])<<8 | AcT(ef[i+4])})
		}
	}
	return list, nil
}

// EncodePLMNAcT is the inverse of DecodePLMNAcT, for a file of size bytes: entries behind the list are
// FF FF FF 00 00. A list that does not fit is an error.
func EncodePLMNAcT(list []PLMNAcT, size int) ([]byte, error) {
	if size%plmnActBytes != 0 || len(list)*plmnActBytes > size {
		return nil, fmt.Errorf("cannot encode PLMN list: %w: %d entries in %d bytes", ErrLength, len(list), size)
	}
	ef := make([]byte, 0, max(size, 0))
	for _, e := range list {
		b, err := EncodePLMN(e.PLMN)
		if err != nil {
			return nil, err
		}
		ef = append(ef, b[0], b[1], b[2], byte(e.AcT>>8), byte(e.AcT))
	}
	for len(ef) < size {
		ef = append(ef, 0xFF, 0xFF, 0xFF, 0x00, 0x00)
	}
	return ef, nil
}
