package supersim

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"time"
)

// props are the properties of one resource as they came. Each is read by its kind; what does not fit reads as null, so
// that one odd property does not hide all the others.
type props map[string]json.RawMessage

// readProps takes a resource apart and keeps a copy of it, with the properties that this package does not know. Anything
// but a JSON object is an error.
func readProps(b []byte) (props, json.RawMessage, error) {
	var p props
	if err := object(b, &p); err != nil {
		return nil, nil, err
	}
	return p, bytes.Clone(b), nil
}

// object decodes b into v, and refuses what is not a JSON object; null would otherwise pass as an empty one.
func object(b []byte, v any) error {
	if b = bytes.TrimSpace(b); len(b) == 0 || b[0] != '{' {
		return errors.New("not a JSON object")
	}
	return json.Unmarshal(b, v)
}

// text is a short string for people and comparisons: control characters are dropped. A whole number is taken by its
// digits, since an ICCID has been seen as a number.
func (p props) text(name string) string { return textOf(p[name]) }

func textOf(b []byte) string {
	if digits(string(b)) {
		return string(b)
	}
	return printable(rawOf(b))
}

// raw is a string kept byte for byte, such as a payload.
func (p props) raw(name string) string { return rawOf(p[name]) }

func rawOf(b []byte) string {
	var s string
	if json.Unmarshal(b, &s) != nil {
		return "" // null, or no string
	}
	return s
}

// amount is a number as it was written, bare or in quotes, "" when there is none. It is not made a float, so that no
// digit of a bill is lost.
func (p props) amount(name string) string {
	s := string(bytes.Trim(p[name], `"`))
	if _, err := strconv.ParseFloat(s, 64); err != nil {
		return ""
	}
	return s
}

// time is a time in ISO 8601, in UTC; the zero time when null or unreadable.
func (p props) time(name string) time.Time {
	t, err := time.Parse(time.RFC3339, p.raw(name))
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// count is a whole number, bare or in quotes; nil for null and anything unreadable.
func (p props) count(name string) *int64 {
	n, err := strconv.ParseInt(string(bytes.Trim(p[name], `"`)), 10, 64)
	if err != nil {
		return nil
	}
	return &n
}

// flag is true or false, bare or in quotes; nil for anything else.
func (p props) flag(name string) *bool {
	switch string(bytes.Trim(p[name], `"`)) {
	case "true":
		return new(true)
	case "false":
		return new(false)
	}
	return nil
}

// within is the object in a property, empty when there is none.
func (p props) within(name string) props {
	var in props
	if object(p[name], &in) != nil {
		return nil
	}
	return in
}

// list is the objects in a property; others in it are left out.
func (p props) list(name string) []props {
	var items []json.RawMessage
	if json.Unmarshal(p[name], &items) != nil {
		return nil
	}
	var out []props
	for _, b := range items {
		var v props
		if object(b, &v) == nil {
			out = append(out, v)
		}
	}
	return out
}
