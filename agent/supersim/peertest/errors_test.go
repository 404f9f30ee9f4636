package peertest

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/twilio/twilio-go/client"

	"simagent/agent/supersim/supersimtest"
)

// The SDK types whatever goes wrong before a resource is reached.
func testErrors(t *testing.T, r *rig) {
	sid := r.cloud.AddSim(card1)
	for status, code := range map[int]int{429: 20429, 500: 20500, 503: 20503, 404: 20404, 400: 20001} {
		r.cloud.Fault(supersimtest.Fault{Kind: supersimtest.FaultStatus, Status: status, Code: code, Count: 1, Path: "/v1/"})
		_, err := r.api.FetchSim(sid)
		refused(t, err, status, code)
		_, err = r.api.FetchSim(sid)
		require.NoError(t, err, "it was once only")
	}
	theirs := r.as(r.sub(r))
	_, err := theirs.FetchSim(sid)
	refused(t, err, 404, 20404)
	none, err := theirs.ListSim(nil)
	require.NoError(t, err)
	require.Empty(t, none)
}

// Basic authentication takes an account and its token, or an API key and its secret.
func testBasicAuthentication(t *testing.T, r *rig) {
	sid := r.cloud.AddSim(card1)
	sim, err := r.as(r.basic(supersimtest.KeySID, supersimtest.KeySecret)).FetchSim(sid)
	require.NoError(t, err)
	require.Equal(t, supersimtest.AccountSID, *sim.AccountSid)
	for _, c := range []*client.Client{
		r.basic(supersimtest.AccountSID, subToken), r.basic(supersimtest.KeySID, supersimtest.AuthToken), r.basic(sidOf("AC"), "x"), r.basic("", ""),
	} {
		_, err := r.as(c).FetchSim(sid)
		refused(t, err, 401, 20003)
	}
}
