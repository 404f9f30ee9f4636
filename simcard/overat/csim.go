package overat

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"simagent/simcard"
)

var (
	errNotCSIM    = errors.New("cannot parse +CSIM: not such a line")
	errCSIMLength = errors.New("cannot parse +CSIM: no length before the data")
	errCSIMQuotes = errors.New("cannot parse +CSIM: the data is not quoted")
	errCSIMShort  = errors.New("cannot parse +CSIM: shorter than a status word")
)

// ParseCSIM reads a line `+CSIM: length,"hex"` (3GPP TS 27.007, 8.17), for example `+CSIM: 4,"63C3"`.
// The last two bytes are the status word. The length is required, but modules miscount it, so its value
// is not compared. The quotation marks are required. No error repeats the data.
func ParseCSIM(line string) (Response, error) {
	rest, ok := afterPrefix(line, "+CSIM")
	if !ok {
		return Response{}, errNotCSIM
	}
	length, data, ok := strings.Cut(rest, ",")
	if !ok {
		return Response{}, errCSIMLength
	}
	if _, err := strconv.ParseUint(strings.TrimSpace(length), 10, 16); err != nil {
		return Response{}, errCSIMLength
	}
	data = strings.TrimSpace(data)
	if len(data) < 2 || data[0] != '"' || data[len(data)-1] != '"' {
		return Response{}, errCSIMQuotes
	}
	if len(data) > 2*maxResponseBytes+4+2 {
		return Response{}, fmt.Errorf("cannot parse +CSIM: %w", errTooLong)
	}
	return splitStatus(data[1 : len(data)-1])
}

// splitStatus takes data and status word apart.
func splitStatus(text string) (Response, error) {
	if len(text) < 4 {
		return Response{}, errCSIMShort
	}
	status, err := decodeHex(text[len(text)-4:])
	if err != nil || len(status) != 2 {
		return Response{}, fmt.Errorf("cannot parse +CSIM: %w", errNotHex)
	}
	data, err := decodeHex(text[:len(text)-4])
	if err != nil {
		return Response{}, fmt.Errorf("cannot parse +CSIM: %w", err)
	}
	return Response{Status: simcard.SW(status[0], status[1]), Data: data}, nil
}
