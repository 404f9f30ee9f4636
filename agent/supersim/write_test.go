package supersim

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/supersim/supersimtest"
)

// posts is a server that notes the forms it gets and answers in turn; the last answer is repeated.
type posts struct {
	answers []any // *http.Response is an answer, error a failure
	forms   []url.Values
	paths   []string
}

func (p *posts) RoundTrip(r *http.Request) (*http.Response, error) {
	b := []byte{}
	if r.Body != nil {
		b, _ = io.ReadAll(r.Body)
	}
	form, err := url.ParseQuery(string(b))
	if err != nil {
		return nil, err
	}
	p.forms, p.paths = append(p.forms, form), append(p.paths, r.Method+" "+r.URL.RequestURI())
	a := p.answers[min(len(p.forms), len(p.answers))-1]
	if err, ok := a.(error); ok {
		return nil, err
	}
	f := a.(func() *http.Response)
	return f(), nil
}

func ok(status int, s string, header ...string) any {
	return func() *http.Response { return body(status, s, header...) }
}

func posting(t *testing.T, attempts int, answers ...any) (*Client, *posts) {
	t.Helper()
	p := &posts{answers: answers}
	c, err := New(Config{BaseURL: "https://cloud.test/v1", Credentials: fixed("SKuser", "secret-word"), Transport: p, Attempts: attempts})
	require.NoError(t, err)
	return c, p
}

func TestUpdateSimSendsWhatIsAsked(t *testing.T) {
	simple := ok(200, `{"sid":"`+hsSID+`"}`)
	for _, c := range []struct {
		u    SimUpdate
		want url.Values
	}{
		{SimUpdate{Status: StatusReady, Fleet: new("hq & co")}, url.Values{"Status": {"ready"}, "Fleet": {"hq & co"}}},
		{SimUpdate{UniqueName: new(""), Fleet: new("")}, url.Values{"UniqueName": {""}, "Fleet": {""}}},
		{SimUpdate{AccountSID: supersimtest.AccountSID}, url.Values{"AccountSid": {supersimtest.AccountSID}}},
		{SimUpdate{Status: StatusInactive, Callback: Callback{"https://x.test/?a=1&b=2", "GET"}}, url.Values{"Status": {"inactive"}, "CallbackUrl": {"https://x.test/?a=1&b=2"}, "CallbackMethod": {"GET"}}},
	} {
		k, p := posting(t, 1, simple)
		_, meta, err := k.UpdateSim(t.Context(), hsSID, c.u)
		require.NoError(t, err)
		require.Equal(t, 200, meta.HTTPStatus)
		require.Equal(t, c.want, p.forms[0])
		require.Equal(t, "POST /v1/Sims/"+hsSID, p.paths[0])
	}
	k, p := posting(t, 1, simple)
	for _, u := range []SimUpdate{
		{}, {Status: StatusNew}, {Status: StatusScheduled}, {Status: "Ready"}, {AccountSID: "AC1"}, {UniqueName: new("..")}, {UniqueName: new("a\nb")},
		{Status: StatusReady, Callback: Callback{URL: "ftp://x"}}, {Status: StatusReady, Callback: Callback{URL: "https://x.test", Method: "PUT"}}, {Status: StatusReady, Callback: Callback{Method: "GET"}},
	} {
		_, _, err := k.UpdateSim(t.Context(), hsSID, u)
		require.ErrorContains(t, err, "cannot update Sim: ", u)
	}
	_, _, err := k.UpdateSim(t.Context(), "", SimUpdate{Status: StatusReady})
	require.Error(t, err)
	require.Empty(t, p.forms, "what cannot work is not sent")
}

// After a rename the answer carries the new name; an answer about another SIM is none.
func TestAnswersToUpdates(t *testing.T) {
	k, _ := posting(t, 1, ok(200, `{"sid":"`+hsSID+`","unique_name":"new"}`))
	_, _, err := k.UpdateSim(t.Context(), "old", SimUpdate{UniqueName: new("new")})
	require.NoError(t, err)
	_, _, err = k.UpdateSim(t.Context(), "old", SimUpdate{Status: StatusReady})
	require.ErrorContains(t, err, "about another SIM")
	k, _ = posting(t, 1, ok(201, `{"sid":"`+hsSID+`","iccid":"89883070000000000099"}`))
	_, _, err = k.RegisterSim(t.Context(), card, "H3LL0W0RLD")
	require.ErrorContains(t, err, "about another SIM")
}

