package peertest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	supersim "github.com/twilio/twilio-go/rest/supersim/v1"
)

func testProfiles(t *testing.T, r *rig) {
	networks, err := r.api.ListNetwork(nil)
	require.NoError(t, err)
	one, two := *networks[0].Sid, *networks[1].Sid
	made, err := r.api.CreateNetworkAccessProfile(&supersim.CreateNetworkAccessProfileParams{UniqueName: to("narrow"), Networks: &[]string{one, two}})
	require.NoError(t, err)
	require.Equal(t, "narrow", *made.UniqueName)
	require.ElementsMatch(t, []string{one, two}, networksOf(t, r, "narrow"))
	got, err := r.api.FetchNetworkAccessProfile(*made.Sid)
	require.NoError(t, err)
	require.Equal(t, made, got)

	r.clock.pass(time.Hour)
	renamed, err := r.api.UpdateNetworkAccessProfile("narrow", &supersim.UpdateNetworkAccessProfileParams{UniqueName: to("wide")})
	require.NoError(t, err)
	require.Equal(t, "wide", *renamed.UniqueName)
	require.True(t, renamed.DateUpdated.Equal(began.Add(time.Hour)), "%v", renamed.DateUpdated)
	require.True(t, renamed.DateCreated.Equal(began), "%v", renamed.DateCreated)
	_, err = r.api.FetchNetworkAccessProfile("narrow")
	refused(t, err, 404, 20404)

	fleet, err := r.api.CreateFleet(&supersim.CreateFleetParams{NetworkAccessProfile: to("wide")})
	require.NoError(t, err)
	require.Equal(t, *made.Sid, *fleet.NetworkAccessProfileSid)
	ours, err := r.api.ListFleet(&supersim.ListFleetParams{NetworkAccessProfile: made.Sid})
	require.NoError(t, err)
	require.Len(t, ours, 1)
}

func testProfilePages(t *testing.T, r *rig) {
	for i := range 4 {
		_, err := r.api.CreateNetworkAccessProfile(&supersim.CreateNetworkAccessProfileParams{UniqueName: to(fmt.Sprintf("profile-%d", i))})
		require.NoError(t, err)
	}
	paged(t, r, 5, func(size int) ([]supersim.SupersimV1NetworkAccessProfile, error) {
		return r.api.ListNetworkAccessProfile(&supersim.ListNetworkAccessProfileParams{PageSize: &size})
	})
}

// The Networks of a profile are added one at a time and taken away one at a time.
func testProfileNetworks(t *testing.T, r *rig) {
	networks, err := r.api.ListNetwork(nil)
	require.NoError(t, err)
	one, two := *networks[0].Sid, *networks[1].Sid
	made, err := r.api.CreateNetworkAccessProfile(&supersim.CreateNetworkAccessProfileParams{Networks: &[]string{one}})
	require.NoError(t, err)
	sid := *made.Sid
	require.Nil(t, made.UniqueName)
	require.Equal(t, []string{one}, networksOf(t, r, sid))

	added, err := r.api.CreateNetworkAccessProfileNetwork(sid, &supersim.CreateNetworkAccessProfileNetworkParams{Network: &two})
	require.NoError(t, err)
	require.Equal(t, two, *added.Sid)
	require.Equal(t, sid, *added.NetworkAccessProfileSid)
	require.Equal(t, networks[1].FriendlyName, added.FriendlyName)
	got, err := r.api.FetchNetworkAccessProfileNetwork(sid, two)
	require.NoError(t, err)
	require.Equal(t, added, got)
	byOne, err := r.api.ListNetworkAccessProfileNetwork(sid, &supersim.ListNetworkAccessProfileNetworkParams{PageSize: to(1)})
	require.NoError(t, err)
	require.Len(t, byOne, 2)

	require.NoError(t, r.api.DeleteNetworkAccessProfileNetwork(sid, one))
	require.Equal(t, []string{two}, networksOf(t, r, sid))
	_, err = r.api.FetchNetworkAccessProfileNetwork(sid, one)
	refused(t, err, 404, 20404)
	refused(t, r.api.DeleteNetworkAccessProfileNetwork(sid, one), 404, 20404)
	_, err = r.api.ListNetworkAccessProfileNetwork(sidOf("HA"), nil)
	refused(t, err, 404, 20404)
}

func networksOf(t *testing.T, r *rig, profile string) (sids []string) {
	t.Helper()
	all, err := r.api.ListNetworkAccessProfileNetwork(profile, nil)
	require.NoError(t, err)
	for _, n := range all {
		sids = append(sids, *n.Sid)
	}
	return sids
}
