package peertest

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/twilio/twilio-go/client"
)

// plain makes a request that the SDK would not, with the same credential.
func (r *rig) plain(t *testing.T, method, address, body string) (status int, answer string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	require.NoError(t, err)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	authorize(t, r, req)
	resp, err := r.http.Do(req)
	require.NoError(t, err)
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	return resp.StatusCode, string(b)
}

// authorize adds the credential that the face's client has.
func authorize(t *testing.T, r *rig, req *http.Request) {
	t.Helper()
	switch c := r.client(r).(type) {
	case *client.Client:
		req.SetBasicAuth(c.Username, c.Password)
	case *bearer:
		token, err := c.OAuth().GetAccessToken(t.Context())
		require.NoError(t, err)
		req.Header.Set("Authorization", "Bearer "+token)
	}
}
