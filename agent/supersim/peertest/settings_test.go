package peertest

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	supersim "github.com/twilio/twilio-go/rest/supersim/v1"
)

// A Settings Update goes by itself from scheduled over in-progress to successful.
func testSettingsUpdates(t *testing.T, r *rig) {
	one, two := r.cloud.AddSim(card1), r.cloud.AddSim(card2)
	r.cloud.AddSettingsUpdate(card1, "scheduled")
	r.cloud.AddSettingsUpdate(card2, "failed")
	list := func(p supersim.ListSettingsUpdateParams) []supersim.SupersimV1SettingsUpdate {
		t.Helper()
		all, err := r.api.ListSettingsUpdate(&p)
		require.NoError(t, err)
		return all
	}
	require.Len(t, list(supersim.ListSettingsUpdateParams{}), 2)
	require.Equal(t, two, *list(supersim.ListSettingsUpdateParams{Status: to("failed")})[0].SimSid)
	seen := []string{}
	for range 3 {
		all := list(supersim.ListSettingsUpdateParams{Sim: &one})
		require.Len(t, all, 1)
		require.Equal(t, card1, *all[0].Iccid)
		require.Equal(t, *all[0].Status == "successful", all[0].DateCompleted != nil)
		seen = append(seen, *all[0].Status)
		r.clock.pass(30 * time.Second)
	}
	require.Equal(t, []string{"scheduled", "in-progress", "successful"}, seen)

	b, err := json.Marshal(list(supersim.ListSettingsUpdateParams{Sim: &one})[0].Packages)
	require.NoError(t, err)
	var packages []map[string]string
	require.NoError(t, json.Unmarshal(b, &packages))
	require.NotEmpty(t, packages)
	require.NotEmpty(t, packages[0]["name"])
	require.NotEmpty(t, packages[0]["version"])
	_, err = r.api.ListSettingsUpdate(&supersim.ListSettingsUpdateParams{Status: to("done")})
	refused(t, err, 400, 20001)
	for range 3 {
		r.cloud.AddSettingsUpdate(card1, "successful")
	}
	paged(t, r, 5, func(size int) ([]supersim.SupersimV1SettingsUpdate, error) {
		return r.api.ListSettingsUpdate(&supersim.ListSettingsUpdateParams{PageSize: &size})
	})
}