func TestRegisterSim(t *testing.T) {
	c, cloud := onCloud(t, supersimtest.Options{})
	cloud.AddUnregistered(card, "H3LL0W0RLD")
	_, _, err := c.RegisterSim(t.Context(), card, "WRONGCODE0")
	e, isAPI := errors.AsType[*APIError](err)
	require.True(t, isAPI)
	require.Equal(t, 83002, e.Code)
	require.NotContains(t, err.Error(), "WRONGCODE0")
	s, meta, err := c.RegisterSim(t.Context(), card, "H3LL0W0RLD")
	require.NoError(t, err)
	require.Equal(t, 201, meta.HTTPStatus)
	require.Equal(t, StatusNew, s.Status)
	_, _, err = c.RegisterSim(t.Context(), card, "H3LL0W0RLD")
	e, _ = errors.AsType[*APIError](err)
	require.Equal(t, 83003, e.Code)
	require.NotContains(t, err.Error(), s.SID[4:], "the vendor puts the SID into its message")
	for _, bad := range [][2]string{{"8988", "H3LL0W0RLD"}, {card, ""}, {card, "H3LL0 W0RLD"}} {
		_, _, err = c.RegisterSim(t.Context(), bad[0], bad[1])
		require.ErrorContains(t, err, "cannot add SIM: ")
	}
}

// What may be tried again is, with pauses; an SMS Command only when the first one was surely not processed.
func TestAttempts(t *testing.T) {
	gone := func(err error) any { return err }
	sim, sms := ok(200, `{"sid":"`+hsSID+`"}`), ok(201, `{"sid":"HC00000000000000000000000000000001"}`)
	for name, c := range map[string]struct {
		first       any
		update, sms int // requests that are made
	}{
		"429":          {ok(429, `{"code":20429}`), 2, 2},
		"500":          {ok(500, `{}`), 2, 1},
		"503":          {ok(503, `<html>`), 2, 1},
		"408":          {ok(408, ``), 2, 1},
		"400":          {ok(400, `{"code":83010}`), 1, 1},
		"cut":          {gone(io.ErrUnexpectedEOF), 2, 1},
		"reset":        {gone(syscall.ECONNRESET), 2, 1},
		"refused":      {gone(syscall.ECONNREFUSED), 2, 2},
		"unreachable":  {gone(syscall.ENETUNREACH), 2, 2},
		"no such kind": {gone(errors.New("odd")), 1, 1},
		"broken JSON":  {ok(200, `{"sid":`), 1, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			k, p := posting(t, 3, c.first, sim)
			start := time.Now()
			_, meta, err := k.UpdateSim(t.Context(), hsSID, SimUpdate{Status: StatusReady})
			require.Len(t, p.forms, c.update, name)
			if c.update == 2 {
				require.NoError(t, err, name)
				require.Equal(t, 2, meta.Attempts)
				require.Equal(t, p.forms[0], p.forms[1], "the same again")
				require.GreaterOrEqual(t, time.Since(start), pauseFirst/2)
			} else {
				require.Error(t, err, name)
			}
			k, p = posting(t, 3, c.first, sms)
			_, _, err = k.SendSms(t.Context(), hsSID, "hello", Callback{})
			require.Len(t, p.forms, c.sms, name)
			require.Equal(t, c.sms == 2, err == nil, name)
		})
	}
}

func TestAttemptsEndAndKeepRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k, p := posting(t, 4, ok(429, `{"code":20429}`, "Retry-After", "7"))
		start := time.Now()
		_, _, err := k.Sim(t.Context(), hsSID)
		require.ErrorContains(t, err, "429")
		require.Len(t, p.forms, 4)
		require.GreaterOrEqual(t, time.Since(start), 21*time.Second)
		require.Less(t, time.Since(start), 21*time.Second+7*pauseFirst+time.Second)
	})
}

