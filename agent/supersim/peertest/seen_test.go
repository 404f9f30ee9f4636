package peertest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// sound is an answer to GET /v1/Sims/{Sid} with which nothing is wrong.
func sound() map[string]any {
	u := "https://supersim.twilio.com/v1/Sims/" + sidOf("HS")
	return map[string]any{
		"sid": sidOf("HS"), "unique_name": nil, "account_sid": sidOf("AC"), "iccid": card1, "status": "new", "fleet_sid": nil,
		"date_created": "2026-03-10T08:20:00Z", "date_updated": "2026-03-10T08:20:00Z", "url": u,
		"links": map[string]any{"billing_periods": u + "/BillingPeriods", "sim_ip_addresses": u + "/IpAddresses"},
	}
}

// exchangeOf is a request of Twilio's face, and an answer.
func exchangeOf(t *testing.T, method, path, form string, status int, answer any) *exchange {
	t.Helper()
	u, err := url.Parse("https://supersim.twilio.com" + path)
	require.NoError(t, err)
	x := &exchange{status: status, header: http.Header{"Content-Type": {"application/json"}}, sent: []byte(form)}
	for _, name := range []string{"Origin", "Methods", "Headers", "Credentials"} {
		x.header.Set("Access-Control-Allow-"+name, "true")
	}
	x.header.Set("Access-Control-Expose-Headers", "ETag")
	x.req = &http.Request{Method: method, URL: u, Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		ContentLength: int64(len(form))}
	x.req.SetBasicAuth("user", "secret")
	if answer != nil {
		x.answer, err = json.Marshal(answer)
		require.NoError(t, err)
	}
	return x
}

// judged are the faults that a watcher finds with both files.
func judged(specs []*spec, x *exchange) []string {
	w := &watcher{specs: specs, seen: &coverage{}}
	w.judge(x)
	return w.found()
}

// Whatever is wrong with an answer is seen. Every case spoils the sound answer in one place.
func TestBadAnswersAreSeen(t *testing.T) {
	needFiles(t)
	specs := loadSpecs(t)
	path := "/v1/Sims/" + sidOf("HS")
	require.Empty(t, judged(specs, exchangeOf(t, "GET", path, "", 200, sound())))
	for name, value := range map[string]any{
		"sid": "HX1", "iccid": 8.9883070e19, "status": "asleep", "date_created": "2026-03-10 08:20", "date_updated": "2026-03-10T08:20:00+01:00",
		"url": "/v1/Sims/x", "fleet_sid": "", "links": map[string]any{"billing_periods": "https://elsewhere.example/v1/Sims"}, "colour": "red",
	} {
		bad := sound()
		bad[name] = value
		require.NotEmpty(t, judged(specs, exchangeOf(t, "GET", path, "", 200, bad)), name)
	}
	for name := range sound() {
		bad := sound()
		delete(bad, name)
		require.NotEmpty(t, judged(specs, exchangeOf(t, "GET", path, "", 200, bad)), "without %s", name)
	}
	for name := range exchangeOf(t, "GET", path, "", 200, sound()).header {
		x := exchangeOf(t, "GET", path, "", 200, sound())
		x.header.Del(name)
		require.NotEmpty(t, judged(specs, x), "without the header %s", name)
	}
	list := func(meta map[string]any) map[string]any { return map[string]any{"sims": []any{sound()}, "meta": meta} }
	u := "https://supersim.twilio.com/v1/Sims?PageSize=50&Page=0"
	meta := map[string]any{"first_page_url": u, "key": "sims", "next_page_url": nil, "page": 0, "page_size": 50, "previous_page_url": nil, "url": u}
	require.Empty(t, judged(specs, exchangeOf(t, "GET", "/v1/Sims", "", 200, list(meta))))
	for name, value := range map[string]any{"next_page_url": "/v1/Sims", "page": "0", "key": nil, "colour": "red"} {
		bad := maps.Clone(meta)
		bad[name] = value
		require.NotEmpty(t, judged(specs, exchangeOf(t, "GET", "/v1/Sims", "", 200, list(bad))), name)
	}
}

// A status that the file does not name, and a request that it forbids but that was accepted, are seen.
func TestBadExchangesAreSeen(t *testing.T) {
	needFiles(t)
	specs := loadSpecs(t)
	sim := "/v1/Sims/" + sidOf("HS")
	for _, x := range []*exchange{
		exchangeOf(t, "GET", sim, "", 202, sound()),
		exchangeOf(t, "POST", "/v1/Sims", "Iccid="+card1+"&RegistrationCode=H3LL0W0RLD", 200, sound()),
		exchangeOf(t, "POST", "/v1/Sims", "Iccid="+card1, 201, sound()),
		exchangeOf(t, "POST", sim, "Status=new", 200, sound()),
		exchangeOf(t, "POST", sim, "Colour=red", 200, sound()),
		exchangeOf(t, "GET", sim+"?Colour=red", "", 200, sound()),
		exchangeOf(t, "GET", "/v1/Cards", "", 200, sound()),
		exchangeOf(t, "DELETE", sim, "", 204, nil),
		exchangeOf(t, "DELETE", fill("/v1/NetworkAccessProfiles/{NetworkAccessProfileSid}/Networks/{Sid}"), "", 204, sound()),
	} {
		require.NotEmpty(t, judged(specs, x), "%s, answer %d", x, x.status)
	}
	x := exchangeOf(t, "GET", sim, "", 200, sound())
	x.req.Header.Del("Authorization")
	require.NotEmpty(t, judged(specs, x), "no credential")
}

// An error has exactly the four properties, and they agree with each other and with the status.
func TestBadErrorsAreSeen(t *testing.T) {
	good := `{"code":20404,"message":"gone","more_info":"https://www.twilio.com/docs/errors/20404","status":404}`
	judge := func(body string) []string {
		return exchangeOf(t, "GET", "/v1/Sims/x", "", 404, json.RawMessage(body)).shape()
	}
	require.Empty(t, judge(good))
	for _, bad := range []string{
		strings.Replace(good, `"status":404`, `"status":400`, 1), strings.Replace(good, `"code":20404`, `"code":20405`, 1),
		strings.Replace(good, `"code":20404`, `"code":"20404"`, 1), strings.Replace(good, "gone", "", 1),
		strings.Replace(good, `"status"`, `"state"`, 1), strings.Replace(good, "https:", "http:", 1),
		`{"message":"a","error":"b"}`, `[]`, `{}`,
	} {
		require.NotEmpty(t, judge(bad), bad)
	}
	x := exchangeOf(t, "GET", "/v1/Sims/x", "", 404, json.RawMessage(good))
	x.header.Set("Content-Type", "text/html")
	require.NotEmpty(t, x.shape(), fmt.Sprint(x.header))
}
