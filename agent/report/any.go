package report

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"time"
)

// Received is a report in whatever form it came, with what its form says about its origin.
type Received struct {
	Payload Payload
	Device  Device    // "" where the form does not say it
	SentAt  time.Time // of the JSON form; zero is unknown
}

// DecodeAny reads a report in any form: the CBOR itself, as hex or as base64 (either alphabet, padded or not), the text
// form, the JSON form, and the body of the vendor's IpCommand or SmsCommand, as a callback's form or as the API's JSON. White
// space in hex and base64, and around any text, does not matter. It fails as Decode and DecodeJSON do, and with one error
// for whatever else. Safe from any goroutine.
func DecodeAny(b []byte) (Payload, error) {
	r, err := Read(b)
	return r.Payload, err
}

// Read is DecodeAny that also gives what the form says about the origin.
func Read(b []byte) (Received, error) {
	if len(b) > 0 && b[0]>>5 == 5 {
		p, err := Decode(b)
		return received(p, err)
	}
	text := strings.TrimSpace(string(b))
	switch {
	case text == "":
		return Received{}, errors.New("cannot read report: there is nothing to read")
	case len(text) > MaxJSON:
		return Received{}, errors.New("cannot read report: it is too long for any of the forms")
	case text[0] == '{':
		return readJSON([]byte(text))
	}
	if r, ok, err := readForm(text); ok {
		return r, err
	}
	p, err := decodeText(text)
	return received(p, err)
}

var errUnknown = errors.New("cannot read report: it is none of CBOR, hex, base64, SA1 text, JSON, or the body of an IP Command")

func received(p Payload, err error) (Received, error) {
	if err != nil {
		return Received{}, err
	}
	return Received{Payload: p}, nil
}

// decodeText reads what stands in one word. The first letter tells the forms apart: a CBOR map begins with a byte of
// a0..bf, that is a or b in hex, and o to v in base64.
func decodeText(text string) (Payload, error) {
	rest, marked := strings.CutPrefix(text, strings.TrimSpace(textMark))
	rest = strings.Join(strings.Fields(rest), "")
	first := byte(0)
	if rest != "" {
		first = rest[0]
	}
	var b []byte
	var err error
	switch {
	case !marked && strings.IndexByte("abAB", first) >= 0:
		b, err = hex.DecodeString(rest)
	case first >= 'o' && first <= 'v':
		plain := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(rest, "="))
		b, err = base64.RawStdEncoding.DecodeString(plain)
	default:
		return Payload{}, errUnknown
	}
	if err != nil {
		return Payload{}, errUnknown
	}
	return Decode(b)
}

// readForm reads the parameters of a callback; ok tells that they are some.
func readForm(text string) (r Received, ok bool, err error) {
	if !strings.Contains(strings.ToLower(text), "payload=") {
		return Received{}, false, nil
	}
	q, err := url.ParseQuery(text)
	if err != nil {
		return Received{}, true, errors.New("cannot read report: the parameters of the callback are malformed")
	}
	one := func(names ...string) string {
		for _, n := range names {
			if v := q.Get(n); v != "" {
				return v
			}
		}
		return ""
	}
	r, err = readCommand(one("Payload", "payload"), Device{SimSID: one("SimSid", "sim_sid"), ICCID: one("SimIccid", "sim_iccid")})
	return r, true, err
}

// readJSON reads the JSON form, or a Command as the API gives it, which has a payload.
func readJSON(b []byte) (Received, error) {
	var command struct {
		Payload *string `json:"payload"`
		SimSID  string  `json:"sim_sid"`
		ICCID   string  `json:"sim_iccid"`
	}
	if err := json.Unmarshal(b, &command); err == nil && command.Payload != nil {
		return readCommand(*command.Payload, Device{SimSID: command.SimSID, ICCID: command.ICCID})
	}
	p, d, at, err := DecodeJSON(b)
	if err != nil {
		return Received{}, err
	}
	return Received{p, d, at}, nil
}

// readCommand reads the payload of a Command. From a SIM it is base64, of an SMS Command the text form; whatever
// payload_type says, the payload tells them apart by itself. A + that was not escaped has become a blank, also at the end,
// unless the blanks there are none.
func readCommand(payload string, d Device) (Received, error) {
	r, err := readPayload(strings.TrimLeft(payload, " \t\r\n"), d)
	if bare := strings.TrimSpace(payload); err != nil && bare != payload {
		return readPayload(bare, d)
	}
	return r, err
}

func readPayload(payload string, d Device) (Received, error) {
	if rest, ok := strings.CutPrefix(payload, textMark); ok {
		payload = textMark + strings.ReplaceAll(rest, " ", "+")
	} else {
		payload = strings.ReplaceAll(payload, " ", "+")
	}
	p, err := decodeText(payload)
	if errors.Is(err, errUnknown) {
		err = errors.New("cannot read report: the payload of the Command is none")
	}
	if err != nil {
		return Received{}, err
	}
	return Received{Payload: p, Device: d}, nil
}
