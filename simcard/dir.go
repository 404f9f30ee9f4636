package simcard

import (
	"bytes"
	"fmt"
)

// Application is one entry of EF DIR: an application on the card.
type Application struct {
	AID   []byte // identifier, 5 to 16 bytes
	Label string // "" without one
}

// usimPrefix is how the identifier of every USIM starts (ETSI TS 101 220, annex E: 3GPP, application code 1002).
var usimPrefix = []byte{0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02}

// USIM reports whether the application is a USIM.
func (a Application) USIM() bool { return bytes.HasPrefix(a.AID, usimPrefix) }

// DecodeDIR reads one record of EF DIR (file 2F00; ETSI TS 102 221, 13.1): a template with tag 61 that holds the
// identifier (4F) and a label (50). 61 12 4F 10 A0 00 00 00 87 10 02 … is a USIM. A record that was never
// written gives ErrBlank.
func DecodeDIR(record []byte) (Application, error) {
	if blank(record) {
		return Application{}, fmt.Errorf("cannot read DIR: %w", ErrBlank)
	}
	outer, ok := FindTLV(record, 0x61)
	if !ok {
		return Application{}, fmt.Errorf("cannot read DIR: %w", errTLV)
	}
	aid, ok := FindTLV(outer, 0x4F)
	if !ok || len(aid) < 5 || len(aid) > 16 {
		return Application{}, fmt.Errorf("cannot read DIR: no application identifier of 5 to 16 bytes")
	}
	a := Application{AID: bytes.Clone(aid)}
	if label, ok := FindTLV(outer, 0x50); ok {
		a.Label, _ = DecodeAlpha(label) // without a readable label it is still the application
	}
	return a, nil
}