func TestSmsInDoubtSaysSo(t *testing.T) {
	k, _ := posting(t, 3, io.ErrUnexpectedEOF)
	_, _, err := k.SendSms(t.Context(), hsSID, "hello", Callback{})
	require.ErrorContains(t, err, "it may have gone, so it is not sent again")
	// A token that cannot be had, and a dial that is refused, leave no doubt.
	noToken, err := New(Config{Provider: ProviderKore, Credentials: fixed("id", "secret-word"), Transport: serve(func(*http.Request) (*http.Response, error) {
		return nil, context.DeadlineExceeded
	})})
	require.NoError(t, err)
	noDial, err := New(Config{Credentials: fixed("id", "secret-word"), DialContext: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("the only route is the modem's")
	}})
	require.NoError(t, err)
	for _, c := range []*Client{noToken, noDial} {
		_, _, err = c.SendSms(t.Context(), hsSID, "hello", Callback{})
		require.Error(t, err)
		require.NotContains(t, err.Error(), "it may have gone")
	}
	k, p := posting(t, 3, ok(201, `{}`))
	for _, text := range []string{"", "\xff", string(make([]rune, 161))} {
		_, _, err = k.SendSms(t.Context(), hsSID, text, Callback{})
		require.ErrorContains(t, err, "the text must have 1 to 160 characters")
	}
	_, _, err = k.SendSms(t.Context(), "..", "x", Callback{})
	require.Error(t, err)
	for _, bad := range []struct {
		port int
		b    []byte
	}{{0, []byte("x")}, {65536, []byte("x")}, {7, nil}, {7, make([]byte, 1301)}} {
		_, _, err = k.SendIP(t.Context(), hsSID, bad.port, bad.b, Callback{})
		require.ErrorContains(t, err, "cannot send IP Command: ")
	}
	require.Empty(t, p.forms)
	_, _, err = k.SendIP(t.Context(), hsSID, 7000, []byte{0, 255}, Callback{URL: "https://x.test/cb"})
	require.NoError(t, err)
	require.Equal(t, url.Values{"Sim": {hsSID}, "Payload": {"AP8="}, "PayloadType": {"binary"}, "DevicePort": {"7000"}, "CallbackUrl": {"https://x.test/cb"}}, p.forms[0])
}

func TestFleets(t *testing.T) {
	c, _ := onCloud(t, supersimtest.Options{})
	var profile string
	for p, err := range c.NetworkAccessProfiles(t.Context()) {
		require.NoError(t, err)
		profile = p.SID
	}
	f, meta, err := c.CreateFleet(t.Context(), FleetSettings{UniqueName: new("hq"), NetworkAccessProfile: profile, DataEnabled: new(false), DataLimit: 25,
		SmsCommands: FleetURL{URL: new("https://x.test/sms"), Method: "GET"}})
	require.NoError(t, err)
	require.Equal(t, 201, meta.HTTPStatus)
	require.Equal(t, []any{"hq", profile, false, true, int64(25), "https://x.test/sms", "GET"},
		[]any{f.UniqueName, f.NetworkAccessProfileSID, *f.DataEnabled, *f.SmsCommandsEnabled, *f.DataLimit, f.SmsCommandsURL, f.SmsCommandsMethod})
	f, _, err = c.UpdateFleet(t.Context(), "hq", FleetSettings{DataLimit: 26})
	require.NoError(t, err)
	require.Equal(t, int64(26), *f.DataLimit)
	again, _, err := c.Fleet(t.Context(), f.SID)
	require.NoError(t, err)
	require.Equal(t, f, again)
	for _, s := range []FleetSettings{{}, {DataLimit: 2_000_001}, {DataLimit: -1}, {DataEnabled: new(true)}} {
		_, _, err = c.UpdateFleet(t.Context(), "hq", s)
		require.ErrorContains(t, err, "cannot update Fleet: ")
	}
	_, _, err = c.CreateFleet(t.Context(), FleetSettings{UniqueName: new("x")})
	require.ErrorContains(t, err, "it needs a Network Access Profile")
	n := 0
	for _, err := range c.Fleets(t.Context(), "") {
		require.NoError(t, err)
		n++
	}
	require.Equal(t, 1, n)
}
