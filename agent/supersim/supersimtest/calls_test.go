package supersimtest

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

const ear = "http://127.0.0.1:9/hook?k=v"

// listener is somebody's address for callbacks, in memory.
type listener struct {
	answer func(n int) (int, time.Duration) // status (0 is none at all) and how long that takes; nil is 204 at once

	mu   sync.Mutex
	got  []*http.Request // with the parameters parsed
	body []string
	at   []time.Time
}

func (l *listener) RoundTrip(r *http.Request) (*http.Response, error) {
	b := []byte{}
	if r.Body != nil {
		b, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(b)))
	}
	_ = r.ParseForm()
	l.mu.Lock()
	l.got, l.body, l.at = append(l.got, r), append(l.body, string(b)), append(l.at, time.Now())
	n := len(l.got)
	l.mu.Unlock()
	status, took := 204, time.Duration(0)
	if l.answer != nil {
		status, took = l.answer(n)
	}
	if !pause(r.Context(), took) {
		return nil, r.Context().Err()
	}
	if status == 0 {
		return nil, io.EOF
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
}

// run makes the calls until the test ends.
func (l *listener) run(t *testing.T, c *Cloud) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- c.RunCallbacks(ctx, l) }()
	t.Cleanup(func() { cancel(); require.NoError(t, <-done) })
}

func TestAsynchronousUpdateCallsBack(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a, l := newAPI(t, Options{}), &listener{}
		l.run(t, a.c)
		sid, fleet := a.simIn(card1, stNew)
		require.Equal(t, 200, a.post("Sims/"+sid, q("UniqueName", "one", "Fleet", fleet, "CallbackUrl", ear)).status)
		require.Equal(t, 202, a.post("Sims/"+sid, q("Status", "ready", "CallbackUrl", ear)).status)
		require.Equal(t, 200, a.post("Sims/"+sid, q("UniqueName", "two")).status, "meanwhile, without an address")
		synctest.Wait()
		require.Empty(t, l.got, "a synchronous update does not call, an asynchronous one only when it ends")
		pass(time.Minute)
		a.c.Tick(time.Now())
		synctest.Wait()
		require.Len(t, l.got, 1)
		r := l.got[0]
		require.Equal(t, "POST", r.Method)
		require.Equal(t, ear, r.URL.String())
		require.Equal(t, "application/x-www-form-urlencoded", r.Header.Get("Content-Type"))
		require.Equal(t, url.Values{"SimSid": {sid}, "SimUniqueName": {"two"}, "SimStatus": {"ready"}, "AccountSid": {AccountSID}}, r.PostForm)
		require.Equal(t, TwilioSignature(AuthToken, ear, r.PostForm), r.Header.Get("X-Twilio-Signature"))

		a.c.Fault(Fault{Kind: FaultUpdateFails, Count: 1})
		require.Equal(t, 202, a.post("Sims/"+sid, q("Status", "active", "CallbackUrl", ear+"#part", "CallbackMethod", "GET")).status)
		pass(time.Minute)
		a.c.Tick(time.Now())
		synctest.Wait()
		require.Len(t, l.got, 2)
		r = l.got[1]
		require.Equal(t, "GET", r.Method)
		require.Equal(t, url.Values{"k": {"v"}, "SimSid": {sid}, "SimUniqueName": {"two"}, "SimStatus": {"ready"}, "AccountSid": {AccountSID}}, r.URL.Query())
		require.Empty(t, l.body[1])
		require.Equal(t, TwilioSignature(AuthToken, r.URL.String(), nil), r.Header.Get("X-Twilio-Signature"))
		v := a.c.Callbacks()
		require.Len(t, v, 2)
		require.Equal(t, CallbackDelivered, v[1].Outcome)
		require.Equal(t, 204, v[1].Attempts[0].Status)
		require.Equal(t, v[1].Token, r.Header.Get("I-Twilio-Idempotency-Token"))
		require.NotEqual(t, v[0].Token, v[1].Token)
	})
}

