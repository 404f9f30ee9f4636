package simcard

import "fmt"

// Emergency is one entry of EF ECC: a number that is an emergency call on this card.
type Emergency struct {
	Number   string
	Name     string   // what a screen shows while calling; "" without one
	Services Services // bit n for service n: 1 police, 2 ambulance, 3 fire, 4 coast guard, 5 mountain rescue, 6 and 7 eCall; empty on a 2G card
}

// eccBytes is the size of a number (3GPP TS 51.011, 10.3.27): up to six digits in swapped BCD.
const eccBytes = 3

// DecodeECC reads EF ECC of a 2G card (file 6FB7; 3GPP TS 51.011, 10.3.27), a row of numbers of three bytes:
// 11 F2 FF is 112. Unused entries are FF. A file without a number gives ErrBlank.
func DecodeECC(ef []byte) ([]Emergency, error) {
	if blank(ef) {
		return nil, fmt.Errorf("cannot read ECC: %w", ErrBlank)
	}
	if len(ef)%eccBytes != 0 {
		return nil, fmt.Errorf("cannot read ECC: %w: not whole numbers of 3 bytes", ErrLength)
	}
	var list []Emergency
	for i := 0; i < len(ef); i += eccBytes {
		if n := DecimalBCD(ef[i:i+eccBytes], true); n != "" {
			list = append(list, Emergency{Number: n})
		}
	}
	if list == nil {
		return nil, fmt.Errorf("cannot read ECC: %w", ErrBlank)
	}
	return list, nil
}

// DecodeECCRecord reads one record of EF ECC of a 3G card (3GPP TS 31.102, 4.2.21): a number of three bytes,
// a name as DecodeAlpha reads it, and a byte of services. 11 F2 FF 00 is 112 for no service by name.
// A record without a number gives ErrBlank.
func DecodeECCRecord(record []byte) (Emergency, error) {
	if blank(record) {
		return Emergency{}, fmt.Errorf("cannot read ECC: %w", ErrBlank)
	}
	if len(record) < eccBytes+1 {
		return Emergency{}, fmt.Errorf("cannot read ECC: %w", ErrLength)
	}
	last := len(record) - 1
	e := Emergency{Number: DecimalBCD(record[:eccBytes], true)}
	if e.Number == "" {
		return Emergency{}, fmt.Errorf("cannot read ECC: %w", ErrBlank)
	}
	if record[last] != 0 && record[last] != 0xFF {
		e.Services = Services{record[last] & 0x7F}
	}
	name, err := DecodeAlpha(record[eccBytes:last])
	if err != nil {
		return Emergency{}, fmt.Errorf("cannot read ECC: %w", err)
	}
	e.Name = name
	return e, nil
}
