package supersimtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// maxFaults bounds a script of faults, in bytes.
const maxFaults = 1 << 20

// faultJSON is a Fault in a script.
type faultJSON struct {
	Kind       FaultKind `json:"kind"`
	Count      int       `json:"count"`
	Skip       int       `json:"skip"`
	Method     string    `json:"method"`
	Path       string    `json:"path"`
	ICCID      string    `json:"iccid"`
	Status     int       `json:"status"`
	Code       int       `json:"code"`
	RetryAfter span      `json:"retry_after"`
	Latency    span      `json:"latency"`
	Pause      span      `json:"pause"`
	Bytes      int       `json:"bytes"`
	Skew       span      `json:"skew"`
	Until      span      `json:"until"`
}

// span is a duration as text, such as "2s".
type span time.Duration

func (d *span) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return errors.New(`a duration must be a text such as "2s"`)
	}
	v, err := time.ParseDuration(s)
	if *d = span(v); err != nil {
		return errors.New(`a duration must be a text such as "2s"`)
	}
	return nil
}

// kinds are all there are. It is never written.
var kinds = []FaultKind{FaultNone, FaultStatus, FaultHTML, FaultCut, FaultBrokenJSON, FaultSlowBody, FaultStuck, FaultUpdateFails,
	FaultExpiredTokens, FaultSkew, FaultCallbackLost, FaultCallbackTwice, FaultCallbackLate}

// ParseFaults reads a script of faults: a JSON array of objects with the fields of Fault in lower_snake_case, and with
// durations as text:
//
//	[{"kind":"status","status":429,"count":50,"retry_after":"2s"}, {"kind":"skew","skew":"-5m","until":"1h"}]
//
// Unknown fields and kinds, numbers out of range, and anything behind the array are errors, which name the entry.
func ParseFaults(r io.Reader) ([]Fault, error) {
	var raw []json.RawMessage
	switch err := decodeOne(io.LimitReader(r, maxFaults), &raw); {
	case isType(err) || err == nil && raw == nil:
		return nil, errors.New(`cannot read faults: it must be an array of objects, such as [{"kind":"status","status":503}]`)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, errors.New("cannot read faults: the text is cut off")
	case err != nil:
		return nil, fmt.Errorf("cannot read faults: %w", err)
	}
	faults := make([]Fault, 0, len(raw))
	for i, b := range raw {
		f, err := parseFault(b)
		if err != nil {
			return nil, fmt.Errorf("cannot read faults: entry %d: %w", i+1, err)
		}
		faults = append(faults, f)
	}
	return faults, nil
}

func parseFault(b []byte) (Fault, error) {
	var j faultJSON
	if err := strict(b, &j); err != nil {
		return Fault{}, plain(err)
	}
	f := Fault{Kind: j.Kind, Count: j.Count, Skip: j.Skip, Method: j.Method, Path: j.Path, ICCID: j.ICCID, Status: j.Status, Code: j.Code,
		RetryAfter: time.Duration(j.RetryAfter), Latency: time.Duration(j.Latency), Pause: time.Duration(j.Pause), Bytes: j.Bytes,
		Skew: time.Duration(j.Skew), Until: time.Duration(j.Until)}
	return f, f.check()
}

func isType(err error) bool {
	_, ok := errors.AsType[*json.UnmarshalTypeError](err)
	return ok
}

// plain says an error of package json without names of Go.
func plain(err error) error {
	e, ok := errors.AsType[*json.UnmarshalTypeError](err)
	switch {
	case !ok:
		return errors.New(strings.TrimPrefix(err.Error(), "json: "))
	case e.Field == "":
		return errors.New("it must be an object")
	}
	value := e.Value
	if n, ok := strings.CutPrefix(value, "number "); ok {
		value = "the number " + n
	} else {
		value = map[string]string{"string": "a text", "array": "an array", "object": "an object", "bool": "true or false", "number": "a number"}[value]
	}
	return fmt.Errorf("%q cannot be %s", e.Field, value)
}

// check says what is wrong with a fault of a script.
func (f *Fault) check() error {
	switch {
	case !slices.Contains(kinds, f.Kind):
		return fmt.Errorf("there is no such kind; there are %s", KindsText())
	case f.Count < 0 || f.Skip < 0 || f.Code < 0:
		return errors.New("count, skip and code must not be negative")
	case f.RetryAfter < 0 || f.Latency < 0 || f.Pause < 0 || f.Until < 0:
		return errors.New("only skew may be negative")
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return errors.New("status must be from 200 to 599")
	case f.Kind == FaultSkew && f.Skew == 0:
		return errors.New("skew is missing")
	}
	return nil
}
