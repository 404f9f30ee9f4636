package supersimtest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAuthentication(t *testing.T) {
	a := newAPI(t, Options{})
	for _, bad := range []api{{t, a.c, AccountSID, "wrong"}, {t, a.c, "AC99", AuthToken}, {t, a.c, KeySID, AuthToken}, {t, a.c, "", ""}} {
		r := bad.get("Sims")
		require.Equal(t, 401, r.status)
		require.Equal(t, map[string]any{"code": 20003.0, "message": "authentication failed", "status": 401.0,
			"more_info": "https://www.twilio.com/docs/errors/20003"}, r.body)
		require.NotEmpty(t, r.header.Get("WWW-Authenticate"))
	}
	require.Equal(t, 200, api{t, a.c, KeySID, KeySecret}.get("Sims").status)
	require.Equal(t, 200, a.get("Sims").status)
}

func TestPathsAndMethods(t *testing.T) {
	a := newAPI(t, Options{})
	sid := a.c.AddSim(card1)
	require.Equal(t, 200, a.post("Sims/"+sid, q("UniqueName", "a")).status)
	for _, path := range []string{"Sims/a.json", "Sims.json", "Sims/" + sid + ".json", "Sims/", "sims", "Commands", "http://cloud.test/Sims", "http://cloud.test/"} {
		r := a.get(path)
		require.Equal(t, 404, r.status, path)
		require.EqualValues(t, 20404, r.body["code"])
	}
	for _, method := range []string{"PUT", "DELETE", "PATCH"} {
		r := a.do(method, "Sims/"+sid, "")
		require.Equal(t, 405, r.status)
		require.EqualValues(t, 20004, r.body["code"])
		require.Equal(t, "GET, HEAD, POST, OPTIONS", r.header.Get("Allow"))
	}
	require.Equal(t, 405, a.post("UsageRecords", "").status)
}

func TestParametersAreUpperCamelCase(t *testing.T) {
	a := newAPI(t, Options{})
	sid := a.c.AddSim(card1)
	a.refused("Sims/"+sid, q("unique_name", "x"), 400, 20001)
	require.Equal(t, 400, a.get("Sims?iccid="+card1).status)
	require.Equal(t, 400, a.do("POST", "Sims/"+sid, "%zz").status)
	req, _ := http.NewRequest("POST", "http://cloud.test/v1/Sims/"+sid, strings.NewReader(`{"UniqueName":"x"}`))
	req.Header.Set("Content-Type", "application/json")
	req.SetBasicAuth(AccountSID, AuthToken)
	resp, err := a.c.RoundTripper().RoundTrip(req)
	require.NoError(t, err)
	require.Equal(t, 400, resp.StatusCode)
	require.Empty(t, a.c.SimStatus(card1).UniqueName)
}

func TestPaging(t *testing.T) {
	a := newAPI(t, Options{})
	for i := range 7 {
		a.c.AddSim(fmt.Sprintf("8988307000000000%04d", i))
	}
	var seen []string
	var pages []reply
	for path := "Sims?Status=new&PageSize=3"; path != ""; {
		r := a.get(path)
		require.Equal(t, 200, r.status, r.raw)
		meta := r.body["meta"].(map[string]any)
		require.Equal(t, "sims", meta["key"])
		require.EqualValues(t, len(pages), meta["page"])
		require.EqualValues(t, 3, meta["page_size"])
		require.Equal(t, "http://cloud.test/v1/Sims?Status=new&PageSize=3&Page=0", meta["first_page_url"])
		for _, s := range r.list("sims") {
			seen = append(seen, s["iccid"].(string))
		}
		pages = append(pages, r)
		if len(pages) == 1 {
			a.c.AddSim(card1) // a newcomer shifts nothing
			require.Nil(t, meta["previous_page_url"])
		}
		path, _ = meta["next_page_url"].(string)
	}
	require.Len(t, pages, 3)
	require.Len(t, seen, 7)
	require.Equal(t, "89883070000000000006", seen[0], "newest first")
	require.IsDecreasing(t, seen)
	prev := pages[2].body["meta"].(map[string]any)["previous_page_url"].(string)
	require.Equal(t, pages[1].list("sims"), a.get(prev).list("sims"))
	for _, bad := range []string{"PageSize=0", "PageSize=1001", "PageSize=x", "Page=-1", "PageToken=PAnobody"} {
		require.Equal(t, 400, a.get("Sims?"+bad).status, bad)
	}
	r := a.get("Sims?Iccid=89883070000000009999")
	require.Contains(t, r.raw, `"sims":[]`)
}

