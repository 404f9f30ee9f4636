package report

import (
	"errors"
	"fmt"

	"github.com/fxamacker/cbor/v2"
)

// MaxPayload is the most that an IP Command carries, in bytes (API reference,
// IpCommands resource: Payload). Longer reports are neither read nor sent.
const MaxPayload = 1300

var (
	encMode = must(cbor.CoreDetEncOptions().EncMode()) // shortest forms, keys in order: RFC 8949, 4.2.1
	decMode = must(cbor.DecOptions{
		DupMapKey:        cbor.DupMapKeyEnforcedAPF,
		IndefLength:      cbor.IndefLengthForbidden,
		TagsMd:           cbor.TagsForbidden,
		MaxMapPairs:      256,
		MaxArrayElements: 256,
		MaxNestedLevels:  8,
	}.DecMode())
)

// Encode gives the canonical bytes of p (RFC 8949, 4.2.1): equal payloads give equal
// bytes. It fails when a field is out of its range.
func Encode(p Payload) ([]byte, error) {
	if p.Version == 0 {
		p.Version = Schema
	}
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("cannot encode report: %w", err)
	}
	b, err := encMode.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("cannot encode report: %v", err)
	}
	return b, nil
}

// Decode reads one report, canonical or not. Unknown keys are skipped, so that old
// readers read new devices; null counts as absent, and key 18 is read as an array too. It fails on more than MaxPayload
// bytes, on anything after the map, on a key given twice and on values out of range.
func Decode(b []byte) (Payload, error) {
	if len(b) > MaxPayload {
		return Payload{}, fmt.Errorf("cannot read report: %d bytes, the most is %d", len(b), MaxPayload)
	}
	// A CBOR null decodes into a struct as if it were an empty map; insist on a map.
	if len(b) == 0 || b[0]>>5 != 5 {
		return Payload{}, errors.New("cannot read report: it is not a CBOR map")
	}
	var p Payload
	if err := decMode.Unmarshal(b, &p); err != nil {
		return Payload{}, fmt.Errorf("cannot read report: %v", err)
	}
	if err := complete(b); err != nil {
		return Payload{}, fmt.Errorf("cannot read report: %w", err)
	}
	if len(p.Alarms) == 0 {
		p.Alarms = nil
	}
	if p.Version == 0 {
		return Payload{}, errors.New("cannot read report: schema version 0 does not exist")
	}
	if err := p.check(); err != nil {
		return Payload{}, fmt.Errorf("cannot read report: %w", err)
	}
	return p, nil
}

// check holds the ranges. Those that the standards may still extend (causes,
// access technologies, card states) are left open.
func (p Payload) check() error {
	switch {
	case p.RSSI != nil && (*p.RSSI < -150 || *p.RSSI > 0):
		return fmt.Errorf("RSSI of %d dBm is not in -150..0", *p.RSSI)
	case p.RSRP != nil && (*p.RSRP < -156 || *p.RSRP > -31):
		return fmt.Errorf("RSRP of %d dBm is not in -156..-31", *p.RSRP)
	case p.DataHigh != nil && *p.DataHigh < p.DataLow:
		return fmt.Errorf("at most %d bytes is less than at least %d", *p.DataHigh, p.DataLow)
	}
	return p.checkAlarms()
}

// always are the keys that every report has: without this check a missing one would
// read as 0, which would be a statement.
var always = []uint64{0, 1, 2, 3, 10, 12, 13, 14, 15, 16}

func complete(b []byte) error {
	var m map[any]any
	if err := decMode.Unmarshal(b, &m); err != nil {
		return fmt.Errorf("%v", err)
	}
	for _, key := range always {
		if m[key] == nil {
			return fmt.Errorf("key %d is missing or null", key)
		}
	}
	return nil
}

// must is for options that are constants of this file.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
