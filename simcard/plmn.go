package simcard

import "fmt"

// PLMN is a network: three digits of country and two or three of network, "310410" or "26201".
type PLMN string

// plmnBytes is the size of one entry (3GPP TS 24.008, 10.5.1.3).
const plmnBytes = 3

// DecodePLMN reads one entry of three bytes: 62 F2 10 is 26201, 13 00 14 is 310410. An unused
// entry, FF FF FF, is "" without an error.
func DecodePLMN(b []byte) (PLMN, error) {
	if len(b) != plmnBytes {
		return "", fmt.Errorf("cannot decode PLMN: %d bytes instead of 3", len(b))
	}
	if b[0] == 0xFF && b[1] == 0xFF && b[2] == 0xFF {
		return "", nil
	}
	// The third digit of the network shares a byte with the third of the country.
	n := []byte{b[0] & 0x0F, b[0] >> 4, b[1] & 0x0F, b[2] & 0x0F, b[2] >> 4, b[1] >> 4}
	if n[5] == 0x0F {
		n = n[:5]
	}
	for i := range n {
		if n[i] > 9 {
			return "", fmt.Errorf("cannot decode PLMN: nibble %X is not a digit", n[i])
		}
		n[i] += '0'
	}
	return PLMN(n), nil
}

// EncodePLMN is the inverse of DecodePLMN; "" gives the unused entry.
func EncodePLMN(p PLMN) ([]byte, error) {
	if p == "" {
		return []byte{0xFF, 0xFF, 0xFF}, nil
	}
	if len(p) != 5 && len(p) != 6 {
		return nil, fmt.Errorf("cannot encode PLMN: %d digits instead of 5 or 6", len(p))
	}
	n := []byte(p)
	for i := range n {
		if n[i] < '0' || n[i] > '9' {
			return nil, fmt.Errorf("cannot encode PLMN: character %d is not a digit", i+1)
		}
		n[i] -= '0'
	}
	third := byte(0x0F)
	if len(n) == 6 {
		third = n[5]
	}
	return []byte{n[1]<<4 | n[0], third<<4 | n[2], n[4]<<4 | n[3]}, nil
}

// DecodeFPLMN reads EF FPLMN, the networks that refused this card for good (3GPP TS 31.102,
// 4.2.16), in the order of the file. Unused entries may stand anywhere and are left out.
func DecodeFPLMN(ef []byte) ([]PLMN, error) { return decodePLMNs("FPLMN", ef) }

// DecodeEHPLMN reads EF EHPLMN, the networks that count as home (file 6FD9; 3GPP TS 31.102, 4.2.84), in
// order of preference. Unused entries may stand anywhere and are left out.
func DecodeEHPLMN(ef []byte) ([]PLMN, error) { return decodePLMNs("EHPLMN", ef) }

func decodePLMNs(name string, ef []byte) ([]PLMN, error) {
	if len(ef)%plmnBytes != 0 {
		return nil, fmt.Errorf("cannot decode %s: %w: %d bytes are not whole entries of 3", name, ErrLength, len(ef))
	}
	var list []PLMN
	for i := 0; i < len(ef); i += plmnBytes {
		p, err := DecodePLMN(ef[i : i+plmnBytes])
		if err != nil {
			return nil, fmt.Errorf("cannot decode %s: entry %d: %w", name, i/plmnBytes+1, err)
		}
		if p != "" {
			list = append(list, p)
		}
	}
	return list, nil
}

// EncodePLMNs is the inverse of DecodeFPLMN and DecodeEHPLMN, for a file of size bytes: entries behind
// the list are unused. A list that does not fit is an error.
func EncodePLMNs(list []PLMN, size int) ([]byte, error) {
	if size%plmnBytes != 0 || len(list)*plmnBytes > size {
		return nil, fmt.Errorf("cannot encode PLMN list: %w: %d entries in %d bytes", ErrLength, len(list), size)
	}
	ef := make([]byte, 0, max(size, 0))
	for _, p := range list {
		b, err := EncodePLMN(p)
		if err != nil {
			return nil, err
		}
		ef = append(ef, b...)
	}
	for len(ef) < size {
		ef = append(ef, 0xFF)
	}
	return ef, nil
}
