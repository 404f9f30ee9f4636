package supersimtest

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// request is one request; account, seg and ep are there after authentication and the checks that all resources share.
type request struct {
	vendor  Vendor
	now     time.Time
	skew    time.Duration // of the server's clock, by a fault
	account string        // whose credential it was
	base    string        // scheme and host, for the addresses in the answer
	seg     []string      // path segments after /v1, unescaped
	ep      *endpoint
	form    url.Values
}

// get is the first value of a parameter, or "".
func (q *request) get(name string) string { return q.form.Get(name) }

// lookup also tells whether the parameter was sent at all.
func (q *request) lookup(name string) (string, bool) {
	v, ok := q.form[name]
	if !ok || len(v) == 0 {
		return "", false
	}
	return v[0], true
}

// answer is a response before it is written.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// ServeHTTP answers one request in the wire form of Options.Vendor. Requests are handled one after the other but for
// the waits of faults.
func (c *Cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.serve(c.opt.Vendor, w, r) }

// serve answers one request in the wire form of a vendor.
func (c *Cloud) serve(v Vendor, w http.ResponseWriter, r *http.Request) {
	f, n := c.arrive(r)
	defer c.leave()
	form, formErr := readForm(w, r) // before any lock: the body may be slow
	if !f.wait(r.Context()) {
		return // the client has gone
	}
	c.mu.Lock()
	now := c.settle(c.opt.Now())
	concurrent := c.underway
	a, changed := f.answer(v), false
	if a == nil {
		q := &request{vendor: v, form: form, now: now, base: base(r), skew: f.Skew}
		a = c.respond(q, r, formErr)
		changed = q.ep != nil && q.ep.method != http.MethodGet && a.status < 300
	}
	c.mu.Unlock()
	if changed && c.opt.Commit != nil {
		c.opt.Commit()
	}
	v.head(a.header, n, concurrent, host(r))
	a.header.Set("Date", now.Add(f.Skew).UTC().Format(http.TimeFormat))
	defer c.deliver() // also when a cut answer aborts the handler
	f.write(w, r, a)
}

// respond does what the request asks for. mu is held.
func (c *Cloud) respond(q *request, r *http.Request, formErr *apiError) *answer {
	if q.vendor == Kore && strings.HasPrefix(r.URL.Path, "/api-services/") {
		return c.serveToken(q, r, formErr)
	}
	if r.Method == http.MethodOptions { // a browser asks before it sends a credential; the headers of every answer are what it asks for
		return &answer{status: http.StatusNoContent, header: http.Header{}}
	}
	e := c.check(q, r, formErr)
	if e == nil {
		var status int
		var body any
		if status, body, e = q.ep.serve(c, q); e == nil {
			return jsonAnswer(status, body)
		}
	}
	a := jsonAnswer(e.status, q.vendor.errorBody(e))
	switch e.status {
	case 401:
		q.vendor.challenge(a.header)
	case 405:
		a.header.Set("Allow", strings.Join(allowed(q.seg), ", "))
	}
	return a
}

// check authenticates, finds the endpoint, and refuses parameters that it does not have. mu is held.
func (c *Cloud) check(q *request, r *http.Request, formErr *apiError) *apiError {
	who, e := c.authenticate(q, r)
	if e != nil {
		return e
	}
	q.account = who.account
	var ok bool
	if q.seg, ok = segments(r.URL); !ok || len(allowed(q.seg)) == 0 {
		return q.vendor.noPath(r.URL.Path)
	}
	if q.ep = find(r.Method, q.seg); q.ep == nil {
		return q.vendor.noMethod(r.Method)
	}
	if who.readOnly && q.ep.method != http.MethodGet {
		return &apiError{403, 20006, "the client may only read"}
	}
	if formErr != nil {
		return formErr
	}
	for name := range q.form {
		if !slices.Contains(q.ep.params(), name) {
			return &apiError{400, 20001, "unknown parameter " + printable(name)}
		}
	}
	return nil
}

// base is the scheme and host that were asked.
func base(r *http.Request) string {
	if r.TLS != nil || r.URL.Scheme == "https" {
		return "https://" + host(r)
	}
	return "http://" + host(r)
}

// host is the one that was asked, or, when HTTP/1.0 names none, the address at which the request came in.
func host(r *http.Request) string {
	if at, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok && r.Host == "" {
		return at.String()
	}
	return r.Host
}

// printable keeps letters and digits, for names that came from a client.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > 'z' || r > '9' && r < 'A' || r > 'Z' && r < 'a' {
			return -1
		}
		return r
	}, s[:min(len(s), 64)])
}

// segments splits the path after /v1. An empty segment, such as after a slash at the end, and .json are not accepted.
func segments(u *url.URL) ([]string, bool) {
	rest, ok := strings.CutPrefix(u.EscapedPath(), "/v1/")
	if !ok || strings.HasSuffix(rest, ".json") {
		return nil, false
	}
	seg := strings.Split(rest, "/")
	for i, s := range seg {
		v, err := url.PathUnescape(s)
		if err != nil || v == "" {
			return nil, false
		}
		seg[i] = v
	}
	return seg, true
}

// readForm reads the parameters: the query of a GET, the form body of a POST.
func readForm(w http.ResponseWriter, r *http.Request) (url.Values, *apiError) {
	malformed := &apiError{400, 20001, "the parameters are malformed"}
	if r.Method != http.MethodPost {
		v, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil {
			return nil, malformed
		}
		return v, nil
	}
	if r.URL.RawQuery != "" {
		return nil, &apiError{400, 20001, "the parameters of a POST are in its body, not in the query"}
	}
	if r.Body == nil {
		return nil, nil
	}
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		return nil, malformed
	}
	if len(b) == 0 {
		return nil, nil
	}
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/x-www-form-urlencoded" {
		return nil, &apiError{400, 20001, "the body must be application/x-www-form-urlencoded"}
	}
	v, err := url.ParseQuery(string(b))
	if err != nil {
		return nil, malformed
	}
	return v, nil
}

func jsonAnswer(status int, body any) *answer {
	if body == nil { // 204
		return &answer{status: status, header: http.Header{}}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	// Only strings, numbers, booleans, maps and structs of them come here: this cannot fail.
	_ = enc.Encode(body)
	return &answer{status, http.Header{"Content-Type": {"application/json; charset=utf-8"}}, bytes.TrimSpace(b.Bytes())}
}
