package supersim

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	hookURL    = "https://gw.test/hooks/sim?key=1"
	hookSecret = "0000hook0000secret00"
)

// hook is a handler, and what came through it.
type hook struct {
	http.Handler
	events  []CallbackEvent
	refused []string
}

func newHook(t *testing.T, address string) *hook {
	t.Helper()
	h := &hook{}
	var err error
	h.Handler, err = CallbackHandler(CallbackConfig{URL: address, Secret: func() (string, error) { return hookSecret, nil },
		Handle: func(e CallbackEvent) { h.events = append(h.events, e) }, Refused: func(why string) { h.refused = append(h.refused, why) }})
	require.NoError(t, err)
	return h
}

func (h *hook) do(r *http.Request) int {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

var updated = url.Values{"SimSid": {hsSID}, "SimUniqueName": {"pump 1"}, "SimStatus": {"active"}, "AccountSid": {"AC1"}}

// signed is a callback as the vendors send it: by POST or GET, by Twilio or KORE.
func signed(vendor, method string, p url.Values, more ...string) *http.Request {
	target, payload := "http://127.0.0.1:8080/hooks/sim?key=1", ""
	if method == http.MethodPost {
		payload = p.Encode()
	} else {
		target += "&" + p.Encode()
	}
	r := httptest.NewRequest(method, target, strings.NewReader(payload))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if vendor == "kore" {
		r.Header.Set("kore-signature", koreSignature(hookSecret, method, "https://gw.test/hooks/sim", []byte(payload)))
	} else {
		form := p
		if method != http.MethodPost {
			form = nil
		}
		r.Header.Set("X-Twilio-Signature", twilioSignature(hookSecret, "https://gw.test/hooks/sim?"+r.URL.RawQuery, form))
	}
	for i := 0; i+1 < len(more); i += 2 {
		r.Header.Set(more[i], more[i+1])
	}
	return r
}

func TestCallbacks(t *testing.T) {
	for _, vendor := range []string{"twilio", "kore"} {
		for _, method := range []string{"POST", "GET"} {
			h := newHook(t, hookURL)
			require.Equal(t, 204, h.do(signed(vendor, method, updated)), vendor+method)
			require.Len(t, h.events, 1)
			e := h.events[0]
			require.Equal(t, []string{"sim", hsSID, "pump 1", "active", "AC1"}, []string{string(e.Kind), e.SimSID, e.SimName, e.Status, e.AccountSID})
			require.Empty(t, h.refused)
		}
	}
}

func TestCallbackKinds(t *testing.T) {
	for want, p := range map[CallbackKind]url.Values{
		CallbackSms:   {"Status": {"received"}, "Command": {"x"}, "Payload": {"x"}, "SimSid": {hsSID}, "Direction": {"from_sim"}, "CommandSid": {"HC1"}},
		CallbackIP:    {"Status": {"received"}, "Payload": {"AA=="}, "SimSid": {hsSID}, "IpCommandSid": {"HG1"}, "DevicePort": {"7"}},
		CallbackOther: {"Weather": {"fine"}},
	} {
		h := newHook(t, hookURL)
		require.Equal(t, 204, h.do(signed("kore", "POST", p)))
		require.Equal(t, want, h.events[0].Kind)
		require.Equal(t, p, h.events[0].Params)
	}
}

func TestCallbacksThatAreRefused(t *testing.T) {
	change := func(f func(r *http.Request)) *http.Request {
		r := signed("kore", "POST", updated)
		f(r)
		return r
	}
	again := func(payload string) func(*http.Request) {
		return func(r *http.Request) {
			n := signed("kore", "POST", updated)
			*r = *httptest.NewRequest("POST", "http://x.test/", strings.NewReader(payload))
			r.Header = n.Header
		}
	}
	for name, c := range map[string]struct {
		r    *http.Request
		want int
	}{
		"no signature":      {change(func(r *http.Request) { r.Header.Del("kore-signature") }), 403},
		"wrong signature":   {change(func(r *http.Request) { r.Header.Set("kore-signature", strings.Repeat("0", 64)) }), 403},
		"other body":        {change(again("SimStatus=inactive")), 403},
		"longer body":       {change(again(updated.Encode() + "\x80\x00\x00&SimStatus=new")), 400},
		"parameter twice":   {change(again(updated.Encode() + "&SimStatus=new")), 400},
		"not a form":        {change(func(r *http.Request) { r.Header.Set("Content-Type", "application/json") }), 400},
		"old":               {signed("kore", "POST", updated, "Date", time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat)), 403},
		"from the future":   {signed("kore", "POST", updated, "Date", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)), 403},
		"PUT":               {change(func(r *http.Request) { r.Method = "PUT" }), 405},
		"too large":         {change(again(strings.Repeat("a", maxCallback+1))), 413},
		"Twilio, changed":   {func() *http.Request { r := signed("twilio", "GET", updated); r.URL.RawQuery += "x"; return r }(), 403},
		"empty signature":   {change(func(r *http.Request) { r.Header.Set("kore-signature", "") }), 403},
		"malformed percent": {change(again("a=%zz")), 400},
	} {
		h := newHook(t, hookURL)
		require.Equal(t, c.want, h.do(c.r), name)
		require.Empty(t, h.events, name)
		require.Len(t, h.refused, 1, name)
		require.NotContains(t, h.refused[0], hsSID)
	}
}

