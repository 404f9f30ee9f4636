package peertest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/twilio/twilio-go/client"
	supersim "github.com/twilio/twilio-go/rest/supersim/v1"

	"simagent/agent/supersim/supersimtest"
)

// The clients of the two accounts at KORE.
const (
	clientID     = "apiclient_0000000000000001"
	clientSecret = "0000test0000client0000secret0000"
	readerID     = "apiclient_0000000000000002" // of the same account, and may only read
	subClientID  = "apiclient_0000000000000003"
	tokenHost    = "api.korewireless.com"
	tokenURL     = "https://" + tokenHost + "/api-services/v1/auth/token"
)

// kore is the other vendor's face. The SDK knows nothing of it.
var kore = face{
	name: "kore", host: "supersim.api.korewireless.com",
	serve:  func(c *supersimtest.Cloud) http.Handler { return c.Face(supersimtest.Kore) },
	client: func(r *rig) client.BaseClient { return r.bearer(clientID) },
	sub:    func(r *rig) client.BaseClient { return r.bearer(subClientID) },
}

// bearer is a BaseClient that takes the SDK to KORE: it asks for a token, and turns to KORE's host whatever the SDK
// sends to Twilio's. An address of a next page already names a host, and is left alone.
type bearer struct {
	*client.Client
	host string
}

func (r *rig) bearer(id string) *bearer {
	c := r.basic("", "")
	c.SetOauth(&tokens{http: r.http, id: id, now: r.clock.now})
	return &bearer{c, r.host}
}

func (b *bearer) SendRequest(method, raw string, data url.Values, headers map[string]any, body ...byte) (*http.Response, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, err
	}
	if u.Host == twilio.host {
		u.Host = b.host
	}
	return b.Client.SendRequest(method, u.String(), data, headers, body...)
}

// tokens is the SDK's OAuth: it fetches a token, and keeps it while it is good.
type tokens struct {
	http *http.Client
	id   string
	now  func() time.Time

	mu    sync.Mutex
	value string
	until time.Time
}

// GetAccessToken returns a token. Of an error the SDK tells nobody; the request then goes out without one.
func (k *tokens) GetAccessToken(ctx context.Context) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.value != "" && k.now().Before(k.until) {
		return k.value, nil
	}
	_, body, err := askToken(ctx, k.http, "client_credentials", k.id, clientSecret)
	if err != nil {
		return "", err
	}
	k.value, _ = body["access_token"].(string)
	seconds, _ := body["expires_in"].(float64)
	k.until = k.now().Add(time.Duration(seconds) * time.Second)
	return k.value, nil
}

// askToken makes one request for a token.
func askToken(ctx context.Context, c *http.Client, grant, id, secret string) (status int, body map[string]any, err error) {
	form := url.Values{"grant_type": {grant}, "client_id": {id}, "client_secret": {secret}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, tokenURL, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := c.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&body); err != nil {
		return 0, nil, fmt.Errorf("cannot read token: %w", err)
	}
	return resp.StatusCode, body, nil
}

// The token API gives a token to who knows the secret, and says in its own way what is wrong.
func testTokens(t *testing.T, r *rig) {
	status, body, err := askToken(t.Context(), r.http, "client_credentials", clientID, clientSecret)
	require.NoError(t, err)
	require.Equal(t, 200, status)
	require.Equal(t, "Bearer", body["token_type"])
	require.EqualValues(t, 3600, body["expires_in"])
	require.NotEmpty(t, body["access_token"])
	require.Contains(t, body, "scope")
	status, body, err = askToken(t.Context(), r.http, "client_credentials", clientID, "wrong")
	require.NoError(t, err)
	require.Equal(t, 401, status)
	require.Equal(t, "invalid_client", body["error"])
	status, _, err = askToken(t.Context(), r.http, "password", clientID, clientSecret)
	require.NoError(t, err)
	require.Equal(t, 400, status)
}

// A token that has run out, or that nobody issued, is a 403 without code; a new one helps.
func testTokenLife(t *testing.T, r *rig) {
	sid := r.cloud.AddSim(card1)
	c := r.basic("", "")
	c.SetOauth(&tokens{http: r.http, id: clientID, now: func() time.Time { return began }}) // whose clock stands still
	slow := r.as(&bearer{c, r.host})
	_, err := slow.FetchSim(sid)
	require.NoError(t, err)
	r.clock.pass(2 * time.Hour)
	_, err = r.api.FetchSim(sid)
	require.NoError(t, err)
	for _, api := range []*supersim.ApiService{slow, r.as(&bearer{r.withToken("made-up"), r.host})} {
		_, err = api.FetchSim(sid)
		var e *client.TwilioRestError
		require.ErrorAs(t, err, &e)
		require.Zero(t, e.Code)
		require.Contains(t, e.Message, "explicit deny")
	}
	_, err = r.as(&bearer{r.basic("", ""), r.host}).FetchSim(sid)
	refused(t, err, 401, 40401)
}

// A client that may only read is refused everything else.
func testReadOnlyClient(t *testing.T, r *rig) {
	sid := r.cloud.AddSim(card1)
	reader := r.as(r.bearer(readerID))
	_, err := reader.FetchSim(sid)
	require.NoError(t, err)
	_, err = reader.UpdateSim(sid, update("UniqueName", "x"))
	var e *client.TwilioRestError
	require.ErrorAs(t, err, &e)
	require.Equal(t, 403, e.Status)
	sim, err := r.api.FetchSim(sid)
	require.NoError(t, err)
	require.Nil(t, sim.UniqueName)
}

// KORE takes fewer items a page of two resources.
func testSmallPages(t *testing.T, r *rig) {
	_, err := r.api.ListIpCommand(new(supersim.ListIpCommandParams).SetPageSize(100))
	require.NoError(t, err)
	_, err = r.api.ListIpCommand(new(supersim.ListIpCommandParams).SetPageSize(101))
	refused(t, err, 400, 20001)
	_, err = r.api.ListUsageRecord(new(supersim.ListUsageRecordParams).SetPageSize(249))
	require.NoError(t, err)
	_, err = r.api.ListUsageRecord(new(supersim.ListUsageRecordParams).SetPageSize(250))
	refused(t, err, 400, 20001)
}

// withToken is the SDK's client with a token that stays as it is.
func (r *rig) withToken(value string) *client.Client {
	c := r.basic("", "")
	c.SetOauth(&tokens{value: value, until: began.AddDate(100, 0, 0), now: r.clock.now, http: r.http})
	return c
}
