package peertest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	supersim "github.com/twilio/twilio-go/rest/supersim/v1"
)

// eid is an obviously made-up identity of an eUICC.
const eid = "89000000000000000000000000000001"

// An eSIM profile is ordered, becomes available with a Sim of its own, and is downloaded and installed by the device.
func testESims(t *testing.T, r *rig) {
	made, err := r.api.CreateEsimProfile(&supersim.CreateEsimProfileParams{Eid: to(eid), GenerateMatchingId: to(true),
		CallbackUrl: to("https://callbacks.example/esim"), CallbackMethod: to("GET")})
	require.NoError(t, err)
	require.Equal(t, "new", *made.Status)
	require.Equal(t, eid, *made.Eid)
	require.Nil(t, made.SimSid)
	require.Nil(t, made.Iccid)
	fetch := func() *supersim.SupersimV1EsimProfile {
		t.Helper()
		got, err := r.api.FetchEsimProfile(*made.Sid)
		require.NoError(t, err)
		return got
	}
	r.clock.pass(5 * time.Second)
	require.Equal(t, "reserving", *fetch().Status)
	r.clock.pass(time.Minute)
	got := fetch()
	require.Equal(t, "available", *got.Status)
	require.NotEmpty(t, *got.MatchingId)
	code := strings.Split(*got.ActivationCode, "$") // SGP.22, 4.1
	require.Equal(t, "1", code[0])
	require.True(t, strings.EqualFold(*got.SmdpPlusAddress, code[1]))
	require.Equal(t, *got.MatchingId, code[2])
	sim, err := r.api.FetchSim(*got.SimSid)
	require.NoError(t, err)
	require.Equal(t, *got.Iccid, *sim.Iccid)
	require.Equal(t, "new", *sim.Status)
	r.cloud.DownloadESim(*made.Sid)
	require.Equal(t, "downloaded", *fetch().Status)
	r.cloud.InstallESim(*made.Sid)
	require.Equal(t, "installed", *fetch().Status)
	ours, err := r.api.ListEsimProfile(&supersim.ListEsimProfileParams{SimSid: got.SimSid, Eid: to(eid), Status: to("installed")})
	require.NoError(t, err)
	require.Equal(t, []supersim.SupersimV1EsimProfile{*fetch()}, ours)
	_, err = r.api.FetchEsimProfile(sidOf("HP"))
	refused(t, err, 404, 20404)
	_, err = r.api.CreateEsimProfile(&supersim.CreateEsimProfileParams{Eid: to(eid), CallbackMethod: to("PUT")})
	refused(t, err, 400, 20001)
}

func testESimLists(t *testing.T, r *rig) {
	for i := range 5 {
		_, err := r.api.CreateEsimProfile(&supersim.CreateEsimProfileParams{Eid: to(fmt.Sprintf("%s%d", eid[:31], i))})
		require.NoError(t, err)
	}
	paged(t, r, 5, func(size int) ([]supersim.SupersimV1EsimProfile, error) {
		return r.api.ListEsimProfile(&supersim.ListEsimProfileParams{PageSize: &size})
	})
	none, err := r.api.ListEsimProfile(&supersim.ListEsimProfileParams{Eid: to(eid[:31] + "9")})
	require.NoError(t, err)
	require.Empty(t, none)
	r.clock.pass(time.Hour)
	failing, err := r.api.ListEsimProfile(&supersim.ListEsimProfileParams{Eid: to(eid[:31] + "3")})
	require.NoError(t, err)
	r.cloud.FailESim(*failing[0].Sid, "8.8.1", "refused")
	failed, err := r.api.ListEsimProfile(&supersim.ListEsimProfileParams{Status: to("failed")})
	require.NoError(t, err)
	require.Len(t, failed, 1)
	require.Equal(t, "8.8.1", *failed[0].ErrorCode)
	require.Equal(t, "refused", *failed[0].ErrorMessage)
	_, err = r.api.ListEsimProfile(&supersim.ListEsimProfileParams{Status: to("done")})
	refused(t, err, 400, 20001)
}
