package peertest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	supersim "github.com/twilio/twilio-go/rest/supersim/v1"
)

func testFleets(t *testing.T, r *rig) {
	profile := defaultProfile(t, r)
	made, err := r.api.CreateFleet(&supersim.CreateFleetParams{NetworkAccessProfile: &profile})
	require.NoError(t, err)
	require.Nil(t, made.UniqueName)
	require.Equal(t, 1000, made.DataLimit)
	require.True(t, *made.DataEnabled)
	require.True(t, *made.SmsCommandsEnabled)
	require.Equal(t, "payg", *made.DataMetering)
	require.Equal(t, profile, *made.NetworkAccessProfileSid)
	require.Equal(t, "POST", *made.SmsCommandsMethod)

	full, err := r.api.CreateFleet(&supersim.CreateFleetParams{
		NetworkAccessProfile: to(profile), UniqueName: to("north"), DataEnabled: to(false), DataLimit: to(250),
		IpCommandsUrl: to("https://callbacks.example/ip"), IpCommandsMethod: to("GET"),
		SmsCommandsEnabled: to(false), SmsCommandsUrl: to("https://callbacks.example/sms?a=1&b=2"), SmsCommandsMethod: to("GET"),
	})
	require.NoError(t, err)
	require.False(t, *full.DataEnabled)
	require.False(t, *full.SmsCommandsEnabled)
	require.Equal(t, 250, full.DataLimit)
	require.Equal(t, "https://callbacks.example/sms?a=1&b=2", *full.SmsCommandsUrl)
	for _, ref := range []string{*full.Sid, "north"} {
		got, err := r.api.FetchFleet(ref)
		require.NoError(t, err)
		require.Equal(t, full, got)
	}
	testFleetUpdate(t, r, profile, full)
}

func testFleetUpdate(t *testing.T, r *rig, profile string, full *supersim.SupersimV1Fleet) {
	r.clock.pass(time.Hour)
	got, err := r.api.UpdateFleet("north", &supersim.UpdateFleetParams{
		UniqueName: to("south"), NetworkAccessProfile: to(profile), DataLimit: to(2_000_000),
		IpCommandsUrl: to("https://callbacks.example/ip2"), IpCommandsMethod: to("POST"),
		SmsCommandsUrl: to("https://callbacks.example/sms2"), SmsCommandsMethod: to("POST"),
	})
	require.NoError(t, err)
	require.Equal(t, *full.Sid, *got.Sid)
	require.Equal(t, "south", *got.UniqueName)
	require.Equal(t, 2_000_000, got.DataLimit)
	require.Equal(t, "https://callbacks.example/ip2", *got.IpCommandsUrl)
	require.Equal(t, "POST", *got.SmsCommandsMethod)
	require.True(t, got.DateUpdated.Equal(began.Add(time.Hour)), "%v", got.DateUpdated)

	_, err = r.api.FetchFleet("north")
	refused(t, err, 404, 20404)
	_, err = r.api.UpdateFleet("south", &supersim.UpdateFleetParams{DataLimit: to(2_000_001)})
	refused(t, err, 400, 20001)
	_, err = r.api.CreateFleet(&supersim.CreateFleetParams{UniqueName: to("east")})
	refused(t, err, 400, 20002)
	_, err = r.api.CreateFleet(&supersim.CreateFleetParams{NetworkAccessProfile: to(profile), UniqueName: to("south")})
	refused(t, err, 400, 83011)
}

func testFleetLists(t *testing.T, r *rig) {
	profile := defaultProfile(t, r)
	for i := range 5 {
		r.cloud.AddFleet(fmt.Sprintf("fleet-%d", i))
	}
	paged(t, r, 5, func(size int) ([]supersim.SupersimV1Fleet, error) {
		return r.api.ListFleet(&supersim.ListFleetParams{NetworkAccessProfile: &profile, PageSize: &size})
	})
	none, err := r.api.ListFleet(&supersim.ListFleetParams{NetworkAccessProfile: to(sidOf("HA"))})
	require.NoError(t, err)
	require.Empty(t, none)
}

// defaultProfile is the Network Access Profile with which a cloud begins.
func defaultProfile(t *testing.T, r *rig) string {
	t.Helper()
	all, err := r.api.ListNetworkAccessProfile(nil)
	require.NoError(t, err)
	require.Len(t, all, 1)
	return *all[0].Sid
}
