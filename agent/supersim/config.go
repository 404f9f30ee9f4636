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

// The providers, which differ in how to authenticate: Twilio by an account or API key, KORE by OAuth2 client credentials.
const (
	ProviderTwilio = "twilio"
	ProviderKore   = "kore"
)

// Config says which cloud to ask, and how. The zero value asks Twilio without a credential.
type Config struct {
	// BaseURL is the API's address with its version. "" is that of the provider; an address without a path gets /v1.
	// Plain http is only for a loopback host. A user, a query or a fragment in it is refused.
	BaseURL string
	// Provider is ProviderTwilio, which is also "", or ProviderKore.
	Provider string
	// TokenURL is where KORE's client credentials become a token. "" is KoreTokenURL, or on any other host than KORE's the
	// same path on the host of BaseURL.
	TokenURL string
	// Credentials is asked before every request, or at KORE before every token. nil sends no credential, for a broker that
	// adds its own.
	Credentials Credentials
	// Tokens gives bearer tokens instead of Credentials.
	Tokens Tokens
	// Attempts is how often one call may be tried, with growing pauses; 0 is once. A second SMS or IP Command is never sent
	// in doubt.
	Attempts int
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
	case c.Provider != "" && c.Provider != ProviderTwilio && c.Provider != ProviderKore:
		return c, fmt.Errorf("cannot use provider %q: want %q or %q", c.Provider, ProviderTwilio, ProviderKore)
	case c.PageSize < 0 || c.PageSize > 100:
		return c, fmt.Errorf("cannot use a page size of %d: it must be 1 to 100", c.PageSize)
	case c.Attempts < 0:
		return c, fmt.Errorf("cannot make %d attempts", c.Attempts)
	case c.MaxPages < 0:
		return c, fmt.Errorf("cannot use a bound of %d pages", c.MaxPages)
	case c.Timeout < 0 || c.HeaderTimeout < 0:
		return c, errors.New("cannot use a negative timeout")
	}
	c.Provider = or(c.Provider, ProviderTwilio)
	c.BaseURL = or(c.BaseURL, map[string]string{ProviderTwilio: TwilioBaseURL, ProviderKore: KoreBaseURL}[c.Provider])
	c.Attempts = or(c.Attempts, 1)
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

// parseBase checks a base URL; one without a path gets the API's version.
func parseBase(s string) (*url.URL, error) {
	u, err := parseURL(s, "base URL", TwilioBaseURL)
	if err != nil {
		return nil, err
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), ""
	if u.Path == "" {
		u.Path = "/v1"
	}
	return u, nil
}

// parseURL checks an address that a credential will go to. what names it in errors, such is an example. The errors do not
// quote it, since a slip may have put a secret there.
func parseURL(s, what, such string) (*url.URL, error) {
	u, err := url.Parse(s)
	wrong := ""
	switch {
	case err != nil:
		wrong = "it is not a URL"
	case u.User != nil:
		wrong = "it holds a user; give the credential in its own file"
	case u.RawQuery != "" || u.ForceQuery:
		wrong = "it holds a query"
	case strings.Contains(s, "#"):
		wrong = "it holds a fragment"
	case u.Hostname() == "" || u.Opaque != "":
		wrong = "it names no host; it must look like " + such
	case u.Scheme != "https" && u.Scheme != "http":
		wrong = "it must begin with https://"
	case u.Scheme == "http" && !loopback(u.Hostname()):
		wrong = "plain http would show the credential to the network; use https"
	}
	if wrong != "" {
		return nil, fmt.Errorf("cannot use %s: %s", what, wrong)
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
