package report

import (
	"encoding/binary"
	"errors"
	"unicode/utf8"
)

// The little CBOR (RFC 8949) that a report needs. A whole library is ten times as large, and the reports of an agent that fits
// a router's flash are the only CBOR in it; the tests hold this one against such a library.

// Major types (3.1).
const (
	majorUint   = 0
	majorNegint = 1
	majorBytes  = 2
	majorText   = 3
	majorArray  = 4
	majorMap    = 5
	majorTag    = 6
	majorSimple = 7
)

// Simple values (3.3).
const (
	simpleFalse     = 20
	simpleTrue      = 21
	simpleNull      = 22
	simpleUndefined = 23
)

// appendHead appends a head in its shortest form.
func appendHead(b []byte, major byte, arg uint64) []byte {
	major <<= 5
	switch {
	case arg < 24:
		return append(b, major|byte(arg))
	case arg < 1<<8:
		return append(b, major|24, byte(arg))
	case arg < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, major|25), uint16(arg))
	case arg < 1<<32:
		return binary.BigEndian.AppendUint32(append(b, major|26), uint32(arg))
	}
	return binary.BigEndian.AppendUint64(append(b, major|27), arg)
}

var (
	errEnd        = errors.New("it ends too early")
	errIndefinite = errors.New("it has an indefinite length")
	errTag        = errors.New("it has a tag")
	errHead       = errors.New("it is not well-formed CBOR")
	errUTF8       = errors.New("it has a text that is not UTF-8")
	errDeep       = errors.New("it is nested too deep")
)

// scanner reads items one after the other.
type scanner struct {
	b []byte // what is left
}

// head reads a head. Floats are a simple value whose info is 25 to 27.
func (s *scanner) head() (major, info byte, arg uint64, err error) {
	if len(s.b) == 0 {
		return 0, 0, 0, errEnd
	}
	major, info = s.b[0]>>5, s.b[0]&31
	s.b = s.b[1:]
	switch {
	case info < 24:
		return major, info, uint64(info), nil
	case info == 31:
		return 0, 0, 0, errIndefinite
	case info > 27:
		return 0, 0, 0, errHead
	}
	n := 1 << (info - 24)
	if len(s.b) < n {
		return 0, 0, 0, errEnd
	}
	for _, c := range s.b[:n] {
		arg = arg<<8 | uint64(c)
	}
	s.b = s.b[n:]
	if major == majorSimple && info == 24 && arg < 32 {
		return 0, 0, 0, errHead // 3.3: such a value has its own short form only
	}
	return major, info, arg, nil
}

// take takes the content of a string.
func (s *scanner) take(n uint64) ([]byte, error) {
	if n > uint64(len(s.b)) {
		return nil, errEnd
	}
	content := s.b[:n]
	s.b = s.b[n:]
	return content, nil
}

// deepest bounds how deep an item may be nested.
const deepest = 16

// skip passes one item with all that is in it, and checks that it is well-formed.
func (s *scanner) skip(depth int) error {
	major, _, arg, err := s.head()
	switch {
	case err != nil:
		return err
	case depth > deepest:
		return errDeep
	}
	switch major {
	case majorTag:
		return errTag
	case majorBytes, majorText:
		content, err := s.take(arg)
		if err == nil && major == majorText && !utf8.Valid(content) {
			err = errUTF8
		}
		return err
	case majorArray, majorMap:
		// Each item has a byte or more, so that a false count ends with the bytes.
		for range arg {
			if err := s.skip(depth + 1); err != nil {
				return err
			}
			if major == majorMap {
				if err := s.skip(depth + 1); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