func TestAddressesFollowTheRequest(t *testing.T) {
	c := New(Options{})
	sid := c.AddSim(card1)
	for _, srv := range []*httptest.Server{httptest.NewServer(c), httptest.NewTLSServer(c)} {
		defer srv.Close()
		req, _ := http.NewRequest("GET", srv.URL+"/v1/Sims/"+sid, nil)
		req.SetBasicAuth(AccountSID, AuthToken)
		resp, err := srv.Client().Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		require.Contains(t, string(b), `"url":"`+srv.URL+"/v1/Sims/"+sid+`"`)
	}
}

func TestSMSCommands(t *testing.T) {
	a := newAPI(t, Options{})
	sid, _ := a.simIn(card1, stActive)
	var got []string
	a.c.OnSMS(func(iccid, sms, payload string) {
		got = append(got, iccid, payload)
		require.Equal(t, "sent", a.get("SmsCommands/"+sms).str("status"), "a callback may ask the cloud")
		a.c.Delivered(sms)
	})
	r := a.post("SmsCommands", q("Sim", sid, "Payload", "äöü <&>"))
	require.Equal(t, 201, r.status)
	require.Equal(t, "queued", r.str("status"))
	require.Equal(t, "to_sim", r.str("direction"))
	require.Regexp(t, `^HC[0-9a-f]{32}$`, r.str("sid"))
	require.Equal(t, []string{card1, "äöü <&>"}, got)
	require.Equal(t, "delivered", a.get("SmsCommands/"+r.str("sid")).str("status"))
	a.c.Delivered(r.str("sid"))
	require.Equal(t, 1, a.c.Strays(), "delivered twice")
	a.c.ReceiveSMS(card1, "up")
	m := a.get("SmsCommands?Direction=from_sim&Status=received&Sim=" + sid).list("sms_commands")
	require.Len(t, m, 1)
	require.Equal(t, "up", m[0]["payload"])
	require.Len(t, a.get("SmsCommands").list("sms_commands"), 2)
	a.refused("SmsCommands", q("Sim", sid), 400, 20002)
	a.refused("SmsCommands", q("Payload", "x"), 400, 20002)
	a.refused("SmsCommands", q("Sim", "nobody", "Payload", "x"), 404, 83005)
	a.refused("SmsCommands", q("Sim", sid, "Payload", strings.Repeat("x", 161)), 400, 20001)
	require.Equal(t, 404, a.get("SmsCommands/HC00").status)
}

func TestIPCommands(t *testing.T) {
	a := newAPI(t, Options{})
	sid, _ := a.simIn(card1, stReady)
	var got []byte
	a.c.OnIP(func(_, sid string, port int, payload []byte) {
		require.Equal(t, 7000, port)
		got = payload
		a.c.SentIP(sid, "100.64.0.9")
	})
	r := a.post("IpCommands", q("Sim", sid, "Payload", "AAH/", "PayloadType", "binary", "DevicePort", "7000"))
	require.Equal(t, 201, r.status, r.raw)
	require.Nil(t, r.body["device_ip"])
	require.Equal(t, []byte{0, 1, 0xff}, got)
	r = a.get("IpCommands/" + r.str("sid"))
	require.Equal(t, "sent", r.str("status"))
	require.Equal(t, "100.64.0.9", r.str("device_ip"))

	a.c.ReceiveIP(card1, "100.64.0.9", 40000, []byte{0xff, 0})
	m := a.get("IpCommands?Direction=from_sim&SimIccid=" + card1 + "&Sim=" + sid + "&Status=received").list("ip_commands")
	require.Len(t, m, 1)
	require.Equal(t, "binary", m[0]["payload_type"])
	require.Equal(t, "/wA=", m[0]["payload"])
	require.EqualValues(t, 40000, m[0]["device_port"])
	a.c.ReceiveIP(card1, "100.64.0.9", 1, make([]byte, 2000))
	m = a.get("IpCommands?PageSize=1").list("ip_commands")
	b, err := base64.StdEncoding.DecodeString(m[0]["payload"].(string))
	require.NoError(t, err)
	require.Len(t, b, 1300)
	for _, bad := range []string{
		q("Sim", sid, "Payload", "x"), q("Sim", sid, "DevicePort", "1"), q("Payload", "x", "DevicePort", "1"),
		q("Sim", sid, "Payload", "x", "DevicePort", "0"), q("Sim", sid, "Payload", "x", "DevicePort", "65536"),
		q("Sim", sid, "Payload", "?", "DevicePort", "1", "PayloadType", "binary"), q("Sim", sid, "Payload", "x", "DevicePort", "1", "PayloadType", "hex"),
		q("Sim", sid, "Payload", strings.Repeat("x", 1301), "DevicePort", "1"), q("Sim", sid, "Payload", "\xff", "DevicePort", "1"),
	} {
		require.Equal(t, 400, a.post("IpCommands", bad).status, bad)
	}
}

