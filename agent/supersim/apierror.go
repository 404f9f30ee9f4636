package supersim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// APIError is an answer of the server that is not what was asked for: an error, a redirect, or something that cannot
// be read. Its text is one line without identifiers.
type APIError struct {
	HTTPStatus int           // 100..599; 2xx when the answer came but cannot be read
	Code       int           // the vendor's code, such as 20404; 0 when the server gave none
	Message    string        // one clean line of at most 200 characters, ids replaced; never empty
	MoreInfo   string        // an https address about the code, or ""
	RetryAfter time.Duration // what the server asked for, 0 when nothing, at most 24 h
}

// Error names the status, the code when there is one, and the message.
func (e *APIError) Error() string {
	if e.Code != 0 {
		return fmt.Sprintf("cloud answered %d (code %d): %s", e.HTTPStatus, e.Code, e.Message)
	}
	return fmt.Sprintf("cloud answered %d: %s", e.HTTPStatus, e.Message)
}

// Passing reports whether the same request may succeed later: the fault is at the cloud, or there were too many at once.
func (e *APIError) Passing() bool {
	return e.HTTPStatus == http.StatusRequestTimeout || e.HTTPStatus == http.StatusTooManyRequests || e.HTTPStatus >= 500
}

// readError turns an answer that is not 2xx into an APIError. Both vendors send {code, message, more_info, status},
// but gateways before them leave out any of it, or send HTML.
func readError(status int, h http.Header, body []byte, now time.Time, secrets ...string) *APIError {
	e := &APIError{HTTPStatus: status, RetryAfter: ParseRetryAfter(h.Get("Retry-After"), now)}
	if status >= 300 && status < 400 {
		e.Message = "a redirect, which is refused"
		return e
	}
	var w props
	if object(body, &w) != nil {
		e.Message = describe(body) + " instead of a JSON error"
		return e
	}
	if n := w.count("code"); n != nil && *n > 0 && *n < 1e6 {
		e.Code = int(*n)
	}
	var parts []string
	for _, name := range []string{"message", "error", "error_description"} {
		if t := strings.TrimSpace(w.raw(name)); t != "" {
			parts = append(parts, t)
		}
	}
	if e.Message = clean(strings.Join(parts, "; "), secrets...); e.Message == "" {
		e.Message = "no message"
	}
	e.MoreInfo = cleanLink(w.text("more_info"), secrets...)
	return e
}

// unreadable is the error for a 2xx answer that does not hold what it must. what completes "the answer …".
func unreadable(status int, what string) *APIError {
	return &APIError{HTTPStatus: status, Message: "the answer " + what}
}

// describe says in a word what a body is, without quoting it.
func describe(body []byte) string {
	b := bytes.ToLower(bytes.TrimSpace(body[:min(len(body), 512)]))
	switch {
	case len(b) == 0:
		return "an empty body"
	case bytes.HasPrefix(b, []byte("<")):
		return "an HTML page"
	case b[0] == '{' || b[0] == '[':
		if json.Valid(body) {
			return "other JSON"
		}
		return "broken JSON"
	}
	return "something unreadable"
}

// cleanLink lets through an https address that identifies nobody.
func cleanLink(s string, secrets ...string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	u.RawQuery, u.Fragment, u.RawFragment, u.ForceQuery = "", "", "", false
	if s = u.String(); clean(s, secrets...) != s {
		return ""
	}
	return s
}