// A redelivery, with the same token or the same signature, is answered well and does nothing; after the window the same
// signature may come again, since the same thing may happen again.
func TestDuplicateCallbacks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHook(t, hookURL)
		later := url.Values{"SimSid": {hsSID}, "SimStatus": {"inactive"}}
		for _, r := range []*http.Request{
			signed("kore", "POST", updated, "kore-idempotency-token", "t1"), signed("kore", "POST", updated, "kore-idempotency-token", "t1"),
			signed("kore", "POST", updated, "kore-idempotency-token", "t2"), signed("kore", "POST", later, "kore-idempotency-token", "t1"),
			signed("kore", "POST", updated),
		} {
			require.Equal(t, 204, h.do(r))
		}
		require.Len(t, h.events, 1)
		require.Equal(t, 204, h.do(signed("kore", "POST", later, "kore-idempotency-token", "t3")))
		require.Len(t, h.events, 2)
		time.Sleep(callbackWindow + time.Second)
		require.Equal(t, 204, h.do(signed("kore", "POST", updated, "kore-idempotency-token", "t4")))
		require.Len(t, h.events, 3)
	})
}

// KORE signs no query: two callbacks by GET are the same only when their queries are, too.
func TestKoreByGETIsToldApart(t *testing.T) {
	h := newHook(t, hookURL)
	other := url.Values{"SimSid": {"HS00000000000000000000000000000002"}, "SimStatus": {"inactive"}}
	require.Equal(t, 204, h.do(signed("kore", "GET", updated, "kore-idempotency-token", "t1")))
	require.Equal(t, 204, h.do(signed("kore", "GET", other, "kore-idempotency-token", "t2")))
	require.Equal(t, 204, h.do(signed("kore", "GET", updated)))
	require.Len(t, h.events, 2)
}

