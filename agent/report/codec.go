package report

import (
	"errors"
	"fmt"
)

// MaxPayload is the most that an IP Command carries, in bytes (API reference,
// IpCommands resource: Payload). Longer reports are neither read nor sent.
const MaxPayload = 1300

// Encode gives the canonical bytes of p (RFC 8949, 4.2.1): equal payloads give equal
// bytes. It fails when a field is out of its range.
func Encode(p Payload) ([]byte, error) {
	if p.Version == 0 {
		p.Version = Schema
	}
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("cannot encode report: %w", err)
	}
	return p.append(make([]byte, 0, 64)), nil
}

// append appends the map. All keys are below 24, and so is their number.
func (p Payload) append(b []byte) []byte {
	start := len(b)
	b = append(b, majorMap<<5)
	pair := func(key byte, major byte, arg uint64) {
		b[start]++
		b = appendHead(append(b, key), major, arg)
	}
	number := func(key byte, v uint64) { pair(key, majorUint, v) }
	dBm := func(key byte, v *int16) {
		switch {
		case v == nil:
		case *v < 0:
			pair(key, majorNegint, uint64(-1-int64(*v)))
		default:
			number(key, uint64(*v))
		}
	}
	number(0, uint64(p.Version))
	number(1, uint64(p.Sequence))
	number(2, uint64(p.Boots))
	number(3, uint64(p.Card))
	if p.Registration != nil {
		number(4, uint64(*p.Registration))
	}
	if p.Attached != nil {
		v := uint64(simpleFalse)
		if *p.Attached {
			v = simpleTrue
		}
		pair(5, majorSimple, v)
	}
	if p.RAT != nil {
		number(6, uint64(*p.RAT))
	}
	dBm(7, p.RSSI)
	dBm(8, p.RSRP)
	if p.Cause != nil {
		number(9, uint64(*p.Cause))
	}
	number(10, p.DataLow)
	if p.DataHigh != nil {
		number(11, *p.DataHigh)
	}
	number(12, uint64(p.SMSSent))
	number(13, uint64(p.SMSReceived))
	number(14, uint64(p.Verdict))
	number(15, uint64(p.Flags))
	number(16, uint64(p.Uptime))
	if len(p.Alarms) > 0 {
		number(17, uint64(p.AlarmsFrom))
		pair(18, majorBytes, uint64(len(p.Alarms)))
		for _, a := range p.Alarms {
			b = append(b, byte(a))
		}
	}
	if p.AlarmsLost > 0 {
		number(19, uint64(p.AlarmsLost))
	}
	return b
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

// Decode reads one report, canonical or not. Unknown keys are skipped, so that old
// readers read new devices; null counts as absent, and key 18 is read as an array too. It fails on more than MaxPayload
// bytes, on anything after the map, on a key given twice and on values out of range.
func Decode(b []byte) (Payload, error) {
	p, err := decode(b)
	if err != nil {
		return Payload{}, fmt.Errorf("cannot read report: %w", err)
	}
	return p, nil
}

func decode(b []byte) (Payload, error) {
	if len(b) > MaxPayload {
		return Payload{}, fmt.Errorf("%d bytes, the most is %d", len(b), MaxPayload)
	}
	f, err := readFields(b)
	if err != nil {
		return Payload{}, err
	}
	p := f.payload()
	if f.err != nil {
		return Payload{}, f.err
	}
	if p.Version == 0 {
		return Payload{}, errors.New("schema version 0 does not exist")
	}
	return p, p.check()
}
