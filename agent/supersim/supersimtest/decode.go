package supersimtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// decodeOne reads one JSON value, which must be all that r holds, without unknown fields.
func decodeOne(r io.Reader, to any) error {
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	if err := dec.Decode(to); err != nil {
		if errors.Is(err, io.EOF) {
			return io.ErrUnexpectedEOF
		}
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON value")
	}
	return nil
}

// strict is decodeOne on bytes.
func strict(b []byte, to any) error { return decodeOne(bytes.NewReader(b), to) }
