package labhttp

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/supersim/supersimtest"
)

const (
	card1 = "89883070000000000001"
	card2 = "89883070000000000002"
)

// bench is a Lab and a program that asks it.
type bench struct {
	t       *testing.T
	lab     *Lab
	clock   *supersimtest.Clock
	changed *atomic.Int64
}

func newBench(t *testing.T, change ...func(*Options)) bench {
	b := bench{t: t, clock: &supersimtest.Clock{}, changed: &atomic.Int64{}}
	o := Options{Clock: b.clock, Cloud: supersimtest.Options{Now: b.clock.Now}, Changed: func() { b.changed.Add(1) }}
	for _, f := range change {
		f(&o)
	}
	b.lab = New(o)
	return b
}

// ask sends a request as curl would; body "" is none.
func (b bench) ask(method, path, kind, body string) (status int, answer map[string]any) {
	b.t.Helper()
	w := b.raw(method, path, body, http.Header{"Content-Type": {kind}})
	require.Equal(b.t, "application/json; charset=utf-8", w.Header().Get("Content-Type"), w.Body.String())
	require.NoError(b.t, json.Unmarshal(w.Body.Bytes(), &answer), w.Body.String())
	return w.Code, answer
}

func (b bench) raw(method, path, body string, header http.Header) *httptest.ResponseRecorder {
	b.t.Helper()
	r := httptest.NewRequest(method, "http://127.0.0.1:8080"+path, strings.NewReader(body))
	for name, values := range header {
		r.Header[name] = values
	}
	w := httptest.NewRecorder()
	b.lab.ServeHTTP(w, r)
	return w
}

const form = "application/x-www-form-urlencoded"

// does posts parameters and wants them to work; refuses wants them not to.
func (b bench) does(path string, pairs ...string) map[string]any {
	b.t.Helper()
	status, a := b.ask("POST", path, form, encode(pairs...))
	require.Equal(b.t, 200, status, a)
	return a
}

func (b bench) refuses(path, why string, pairs ...string) {
	b.t.Helper()
	status, a := b.ask("POST", path, form, encode(pairs...))
	require.Equal(b.t, 400, status, a)
	require.Contains(b.t, a["error"], why)
}

func (b bench) shows(path string) map[string]any {
	b.t.Helper()
	status, a := b.ask("GET", path, "", "")
	require.Equal(b.t, 200, status, a)
	return a
}

func encode(pairs ...string) string {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v.Encode()
}

// simIn makes a SIM with a Fleet in a status.
func (b bench) simIn(iccid, status string) supersimtest.SimView {
	b.t.Helper()
	b.does("/lab/fleets", "name", "fleet-a")
	b.does("/lab/sims", "iccid", iccid, "status", status, "fleet", "fleet-a")
	return b.lab.Cloud().SimStatus(iccid)
}

