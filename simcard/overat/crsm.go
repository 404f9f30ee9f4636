package overat

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"simagent/simcard"
)

// Commands of +CRSM (3GPP TS 27.007, 8.18).
const (
	crsmReadBinary   = 176
	crsmReadRecord   = 178
	crsmGetResponse  = 192
	crsmUpdateBinary = 214
)

// maxResponseBytes is what one answer of a card may hold (ETSI TS 102 221, 10.1.6: Le up to 256).
const maxResponseBytes = 256

// Response is what the card answered: its status word and the data, if any.
type Response struct {
	Status simcard.StatusWord
	Data   []byte
}

// Errors of the parsers. The data of an answer is never repeated in them.
var (
	errNotCRSM    = errors.New("cannot parse +CRSM: not such a line")
	errCRSMStatus = errors.New("cannot parse +CRSM: no two status bytes of 0 to 255")
	errNotHex     = errors.New("the data is not pairs of hexadecimal digits")
	errTooLong    = errors.New("the data is longer than 256 bytes")
)

// ParseCRSM reads a line `+CRSM: sw1,sw2[,"hex"]` (3GPP TS 27.007, 8.18), for example
// `+CRSM: 144,0,"98883070"`. Modules differ: blanks anywhere, no quotation marks, lower case, blanks
// before the colon, an empty third field. No error repeats the data.
func ParseCRSM(line string) (Response, error) {
	rest, ok := afterPrefix(line, "+CRSM")
	if !ok {
		return Response{}, errNotCRSM
	}
	fields := strings.SplitN(rest, ",", 3)
	if len(fields) < 2 {
		return Response{}, errCRSMStatus
	}
	sw1, err1 := strconv.ParseUint(strings.TrimSpace(fields[0]), 10, 8)
	sw2, err2 := strconv.ParseUint(strings.TrimSpace(fields[1]), 10, 8)
	if err1 != nil || err2 != nil {
		return Response{}, errCRSMStatus
	}
	r := Response{Status: simcard.SW(byte(sw1), byte(sw2))}
	if len(fields) == 3 {
		data, err := decodeHex(fields[2])
		if err != nil {
			return Response{}, fmt.Errorf("cannot parse +CRSM: %w", err)
		}
		r.Data = data
	}
	return r, nil
}

// afterPrefix cuts `+NAME:` off a line, in either case and with blanks around the colon.
func afterPrefix(line, name string) (rest string, ok bool) {
	line = strings.TrimSpace(line)
	if len(line) < len(name) || !strings.EqualFold(line[:len(name)], name) {
		return "", false
	}
	rest, ok = strings.CutPrefix(strings.TrimLeft(line[len(name):], " \t"), ":")
	return strings.TrimSpace(rest), ok
}

// decodeHex takes the data field, of which either quotation mark may be missing.
func decodeHex(field string) ([]byte, error) {
	field = strings.TrimSpace(field)
	field = strings.TrimSuffix(strings.TrimPrefix(field, `"`), `"`)
	field = strings.TrimSpace(field)
	if len(field) > 2*maxResponseBytes {
		return nil, errTooLong
	}
	data, err := hex.DecodeString(field)
	if err != nil {
		return nil, errNotHex
	}
	if len(data) == 0 {
		return nil, nil
	}
	return data, nil
}
