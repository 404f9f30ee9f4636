package supersim

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/supersim/supersimtest"
)

func TestSimByICCID(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, cloud := onCloud(t, supersimtest.Options{})
		_, meta, err := c.SimByICCID(t.Context(), card)
		require.ErrorIs(t, err, ErrNotFound)
		require.Equal(t, 200, meta.HTTPStatus)
		require.NotEmpty(t, Hint(err))

		sid, fleet := cloud.AddSim(card), cloud.AddFleet("hq")
		cloud.AddSim("89883070000000000002")
		require.NoError(t, cloud.Put(card, "ready", fleet))
		time.Sleep(90 * time.Minute)
		s, meta, err := c.SimByICCID(t.Context(), card)
		require.NoError(t, err)
		start := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // where a bubble begins
		require.Contains(t, string(s.Raw), `"links"`, "what is not known here is kept")
		require.Contains(t, s.URL, "/v1/Sims/"+sid)
		s.Raw, s.URL = nil, ""
		require.Equal(t, Sim{SID: sid, AccountSID: supersimtest.AccountSID, ICCID: card, Status: StatusReady, FleetSID: fleet, DateCreated: start, DateUpdated: start}, s)
		require.Equal(t, start.Add(90*time.Minute), meta.Date, "the server's clock")
		require.Equal(t, 2, cloud.Requests(), "one attempt a call")

		s, _, err = c.Sim(t.Context(), sid)
		require.NoError(t, err)
		require.Equal(t, card, s.ICCID)
		for p, err := range c.BillingPeriods(t.Context(), sid) {
			require.NoError(t, err)
			require.Equal(t, PeriodReady, p.PeriodType)
			require.Equal(t, start.AddDate(0, 3, 0), p.EndTime)
			require.Equal(t, sid, p.SimSID)
		}
		require.Equal(t, 4, cloud.Requests())
	})
}

// The server's clock is known once it has answered.
func TestNowIsTheServersTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		there := time.Now().Add(72 * time.Hour)
		c := answering(t, 200, `{"sims":[]}`, "Date", there.UTC().Format(http.TimeFormat))
		require.Equal(t, time.Now(), c.Now())
		_, _, _ = c.SimByICCID(t.Context(), card)
		time.Sleep(time.Hour)
		require.WithinDuration(t, there.Add(time.Hour), c.Now(), time.Second)
	})
}

func TestBadArgumentsAskNobody(t *testing.T) {
	c, cloud := onCloud(t, supersimtest.Options{})
	for _, iccid := range []string{"", "8988", strings.Repeat("8", 23), "8988307000000000000F", "8988307000000000000١"} {
		_, _, err := c.SimByICCID(t.Context(), iccid)
		require.EqualError(t, err, "cannot read Sim: the ICCID must have 18 to 22 digits")
	}
	for _, ref := range []string{"", ".", "..", "a\nb", strings.Repeat("x", 257)} {
		_, _, err := c.Sim(t.Context(), ref)
		require.EqualError(t, err, "cannot read Sim: give its SID or its unique name")
	}
	for _, sid := range []string{"", "..", "HS1", "HF00000000000000000000000000000001", hsSID + "/x", "HS0000000000000000000000000000000g"} {
		for _, err := range c.BillingPeriods(t.Context(), sid) {
			require.Error(t, err)
		}
	}
	require.Zero(t, cloud.Requests())
}

func TestNullAndUnknownAreTolerated(t *testing.T) {
	sim := func(s string) Sim {
		c := answering(t, 200, `{"sims":[`+s+`]}`, "Content-Type", "text/plain")
		v, _, err := c.SimByICCID(t.Context(), card)
		require.NoError(t, err, s)
		require.Equal(t, s, string(v.Raw), "nothing is lost")
		v.Raw = nil
		return v
	}
	require.Equal(t, Sim{}, sim(`{"sid":null,"unique_name":null,"account_sid":null,"iccid":null,"status":null,"fleet_sid":null,"date_created":null,"date_updated":null}`))
	require.Equal(t, Sim{}, sim(`{}`))
	require.Equal(t, Sim{Status: "hibernating"}, sim(`{"status":"hibernating","novelty":{"a":[1]}}`))
	require.Equal(t, Sim{ICCID: card}, sim(`{"iccid":`+card+`}`), "an ICCID as a number keeps its digits")
	require.Equal(t, Sim{}, sim(`{"date_created":"yesterday","status":{},"sid":[1]}`))
	require.Equal(t, Sim{UniqueName: "bell[31m"}, sim(`{"unique_name":"bell\u0007\u001b[31m\u202e"}`), "nothing for a terminal to obey")
	c := answering(t, 200, `{"ip_commands":[{"device_port":"70000","payload":null},{"device_port":"7000","payload":"a\u0000b","payload_type":"text"}]}`)
	var got []IPCommand
	for m, err := range c.IPCommands(t.Context(), IPCommandFilter{}) {
		require.NoError(t, err)
		m.Raw = nil
		got = append(got, m)
	}
	require.Equal(t, []IPCommand{{}, {DevicePort: 7000, Payload: "a\x00b", PayloadType: "text"}}, got)
}

