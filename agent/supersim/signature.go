package supersim

import (
	"crypto/hmac"
	"crypto/sha1" // X-Twilio-Signature is made with it
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	twilioHeader    = "X-Twilio-Signature"
	koreHeader      = "Kore-Signature"
	koreTokenHeader = "Kore-Idempotency-Token"
)

// verify checks whichever signature came, and returns what tells this callback from another one: the signature, and what
// it does not cover. Since November 2024 KORE signs for accounts of Twilio's time
// too, so both are taken.
func (c *callbacks) verify(r *http.Request, body []byte, params url.Values, secret string) (string, bool) {
	if got := r.Header.Get(koreHeader); got != "" {
		for _, u := range c.addresses("") {
			if want := koreSignature(secret, r.Method, u, body); same(strings.ToLower(got), want) {
				return want + r.URL.RawQuery, true
			}
		}
		return "", false
	}
	got := r.Header.Get(twilioHeader)
	if got == "" {
		return "", false
	}
	if r.Method == http.MethodGet {
		params = nil // they are in the URL
	}
	for _, u := range c.addresses(r.URL.RawQuery) {
		if want := twilioSignature(secret, u, params); same(got, want) {
			return want, true
		}
	}
	return "", false
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// addresses are the forms in which a vendor may have signed the address: as it was given, and as an HTTP client writes it,
// with or without the port.
func (c *callbacks) addresses(query string) []string {
	if query != "" {
		query = "?" + query
	}
	given, _, _ := strings.Cut(c.cfg.URL, "#")
	given, _, _ = strings.Cut(given, "?")
	host := strings.ToLower(c.url.Hostname())
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	path := c.url.EscapedPath()
	if path == "" {
		path = "/"
	}
	scheme := strings.ToLower(c.url.Scheme) + "://"
	return []string{given + query, scheme + host + path + query, scheme + host + ":" + port(c.url) + path + query}
}

// twilioSignature is base64(HMAC-SHA1(token, URL + each name and value of the form, sorted by name)).
func twilioSignature(token, address string, form url.Values) string {
	names := make([]string, 0, len(form))
	for n := range form {
		names = append(names, n)
	}
	slices.Sort(names)
	h := hmac.New(sha1.New, []byte(token))
	h.Write([]byte(address))
	for _, n := range names {
		h.Write([]byte(n + form.Get(n)))
	}
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// koreSignature is hex(SHA-256(secret + METHOD + URL without query + body)).
func koreSignature(secret, method, address string, body []byte) string {
	h := sha256.New()
	h.Write([]byte(secret + method + address))
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

// seen remembers what was accepted lately. The zero value is empty. Safe for several goroutines.
type seen struct {
	mu   sync.Mutex
	list []sighting // oldest first
}

type sighting struct {
	at               time.Time
	signature, token string
}

// first reports whether neither the signature nor the token, if there is one, was seen within the window, and remembers
// them.
func (s *seen) first(now time.Time, signature, token string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = slices.DeleteFunc(s.list, func(v sighting) bool { return now.Sub(v.at) > callbackWindow })
	for _, v := range s.list {
		if v.signature == signature || token != "" && v.token == token {
			return false
		}
	}
	s.list = append(s.list[max(len(s.list)-callbackMemory+1, 0):], sighting{now, signature, token})
	return true
}