// A vendor's HTTP client writes the address in its own way: small letters, a slash for no path.
func TestCallbackAddressesAreNormalised(t *testing.T) {
	for given, as := range map[string]string{"https://gw.test": "https://gw.test/", "https://GW.test/hooks": "https://gw.test/hooks", "https://gw.test:443/a": "https://gw.test/a", "https://[::1]:8/a": "https://[::1]:8/a"} {
		for _, vendor := range []string{"twilio", "kore"} {
			h := newHook(t, given)
			r := httptest.NewRequest("POST", "http://127.0.0.1/", strings.NewReader(updated.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if vendor == "kore" {
				r.Header.Set("kore-signature", koreSignature(hookSecret, "POST", as, []byte(updated.Encode())))
			} else {
				r.Header.Set("X-Twilio-Signature", twilioSignature(hookSecret, as, updated))
			}
			require.Equal(t, 204, h.do(r), vendor+" "+given)
		}
	}
}

// A semicolon that an encoder left as it is belongs to the value.
func TestCallbackWithASemicolon(t *testing.T) {
	h := newHook(t, hookURL)
	raw := "key=1&SimSid=" + hsSID + "&Status=received&Payload=T=1;H=2"
	r := httptest.NewRequest("GET", "http://127.0.0.1/hooks/sim?"+raw, nil)
	r.Header.Set("X-Twilio-Signature", twilioSignature(hookSecret, "https://gw.test/hooks/sim?"+raw, nil))
	require.Equal(t, 204, h.do(r), h.refused)
	require.Equal(t, "T=1;H=2", h.events[0].Params.Get("Payload"))
}

// A board that does not know the time cannot judge a date.
func TestCallbackOnABoardWithAWrongClock(t *testing.T) {
	for certain, want := range map[bool]int{true: 403, false: 204} {
		h, err := CallbackHandler(CallbackConfig{URL: hookURL, Secret: func() (string, error) { return hookSecret, nil }, Handle: func(CallbackEvent) {},
			Now: func() (time.Time, bool) { return time.Unix(0, 0), certain }})
		require.NoError(t, err)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, signed("kore", "POST", updated, "Date", time.Now().UTC().Format(http.TimeFormat)))
		require.Equal(t, want, w.Code)
	}
}

func TestDuplicatesAreForgottenInTime(t *testing.T) {
	var s seen
	now := time.Now()
	for i := range 3 * callbackMemory {
		require.True(t, s.first(now, string(rune(i+1))+"x", ""))
	}
	require.Len(t, s.list, callbackMemory)
}

// Twilio signs the address with or without a port that need not be there.
func TestTwilioPorts(t *testing.T) {
	for _, given := range []string{"https://gw.test/hooks/sim", "https://gw.test:443/hooks/sim"} {
		for _, signedAs := range []string{"https://gw.test/hooks/sim", "https://gw.test:443/hooks/sim"} {
			h := newHook(t, given)
			r := httptest.NewRequest("POST", "http://127.0.0.1/", strings.NewReader(updated.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("X-Twilio-Signature", twilioSignature(hookSecret, signedAs, updated))
			require.Equal(t, 204, h.do(r), given+" "+signedAs)
		}
	}
}

func TestCallbackConfig(t *testing.T) {
	good := CallbackConfig{URL: hookURL, Secret: func() (string, error) { return "", errors.New("gone") }, Handle: func(CallbackEvent) {}}
	for _, f := range []func(*CallbackConfig){
		func(c *CallbackConfig) { c.URL = "" }, func(c *CallbackConfig) { c.URL = "https://u@x.test" }, func(c *CallbackConfig) { c.URL = "ftp://x.test" },
		func(c *CallbackConfig) { c.Secret = nil }, func(c *CallbackConfig) { c.Handle = nil },
	} {
		bad := good
		f(&bad)
		_, err := CallbackHandler(bad)
		require.ErrorContains(t, err, "cannot serve callbacks: ")
	}
	why := ""
	good.Refused = func(s string) { why = s }
	h, err := CallbackHandler(good)
	require.NoError(t, err)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, signed("kore", "POST", updated))
	require.Equal(t, 503, w.Code, "a secret that is away is the vendor's reason to try again")
	require.NotContains(t, w.Body.String(), "gone")
	require.Equal(t, "there is no secret to check it with: gone", why)
}

// Nothing that is not signed gets through, whatever it looks like.
func FuzzCallback(f *testing.F) {
	f.Add("POST", "key=1", updated.Encode(), "application/x-www-form-urlencoded", "x", "y")
	f.Add("GET", updated.Encode(), "", "", "", "AAAA")
	f.Fuzz(func(t *testing.T, method, query, payload, kind, kore, twilio string) {
		r := httptest.NewRequest("POST", "http://127.0.0.1/", strings.NewReader(payload))
		r.Method, r.URL.RawQuery = method, query
		r.Header = http.Header{"Content-Type": {kind}, "Kore-Signature": {kore}, "X-Twilio-Signature": {twilio}}
		h := newHook(t, hookURL)
		require.NotEqual(t, 204, h.do(r))
		require.Empty(t, h.events)
	})
}
