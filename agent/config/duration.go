package config

import (
	"errors"
	"strings"
	"time"
)

// Duration is a time span written as text: "90s", "15m", "24h".
type Duration time.Duration

// UnmarshalText reads a Go duration.
func (d *Duration) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	if err != nil {
		return errors.New(`a duration such as "90s", "15m" or "24h"`)
	}
	*d = Duration(v)
	return nil
}

// MarshalText writes the shortest form that reads back the same.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// String is the shortest form: 15m, not 15m0s.
func (d Duration) String() string {
	s := time.Duration(d).String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
