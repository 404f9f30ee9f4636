package report

import (
	"errors"
	"fmt"
)

// fields are the values of the keys that this version knows, each as it stands in the map; nil is absent or null.
type fields struct {
	raw [20][]byte
	err error // the first of them that is not what it should be
}

// readFields takes the map apart and checks that all of it is well-formed.
func readFields(b []byte) (*fields, error) {
	s := scanner{b}
	major, _, pairs, err := s.head()
	if err != nil && len(b) > 0 && b[0]>>5 == majorMap {
		return nil, err
	}
	if err != nil || major != majorMap {
		return nil, errors.New("it is not a CBOR map")
	}
	f := &fields{}
	seen := map[string]bool{}
	for range pairs {
		key, name, err := s.key()
		if err != nil {
			return nil, err
		}
		if seen[name] {
			return nil, errors.New("it has a key twice")
		}
		seen[name] = true
		value := s.b
		if err := s.skip(1); err != nil {
			return nil, err
		}
		value = value[:len(value)-len(s.b)]
		if key < uint64(len(f.raw)) && value[0] != majorSimple<<5|simpleNull && value[0] != majorSimple<<5|simpleUndefined {
			f.raw[key] = value
		}
	}
	if len(s.b) > 0 {
		return nil, errors.New("something comes after it")
	}
	return f, nil
}

// key reads a key: a number, or a text, which no version uses. name is the same for two keys that mean the same.
func (s *scanner) key() (key uint64, name string, err error) {
	start := s.b
	major, _, arg, err := s.head()
	if err != nil {
		return 0, "", err
	}
	switch major {
	case majorUint:
		return arg, string(appendHead(nil, major, arg)), nil
	case majorNegint:
		return 1<<64 - 1, string(appendHead(nil, major, arg)), nil
	case majorText:
		s.b = start
		if err := s.skip(1); err != nil {
			return 0, "", err
		}
		text := start[:len(start)-len(s.b)]
		return 1<<64 - 1, string(appendHead(nil, major, arg)) + string(text[uint64(len(text))-arg:]), nil
	}
	return 0, "", errors.New("it has a key that is neither a number nor a text")
}

// payload makes a report of the fields; f.err tells what is wrong with them.
func (f *fields) payload() Payload {
	// A missing one of these would read as 0, which would be a statement.
	for _, key := range []int{0, 1, 2, 3, 10, 12, 13, 14, 15, 16} {
		if f.raw[key] == nil {
			f.fail(fmt.Errorf("key %d is missing or null", key))
		}
	}
	p := Payload{
		Version: uint8(f.number(0, 8)), Sequence: uint32(f.number(1, 32)), Boots: uint32(f.number(2, 32)), Card: CardState(f.number(3, 8)),
		DataLow: f.number(10, 64), SMSSent: uint32(f.number(12, 32)), SMSReceived: uint32(f.number(13, 32)),
		Verdict: uint16(f.number(14, 16)), Flags: Flags(f.number(15, 16)), Uptime: uint32(f.number(16, 32)),
		RSSI: f.dBm(7), RSRP: f.dBm(8), Attached: f.truth(5),
		AlarmsFrom: uint32(f.number(17, 32)), Alarms: f.alarms(18), AlarmsLost: uint32(f.number(19, 32)),
	}
	if f.raw[4] != nil {
		p.Registration = new(uint8(f.number(4, 8)))
	}
	if f.raw[6] != nil {
		p.RAT = new(uint8(f.number(6, 8)))
	}
	if f.raw[9] != nil {
		p.Cause = new(uint16(f.number(9, 16)))
	}
	if f.raw[11] != nil {
		p.DataHigh = new(f.number(11, 64))
	}
	return p
}

func (f *fields) fail(err error) {
	if f.err == nil {
		f.err = err
	}
}

// number is a value of 0 or more that fits so many bits; 0 when it is absent.
func (f *fields) number(key, bits int) uint64 {
	if f.raw[key] == nil {
		return 0
	}
	s := scanner{f.raw[key]}
	major, _, arg, _ := s.head() // well-formed: skip has been over it
	if major != majorUint || bits < 64 && arg>>bits != 0 {
		f.fail(fmt.Errorf("key %d is not a number of 0 or more that fits %d bits", key, bits))
		return 0
	}
	return arg
}

func (f *fields) dBm(key int) *int16 {
	if f.raw[key] == nil {
		return nil
	}
	s := scanner{f.raw[key]}
	major, _, arg, _ := s.head()
	switch {
	case major == majorUint && arg < 1<<15:
		return new(int16(arg))
	case major == majorNegint && arg < 1<<15:
		return new(-1 - int16(arg))
	}
	f.fail(fmt.Errorf("key %d is not a number that fits 16 bits", key))
	return nil
}

func (f *fields) truth(key int) *bool {
	if f.raw[key] == nil {
		return nil
	}
	switch f.raw[key][0] {
	case majorSimple<<5 | simpleTrue:
		return new(true)
	case majorSimple<<5 | simpleFalse:
		return new(false)
	}
	f.fail(fmt.Errorf("key %d is neither true nor false", key))
	return nil
}

// alarms reads a byte string, or an array of numbers as another writer may send it.
func (f *fields) alarms(key int) (list []Alarm) {
	if f.raw[key] == nil {
		return nil
	}
	s := scanner{f.raw[key]}
	major, _, arg, _ := s.head()
	switch major {
	case majorBytes:
		for _, c := range s.b {
			list = append(list, Alarm(c))
		}
		return list
	case majorArray:
		for range arg {
			major, _, kind, _ := s.head()
			if major != majorUint || kind > 255 {
				f.fail(fmt.Errorf("key %d has an alarm that is no number of 8 bits", key))
				return nil
			}
			list = append(list, Alarm(kind))
		}
		return list
	}
	f.fail(fmt.Errorf("key %d is no list of alarms", key))
	return nil
}
