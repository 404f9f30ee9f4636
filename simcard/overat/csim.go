package overat

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"simagent/simcard"
)

// Errors of the parsers of +CSIM and +CGLA, which have one form.
var (
	errNotAPDU    = errors.New("not such a line")
	errAPDULength = errors.New("no length before the data")
	errAPDUQuotes = errors.New("the data is not quoted")
	errAPDUShort  = errors.New("shorter than a status word")
)

// ParseCSIM reads a line `+CSIM: length,"hex"` (3GPP TS 27.007, 8.17), for example `+CSIM: 4,"63C3"`.
// The last two bytes are the status word. The length is required, but modules miscount it, so its value
// is not compared. The quotation marks are required. No error repeats the data.
func ParseCSIM(line string) (Response, error) { return parseAPDU(line, "+CSIM") }

// ParseCGLA reads a line `+CGLA: length,"hex"` (3GPP TS 27.007, 8.43), the same for a logical channel.
func ParseCGLA(line string) (Response, error) { return parseAPDU(line, "+CGLA") }

func parseAPDU(line, name string) (Response, error) {
	r, err := cutAPDU(line, name)
	if err != nil {
		return Response{}, fmt.Errorf("cannot parse %s: %w", name, err)
	}
	return r, nil
}

func cutAPDU(line, name string) (Response, error) {
	rest, ok := afterPrefix(line, name)
	if !ok {
		return Response{}, errNotAPDU
	}
	length, data, ok := strings.Cut(rest, ",")
	if !ok {
		return Response{}, errAPDULength
	}
	if _, err := strconv.ParseUint(strings.TrimSpace(length), 10, 16); err != nil {
		return Response{}, errAPDULength
	}
	data = strings.TrimSpace(data)
	if len(data) < 2 || data[0] != '"' || data[len(data)-1] != '"' {
		return Response{}, errAPDUQuotes
	}
	if len(data) > 2*maxResponseBytes+4+2 {
		return Response{}, errTooLong
	}
	return splitStatus(data[1 : len(data)-1])
}

// splitStatus takes data and status word apart.
func splitStatus(text string) (Response, error) {
	if len(text) < 4 {
		return Response{}, errAPDUShort
	}
	status, err := decodeHex(text[len(text)-4:])
	if err != nil || len(status) != 2 {
		return Response{}, errNotHex
	}
	data, err := decodeHex(text[:len(text)-4])
	if err != nil {
		return Response{}, err
	}
	return Response{Status: simcard.SW(status[0], status[1]), Data: data}, nil
}
