package peertest

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/twilio/twilio-go/client"
	supersim "github.com/twilio/twilio-go/rest/supersim/v1"

	"simagent/agent/supersim/supersimtest"
)

const (
	card1 = "89883070000000000001"
	card2 = "89883070000000000002"
	card3 = "89883070000000000003"

	// the subaccount of supersimtest.AccountSID
	subSID   = "AC00000000000000000000000000000002"
	subToken = "0000test0000token0000subaccount0"
)

// face is one vendor's side of the API.
type face struct {
	name   string
	host   string
	serve  func(*supersimtest.Cloud) http.Handler
	client func(*rig) client.BaseClient // of the primary account
	sub    func(*rig) client.BaseClient // of its subaccount
}

// rig is one cloud, its time, and the SDK in front of it.
type rig struct {
	face
	cloud *supersimtest.Cloud
	clock *clock
	watch *watcher
	http  *http.Client // trusts the cloud's certificate and goes to it whatever the host
	api   *supersim.ApiService
}

// newRig starts a cloud. When the test ends, everything that went over the wire must have been right.
func newRig(t *testing.T, f face, specs []*spec, seen *coverage) *rig {
	t.Helper()
	r := &rig{face: f, clock: &clock{t: began}}
	r.cloud = supersimtest.New(supersimtest.Options{Now: r.clock.now, Accounts: accounts()})
	server := httptest.NewTLSServer(f.serve(r.cloud))
	t.Cleanup(server.Close)
	transport := server.Client().Transport.(*http.Transport).Clone()
	transport.TLSClientConfig.ServerName = "example.com" // what httptest's certificate says
	transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
	}
	t.Cleanup(transport.CloseIdleConnections)
	r.watch = &watcher{next: transport, specs: specs, seen: seen}
	r.http = &http.Client{Transport: r.watch}
	handler := client.NewRequestHandler(f.client(r))
	handler.Edge, handler.Region = "", "" // which the environment may have set
	r.api = supersim.NewApiService(handler)
	t.Cleanup(func() { require.Empty(t, r.watch.found(), "what went over the wire") })
	return r
}

// accounts are a primary account and its subaccount.
func accounts() []supersimtest.Account {
	return []supersimtest.Account{
		{SID: supersimtest.AccountSID, AuthToken: supersimtest.AuthToken, Keys: map[string]string{supersimtest.KeySID: supersimtest.KeySecret},
			Clients: map[string]string{clientID: clientSecret, readerID: clientSecret}, ReadOnly: []string{readerID}},
		{SID: subSID, AuthToken: subToken, Parent: supersimtest.AccountSID, Clients: map[string]string{subClientID: clientSecret}},
	}
}

// refused wants an error of the API, as the SDK types it.
func refused(t *testing.T, err error, status, code int) {
	t.Helper()
	var e *client.TwilioRestError
	require.ErrorAs(t, err, &e)
	require.Equal(t, status, e.Status, "%v", err)
	require.Equal(t, code, e.Code, "%v", err)
}

// twilio is the face for which the SDK was made.
var twilio = face{
	name: "twilio", host: "supersim.twilio.com",
	serve: func(c *supersimtest.Cloud) http.Handler { return c.Face(supersimtest.Twilio) },
	client: func(r *rig) client.BaseClient {
		return r.basic(supersimtest.AccountSID, supersimtest.AuthToken)
	},
	sub: func(r *rig) client.BaseClient { return r.basic(subSID, subToken) },
}

// basic is the SDK's own client with a user and a secret.
func (r *rig) basic(user, secret string) *client.Client {
	return &client.Client{Credentials: client.NewCredentials(user, secret), HTTPClient: r.http}
}

// as is the API for somebody else.
func (r *rig) as(c client.BaseClient) *supersim.ApiService {
	h := client.NewRequestHandler(c)
	h.Edge, h.Region = "", ""
	return supersim.NewApiService(h)
}

// to makes a pointer, as the SDK wants for its parameters.
func to[T any](v T) *T { return &v }
