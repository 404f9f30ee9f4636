package peertest

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	supersim "github.com/twilio/twilio-go/rest/supersim/v1"
)

// identifiers reads what the SDK leaves as it came.
func identifiers(t *testing.T, n supersim.SupersimV1Network) (ids []struct{ MCC, MNC string }) {
	t.Helper()
	b, err := json.Marshal(n.Identifiers)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &ids))
	require.NotEmpty(t, ids)
	return ids
}

func testNetworks(t *testing.T, r *rig) {
	all, err := r.api.ListNetwork(nil)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(all), 2)
	for _, n := range all {
		got, err := r.api.FetchNetwork(*n.Sid)
		require.NoError(t, err)
		require.Equal(t, n, *got)
		id := identifiers(t, n)[0]
		require.Regexp(t, `^\d{3}$`, id.MCC)
		require.Regexp(t, `^\d{2,3}$`, id.MNC)
		testNetworkFilters(t, r, all, *n.IsoCountry, id.MCC, id.MNC)
	}
	byOne, err := r.api.ListNetwork(&supersim.ListNetworkParams{PageSize: to(1)})
	require.NoError(t, err)
	require.Equal(t, all, byOne)
	none, err := r.api.ListNetwork(&supersim.ListNetworkParams{Mcc: to("999")})
	require.NoError(t, err)
	require.Empty(t, none)
	_, err = r.api.FetchNetwork(sidOf("HW"))
	refused(t, err, 404, 20404)
}

// testNetworkFilters wants each filter, and all together, to pass what fits of all Networks and nothing else.
func testNetworkFilters(t *testing.T, r *rig, all []supersim.SupersimV1Network, country, mcc, mnc string) {
	t.Helper()
	for _, p := range []supersim.ListNetworkParams{{IsoCountry: &country}, {Mcc: &mcc}, {Mnc: &mnc}, {IsoCountry: &country, Mcc: &mcc, Mnc: &mnc}} {
		var want []supersim.SupersimV1Network
		for _, n := range all {
			id := identifiers(t, n)[0]
			if (p.IsoCountry == nil || *n.IsoCountry == country) && (p.Mcc == nil || id.MCC == mcc) && (p.Mnc == nil || id.MNC == mnc) {
				want = append(want, n)
			}
		}
		got, err := r.api.ListNetwork(&p)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}