func TestCommandsCallBack(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a, l := newAPI(t, Options{}), &listener{}
		l.run(t, a.c)
		sid, fleet := a.simIn(card1, stReady)
		require.Equal(t, 200, a.post("Fleets/"+fleet, q("SmsCommandsUrl", ear, "IpCommandsUrl", ear, "IpCommandsMethod", "GET")).status)
		a.c.ReceiveSMS(card1, "up")
		a.c.ReceiveIP(card1, "100.64.0.9", 4000, []byte{0xff})
		a.c.OnSMS(func(_, sms, _ string) { a.c.Delivered(sms) })
		a.post("SmsCommands", q("Sim", sid, "Payload", "down", "CallbackUrl", ear))
		a.post("SmsCommands", q("Sim", sid, "Payload", "silent"))
		a.c.OnIP(func(_, ip string, _ int, _ []byte) { a.c.SentIP(ip, "100.64.0.9") })
		ip := a.post("IpCommands", q("Sim", sid, "Payload", "x", "DevicePort", "7", "CallbackUrl", ear))
		synctest.Wait()
		var seen []string
		for _, r := range l.got {
			seen = append(seen, r.Method+" "+r.Form.Get("Direction")+" "+r.Form.Get("Status")+" "+r.Form.Get("Payload")+" "+r.Form.Get("PayloadType"))
		}
		require.Equal(t, []string{"POST from_sim received up text", "GET from_sim received /w== binary", "POST to_sim sent down text",
			"POST to_sim delivered down text", "POST to_sim sent x text"}, seen)
		require.Equal(t, []string{"100.64.0.9", "4000", card1, sid}, []string{l.got[1].Form.Get("DeviceIp"), l.got[1].Form.Get("DevicePort"),
			l.got[1].Form.Get("SimIccid"), l.got[1].Form.Get("SimSid")})
		require.Equal(t, ip.str("sid"), l.got[4].Form.Get("CommandSid"))

		require.NoError(t, a.c.Put(card1, stInactive, fleet))
		a.post("SmsCommands", q("Sim", sid, "Payload", "late", "CallbackUrl", ear))
		a.post("IpCommands", q("Sim", sid, "Payload", "late", "DevicePort", "7", "CallbackUrl", ear))
		synctest.Wait()
		require.Len(t, l.got, 7)
		require.Equal(t, "failed failed", l.got[5].Form.Get("Status")+" "+l.got[6].Form.Get("Status"))
	})
}

// One retry on a time-out, 408, 423 and 5xx, with the same token; none on anything else.
func TestRetries(t *testing.T) {
	for _, tc := range []struct {
		first, second int
		took          time.Duration // of the first
		attempts      int
		outcome       string
	}{
		{204, 0, 0, 1, CallbackDelivered}, {200, 0, 14 * time.Second, 1, CallbackDelivered}, {200, 200, 20 * time.Second, 2, CallbackDelivered},
		{408, 200, 0, 2, CallbackDelivered}, {423, 423, 0, 2, CallbackFailed}, {500, 503, 0, 2, CallbackFailed}, {599, 404, 0, 2, CallbackFailed},
		{404, 0, 0, 1, CallbackFailed}, {429, 0, 0, 1, CallbackFailed}, {302, 0, 0, 1, CallbackFailed}, {0, 0, 0, 1, CallbackFailed},
	} {
		inBubble(t, func(t *testing.T) {
			a, l := newAPI(t, Options{ScheduledFor: -1}), &listener{}
			l.answer = func(n int) (int, time.Duration) {
				if n == 1 {
					return tc.first, tc.took
				}
				return tc.second, 0
			}
			l.run(t, a.c)
			sid, fleet := a.simIn(card1, stNew)
			a.post("Sims/"+sid, q("Status", "ready", "Fleet", fleet, "CallbackUrl", ear))
			a.c.Tick(time.Now())
			pass(time.Minute)
			synctest.Wait()
			require.Len(t, l.got, tc.attempts)
			v := a.c.Callbacks()[0]
			require.Equal(t, tc.outcome, v.Outcome)
			require.Len(t, v.Attempts, tc.attempts)
			for i, r := range l.got {
				require.Equal(t, v.Token, r.Header.Get("I-Twilio-Idempotency-Token"))
				require.Equal(t, v.Params, r.PostForm)
				require.LessOrEqual(t, v.Attempts[i].Took, 15*time.Second)
			}
			require.Equal(t, tc.first == 0 || tc.took > 15*time.Second, v.Attempts[0].Error != "")
		})
	}
}

func TestAddressesThatAreNotCalled(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		for _, address := range []string{"ftp://127.0.0.1/", "127.0.0.1/", "http://", "%zz", "http://localhost@example.test/"} {
			require.Equal(t, CallbackNoURL, New(Options{CallbackAnywhere: true}).judgeURL(address)) // the API takes no such address
		}
		for anywhere, want := range map[bool]map[string]string{
			false: {"http://127.0.0.1/": CallbackDelivered, "https://[::1]:8443/x": CallbackDelivered, "http://LOCALHOST/": CallbackDelivered,
				"https://example.test/": CallbackElsewhere, "http://10.0.0.1/": CallbackElsewhere, "http://127.0.0.1.example.test/": CallbackElsewhere},
			true: {"https://example.test/": CallbackDelivered},
		} {
			for address, outcome := range want {
				c, l := New(Options{CallbackAnywhere: anywhere}), &listener{}
				ctx, cancel := context.WithCancel(t.Context())
				done := make(chan error)
				go func() { done <- c.RunCallbacks(ctx, l) }()
				a := api{t, c, AccountSID, AuthToken}
				sid, _ := a.simIn(card1, stReady)
				a.post("SmsCommands", q("Sim", sid, "Payload", "x", "CallbackUrl", address))
				synctest.Wait()
				require.Equal(t, outcome, c.Callbacks()[0].Outcome, address)
				require.Equal(t, outcome == CallbackDelivered, len(l.got) == 1, address)
				cancel()
				require.NoError(t, <-done)
			}
		}
	})
}

