package supersim

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// The wire types below accept what they understand and read anything else as null, so that one odd property does not
// hide all the others.

// text is a short string for people and comparisons: control characters are dropped. A whole number is taken by its
// digits, since an ICCID has been seen as a number.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	*t = ""
	if digits(string(b)) {
		*t = text(b)
		return nil
	}
	var s string
	if json.Unmarshal(b, &s) == nil {
		*t = text(printable(s))
	}
	return nil
}

// raw is a payload: a string kept byte for byte.
type raw string

func (r *raw) UnmarshalJSON(b []byte) error {
	var s string
	_ = json.Unmarshal(b, &s) // anything but a string is null
	*r = raw(s)
	return nil
}

// stamp is a time in ISO 8601; the zero time when null or unreadable.
type stamp struct{ time.Time }

func (t *stamp) UnmarshalJSON(b []byte) error {
	t.Time = time.Time{}
	var s string
	if json.Unmarshal(b, &s) != nil {
		return nil
	}
	if v, err := time.Parse(time.RFC3339, s); err == nil {
		t.Time = v.UTC()
	}
	return nil
}

// count is a whole number, bare or in quotes. known is false for null and for anything unreadable.
type count struct {
	n     int64
	known bool
}

func (c *count) UnmarshalJSON(b []byte) error {
	v, err := strconv.ParseInt(string(bytes.Trim(b, `"`)), 10, 64)
	*c = count{v, err == nil}
	if err != nil {
		c.n = 0
	}
	return nil
}

// object decodes b into v, and refuses what is not a JSON object; null would otherwise pass as an empty one.
func object(b []byte, v any) error {
	if b = bytes.TrimSpace(b); len(b) == 0 || b[0] != '{' {
		return errors.New("not a JSON object")
	}
	return json.Unmarshal(b, v)
}

// digits reports whether s is a non-empty run of ASCII digits.
func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// printable drops what a terminal or a log must not see: control characters, format characters such as text direction
// marks, and bytes that are not UTF-8.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) && !unicode.IsSpace(r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}