func TestFleets(t *testing.T) {
	a := newAPI(t, Options{})
	nap := a.get("NetworkAccessProfiles").list("network_access_profiles")[0]["sid"].(string)
	a.refused("Fleets", q("UniqueName", "x"), 400, 20002)
	a.refused("Fleets", q("NetworkAccessProfile", "nobody"), 400, 20001)
	a.refused("Fleets", q("NetworkAccessProfile", nap, "DataLimit", "2000001"), 400, 20001)
	require.Empty(t, a.get("Fleets").list("fleets"))
	r := a.post("Fleets", q("NetworkAccessProfile", nap, "UniqueName", "hq", "IpCommandsUrl", "https://x.test/"))
	require.Equal(t, 201, r.status)
	require.Regexp(t, `^HF[0-9a-f]{32}$`, r.str("sid"))
	require.Equal(t, true, r.body["data_enabled"])
	require.EqualValues(t, 1000, r.body["data_limit"])
	require.Nil(t, r.body["sms_commands_url"])
	require.Equal(t, "https://x.test/", r.str("ip_commands_url"))
	a.refused("Fleets", q("NetworkAccessProfile", nap, "UniqueName", "hq"), 400, 83011)
	r = a.post("Fleets/hq", q("DataLimit", "5", "UniqueName", "hq2"))
	require.Equal(t, 200, r.status, r.raw)
	require.EqualValues(t, 5, a.get("Fleets/hq2").body["data_limit"])
	a.refused("Fleets/hq2", q("DataEnabled", "false"), 400, 20001) // only at creation
	require.Len(t, a.get("Fleets?NetworkAccessProfile=default").list("fleets"), 1)
	require.Len(t, a.get("Networks?IsoCountry=US").list("networks"), 1)
	require.Equal(t, 200, a.get("NetworkAccessProfiles/"+nap+"/Networks").status)
}

func TestUsageRecords(t *testing.T) {
	inBubble(t, func(t *testing.T) { // begins on 1 January 2000
		a := newAPI(t, Options{})
		sid, fleet := a.simIn(card1, stActive)
		pass(40 * 24 * time.Hour)
		for range 3 {
			a.c.AddUsage(card1, 10, 1)
			pass(30 * time.Minute) // two in the first hour
		}
		r := a.get("UsageRecords?Sim=" + sid).list("usage_records")
		require.Len(t, r, 1)
		require.EqualValues(t, 33, r[0]["data_total"])
		require.Equal(t, sid, r[0]["sim_sid"])
		r = a.get("UsageRecords?Granularity=hour&Fleet=fleet-a").list("usage_records")
		require.Len(t, r, 2)
		require.EqualValues(t, 10, r[0]["data_upload"], "newest first")
		require.EqualValues(t, 2, r[1]["data_download"])
		require.Equal(t, map[string]any{"start_time": "2000-02-10T00:00:00Z", "end_time": "2000-02-10T01:00:00Z"}, r[1]["period"])
		require.Equal(t, fleet, r[0]["fleet_sid"])
		require.Nil(t, r[0]["sim_sid"])
		r = a.get("UsageRecords?Granularity=day&Group=sim&StartTime=2000-02-10T00:00:00Z").list("usage_records")
		require.Len(t, r, 1)
		require.Equal(t, sid, r[0]["sim_sid"])
		r = a.get("UsageRecords?EndTime=2000-02-10T00:00:00Z").list("usage_records")
		require.EqualValues(t, 0, r[0]["data_total"], "the end is exclusive")
		for path, code := range map[string]int{
			"Granularity=day&StartTime=2000-02-01T01:00:00Z": 83601, "Granularity=hour&EndTime=2000-02-01T01:00:01Z": 83602,
			"Group=sim&StartTime=2000-01-01T00:00:00Z": 83603, "StartTime=1998-01-01T00:00:00Z": 83605,
			"StartTime=2001-01-01T00:00:00Z": 83600, "StartTime=yesterday": 83600, "Granularity=week": 83600, "IsoCountry=Germany": 83600,
		} {
			r := a.get("UsageRecords?" + path)
			require.Equal(t, 400, r.status, path)
			require.EqualValues(t, code, r.body["code"], path)
		}
	})
}