func TestFaultsOfCallbacks(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a, l := newAPI(t, Options{}), &listener{}
		l.run(t, a.c)
		sid, _ := a.simIn(card1, stReady)
		send := func(text string) {
			a.post("SmsCommands", q("Sim", sid, "Payload", text, "CallbackUrl", ear))
			synctest.Wait()
		}
		a.c.Fault(Fault{Kind: FaultCallbackLost, Skip: 1, Count: 1})
		send("a")
		send("b")
		send("c")
		require.Len(t, l.got, 2, "the second is lost")
		require.Equal(t, CallbackLost, a.c.Callbacks()[1].Outcome)
		a.c.Fault(Fault{Kind: FaultCallbackTwice, Count: 1, ICCID: card2})
		send("d")
		require.Len(t, l.got, 3, "the fault is about another SIM")
		a.c.Fault(Fault{Kind: FaultCallbackTwice, Count: 1})
		send("e")
		require.Len(t, l.got, 5)
		require.Equal(t, l.got[3].Header.Get("I-Twilio-Idempotency-Token"), l.got[4].Header.Get("I-Twilio-Idempotency-Token"))
		require.Equal(t, l.body[3], l.body[4])
		a.c.Fault(Fault{Kind: FaultCallbackLate, Count: 1, Latency: time.Minute})
		start := time.Now()
		send("f")
		send("g")
		require.Len(t, l.got, 5)
		pass(2 * time.Minute)
		synctest.Wait()
		require.Len(t, l.got, 7)
		require.Equal(t, "f g", l.got[5].Form.Get("Payload")+" "+l.got[6].Form.Get("Payload"))
		require.Equal(t, start.Add(time.Minute), l.at[5])
	})
}

// Without RunCallbacks calls wait, and too many are dropped and counted; one RunCallbacks at a time makes them.
func TestQueueIsBounded(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a, l := newAPI(t, Options{}), &listener{}
		_, fleet := a.simIn(card1, stActive)
		require.Equal(t, 200, a.post("Fleets/"+fleet, q("SmsCommandsUrl", ear)).status)
		for range maxWaiting + 3 {
			a.c.ReceiveSMS(card1, "x")
		}
		require.Equal(t, 3, a.c.CallbacksDropped())
		v := a.c.Callbacks()
		require.Len(t, v, maxShown)
		require.Equal(t, CallbackDropped, v[maxShown-1].Outcome)
		require.Equal(t, CallbackQueued, v[0].Outcome)
		l.run(t, a.c)
		synctest.Wait()
		require.Len(t, l.got, maxWaiting)
		require.Error(t, a.c.RunCallbacks(t.Context(), l))
	})
}

// Over real connections, with the transport of our own: a call comes through, and a redirect is not followed.
func TestCallbackOverTCP(t *testing.T) {
	got := make(chan *http.Request, 4)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		got <- r
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	}))
	defer srv.Close()
	a := newAPI(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- a.c.RunCallbacks(ctx, nil) }()
	sid, _ := a.simIn(card1, stReady)
	a.post("SmsCommands", q("Sim", sid, "Payload", "x", "CallbackUrl", srv.URL+"/hook"))
	r := <-got
	require.Equal(t, "/hook", r.URL.Path)
	require.Equal(t, TwilioSignature(AuthToken, srv.URL+"/hook", r.PostForm), r.Header.Get("X-Twilio-Signature"))
	require.Eventually(t, func() bool { return a.c.Callbacks()[0].Outcome == CallbackFailed }, 5*time.Second, time.Millisecond)
	cancel()
	require.NoError(t, <-done)
	require.Empty(t, got)
	_, err := callbackTransport(false).DialContext(t.Context(), "tcp", "192.0.2.1:80")
	require.ErrorContains(t, err, "not a loopback address")
}

// What no answer carries is listed: an IP Command to a device that is not there, and a receiver that answers badly.
func TestAlerts(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a, l := newAPI(t, Options{}), &listener{answer: func(int) (int, time.Duration) { return 404, 0 }}
		l.run(t, a.c)
		sid, fleet := a.simIn(card1, stReady)
		require.Equal(t, 200, a.post("Fleets/"+fleet, q("IpCommandsUrl", ear, "SmsCommandsUrl", ear)).status)
		a.c.ReceiveSMS(card1, "x")
		a.c.ReceiveIP(card1, "100.64.0.9", 1, []byte("x"))
		synctest.Wait()
		a.c.OnIP(func(_, ip string, _ int, _ []byte) { a.c.FailedIP(ip) })
		require.Equal(t, 201, a.post("IpCommands", q("Sim", sid, "Payload", "x", "DevicePort", "7")).status)
		v := a.c.Alerts()
		require.Len(t, v, 2)
		require.Equal(t, []int{83402, 83401}, []int{v[0].Code, v[1].Code})
		require.Equal(t, sid, v[1].SimSID)
	})
}
