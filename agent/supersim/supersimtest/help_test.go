package supersimtest

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	card1 = "89883070000000000001"
	card2 = "89883070000000000002"
)

// api is a plain HTTP client of the emulator, so that the wire form itself is what is tested.
type api struct {
	t            tester
	c            *Cloud
	user, secret string
}

// tester is a test of any kind: of testing or of rapid.
type tester interface {
	require.TestingT
	Helper()
	Context() context.Context
}

type reply struct {
	status int
	header http.Header
	body   map[string]any
	raw    string
}

func (r reply) str(name string) string { s, _ := r.body[name].(string); return s }

// list is the items under a key.
func (r reply) list(key string) (items []map[string]any) {
	for _, v := range r.body[key].([]any) {
		items = append(items, v.(map[string]any))
	}
	return items
}

func newAPI(t *testing.T, opt Options) api { return api{t, New(opt), AccountSID, AuthToken} }

func (a api) do(method, path, form string) reply {
	a.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = "http://cloud.test/v1/" + path
	}
	req, err := http.NewRequestWithContext(a.t.Context(), method, path, strings.NewReader(form))
	require.NoError(a.t, err)
	if method == "POST" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.SetBasicAuth(a.user, a.secret)
	resp, err := a.c.RoundTripper().RoundTrip(req)
	require.NoError(a.t, err)
	b, err := io.ReadAll(resp.Body)
	require.NoError(a.t, err)
	r := reply{status: resp.StatusCode, header: resp.Header, raw: string(b)}
	if resp.StatusCode != http.StatusNoContent {
		require.NoError(a.t, json.Unmarshal(b, &r.body), "body %q", b)
	}
	return r
}

// raw is the body of an answer.
func (a api) raw(method, path string) string {
	a.t.Helper()
	req, err := http.NewRequestWithContext(a.t.Context(), method, "http://cloud.test/v1/"+path, http.NoBody)
	require.NoError(a.t, err)
	req.SetBasicAuth(a.user, a.secret)
	resp, err := a.c.RoundTripper().RoundTrip(req)
	require.NoError(a.t, err)
	require.Equal(a.t, 200, resp.StatusCode)
	b, err := io.ReadAll(resp.Body)
	require.NoError(a.t, err)
	return string(b)
}

func (a api) get(path string) reply        { a.t.Helper(); return a.do("GET", path, "") }
func (a api) post(path, form string) reply { a.t.Helper(); return a.do("POST", path, form) }

// refused posts and wants an error of the API.
func (a api) refused(path, form string, status, code int) {
	a.t.Helper()
	r := a.post(path, form)
	require.Equal(a.t, status, r.status, r.raw)
	require.EqualValues(a.t, code, r.body["code"], r.raw)
}

// simIn makes a Sim with a Fleet in a status.
func (a api) simIn(iccid, status string) (sim, fleet string) {
	a.t.Helper()
	sim, fleet = a.c.AddSim(iccid), a.c.AddFleet("fleet-a")
	if status == stNew {
		fleet = ""
	}
	require.NoError(a.t, a.c.Put(iccid, status, fleet))
	return sim, a.c.AddFleet("fleet-a")
}

// inBubble runs a test under a virtual clock.
func inBubble(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, f)
}

// pass lets virtual time pass.
func pass(d time.Duration) { time.Sleep(d) }

func q(pairs ...string) string {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v.Encode()
}
