package supersimtest

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// request is one request after authentication and the checks that all resources share.
type request struct {
	now     time.Time
	account string   // whose credential it was
	base    string   // scheme and host, for the addresses in the answer
	seg     []string // path segments after /v1, unescaped
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

// ServeHTTP answers one request of the API. Requests are handled one after the other but for the waits of faults.
func (c *Cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	form, formErr := readForm(w, r) // before any lock: the body may be slow
	f := c.arrive(r)
	if !f.wait(r.Context()) {
		return // the client has gone
	}
	var a *answer
	c.mu.Lock()
	now := c.settle(c.opt.Now())
	if f.before() {
		a = f.answer()
	} else {
		a = c.respond(r, form, formErr, now)
	}
	c.mu.Unlock()
	a.header.Set("Date", now.UTC().Format(http.TimeFormat))
	defer c.deliver() // also when a cut answer aborts the handler
	f.write(w, r, a)
}

// respond handles a request. mu is held.
func (c *Cloud) respond(r *http.Request, form url.Values, formErr *apiError, now time.Time) *answer {
	q, e := c.check(r, form, formErr)
	if e != nil {
		a := jsonAnswer(e.status, e.json())
		switch e.status {
		case 401:
			a.header.Set("WWW-Authenticate", `Basic realm="Super SIM"`)
		case 405:
			a.header.Set("Allow", strings.Join(allowed(q.seg), ", "))
		}
		return a
	}
	q.now = now
	status, body, e := q.ep.serve(c, q)
	if e != nil {
		return jsonAnswer(e.status, e.json())
	}
	return jsonAnswer(status, body)
}

// check authenticates, finds the endpoint, and refuses parameters that it does not have. mu is held.
func (c *Cloud) check(r *http.Request, form url.Values, formErr *apiError) (*request, *apiError) {
	q := &request{form: form, base: "http://" + r.Host}
	if r.TLS != nil || r.URL.Scheme == "https" {
		q.base = "https://" + r.Host
	}
	user, secret, ok := r.BasicAuth()
	who, known := c.users[user]
	if !ok || !known || who.secret == "" || who.secret != secret {
		return q, errLogin
	}
	q.account = who.account
	if q.seg, ok = segments(r.URL); !ok || len(allowed(q.seg)) == 0 {
		return q, notFound(r.URL.Path)
	}
	if q.ep = find(r.Method, q.seg); q.ep == nil {
		return q, &apiError{405, 20004, "this resource does not take " + printable(r.Method)}
	}
	if formErr != nil {
		return q, formErr
	}
	for name := range form {
		if !slices.Contains(q.ep.params(), name) {
			return q, &apiError{400, 20001, "unknown parameter " + printable(name)}
		}
	}
	return q, nil
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
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	// Only strings, numbers, booleans, maps and structs of them come here: this cannot fail.
	_ = enc.Encode(body)
	return &answer{status, http.Header{"Content-Type": {"application/json; charset=utf-8"}}, bytes.TrimSpace(b.Bytes())}
}