func TestAnotherSIMIsRefused(t *testing.T) {
	for _, iccid := range []string{"89883070000000000002", "8988307000000000000199"} {
		_, _, err := answering(t, 200, `{"sims":[{"iccid":"`+iccid+`"}]}`).SimByICCID(t.Context(), card)
		require.ErrorContains(t, err, "about another SIM")
		require.NotContains(t, err.Error(), "898830")
	}
	for _, iccid := range []string{card, card[:19], card + "7"} {
		_, _, err := answering(t, 200, `{"sims":[{"iccid":"`+iccid+`"}]}`).SimByICCID(t.Context(), card)
		require.NoError(t, err)
	}
	_, _, err := answering(t, 200, `{"sid":"HS00000000000000000000000000000002"}`).Sim(t.Context(), hsSID)
	require.ErrorContains(t, err, "about another SIM")
}

func TestUnreadableAnswers(t *testing.T) {
	for s, want := range map[string]string{
		``:                                  "an empty body instead of a list",
		`<html><body>Welcome to Hotel`:      "an HTML page instead of a list",
		`{"sims":[{"sid":"HS`:               "broken JSON instead of a list",
		`null`:                              "something unreadable instead of a list",
		`[]`:                                "other JSON instead of a list",
		`{}`:                                "holds no list sims",
		`{"sims":null}`:                     "holds no list sims",
		`{"sims":{}}`:                       "holds no list sims",
		`{"sims":[null]}`:                   "a Sim that is not an object",
		`{"sims":[3]}`:                      "a Sim that is not an object",
		`{"sims":[]} x`:                     "broken JSON instead of a list",
		strings.Repeat(" ", maxBody) + `{}`: "is larger than 1048576 bytes",
	} {
		_, meta, err := answering(t, 200, s).SimByICCID(t.Context(), card)
		e, ok := errors.AsType[*APIError](err)
		require.True(t, ok, s)
		require.Contains(t, e.Message, want)
		require.Equal(t, hintBetween, Hint(err))
		require.NotErrorIs(t, err, ErrNotFound, "an answer that cannot be read says nothing about the account")
		require.LessOrEqual(t, meta.BodyBytes, maxBody+1)
	}
}

func TestCredentialGoesNowhereElse(t *testing.T) {
	var asked []string
	c, err := New(Config{BaseURL: "https://cloud.test/v1", Credentials: fixed("u", "s3cret"), Transport: serve(func(r *http.Request) (*http.Response, error) {
		asked = append(asked, r.URL.Host)
		return body(302, "", "Location", "https://evil.test/v1/Sims"), nil
	})})
	require.NoError(t, err)
	_, _, err = c.SimByICCID(t.Context(), card)
	require.EqualError(t, err, "cannot read Sim: cloud answered 302: a redirect, which is refused")
	require.Equal(t, []string{"cloud.test"}, asked)
	require.Equal(t, hintBetween, Hint(err))
}

// The last guard before the credential leaves, whoever made the address.
func TestGetRefusesOtherHosts(t *testing.T) {
	c := answering(t, 200, `{}`)
	for _, s := range []string{"https://evil.test/v1/Sims", "http://supersim.twilio.com/v1/Sims", "https://supersim.twilio.com:444/v1/Sims"} {
		u, err := url.Parse(s)
		require.NoError(t, err)
		_, _, err = c.get(t.Context(), u)
		require.ErrorIs(t, err, errOtherHost)
	}
}

