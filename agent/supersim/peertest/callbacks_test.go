package peertest

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/twilio/twilio-go/client"
	supersim "github.com/twilio/twilio-go/rest/supersim/v1"

	"simagent/agent/supersim/supersimtest"
)

// heard is one call that reached the receiver, and whether the SDK takes its signature for genuine.
type heard struct {
	method, path string
	params       url.Values
	genuine      bool // by the account's auth token
	forged       bool // also by another, or for another address
}

// ear receives callbacks and lets the SDK judge them. It hands on what it heard.
func ear(t *testing.T) (address string, calls chan heard) {
	calls = make(chan heard, 16)
	ours, theirs := client.NewRequestValidator(supersimtest.AuthToken), client.NewRequestValidator(subToken)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) // what is missing fails the signature
		signature, u := r.Header.Get("X-Twilio-Signature"), "http://"+r.Host+r.URL.RequestURI()
		valid := func(v client.RequestValidator, u string) bool {
			if r.Method == http.MethodGet {
				return v.Validate(u, nil, signature)
			}
			return v.ValidateBody(u, body, signature)
		}
		h := heard{method: r.Method, path: r.URL.Path, params: r.URL.Query(), genuine: valid(ours, u),
			forged: valid(theirs, u) || valid(ours, u+"0")}
		if r.Method == http.MethodPost {
			h.params, _ = url.ParseQuery(string(body))
		}
		calls <- h
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(server.Close)
	return server.URL, calls
}

// testCallbacks lets the cloud call for every reason that it has, by both methods, and the SDK accepts each signature.
func testCallbacks(t *testing.T, r *rig) {
	address, calls := ear(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- r.cloud.RunCallbacks(ctx, nil) }()
	t.Cleanup(func() { cancel(); require.NoError(t, <-done) })
	next := func(method, path string, pairs ...string) {
		t.Helper()
		select {
		case h := <-calls:
			require.Equal(t, method+" "+path, h.method+" "+h.path)
			for i := 0; i < len(pairs); i += 2 {
				require.Equal(t, pairs[i+1:i+2], h.params[pairs[i]], "%v", h.params)
			}
			require.True(t, h.genuine, "the SDK refuses the signature of %s %s", method, path)
			require.False(t, h.forged, "the SDK accepts it with another token or address")
		case <-time.After(10 * time.Second):
			require.Fail(t, "no call", "%s %s", method, path)
		}
	}
	sid := r.cloud.AddSim(card1)
	fleet, err := r.api.CreateFleet(&supersim.CreateFleetParams{NetworkAccessProfile: to("default"),
		SmsCommandsUrl: to(address + "/fleet/sms?who=a%20b&n=1"), SmsCommandsMethod: to("POST"),
		IpCommandsUrl: to(address + "/fleet/ip?who=a%20b"), IpCommandsMethod: to("GET")})
	require.NoError(t, err)
	for i, method := range []string{"POST", "GET"} {
		status := []string{"ready", "active"}[i]
		_, err := r.api.UpdateSim(sid, update("UniqueName", "gateway ü & 7", "Status", status, "Fleet", *fleet.Sid,
			"CallbackUrl", address+"/sim?x=1", "CallbackMethod", method))
		require.NoError(t, err)
		r.clock.pass(time.Minute)
		r.cloud.Tick(r.clock.now())
		next(method, "/sim", "AccountSid", supersimtest.AccountSID, "SimSid", sid, "SimUniqueName", "gateway ü & 7", "SimStatus", status)

		_, err = r.api.CreateSmsCommand(&supersim.CreateSmsCommandParams{Sim: &sid, Payload: to("a=1&b=+ü\n"),
			CallbackUrl: to(address + "/sms"), CallbackMethod: &method})
		require.NoError(t, err)
		next(method, "/sms", "Payload", "a=1&b=+ü\n")
		commands, err := r.api.CreateIpCommand(&supersim.CreateIpCommandParams{Sim: &sid, Payload: to("~ !"), DevicePort: to(7),
			CallbackUrl: to(address + "/ip"), CallbackMethod: &method})
		require.NoError(t, err)
		r.cloud.SentIP(*commands.Sid, "100.64.0.9")
		next(method, "/ip", "Payload", "~ !")
	}
	_, err = r.api.CreateEsimProfile(&supersim.CreateEsimProfileParams{Eid: to(eid), CallbackUrl: to(address + "/esim"), CallbackMethod: to("GET")})
	require.NoError(t, err)
	r.clock.pass(time.Minute)
	r.cloud.Tick(r.clock.now())
	next("GET", "/esim", "Eid", eid)
	r.cloud.ReceiveSMS(card1, "hello + goodbye")
	next("POST", "/fleet/sms", "Payload", "hello + goodbye")
	r.cloud.ReceiveIP(card1, "100.64.0.9", 4000, []byte{0xfb, 0xff})
	next("GET", "/fleet/ip", "Payload", "+/8=", "who", "a b", "AccountSid", supersimtest.AccountSID)
}
