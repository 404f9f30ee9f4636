package report

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"time"

	"simagent/agent/supersim"
)

// maxAnswer bounds what is read of an answer, in bytes; nothing in it is used.
const maxAnswer = 64 << 10

// HTTPS sends reports to an address of the user's own, as EncodeJSON writes them, signed. Set the fields before use; Send
// may be called from any goroutine.
type HTTPS struct {
	URL string // passes CheckURL
	Key []byte // what reports are signed with; without one nothing is sent, since anybody could have made the report
	// Client chooses the way: its dialer must never be that of the modem unless the user wants so. Its redirects and its
	// cookies are not used.
	Client *http.Client
}

// StatusError is an answer other than 2xx.
type StatusError struct {
	Host       string        // of the URL, with the port if it has one
	Status     int           // HTTP status
	RetryAfter time.Duration // how long the server wants to be left alone, at most 24 h; 0 when it does not say
}

// Refused tells that the same report will not be taken later either: a redirect, and 4xx other than 408 and 429.
func (e *StatusError) Refused() bool {
	return e.Status < 500 && e.Status != http.StatusRequestTimeout && e.Status != http.StatusTooManyRequests
}

// Error is one sentence with the host and the status.
func (e *StatusError) Error() string {
	what := "the server fails"
	switch {
	case e.Status >= 300 && e.Status < 400:
		what = "the server sends it elsewhere, which is not followed"
	case e.Refused():
		what = "the server refuses it"
	case e.Status < 500:
		what = "the server is not ready for it"
	}
	wait := ""
	if e.RetryAfter > 0 {
		wait = fmt.Sprintf("; it asks to wait %d s", int64(e.RetryAfter/time.Second))
	}
	return fmt.Sprintf("cannot send report to %s: %s (HTTP %d)%s", e.Host, what, e.Status, wait)
}

// CheckURL tells whether reports may go to an address: https, or http where it does not leave this machine, which is
// localhost and the loopback addresses. The error does not quote it, since it may hold a secret.
func CheckURL(text string) error {
	_, err := checkedURL(text)
	return err
}

func checkedURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Hostname() == "" || u.Opaque != "":
		return nil, errors.New("the report URL is not an address such as https://reports.example.com/simagent")
	case u.User != nil:
		return nil, errors.New("the report URL must not hold a user or a password")
	case u.Fragment != "":
		return nil, errors.New("the report URL must not hold a #")
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return u, nil
	}
	return nil, errors.New("the report URL must be https (http only to this machine itself)")
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// Send posts one body on a connection of its own, and closes it. A nil error is an acknowledgement: the server took the
// report. at signs it; zero when the clock is not set. answered tells that an answer came, whatever it said. The error
// is a *StatusError for an answer other than 2xx; otherwise it can be asked for what the Client's dialer returned, and for
// context.Canceled. It holds neither key, path, query nor body. ctx should have a deadline, which bounds
// everything.
func (h *HTTPS) Send(ctx context.Context, body []byte, at time.Time) (answered bool, err error) {
	u, err := checkedURL(h.URL)
	switch {
	case err != nil:
		return false, fmt.Errorf("cannot send report: %w", err)
	case len(h.Key) == 0:
		return false, fmt.Errorf("cannot send report to %s: there is no key to sign it with", u.Host)
	case h.Client == nil:
		return false, fmt.Errorf("cannot send report to %s: there is no way to it", u.Host)
	}
	connected := false
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected = true }})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(body))
	if err != nil {
		return false, fmt.Errorf("cannot send report to %s: the request cannot be made", u.Host)
	}
	req.Close = true
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "simagent")
	req.Header.Set(SignatureHeader, Sign(h.Key, at, body))
	client := *h.Client
	client.Jar = nil
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Do(req)
	if err != nil {
		return false, sendFault(u.Host, err, connected)
	}
	defer resp.Body.Close()
	// The status is the answer; a body that breaks off changes nothing about it.
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxAnswer))
	if resp.StatusCode >= 200 && resp.StatusCode < 300 {
		return true, nil
	}
	// The server's own clock, since that of the board may be wrong.
	now, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return true, &StatusError{u.Host, resp.StatusCode, supersim.ParseRetryAfter(resp.Header.Get("Retry-After"), now)}
}