func TestCredentialIsAskedForEveryRequest(t *testing.T) {
	n := 0
	secret := "wrong"
	c, cloud := onCloud(t, supersimtest.Options{}, func(cfg *Config) {
		cfg.Credentials = func(context.Context) (string, string, error) { n++; return supersimtest.KeySID, secret, nil }
	})
	cloud.AddSim(card)
	_, meta, err := c.SimByICCID(t.Context(), card)
	e, ok := errors.AsType[*APIError](err)
	require.True(t, ok)
	require.Equal(t, 401, e.HTTPStatus)
	require.Equal(t, 20003, e.Code)
	require.Equal(t, "https://www.twilio.com/docs/errors/20003", e.MoreInfo)
	require.Equal(t, hintCredential, e.Hint())
	require.False(t, meta.Date.IsZero(), "the clock can be judged by an error too")
	secret = supersimtest.KeySecret
	_, _, err = c.SimByICCID(t.Context(), card)
	require.NoError(t, err)
	require.Equal(t, 2, n)

	c.auth = basic{func(context.Context) (string, string, error) { return "", "", errors.New("no file") }}
	_, _, err = c.SimByICCID(t.Context(), card)
	require.ErrorIs(t, err, ErrCredentials)
	require.Equal(t, 2, cloud.Requests(), "without a credential nothing is sent")
	c.auth = basic{fixed("a:b", "c")}
	_, _, err = c.SimByICCID(t.Context(), card)
	require.ErrorIs(t, err, ErrCredentials)
}

func TestTimesOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, f := range []supersimtest.Fault{
			{Kind: supersimtest.FaultNone, Latency: time.Hour},
			{Kind: supersimtest.FaultSlowBody, Pause: 2 * time.Second},
		} {
			c, cloud := onCloud(t, supersimtest.Options{})
			cloud.AddSim(card)
			cloud.Fault(f)
			start := time.Now()
			_, _, err := c.SimByICCID(t.Context(), card)
			e, ok := errors.AsType[*NetError](err)
			require.True(t, ok)
			require.Equal(t, NetTimeout, e.Kind)
			require.Equal(t, 30*time.Second, time.Since(start))
		}
		c, cloud := onCloud(t, supersimtest.Options{})
		cloud.Fault(supersimtest.Fault{Kind: supersimtest.FaultNone, Latency: time.Hour})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, _, err := c.SimByICCID(ctx, card)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		ctx, cancel = context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, _, err = c.SimByICCID(ctx, card)
		require.ErrorIs(t, err, context.Canceled)
		require.EqualError(t, err, "cannot read Sim: the request was canceled")
	})
}

func TestFaultsOfTheCloud(t *testing.T) {
	for _, tc := range []struct {
		fault supersimtest.Fault
		want  string
		hint  string
		after time.Duration
	}{
		{supersimtest.Fault{Kind: supersimtest.FaultStatus, Status: 429, RetryAfter: 7 * time.Second}, "cloud answered 429 (code 20429): too many requests", hintLater, 7 * time.Second},
		{supersimtest.Fault{Kind: supersimtest.FaultStatus, Status: 503}, "cloud answered 503 (code 20503): service unavailable", hintTheirs, 0},
		{supersimtest.Fault{Kind: supersimtest.FaultStatus, Status: 403}, "cloud answered 403 (code 20006): forbidden", hintForbidden, 0},
		{supersimtest.Fault{Kind: supersimtest.FaultHTML}, "cloud answered 502: an HTML page instead of a JSON error", hintTheirs, 0},
		{supersimtest.Fault{Kind: supersimtest.FaultHTML, Status: 200}, "cloud answered 200: the answer is an HTML page instead of a list", hintBetween, 0},
		{supersimtest.Fault{Kind: supersimtest.FaultBrokenJSON}, "cloud answered 200: the answer is broken JSON instead of a list", hintBetween, 0},
		{supersimtest.Fault{Kind: supersimtest.FaultCut, Bytes: 9}, "the answer was cut off", netHints[NetCut], 0},
		{supersimtest.Fault{Kind: supersimtest.FaultCut, Bytes: -1}, "the answer was cut off", netHints[NetCut], 0},
	} {
		c, cloud := onCloud(t, supersimtest.Options{})
		cloud.AddSim(card)
		cloud.Fault(tc.fault)
		_, _, err := c.SimByICCID(t.Context(), card)
		require.EqualError(t, err, "cannot read Sim: "+tc.want)
		require.Equal(t, tc.hint, Hint(err))
		if e, ok := errors.AsType[*APIError](err); ok {
			require.Equal(t, tc.after, e.RetryAfter)
		}
	}
}

