package report

import (
	"encoding/base64"
	"fmt"
)

// textMark begins the text form, so that a reader of SMS Commands knows it and its version.
const textMark = "SA1 "

// MaxText is the most characters of the text form: one SMS of the GSM alphabet (3GPP TS 23.038, 6.2.1).
const MaxText = 160

// EncodeText gives the form for an SMS Command: "SA1 " and the CBOR in base64 without padding, characters that the GSM
// alphabet writes in one septet each. The usual report has 64. It fails when a field is out of its range, and on
// more than MaxText characters, of which the longest report of this version has 144.
func EncodeText(p Payload) (string, error) {
	b, err := Encode(p)
	if err != nil {
		return "", err
	}
	return textOf(b)
}

func textOf(b []byte) (string, error) {
	text := textMark + base64.RawStdEncoding.EncodeToString(b)
	if len(text) > MaxText {
		return "", fmt.Errorf("cannot encode report: %d characters of text, the most is %d", len(text), MaxText)
	}
	return text, nil
}
