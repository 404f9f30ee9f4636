package supersim

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// maxBody bounds an answer, in bytes after decompression. A page of 100 Sims has about 70 KB.
const maxBody = 1 << 20

// Client asks one cloud. It is safe for several goroutines.
type Client struct {
	cfg  Config
	base *url.URL
	rt   http.RoundTripper
}

// Meta is what an answer says besides its body. It is also filled, as far as known, next to an error.
type Meta struct {
	HTTPStatus int           // 0 when no answer came
	Date       time.Time     // the server's clock, to the second; zero when it sent none
	RoundTrip  time.Duration // from the start of the request to the end of the answer
	BodyBytes  int           // after decompression
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
	return c, nil
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

// get makes one attempt and returns the body of a 2xx answer. The error is a *APIError, a *NetError, or wraps
// ErrCredentials. u must be on the base URL's host: the credential goes with it.
func (c *Client) get(ctx context.Context, u *url.URL) (body []byte, meta Meta, err error) {
	if !sameOrigin(c.base, u) {
		return nil, Meta{}, errOtherHost
	}
	parent := ctx
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	req, secrets, err := c.request(ctx, u)
	if err != nil {
		return nil, Meta{}, err
	}
	start := time.Now()
	resp, err := c.rt.RoundTrip(req) // not http.Client: no redirects, no cookies
	if err != nil {
		return nil, Meta{}, netError(parent, err, secrets...)
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	meta = Meta{HTTPStatus: resp.StatusCode, RoundTrip: time.Since(start), BodyBytes: len(body)}
	meta.Date, _ = http.ParseTime(resp.Header.Get("Date")) // the zero time when there is none
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		// What came of an error's body is enough: the status already says the most.
		now := meta.Date
		if now.IsZero() {
			now = time.Now()
		}
		return nil, meta, readError(resp.StatusCode, resp.Header, body, now, secrets...)
	}
	if err != nil {
		return nil, meta, netError(parent, err, secrets...)
	}
	if len(body) > maxBody {
		return nil, meta, unreadable(resp.StatusCode, fmt.Sprintf("is larger than %d bytes", maxBody))
	}
	return body, meta, nil
}

// request makes the request, and tells the strings that no error may show.
func (c *Client) request(ctx context.Context, u *url.URL) (*http.Request, []string, error) {
	req := (&http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Accept": {"application/json"}, "User-Agent": {c.cfg.UserAgent}}}).WithContext(ctx)
	if c.cfg.Credentials == nil {
		return req, nil, nil
	}
	user, secret, err := c.cfg.Credentials(ctx)
	if err == nil {
		err = checkCredential(user, secret)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrCredentials, err)
	}
	req.SetBasicAuth(user, secret)
	return req, []string{secret, base64.StdEncoding.EncodeToString([]byte(user + ":" + secret)), user}, nil
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
