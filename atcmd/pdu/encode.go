package pdu

import (
	"encoding/hex"
	"errors"
	"strings"
	"unicode/utf8"
)

// A Draft is a message to be sent.
type Draft struct {
	To     string // a number, with a plus sign when international
	Text   string // UTF-8
	Ref    byte   // tells the parts of this message from those of another one
	Report bool   // ask for a status report
}

// A Block is one PDU for AT+CMGS (27.005 4.3).
type Block struct {
	Hex    string // with an empty service centre in front: the module takes its own
	Length int    // octets without the service centre, the parameter of AT+CMGS
}

// Units that a message holds alone and as a part (23.040 9.2.3.24.1).
const (
	septetsAlone, septetsPart = 160, 153
	octetsAlone, octetsPart   = 140, 134
	maxParts                  = 255
)

// The errors of Encode. They do not repeat what was given.
var (
	ErrNumber = errors.New("cannot write the message: the recipient is not a number of 1 to 20 digits")
	ErrText   = errors.New("cannot write the message: the text is not UTF-8")
	ErrLong   = errors.New("cannot write the message: the text needs more than 255 parts")
)

// Encode writes an SMS-SUBMIT for each part of a message: in the default
// alphabet where the text fits it, else in UCS2. A character is never split.
func Encode(d Draft) ([]Block, error) {
	to, ok := number(d.To)
	if !ok {
		return nil, ErrNumber
	}
	if !utf8.ValidString(d.Text) {
		return nil, ErrText
	}
	codes, narrow := toSeptets(d.Text)
	alone, part, dcs := septetsAlone, septetsPart, byte(0x00)
	if !narrow {
		codes, alone, part, dcs = toUnits(d.Text), octetsAlone, octetsPart, 0x08
	}
	cuts := split(codes, alone, part, narrow)
	if len(cuts) > maxParts {
		return nil, ErrLong
	}
	flags := byte(0x01) // SMS-SUBMIT, no validity period
	if d.Report {
		flags |= 0x20
	}
	blocks := make([]Block, len(cuts))
	for i, c := range cuts {
		var header []byte
		if len(cuts) > 1 {
			flags |= 0x40
			header = []byte{5, ieConcat8, 3, d.Ref, byte(len(cuts)), byte(i + 1)}
		}
		b := append([]byte{flags, 0}, to...)
		b = append(b, 0x00, dcs)
		b = append(b, compose(header, c, narrow)...)
		blocks[i] = Block{Hex: "00" + strings.ToUpper(hex.EncodeToString(b)), Length: len(b)}
	}
	return blocks, nil
}

// compose is TP-UDL and TP-UD.
func compose(header, codes []byte, narrow bool) []byte {
	if !narrow {
		return append(append([]byte{byte(len(header) + len(codes))}, header...), codes...)
	}
	lead := (8*len(header) + 6) / 7
	out := append([]byte{byte(lead + len(codes))}, header...)
	return append(out, pack(codes, 7*lead-8*len(header))...)
}

// split cuts codes into parts; an escape stays with its code, and the halves of
// a surrogate pair with each other.
func split(codes []byte, alone, part int, narrow bool) (cuts [][]byte) {
	if len(codes) <= alone {
		return [][]byte{codes}
	}
	for len(codes) > part {
		n := part
		switch {
		case narrow && codes[n-1] == escape:
			n--
		case !narrow && codes[n-2]&0xFC == 0xD8:
			n -= 2
		}
		cuts = append(cuts, codes[:n])
		codes = codes[n:]
	}
	return append(cuts, codes)
}

// number writes TP-DA.
func number(to string) ([]byte, bool) {
	plain := strings.TrimPrefix(to, "+")
	if len(plain) == 0 || len(plain) > maxDigits {
		return nil, false
	}
	kind := byte(0x81)
	if plain != to {
		kind = 0x91
	}
	out := []byte{byte(len(plain)), kind}
	for i := range len(plain) {
		h := strings.IndexByte(symbols, plain[i])
		if h < 0 {
			return nil, false
		}
		if i%2 == 0 {
			out = append(out, 0xF0|byte(h))
		} else {
			out[len(out)-1] = out[len(out)-1]&0x0F | byte(h)<<4
		}
	}
	return out, true
}