func TestFaultsOfRequests(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a := newAPI(t, Options{})
		sid := a.c.AddSim(card1)
		a.c.Fault(Fault{Kind: FaultStatus, Status: 429, RetryAfter: 3 * time.Second, Count: 2, Skip: 1, Method: "POST", Path: "/v1/Sims"})
		require.Equal(t, 200, a.get("Sims").status)
		require.Equal(t, 200, a.post("Sims/"+sid, q("UniqueName", "a")).status)
		for range 2 {
			r := a.post("Sims/"+sid, q("UniqueName", "b"))
			require.Equal(t, 429, r.status)
			require.EqualValues(t, 20429, r.body["code"])
			require.Equal(t, "3", r.header.Get("Retry-After"))
		}
		require.Equal(t, "a", a.c.SimStatus(card1).UniqueName, "a 429 was not processed")
		require.Equal(t, 200, a.post("Sims/"+sid, q("UniqueName", "b")).status)

		start := time.Now()
		a.c.Fault(Fault{Kind: FaultNone, Latency: time.Minute})
		a.get("Sims")
		require.Equal(t, time.Minute, time.Since(start))
		a.c.ClearFaults()
		require.Equal(t, 6, a.c.Requests())
	})
}

// A cut answer over a real connection: the update has happened, and the client cannot know.
func TestCutAnswerOverTCP(t *testing.T) {
	c := New(Options{})
	sid := c.AddSim(card1)
	srv := httptest.NewServer(c)
	defer srv.Close()
	srv.Config.ErrorLog = nil
	for i, n := range []int{-1, 0, 20} {
		c.Fault(Fault{Kind: FaultCut, Bytes: n, Count: 1})
		req, _ := http.NewRequest("POST", srv.URL+"/v1/Sims/"+sid, strings.NewReader(q("UniqueName", fmt.Sprint("n", i))))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.SetBasicAuth(AccountSID, AuthToken)
		resp, err := srv.Client().Do(req)
		if n < 0 {
			require.Error(t, err)
		} else {
			require.NoError(t, err)
			b, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			require.ErrorIs(t, err, io.ErrUnexpectedEOF)
			require.Len(t, b, n)
		}
		require.Equal(t, fmt.Sprint("n", i), c.SimStatus(card1).UniqueName)
	}
}

// What a request has caused happens also when nobody learns of its answer.
func TestCutAnswerDeliversItsEvents(t *testing.T) {
	a := newAPI(t, Options{})
	sid, _ := a.simIn(card1, stActive)
	var got []string
	a.c.OnSMS(func(_, _, payload string) { got = append(got, payload) })
	a.c.Fault(Fault{Kind: FaultCut, Bytes: -1})
	req, err := http.NewRequest("POST", "http://cloud.test/v1/SmsCommands", strings.NewReader(q("Sim", sid, "Payload", "x")))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(AccountSID, AuthToken)
	_, err = a.c.RoundTripper().RoundTrip(req)
	require.ErrorIs(t, err, io.EOF)
	require.Equal(t, []string{"x"}, got)
}

