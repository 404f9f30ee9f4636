package supersim

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// maxBody bounds an answer, in bytes after decompression. A page of 100 Sims has about 70 KB.
const maxBody = 1 << 20

// Client asks one cloud. It is safe for several goroutines.
type Client struct {
	cfg  Config
	base *url.URL
	rt   http.RoundTripper
	auth authorizer // nil sends no credential

	ahead atomic.Int64 // of the server's clock before ours, by its last Date, in nanoseconds
}

// Meta is what an answer says besides its body. It is also filled, as far as known, next to an error.
type Meta struct {
	HTTPStatus int           // 0 when no answer came
	Date       time.Time     // the server's clock, to the second; zero when it sent none
	RoundTrip  time.Duration // from the start of the request to the end of the answer
	BodyBytes  int           // after decompression
	Attempts   int           // requests that were made for this answer, but for those of a token
}

// New checks the configuration and makes a client. Nothing is sent. Its errors quote no part of the base URL.
func New(cfg Config) (*Client, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	base, err := parseBase(cfg.BaseURL)
	if err != nil {
		return nil, err
	}
	c := &Client{cfg: cfg, base: base, rt: cfg.Transport}
	if c.rt == nil {
		c.rt = transport(cfg, base.Scheme == "http")
	}
	c.auth, err = c.authorizer()
	return c, err
}

// Now is the time by the server's clock, to about a second, once it has answered; until then it is this board's, which may
// be wrong.
func (c *Client) Now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

// Close closes the connection that is kept for a moment after use. The client can still be used.
func (c *Client) Close() {
	if t, ok := c.rt.(*http.Transport); ok {
		t.CloseIdleConnections()
	}
}

// Provider names the provider, for display.
func (c *Client) Provider() string { return c.cfg.Provider }

// Host is the host, with its port if one was given, that every request goes to; for display and for route checks.
func (c *Client) Host() string { return c.base.Host }

// url makes the address of a resource. Every segment is escaped.
func (c *Client) url(q url.Values, segments ...string) *url.URL {
	u := *c.base
	for _, s := range segments {
		u.RawPath = u.EscapedPath() + "/" + url.PathEscape(s)
		u.Path += "/" + s
	}
	u.RawQuery = q.Encode()
	return &u
}

// get asks for a resource.
func (c *Client) get(ctx context.Context, u *url.URL) ([]byte, Meta, error) {
	return c.do(ctx, call{method: http.MethodGet, url: u})
}

// post sends a form. once is for what a repetition would do twice.
func (c *Client) post(ctx context.Context, u *url.URL, form url.Values, once bool) ([]byte, Meta, error) {
	return c.do(ctx, call{method: http.MethodPost, url: u, form: form, once: once})
}

// exchange makes one request and returns the body of a 2xx answer, and the strings that no error may show. The error is a *APIError, a *NetError, or wraps
// ErrCredentials. The URL must be on the base URL's host unless auth is nil: the credential goes with it.
func (c *Client) exchange(ctx context.Context, q call, auth authorizer) (body []byte, meta Meta, secrets []string, err error) {
	if auth != nil && !sameOrigin(c.base, q.url) {
		return nil, Meta{}, nil, errOtherHost
	}
	parent := ctx
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	req := c.request(ctx, q)
	secrets = []string{q.form.Get("client_secret"), q.form.Get("client_id")}
	if auth != nil {
		if secrets, err = auth.authorize(ctx, req); err != nil {
			return nil, Meta{}, nil, err
		}
	}
	start := time.Now()
	resp, err := c.rt.RoundTrip(req) // not http.Client: no redirects, no cookies
	if err != nil {
		return nil, Meta{}, secrets, netError(parent, err, secrets...)
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	meta = Meta{HTTPStatus: resp.StatusCode, RoundTrip: time.Since(start), BodyBytes: len(body)}
	meta.Date, _ = http.ParseTime(resp.Header.Get("Date")) // the zero time when there is none
	if !meta.Date.IsZero() {
		c.ahead.Store(int64(time.Until(meta.Date)))
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		// What came of an error's body is enough: the status already says the most.
		now := meta.Date
		if now.IsZero() {
			now = time.Now()
		}
		return nil, meta, secrets, readError(resp.StatusCode, resp.Header, body, now, secrets...)
	}
	if err != nil {
		return nil, meta, secrets, netError(parent, err, secrets...)
	}
	if len(body) > maxBody {
		return nil, meta, secrets, unreadable(resp.StatusCode, fmt.Sprintf("is larger than %d bytes", maxBody))
	}
	return body, meta, secrets, nil
}

// request makes the request, without a credential.
func (c *Client) request(ctx context.Context, q call) *http.Request {
	req := &http.Request{Method: q.method, URL: q.url, Host: q.url.Host, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Accept": {"application/json"}, "User-Agent": {c.cfg.UserAgent}}}
	if q.method == http.MethodPost {
		body := q.form.Encode()
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.ContentLength = int64(len(body))
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(body)), nil }
		req.Body, _ = req.GetBody()
	}
	return req.WithContext(ctx)
}

// sameOrigin compares scheme, host and port, the latter with the scheme's default.
func sameOrigin(a, b *url.URL) bool {
	return b.User == nil && b.Opaque == "" && a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if u.Scheme == "http" {
		return "80"
	}
	return "443"
}
