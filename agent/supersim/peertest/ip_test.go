package peertest

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	supersim "github.com/twilio/twilio-go/rest/supersim/v1"
)

func testIP(t *testing.T, r *rig) {
	sim := activate(t, r, card1)
	var arrived []string
	r.cloud.OnIP(func(iccid, sid string, port int, payload []byte) {
		arrived = append(arrived, fmt.Sprintf("%s %d %q", iccid, port, payload))
		r.cloud.SentIP(sid, "100.64.0.9")
	})
	text, err := r.api.CreateIpCommand(&supersim.CreateIpCommandParams{Sim: &sim, Payload: to("a=1&b=2"), DevicePort: to(6969),
		CallbackUrl: to("https://callbacks.example/ip"), CallbackMethod: to("POST")})
	require.NoError(t, err)
	require.Equal(t, "queued", *text.Status)
	require.Equal(t, "text", *text.PayloadType)
	require.Equal(t, 6969, text.DevicePort)
	raw := base64.StdEncoding.EncodeToString([]byte{0, 255})
	binary, err := r.api.CreateIpCommand(&supersim.CreateIpCommandParams{Sim: &sim, Payload: &raw, PayloadType: to("binary"), DevicePort: to(7)})
	require.NoError(t, err)
	require.Equal(t, []string{card1 + ` 6969 "a=1&b=2"`, card1 + ` 7 "\x00\xff"`}, arrived)
	got, err := r.api.FetchIpCommand(*binary.Sid)
	require.NoError(t, err)
	require.Equal(t, "sent", *got.Status)
	require.Equal(t, "100.64.0.9", *got.DeviceIp)
	require.Equal(t, raw, *got.Payload)
	require.Equal(t, card1, *got.SimIccid)
	testIPRefusals(t, r, sim)
}

func testIPRefusals(t *testing.T, r *rig, sim string) {
	type params = supersim.CreateIpCommandParams
	for _, bad := range []struct {
		status, code int
		p            params
	}{
		{400, 20002, params{Sim: &sim, Payload: to("x")}},
		{400, 20002, params{Sim: &sim, DevicePort: to(1)}},
		{400, 20001, params{Sim: &sim, Payload: to("x"), DevicePort: to(70000)}},
		{400, 20001, params{Sim: &sim, Payload: to(strings.Repeat("x", 1301)), DevicePort: to(1)}},
		{400, 20001, params{Sim: &sim, Payload: to("~"), PayloadType: to("binary"), DevicePort: to(1)}},
		{404, 83005, params{Sim: to("nobody"), Payload: to("x"), DevicePort: to(1)}},
	} {
		_, err := r.api.CreateIpCommand(&bad.p)
		refused(t, err, bad.status, bad.code)
	}
	_, err := r.api.FetchIpCommand(sidOf("HG"))
	refused(t, err, 404, 20404)
}

func testIPLists(t *testing.T, r *rig) {
	sim := activate(t, r, card1)
	activate(t, r, card2)
	for i := range 3 {
		r.cloud.ReceiveIP(card1, "100.64.0.9", 4000+i, []byte("one"))
	}
	r.cloud.ReceiveIP(card2, "100.64.0.10", 5000, []byte("two"))
	_, err := r.api.CreateIpCommand(&supersim.CreateIpCommandParams{Sim: to(card1), Payload: to("x"), DevicePort: to(1)})
	refused(t, err, 404, 83005)
	_, err = r.api.CreateIpCommand(&supersim.CreateIpCommandParams{Sim: &sim, Payload: to("x"), DevicePort: to(1)})
	require.NoError(t, err)
	list := func(p supersim.ListIpCommandParams) (ports []int) {
		t.Helper()
		all, err := r.api.ListIpCommand(&p)
		require.NoError(t, err)
		for _, m := range all {
			ports = append(ports, m.DevicePort)
		}
		return ports
	}
	require.ElementsMatch(t, []int{4000, 4001, 4002, 1}, list(supersim.ListIpCommandParams{Sim: &sim}))
	require.Equal(t, []int{5000}, list(supersim.ListIpCommandParams{SimIccid: to(card2)}))
	require.Equal(t, []int{1}, list(supersim.ListIpCommandParams{Direction: to("to_sim")}))
	require.Equal(t, []int{1}, list(supersim.ListIpCommandParams{Status: to("queued")}))
	require.Len(t, list(supersim.ListIpCommandParams{Status: to("received")}), 4)
	paged(t, r, 5, func(size int) ([]supersim.SupersimV1IpCommand, error) {
		return r.api.ListIpCommand(&supersim.ListIpCommandParams{PageSize: &size})
	})
}