// What a callback causes is delivered before the outermost call returns, after what came before it.
func TestCallbacksOfCallbacks(t *testing.T) {
	a := newAPI(t, Options{ReadySMS: 1})
	sid, _ := a.simIn(card1, stReady)
	var seen []string
	a.c.OnChange(func(_, from, to, _ string) {
		seen = append(seen, from+">"+to)
		if to == stActive {
			require.Equal(t, 202, a.post("Sims/"+sid, q("Status", "inactive")).status)
		}
	})
	a.c.ReceiveSMS(card1, "x")
	require.Equal(t, []string{"ready>active", "active>scheduled"}, seen)
}

// Callbacks come in order and without locks, also when many goroutines drive the cloud. Run with -race.
func TestManyGoroutines(t *testing.T) {
	c := New(Options{ScheduledFor: -1})
	fleet := c.AddFleet("f")
	var mu sync.Mutex
	last := map[string]string{}
	c.OnChange(func(iccid, from, to, _ string) {
		c.SimStatus(iccid) // must not deadlock
		mu.Lock()
		defer mu.Unlock()
		if want := last[iccid]; want != "" {
			require.Equal(t, want, from)
		}
		last[iccid] = to
	})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			iccid := fmt.Sprintf("8988307000000000%04d", i)
			sid := c.AddSim(iccid)
			a := api{t, c, AccountSID, AuthToken}
			a.post("Sims/"+sid, q("Status", "ready", "Fleet", fleet))
			for range 10 {
				c.AddUsage(iccid, 20_000, 10_000)
				a.get("Sims?Iccid=" + iccid)
			}
		})
	}
	wg.Wait()
	for i := range 8 {
		iccid := fmt.Sprintf("8988307000000000%04d", i)
		require.Equal(t, stActive, c.SimStatus(iccid).Status)
		require.Equal(t, stActive, last[iccid])
	}
}

// FuzzRequests: whatever comes, the answer is JSON with a status of the API, and an error has its four properties.
func FuzzRequests(f *testing.F) {
	f.Add("GET", "/v1/Sims", "PageSize=1", "")
	f.Add("POST", "/v1/Sims/x", "", "Status=ready&Fleet=f")
	f.Add("GET", "/v1/UsageRecords", "Granularity=day&StartTime=2026-01-01T00:00:00Z", "")
	f.Add("POST", "/v1/IpCommands", "", "Sim=x&Payload=%00&DevicePort=1")
	f.Add("DELETE", "/v1/NetworkAccessProfiles/default/Networks/x", "", "")
	f.Add("POST", "/api-services/v1/auth/token", "", "grant_type=client_credentials&client_id=x")
	f.Fuzz(func(t *testing.T, method, path, query, form string) {
		c := New(Options{})
		first := c.networks[0].sid
		path = strings.Replace(path, "Networks/x", "Networks/"+first, 1)
		c.AddSim(card1)
		c.Put(card1, stActive, c.AddFleet("f"))
		r := &http.Request{Method: method, URL: &url.URL{Path: path, RawQuery: query}, Host: "cloud.test",
			Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, Body: io.NopCloser(strings.NewReader(form))}
		r.SetBasicAuth(AccountSID, AuthToken)
		w := httptest.NewRecorder()
		c.Face(Kore).ServeHTTP(w, r.Clone(t.Context())) // which takes no Basic authentication
		require.Contains(t, []int{400, 401, 404, 405, 200}, w.Code)
		require.True(t, w.Code != 200 || method == "OPTIONS", w.Code)
		r.Body = io.NopCloser(strings.NewReader(form))
		w = httptest.NewRecorder()
		c.ServeHTTP(w, r)
		if w.Code == 204 {
			require.Empty(t, w.Body.Bytes())
			return
		}
		var body map[string]any
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
		switch w.Code {
		case 200, 201, 202:
			require.NotContains(t, body, "code")
		case 400, 404, 405:
			require.EqualValues(t, w.Code, body["status"])
			require.NotZero(t, body["code"])
			require.NotEmpty(t, body["message"])
			require.NotEmpty(t, body["more_info"])
		default:
			t.Fatal(w.Code)
		}
	})
}
