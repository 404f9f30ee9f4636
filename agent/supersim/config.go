package supersim

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// TwilioBaseURL is the address of the API at Twilio (twilio.com/docs/iot/supersim/api).
const TwilioBaseURL = "https://supersim.twilio.com/v1"

// ProviderTwilio is the provider whose form of authentication this package speaks.
const ProviderTwilio = "twilio"

// Config says which cloud to ask, and how. The zero value asks Twilio without a credential.
type Config struct {
	// BaseURL is the API's address with its version. "" is TwilioBaseURL; an address without a path gets /v1.
	// Plain http is only for a loopback host. A user, a query or a fragment in it is refused.
	BaseURL string
	// Provider is "" or ProviderTwilio.
	Provider string
	// Credentials is asked before every request. nil sends no credential, for a broker that adds its own.
	Credentials Credentials
	// Transport replaces our own one and all fields below but the timeouts. It must not follow redirects.
	Transport http.RoundTripper
	// DialContext opens connections, and may refuse to; its error can be tested for in the returned error. nil dials plainly.
	DialContext func(ctx context.Context, network, addr string) (net.Conn, error)
	// RootCAs are the trusted issuers; nil trusts those of the system.
	RootCAs *x509.CertPool
	// Proxy chooses a proxy, such as http.ProxyFromEnvironment. nil uses none, whatever the environment says.
	Proxy func(*http.Request) (*url.URL, error)
	// Timeout bounds one request from the credential to the last byte. 0 is 30 s.
	Timeout time.Duration
	// HeaderTimeout bounds the wait for the first line of an answer after the request was written. 0 is 15 s.
	HeaderTimeout time.Duration
	// PageSize is how many items one page of a list may hold, 1..100; 0 is 50, the API's own default.
	// KORE refuses more than 100 for IP Commands.
	PageSize int
	// MaxPages bounds a list, so that a server cannot keep us asking. 0 is 100.
	MaxPages int
	// UserAgent names the caller to the server. "" is simagent.
	UserAgent string
}

// withDefaults checks the numbers and fills in what is left out.
func (c Config) withDefaults() (Config, error) {
	switch {
	case c.Provider != "" && c.Provider != ProviderTwilio:
		return c, fmt.Errorf("cannot use provider %q: the only one is %q", c.Provider, ProviderTwilio)
	case c.PageSize < 0 || c.PageSize > 100:
		return c, fmt.Errorf("cannot use a page size of %d: it must be 1 to 100", c.PageSize)
	case c.MaxPages < 0:
		return c, fmt.Errorf("cannot use a bound of %d pages", c.MaxPages)
	case c.Timeout < 0 || c.HeaderTimeout < 0:
		return c, errors.New("cannot use a negative timeout")
	}
	c.Provider = ProviderTwilio
	c.BaseURL = or(c.BaseURL, TwilioBaseURL)
	c.PageSize = or(c.PageSize, 50)
	c.MaxPages = or(c.MaxPages, 100)
	c.Timeout = or(c.Timeout, 30*time.Second)
	c.HeaderTimeout = or(c.HeaderTimeout, 15*time.Second)
	c.UserAgent = or(c.UserAgent, "simagent")
	return c, nil
}

func or[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}

// parseBase checks a base URL. Its errors do not quote it, since a slip may have put a secret there.
func parseBase(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil {
		return nil, errors.New("cannot use base URL: it is not a URL")
	}
	switch {
	case u.User != nil:
		return nil, errors.New("cannot use base URL: it holds a user; give the credential in its own file")
	case u.RawQuery != "" || u.ForceQuery:
		return nil, errors.New("cannot use base URL: it holds a query")
	case strings.Contains(s, "#"):
		return nil, errors.New("cannot use base URL: it holds a fragment")
	case u.Hostname() == "" || u.Opaque != "":
		return nil, errors.New("cannot use base URL: it names no host; it must look like " + TwilioBaseURL)
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("cannot use base URL: it must begin with https://")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return nil, errors.New("cannot use base URL: plain http would show the credential to the network; use https")
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), ""
	if u.Path == "" {
		u.Path = "/v1"
	}
	return u, nil
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