// post posts a form to the API.
func (b bench) post(path, form string) *httptest.ResponseRecorder {
	b.t.Helper()
	r := httptest.NewRequest("POST", "http://127.0.0.1:8080/v1/"+path, strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(supersimtest.AccountSID, supersimtest.AuthToken)
	w := httptest.NewRecorder()
	b.lab.ServeHTTP(w, r)
	return w
}

// api posts a form to the API and returns a text of the answer.
func (b bench) api(path, form, name string) string {
	b.t.Helper()
	w := b.post(path, form)
	require.Less(b.t, w.Code, 300, w.Body.String())
	var a map[string]any
	require.NoError(b.t, json.Unmarshal(w.Body.Bytes(), &a))
	s, _ := a[name].(string)
	return s
}

// Every endpoint is listed with its parameters, answers, and takes no others.
func TestEverythingIsListed(t *testing.T) {
	b := newBench(t)
	listed := b.shows("/lab")["lab"].([]any)
	require.Len(t, listed, len(endpoints())+len(special()))
	for _, v := range listed {
		e := v.(map[string]any)
		method, path := e["method"].(string), e["path"].(string)
		require.NotEmpty(t, e["what"], path)
		if path == "/lab/state" {
			continue // the whole of it is tested on its own
		}
		status, a := b.ask(method, path+"?nonsense=1", "", "")
		require.Equal(t, 400, status, "%s %s: %v", method, path, a)
		require.Contains(t, a["error"], "nonsense")
	}
	require.Equal(t, 404, b.raw("GET", "/lab/nonsense", "", nil).Code)
	require.Equal(t, 404, b.raw("DELETE", "/lab/sims", "", nil).Code)
}

func TestSims(t *testing.T) {
	b := newBench(t)
	a := b.does("/lab/sims", "iccid", card1)
	require.Equal(t, []any{"new", "status new", card1}, []any{a["status"], a["attach"], a["iccid"]})
	b.refuses("/lab/sims", `"iccid" is missing`)
	b.refuses("/lab/sims", "no such Fleet", "iccid", card1, "status", "ready", "fleet", "nobody")
	b.refuses("/lab/sims", "no such account", "iccid", card2, "account", "AC99")
	b.does("/lab/fleets", "name", "fleet-a")
	a = b.does("/lab/status", "sim", card1, "status", "ready", "fleet", "fleet-a")
	require.Equal(t, []any{"ready", "yes"}, []any{a["status"], a["attach"]})
	a = b.does("/lab/status", "sim", a["sid"].(string), "status", "active")
	require.Equal(t, []any{"active", "request"}, []any{a["status"], a["why"]}, "the Fleet stays")
	b.refuses("/lab/status", "from status active into ready", "sim", card1, "status", "ready")
	b.refuses("/lab/status", "there is no SIM", "sim", card2, "status", "ready")
	require.Len(t, b.shows("/lab/sims")["sims"], 1)
	require.Len(t, b.shows("/lab/fleets")["fleets"], 1)

	require.Equal(t, true, b.does("/lab/sims", "iccid", card2, "code", "H3LL0W0RLD")["waits"])
	require.NotEmpty(t, b.api("Sims", encode("Iccid", card2, "RegistrationCode", "H3LL0W0RLD"), "sid"))
}

func TestUsageAndMessages(t *testing.T) {
	b := newBench(t)
	sim := b.simIn(card1, "ready")
	a := b.does("/lab/usage", "sim", card1, "up", "1000", "down", "500")
	require.EqualValues(t, 1500, a["ready_bytes"])
	status, a := b.ask("POST", "/lab/usage", "application/json", `{"sim":"`+sim.SID+`","up":500,"network":"00101"}`)
	require.Equal(t, 200, status, a)
	require.EqualValues(t, 2000, a["ready_bytes"])
	b.refuses("/lab/usage", "whole number", "sim", card1, "up", "-1")
	b.refuses("/lab/usage", "had no effect", "sim", card1, "up", "1", "network", "99999")
	require.EqualValues(t, 1, b.does("/lab/sms", "sim", card1, "text", "hello")["ready_sms"])
	sid := b.api("SmsCommands", encode("Sim", sim.SID, "Payload", "down"), "sid")
	b.does("/lab/sms/end", "sid", sid)
	b.refuses("/lab/sms/end", "had no effect", "sid", sid)
	sid = b.api("SmsCommands", encode("Sim", sim.SID, "Payload", "lost"), "sid")
	b.does("/lab/sms/end", "sid", sid, "failed", "true")
	b.does("/lab/ip", "sim", card1, "base64", "/w==", "ip", "100.64.0.9", "port", "4000")
	b.refuses("/lab/ip", "either text or base64", "sim", card1, "base64", "?")
	b.refuses("/lab/ip", "IP address", "sim", card1, "text", "x", "ip", "here")
	sid = b.api("IpCommands", encode("Sim", sim.SID, "Payload", "x", "DevicePort", "7"), "sid")
	b.does("/lab/ip/end", "sid", sid, "ip", "100.64.0.9")
	sid = b.api("IpCommands", encode("Sim", sim.SID, "Payload", "y", "DevicePort", "7"), "sid")
	b.does("/lab/ip/end", "sid", sid, "failed", "1")
	var seen []string
	for _, v := range b.shows("/lab/messages")["messages"].([]any) {
		m := v.(map[string]any)
		seen = append(seen, m["kind"].(string)+" "+m["status"].(string)+" "+m["payload"].(string))
	}
	slices.Sort(seen)
	require.Equal(t, []string{"ip failed y", "ip received /w==", "ip sent x", "sms delivered down", "sms failed lost", "sms received hello"}, seen)
	require.EqualValues(t, 83401, b.shows("/lab/alerts")["alerts"].([]any)[0].(map[string]any)["code"])
}

func TestSettingsAndESims(t *testing.T) {
	b := newBench(t)
	b.simIn(card1, "active")
	require.Regexp(t, `^OB[0-9a-f]{32}$`, b.does("/lab/settings", "sim", card1)["sid"])
	b.refuses("/lab/settings", "had no effect", "sim", card1, "status", "nonsense")
	sid := b.api("ESimProfiles", "GenerateMatchingId=true", "sid")
	b.refuses("/lab/esims", "had no effect", "sid", sid, "step", "downloaded")
	b.does("/lab/clock", "by", "1m")
	b.refuses("/lab/esims", "must be downloaded", "sid", sid, "step", "eaten")
	for _, step := range []string{"downloaded", "installed"} {
		a := b.does("/lab/esims", "sid", sid, "step", step)
		require.Equal(t, step, a["esims"].([]any)[0].(map[string]any)["status"])
	}
}

func TestFaults(t *testing.T) {
	b := newBench(t)
	b.does("/lab/faults", "kind", "status", "status", "503", "count", "1", "latency", "")
	status, _ := b.ask("POST", "/lab/faults", "application/json", `[{"kind":"skew","skew":"-5m"},{"kind":"callback-lost","skip":2}]`)
	require.Equal(t, 200, status)
	status, _ = b.ask("POST", "/lab/faults", "application/json", `{"kind":"cut","bytes":-1,"path":"/v1/x"}`)
	require.Equal(t, 200, status)
	status, _ = b.ask("POST", "/lab/faults", form, `[{"kind":"html","skip":9}]`)
	require.Equal(t, 200, status, "as curl sends it")
	b.refuses("/lab/faults", "no such kind", "kind", "nonsense")
	b.refuses("/lab/faults", "not a number", "kind", "status", "count", "many")
	require.Equal(t, 503, b.raw("GET", "/v1/Sims", "", nil).Code)
	faults := b.shows("/lab/faults")["faults"].([]any)
	require.Len(t, faults, 5)
	require.Equal(t, map[string]any{"kind": "status", "status": 503.0, "count": 1.0, "seen": 1.0, "used": 1.0}, faults[0])
	status, a := b.ask("DELETE", "/lab/faults", "", "")
	require.Equal(t, 200, status)
	require.Equal(t, []any{}, a["faults"])
}

func TestClock(t *testing.T) {
	b := newBench(t)
	start := b.clock.Now()
	b.simIn(card1, "ready")
	require.NotNil(t, b.shows("/lab/clock")["next_due"])
	before := b.changed.Load()
	b.does("/lab/clock", "by", "3mo")
	require.EqualValues(t, before+2, b.changed.Load(), "what is due has happened before the answer")
	require.Equal(t, "active", b.lab.Cloud().SimStatus(card1).Status)
	require.WithinDuration(t, start.AddDate(0, 3, 0), b.clock.Now(), time.Minute)
	to := start.AddDate(1, 0, 0).UTC().Format(time.RFC3339)
	b.does("/lab/clock", "to", to)
	require.WithinDuration(t, start.AddDate(1, 0, 0), b.clock.Now(), time.Minute)
	b.refuses("/lab/clock", "cannot go back", "to", start.Format(time.RFC3339))
	for _, bad := range []string{"-1h", "x", "3", "-1mo", "1201mo", "99999999d", "1e9h"} {
		b.refuses("/lab/clock", "is not a span", "by", bad)
	}
	b.refuses("/lab/clock", "must be a time", "to", "tomorrow")
	for _, far := range []string{"2300-01-01T00:00:00Z", "2501-06-01T00:00:00Z", "9999-12-31T23:59:59Z"} {
		b.refuses("/lab/clock", "ends with the year 2260", "to", far)
	}
	b.refuses("/lab/clock", "either by or to")
	b.refuses("/lab/clock", "either by or to", "by", "1h", "to", to)
}

// However often it is put forward, the clock does not run over.
func TestClockEnds(t *testing.T) {
	b := newBench(t)
	b.does("/lab/clock", "by", "1200mo")
	b.does("/lab/clock", "by", "1200mo")
	at := b.clock.Now()
	b.refuses("/lab/clock", "ends with the year 2260", "by", "1200mo")
	require.WithinDuration(t, at, b.clock.Now(), time.Minute)
}

func TestAccountsAndReset(t *testing.T) {
	b := newBench(t, func(o *Options) { o.Seed = func(c *supersimtest.Cloud) { c.AddSim(card1) } })
	a := b.does("/lab/accounts", "parent", supersimtest.AccountSID)
	sid, token := a["sid"].(string), a["auth_token"].(string)
	require.Len(t, b.shows("/lab/accounts")["accounts"], 2)
	require.NotContains(t, b.raw("GET", "/lab/accounts", "", nil).Body.String(), token)
	b.refuses("/lab/accounts", "no such parent", "parent", "AC99")
	b.does("/lab/sims", "iccid", card2, "account", sid)
	b.does("/lab/fleets", "name", "theirs", "account", sid)
	r := httptest.NewRequest("GET", "http://127.0.0.1/v1/Sims", nil)
	r.SetBasicAuth(sid, token)
	w := httptest.NewRecorder()
	b.lab.ServeHTTP(w, r)
	require.Contains(t, w.Body.String(), card2)
	require.NotContains(t, w.Body.String(), card1)

	before := b.changed.Load()
	b.does("/lab/reset")
	require.Greater(t, b.changed.Load(), before)
	require.Len(t, b.shows("/lab/sims")["sims"], 1)
	require.Len(t, b.shows("/lab/accounts")["accounts"], 1)
	shared := newBench(t, func(o *Options) { o.Shared = true })
	shared.refuses("/lab/reset", "larger laboratory")
}

// Both forms of a body, and what is wrong with others.
func TestBodies(t *testing.T) {
	b := newBench(t)
	for _, tc := range []struct{ kind, body, why string }{
		{"application/json", `{"iccid":"` + card1 + `"}`, ""}, {"application/json; charset=utf-8", `{"iccid":89883070000000000001}`, ""},
		{form, "iccid=" + card1, ""}, {form, `{"iccid":"` + card1 + `"}`, ""}, {"application/json", `[1]`, "not a JSON object"}, {"application/json", `null`, "not a JSON object"},
		{"application/json", `{"iccid":{}}`, "must be a text"}, {"application/json", `{"iccid":null}`, "must be a text"},
		{"application/json", `{"iccid":"1"} x`, "not a JSON object"}, {form, "iccid=1&iccid=2", "twice"}, {form, "%zz", "cannot read the form"},
		{"text/plain", "iccid=1", "Content-Type"}, {form, strings.Repeat("x", maxBody+1), "too long"},
	} {
		status, a := b.ask("POST", "/lab/sims", tc.kind, tc.body)
		if tc.why == "" {
			require.Equal(t, 200, status, tc.body)
			require.Equal(t, card1, a["iccid"])
		} else {
			require.Equal(t, 400, status, tc.body)
			require.Contains(t, a["error"], tc.why)
		}
	}
}

// Only this machine's own pages and programs may ask; the API itself is for whoever has a credential.
func TestGuard(t *testing.T) {
	b := newBench(t)
	for _, tc := range []struct {
		host, origin string
		ok           bool
	}{
		{"127.0.0.1:8080", "", true}, {"localhost", "", true}, {"[::1]:9", "", true}, {"127.9.9.9", "", true}, {"::1", "", true},
		{"127.0.0.1:8080", "http://127.0.0.1:8080", true}, {"LOCALHOST:1", "http://LOCALHOST:1", true},
		{"evil.test", "", false}, {"127.0.0.1.evil.test", "", false}, {"localhost.evil.test:80", "", false}, {"192.0.2.1", "", false}, {"", "", false},
		{"127.0.0.1:8080", "http://evil.test", false}, {"127.0.0.1:8080", "null", false}, {"127.0.0.1:8080", "http://127.0.0.1:9999", false},
		{"127.0.0.1:8080", "https://127.0.0.1:8080", false}, {"127.0.0.1:8080", "", true},
	} {
		for _, path := range []string{"/", "/lab", "/lab/sims", "/lab/reset"} {
			r := httptest.NewRequest("GET", path, nil)
			if path == "/lab/reset" {
				r = httptest.NewRequest("POST", path, nil)
			}
			if r.Host = tc.host; tc.origin != "" {
				r.Header.Set("Origin", tc.origin)
			}
			w := httptest.NewRecorder()
			b.lab.ServeHTTP(w, r)
			require.Equal(t, tc.ok, w.Code != 403, "%+v %s", tc, path)
		}
	}
	r := httptest.NewRequest("GET", "/v1/Sims", nil)
	r.Host = "supersim.twilio.com"
	w := httptest.NewRecorder()
	b.lab.ServeHTTP(w, r)
	require.Equal(t, 401, w.Code)
}

// The log shows what was asked, with ids cut short, and no secret.
func TestRequestLog(t *testing.T) {
	b := newBench(t)
	sim := b.simIn(card1, "ready")
	b.api("Sims/"+sim.SID, "UniqueName=one", "sid")
	b.raw("GET", "/v1/Sims?Iccid="+card1, "", nil)
	b.does("/lab/faults", "kind", "cut", "bytes", "-1")
	require.Panics(t, func() { b.raw("GET", "/v1/Fleets", "", nil) })
	var seen []string
	for _, v := range b.shows("/lab/requests")["requests"].([]any) {
		m := v.(map[string]any)
		line, _ := json.Marshal([]any{m["method"], m["path"], m["status"], m["user"], m["vendor"]})
		seen = append(seen, string(line))
	}
	require.Equal(t, []string{
		`["POST","/v1/Sims/` + sim.SID[:4] + "…" + sim.SID[30:] + `",200,"AC00…0001","twilio"]`,
		`["GET","/v1/Sims?Iccid=8988…0001",401,"","twilio"]`, `["GET","/v1/Fleets",0,"","twilio"]`,
	}, seen)
	b.lab.Cloud().ClearFaults()
	for range maxShown + 5 {
		b.raw("GET", "/v1/Sims", "", nil)
	}
	a := b.shows("/lab/requests")
	require.Len(t, a["requests"], maxShown)
	require.EqualValues(t, maxShown+8, a["all"])
}

// The page shows what there is, sends its forms back to itself, and lets no text become markup.
func TestPage(t *testing.T) {
	b := newBench(t)
	sim := b.simIn(card1, "ready")
	b.does("/lab/usage", "sim", card1, "up", "240000")
	b.does("/lab/faults", "kind", "skew", "skew", "1h")
	b.api("Sims/"+sim.SID, encode("UniqueName", "<script>x</script>"), "sid")
	b.api("SmsCommands", encode("Sim", sim.SID, "Payload", "down", "CallbackUrl", "http://127.0.0.1:9/hook?secret=1"), "sid")
	w := b.raw("GET", "/?refresh=5", "", nil)
	require.Equal(t, 200, w.Code)
	text := w.Body.String()
	for _, want := range []string{card1, "fleet-a", "240 kB of 250 kB", "width:96%", "bar warn", "1 of 5", "skew", "127.0.0.1:9/hook", `http-equiv="refresh" content="5"`, "&lt;script&gt;"} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "<script>")
	require.NotContains(t, text, "secret=1")
	require.Contains(t, w.Header().Get("Content-Security-Policy"), "default-src 'none'")
	require.NotContains(t, b.raw("GET", "/", "", nil).Body.String(), "http-equiv=\"refresh\"")

	w = b.raw("POST", "/lab/clock", "by=3mo", http.Header{"Content-Type": {form}, "Accept": {"text/html,*/*"}})
	require.Equal(t, 303, w.Code)
	require.Equal(t, "/", w.Header().Get("Location"))
	require.Contains(t, b.raw("GET", "/", "", nil).Body.String(), "active by time")
	b.does("/lab/reset")
	require.Contains(t, b.raw("GET", "/", "", nil).Body.String(), "There is no SIM")
}

// FuzzLab: whatever is posted wherever, the answer is JSON with 200 or 400, and 400 says why.
func FuzzLab(f *testing.F) {
	for i := range endpoints() {
		f.Add(uint8(i), form, "sim="+card1+"&status=ready&fleet=f&by=1h&sid=x&iccid="+card2)
	}
	f.Add(uint8(200), "application/json", `[{"kind":"skew","skew":"1h"}]`)
	f.Add(uint8(6), "application/json", `{"sim":"x","up":1e99}`)
	f.Fuzz(func(t *testing.T, n uint8, kind, body string) {
		b := newBench(t)
		c := b.lab.Cloud()
		c.AddSim(card1)
		_ = c.Put(card1, "active", c.AddFleet("f"))
		e := special()[0]
		if int(n) < len(endpoints()) {
			e = endpoints()[n]
		}
		w := b.raw(e.Method, e.Path, body, http.Header{"Content-Type": {kind}})
		var a map[string]any
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &a))
		require.Contains(t, []int{200, 400}, w.Code)
		require.Equal(t, w.Code == 400, a["error"] != nil)
		require.Equal(t, 200, b.raw("GET", "/", "", nil).Code)
	})
}