func TestCommandsArePaged(t *testing.T) {
	c, cloud := onCloud(t, supersimtest.Options{ReadySMS: 100}, func(cfg *Config) { cfg.PageSize = 3 })
	sid := cloud.AddSim(card)
	require.NoError(t, cloud.Put(card, "ready", cloud.AddFleet("hq")))
	for i := range 7 {
		cloud.ReceiveIP(card, "100.64.0.9", 7000+i, []byte{byte(i), 0xff})
		cloud.ReceiveSMS(card, strings.Repeat("x", i))
	}
	var ports []int
	for m, err := range c.IPCommands(t.Context(), IPCommandFilter{Sim: sid, SimICCID: card, Status: "received", Direction: FromSim}) {
		require.NoError(t, err)
		b, err := m.Bytes()
		require.NoError(t, err)
		require.Equal(t, []byte{byte(m.DevicePort - 7000), 0xff}, b)
		require.Equal(t, card, m.SimICCID)
		ports = append(ports, m.DevicePort)
	}
	require.Equal(t, []int{7006, 7005, 7004, 7003, 7002, 7001, 7000}, ports)
	require.Equal(t, 3, cloud.Requests())
	n := 0
	for m, err := range c.SmsCommands(t.Context(), SmsCommandFilter{Direction: FromSim}) {
		require.NoError(t, err)
		require.Equal(t, "received", m.Status)
		if n++; n == 3 {
			break
		}
	}
	require.Equal(t, 4, cloud.Requests(), "who leaves the loop asks for no more pages")
	for range c.SmsCommands(t.Context(), SmsCommandFilter{Direction: ToSim}) {
		t.Fatal("there is none")
	}
	_, err := IPCommand{PayloadType: "binary", Payload: "?"}.Bytes()
	require.Error(t, err)
}

func TestNextLinks(t *testing.T) {
	for next, ok := range map[string]bool{
		"https://cloud.test/v1/SmsCommands?Page=1":     true,
		"https://CLOUD.test:443/v1/SmsCommands?Page=1": true,
		"/v1/SmsCommands?Page=1":                       true,
		"http://cloud.test/v1/SmsCommands?Page=1":      false,
		"https://evil.test/v1/SmsCommands?Page=1":      false,
		"https://cloud.test:8443/v1/SmsCommands?Page=": false,
		"https://cloud.test@evil.test/?Page=1":         false,
		"https://a:b@cloud.test/v1/SmsCommands?Page=1": false,
		"//evil.test/v1/SmsCommands":                   false,
		"?PageSize=50":                                 false, // where we are already
	} {
		n := 0
		c, err := New(Config{BaseURL: "https://cloud.test/v1", Transport: serve(func(r *http.Request) (*http.Response, error) {
			require.Equal(t, "cloud.test", strings.ToLower(r.URL.Hostname()))
			if n++; n == 1 {
				return body(200, `{"sms_commands":[{}],"meta":{"next_page_url":"`+next+`"}}`), nil
			}
			return body(200, `{"sms_commands":[],"meta":{"next_page_url":null}}`), nil
		})})
		require.NoError(t, err)
		var last error
		for _, last = range c.SmsCommands(t.Context(), SmsCommandFilter{}) {
		}
		require.Equal(t, ok, last == nil, "%s: %v", next, last)
		require.Equal(t, ok, n == 2, next)
	}
}

func TestPagesAreBounded(t *testing.T) {
	n := 0
	c, err := New(Config{BaseURL: "http://127.0.0.1:1", MaxPages: 5, Transport: serve(func(r *http.Request) (*http.Response, error) {
		n++
		return body(200, `{"sms_commands":[],"meta":{"next_page_url":"/v1/x?`+strings.Repeat("y", n)+`"}}`), nil
	})})
	require.NoError(t, err)
	var last error
	for _, last = range c.SmsCommands(t.Context(), SmsCommandFilter{}) {
	}
	require.ErrorContains(t, last, "goes on after 5 pages")
	require.Equal(t, 5, n)
}

func TestRequestForm(t *testing.T) {
	c, err := New(Config{BaseURL: "https://cloud.test/api/v1/", UserAgent: "simagent/test", Transport: serve(func(r *http.Request) (*http.Response, error) {
		require.Equal(t, "GET", r.Method)
		require.Equal(t, "https://cloud.test/api/v1/Sims?Iccid="+card+"&PageSize=1", r.URL.String())
		require.Equal(t, http.Header{"Accept": {"application/json"}, "User-Agent": {"simagent/test"}}, r.Header, "no credential was given")
		return nil, io.EOF
	})})
	require.NoError(t, err)
	_, _, err = c.SimByICCID(t.Context(), card)
	require.ErrorContains(t, err, "cut off")
	require.Equal(t, "cloud.test", c.Host())
	require.Equal(t, "twilio", c.Provider())
}
