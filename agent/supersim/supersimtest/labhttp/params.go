package labhttp

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxBody bounds a request's body, in bytes.
const maxBody = 1 << 20

// params are the named values of one request, and the first thing that was wrong with them.
type params struct {
	values map[string]string
	err    error
}

// readParams reads a form or a JSON object of texts, numbers and booleans, and the query.
func readParams(w http.ResponseWriter, r *http.Request) (*params, error) {
	p := &params{values: map[string]string{}}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, errors.New("cannot read the query")
	}
	if err := p.add(query); err != nil {
		return nil, err
	}
	if r.Method != http.MethodPost {
		return p, nil
	}
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return nil, errors.New("cannot read the body: it is too long, or ended early")
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case len(b) == 0:
		return p, nil
	case kind == "application/json", b[0] == '{': // curl -d calls everything a form
		return p, p.addJSON(b)
	case kind == "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(b))
		if err != nil {
			return nil, errors.New("cannot read the form")
		}
		return p, p.add(form)
	}
	return nil, errors.New("cannot read the body: its Content-Type must be application/json or application/x-www-form-urlencoded")
}

func (p *params) add(v url.Values) error {
	for name, values := range v {
		if _, twice := p.values[name]; twice || len(values) != 1 {
			return fmt.Errorf("parameter %.40q is there twice", name)
		}
		p.values[name] = values[0]
	}
	return nil
}

func (p *params) addJSON(b []byte) error {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(b, &object); err != nil || object == nil {
		return errors.New("cannot read the body: it is not a JSON object")
	}
	for name, raw := range object {
		if _, twice := p.values[name]; twice {
			return fmt.Errorf("parameter %.40q is there twice", name)
		}
		s := string(raw)
		switch raw[0] {
		case '"':
			if err := json.Unmarshal(raw, &s); err != nil {
				return errors.New("cannot read the body: it is not a JSON object")
			}
		case '{', '[', 'n':
			return fmt.Errorf("parameter %.40q must be a text, a number or a boolean", name)
		}
		p.values[name] = s
	}
	return nil
}

// check holds the parameters against the names of an endpoint, of which those with a ! must be there.
func (p *params) check(names string) error {
	known := strings.Fields(names)
	for name := range p.values {
		if !slices.Contains(known, name) && !slices.Contains(known, name+"!") {
			return fmt.Errorf("there is no parameter %.40q here", name)
		}
	}
	for _, name := range known {
		if need, ok := strings.CutSuffix(name, "!"); ok && p.values[need] == "" {
			return fmt.Errorf("parameter %q is missing", need)
		}
	}
	return nil
}

func (p *params) fail(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf(format, args...)
	}
}

func (p *params) str(name string) string { return p.values[name] }

// number is a number of 0 to most; 0 when it is absent.
func (p *params) number(name string, most int64) int64 {
	s := p.values[name]
	if s == "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n > most {
		p.fail("parameter %q must be a whole number of 0 to %d", name, most)
	}
	return n
}

func (p *params) yes(name string) bool {
	s := p.values[name]
	if s == "" {
		return false
	}
	b, err := strconv.ParseBool(s)
	if err != nil {
		p.fail("parameter %q must be true or false", name)
	}
	return b
}

// later is a time that lies a span after now: a duration of Go, such as 90m, or 5d, or 3mo of the calendar.
func later(now time.Time, span string) (time.Time, error) {
	bad := fmt.Errorf("%.40q is not a span such as 90m, 36h, 5d or 3mo", span)
	const most = 1200 // months: a hundred years
	for unit, add := range map[string]func(int) time.Time{
		"mo": func(n int) time.Time { return now.AddDate(0, n, 0) },
		"d":  func(n int) time.Time { return now.AddDate(0, 0, n) },
	} {
		if s, ok := strings.CutSuffix(span, unit); ok {
			n, err := strconv.Atoi(s)
			if err != nil || n < 0 || unit == "mo" && n > most || n > most*30 {
				return now, bad
			}
			return add(n), nil
		}
	}
	d, err := time.ParseDuration(span)
	if err != nil || d < 0 || d > most*30*24*time.Hour {
		return now, bad
	}
	return now.Add(d), nil
}
