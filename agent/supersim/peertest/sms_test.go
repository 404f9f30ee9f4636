package peertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	supersim "github.com/twilio/twilio-go/rest/supersim/v1"
)

func testSMS(t *testing.T, r *rig) {
	sim := activate(t, r, card1)
	var arrived []string
	r.cloud.OnSMS(func(iccid, sid, payload string) {
		arrived = append(arrived, iccid+" "+payload)
		r.cloud.Delivered(sid)
	})
	made, err := r.api.CreateSmsCommand(&supersim.CreateSmsCommandParams{Sim: &sim, Payload: to("wake & say=ü"),
		CallbackUrl: to("https://callbacks.example/sms"), CallbackMethod: to("GET")})
	require.NoError(t, err)
	require.Equal(t, "queued", *made.Status)
	require.Equal(t, "to_sim", *made.Direction)
	require.Equal(t, "wake & say=ü", *made.Payload)
	got, err := r.api.FetchSmsCommand(*made.Sid)
	require.NoError(t, err)
	require.Equal(t, "delivered", *got.Status)
	require.Equal(t, []string{card1 + " wake & say=ü"}, arrived)

	for payload, code := range map[string]int{"": 20002, strings.Repeat("x", 161): 20001} {
		_, err = r.api.CreateSmsCommand(&supersim.CreateSmsCommandParams{Sim: &sim, Payload: &payload})
		refused(t, err, 400, code)
	}
	_, err = r.api.CreateSmsCommand(&supersim.CreateSmsCommandParams{Payload: to("x")})
	refused(t, err, 400, 20002)
	_, err = r.api.CreateSmsCommand(&supersim.CreateSmsCommandParams{Sim: to(sidOf("HS")), Payload: to("x")})
	refused(t, err, 404, 83005)
	_, err = r.api.FetchSmsCommand(sidOf("HC"))
	refused(t, err, 404, 20404)
}

func testSMSLists(t *testing.T, r *rig) {
	sim, other := activate(t, r, card1), activate(t, r, card2)
	r.cloud.ReceiveSMS(card1, "from one")
	r.cloud.ReceiveSMS(card2, "from two")
	for i := range 4 {
		_, err := r.api.CreateSmsCommand(&supersim.CreateSmsCommandParams{Sim: &sim, Payload: to(fmt.Sprint(i))})
		require.NoError(t, err)
	}
	list := func(p supersim.ListSmsCommandParams) (payloads []string) {
		t.Helper()
		all, err := r.api.ListSmsCommand(&p)
		require.NoError(t, err)
		for _, m := range all {
			payloads = append(payloads, *m.Payload)
		}
		return payloads
	}
	require.Equal(t, []string{"from two"}, list(supersim.ListSmsCommandParams{Sim: &other}))
	require.Equal(t, []string{"from one"}, list(supersim.ListSmsCommandParams{Sim: &sim, Direction: to("from_sim")}))
	require.ElementsMatch(t, []string{"from one", "from two"}, list(supersim.ListSmsCommandParams{Status: to("received")}))
	require.Len(t, list(supersim.ListSmsCommandParams{Status: to("sent"), Direction: to("to_sim")}), 4)
	require.Empty(t, list(supersim.ListSmsCommandParams{Status: to("failed")}))
	paged(t, r, 6, func(size int) ([]supersim.SupersimV1SmsCommand, error) {
		return r.api.ListSmsCommand(&supersim.ListSmsCommandParams{PageSize: &size})
	})
}

// activate makes an active Sim in the Fleet first.
func activate(t *testing.T, r *rig, iccid string) (sid string) {
	t.Helper()
	r.cloud.AddFleet("first")
	sid = r.cloud.AddSim(iccid)
	require.NoError(t, r.cloud.Put(iccid, "active", "first"))
	return sid
}
