package supersim

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"
)

// KoreBaseURL is the address of the API at KORE, and KoreTokenURL that of its tokens (KORE's OpenAPI files).
const (
	KoreBaseURL  = "https://supersim.api.korewireless.com/v1"
	KoreTokenURL = "https://api.korewireless.com/api-services/v1/auth/token"
)

// tokenPath is where a server that is not KORE's own gives tokens, if TokenURL does not say otherwise.
const tokenPath = "/api-services/v1/auth/token"

// tokenURL is where client credentials become a token.
func (c *Client) tokenURL() (*url.URL, error) {
	s := c.cfg.TokenURL
	if s == "" {
		s = KoreTokenURL
		if kore, _ := url.Parse(KoreBaseURL); !sameOrigin(kore, c.base) {
			s = (&url.URL{Scheme: c.base.Scheme, Host: c.base.Host, Path: tokenPath}).String()
		}
	}
	u, err := parseURL(s, "token URL", KoreTokenURL)
	switch {
	case err != nil:
	case u.Scheme != c.base.Scheme && u.Scheme == "http":
		return nil, errors.New("cannot use token URL: it must begin with https://, as the base URL does")
	case c.base.Scheme == "http" && !loopback(u.Hostname()):
		return nil, errors.New("cannot use token URL: it must be on this machine, as the base URL is")
	}
	return u, err
}

// tokenError is a request for a token that failed; inside is what exchange gives.
type tokenError struct{ err error }

func (e *tokenError) Error() string { return "cannot get a token: " + e.err.Error() }
func (e *tokenError) Unwrap() error { return e.err }

// clientToken exchanges client credentials for a token (RFC 6749, 4.4). The request goes the way of all others.
func (c *Client) clientToken(u *url.URL) Tokens {
	return func(ctx context.Context) (Token, error) {
		id, secret, err := credential(ctx, c.cfg.Credentials)
		if err != nil {
			return Token{}, err
		}
		form := url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}}
		body, meta, _, err := c.exchange(ctx, call{method: http.MethodPost, url: u, form: form}, nil)
		if err != nil {
			return Token{}, &tokenError{err}
		}
		t, err := readToken(body)
		if err != nil {
			return Token{}, &tokenError{unreadable(meta.HTTPStatus, err.Error())}
		}
		return t, nil
	}
}

// readToken reads RFC 6749, 5.1. Its errors complete "the answer …" and quote nothing.
func readToken(body []byte) (Token, error) {
	var w props
	if object(body, &w) != nil {
		return Token{}, errors.New("is " + describe(body) + " instead of a token")
	}
	t := Token{Value: w.raw("access_token")}
	if !sendable(t.Value) {
		return Token{}, errors.New("holds no usable access_token")
	}
	if n := w.count("expires_in"); n != nil && *n > 0 {
		t.Life = time.Duration(min(*n, int64(longestLife/time.Second))) * time.Second
	}
	return t, nil
}

// longestLife bounds what an issuer may say; KORE's longest is 24 months.
const longestLife = 3 * 365 * 24 * time.Hour
