package main

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/report"
	"simagent/agent/supersim"
)

var (
	key  = []byte("a key of the test")
	noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	sim  = report.Device{SimSID: "HS00000000000000000000000000000001", ICCID: "89883070000000000042"}
)

func serve(t *testing.T) (r *receiver, printed *bytes.Buffer, address string) {
	printed = &bytes.Buffer{}
	r = &receiver{key: key, out: printed, now: func() time.Time { return noon }, tolerance: time.Minute}
	srv := httptest.NewServer(r.routes(http.HandlerFunc(r.ipCommand)))
	t.Cleanup(srv.Close)
	return r, printed, srv.URL
}

// webhook posts an IpCommand as the vendor does.
func webhook(t *testing.T, address string, payload []byte) int {
	form := url.Values{"Sid": {"HG0"}, "Payload": {base64.StdEncoding.EncodeToString(payload)}, "PayloadType": {"binary"},
		"Direction": {"FromSim"}, "Status": {"received"}, "SimSid": {sim.SimSID}, "SimIccid": {sim.ICCID}}
	resp, err := http.PostForm(address+"/ip-command", form)
	require.NoError(t, err)
	resp.Body.Close()
	return resp.StatusCode
}

func encoded(t *testing.T, p report.Payload) []byte {
	b, err := report.Encode(p)
	require.NoError(t, err)
	return b
}

// One Sim, both routes: each line says what the report is to those before it.
func TestRoutesShareOneMemory(t *testing.T) {
	_, printed, address := serve(t)
	h := &report.HTTPS{URL: address + "/report", Key: key, Client: http.DefaultClient}
	for _, c := range []struct {
		https bool
		p     report.Payload
		want  string
	}{
		{false, report.Payload{Boots: 2, Sequence: 10}, "first; report 10"},
		{true, report.Payload{Boots: 2, Sequence: 11}, "new; report 11"},
		{false, report.Payload{Boots: 2, Sequence: 11}, "again; report 11"},
		{false, report.Payload{Boots: 3, Sequence: 14, AlarmsFrom: 1, Alarms: []report.Alarm{1, 2}},
			"new, 2 missing before it, ALARM 1: data 50 %, ALARM 2: data 80 %; report 14"},
		{true, report.Payload{Boots: 3, Sequence: 15, AlarmsFrom: 2, Alarms: []report.Alarm{2, 3}},
			"new, 1 alarms again, ALARM 3: data 95 %; report 15"},
		{false, report.Payload{Boots: 3, Sequence: 13}, "late; report 13"},
		{true, report.Payload{Boots: 3, Sequence: 16, AlarmsFrom: 6, Alarms: []report.Alarm{200}}, "new, 2 alarms missing, ALARM 6: alarm 200; report 16"},
		{true, report.Payload{Boots: 1, Sequence: 1, AlarmsFrom: 1, Alarms: []report.Alarm{15}},
			"new, the device counts anew, ALARM 1: account not kept; report 1"},
	} {
		printed.Reset()
		route := "IP Command"
		if c.https {
			route = "HTTPS"
			body, err := report.EncodeJSON(c.p, sim, noon)
			require.NoError(t, err)
			answered, err := h.Send(t.Context(), body, noon)
			require.NoError(t, err)
			require.True(t, answered)
		} else {
			require.Equal(t, http.StatusNoContent, webhook(t, address, encoded(t, c.p)))
		}
		require.True(t, strings.HasPrefix(printed.String(), "…0042, by "+route+": "+c.want+", boot "), printed.String())
		require.Equal(t, 1, strings.Count(printed.String(), "\n"))
		require.NotContains(t, printed.String(), sim.ICCID)
	}
}

func TestReportIsRefused(t *testing.T) {
	r, printed, address := serve(t)
	good, err := report.EncodeJSON(report.Payload{Sequence: 1}, report.Device{Name: "gate\n7"}, noon)
	require.NoError(t, err)
	h := &report.HTTPS{URL: address + "/report", Key: key, Client: http.DefaultClient}
	for _, c := range []struct {
		key, body []byte
		at        time.Time
		want      int
	}{
		{[]byte("another"), good, noon, 401},
		{key, good, noon.Add(-2 * time.Minute), 401},
		{key, good, time.Time{}, 401},
		{key, []byte("{}"), noon, 400},
		{key, make([]byte, maxBody+1), noon, 413},
	} {
		h.Key = c.key
		_, err := h.Send(t.Context(), c.body, c.at)
		e, ok := err.(*report.StatusError)
		require.True(t, ok, "%v", err)
		require.Equal(t, c.want, e.Status)
		require.True(t, e.Refused())
	}
	require.Empty(t, r.sims.newest)
	require.NotContains(t, printed.String(), "first")

	printed.Reset()
	r.tolerance = -1
	_, err = h.Send(t.Context(), good, time.Time{})
	require.NoError(t, err, "-any-time takes it")
	require.True(t, strings.HasPrefix(printed.String(), `"gate\n7", by HTTPS: first; `), printed.String())

	r.key = nil
	resp, err := http.Post(address+"/nothing", "", nil)
	require.NoError(t, err)
	resp.Body.Close()
	require.Equal(t, 404, resp.StatusCode)
	w := httptest.NewRecorder()
	r.routes(http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequest("POST", "/report", nil))
	require.Equal(t, 404, w.Code, "without a key nothing can be checked")
}

func TestWebhookThatIsNoReport(t *testing.T) {
	r, printed, address := serve(t)
	require.Equal(t, 204, webhook(t, address, []byte("hello")))
	require.True(t, strings.HasPrefix(printed.String(), "an IP Command that is no report: cannot read report: "), printed.String())
	resp, err := http.Get(address + "/ip-command")
	require.NoError(t, err)
	resp.Body.Close()
	require.Equal(t, 405, resp.StatusCode)
	require.Empty(t, r.sims.newest)
}

// With the vendor's secret only signed webhooks are taken.
func TestSignedWebhook(t *testing.T) {
	printed := &bytes.Buffer{}
	r := &receiver{out: printed, now: time.Now}
	h, err := supersim.CallbackHandler(supersim.CallbackConfig{URL: "https://reports.example.com/ip-command", Handle: r.callback,
		Secret: func() (string, error) { return "webhook secret", nil }})
	require.NoError(t, err)
	srv := httptest.NewServer(r.routes(h))
	t.Cleanup(srv.Close)
	require.Equal(t, 403, webhook(t, srv.URL, encoded(t, report.Payload{Sequence: 7})))
	require.Empty(t, printed.String())
	r.callback(supersim.CallbackEvent{Params: url.Values{"Payload": {base64.StdEncoding.EncodeToString(encoded(t, report.Payload{Sequence: 7}))},
		"SimSid": {sim.SimSID}}})
	require.True(t, strings.HasPrefix(printed.String(), "…0001, by IP Command: first; report 7"), printed.String())
}

func TestMemoryIsBounded(t *testing.T) {
	m := memory{newest: make(map[string]newest)}
	for i := range maxSims + 5 {
		require.Equal(t, "first", m.judge(string(rune(0x10000+i)), report.Payload{}))
	}
	require.Len(t, m.newest, maxSims)
}
