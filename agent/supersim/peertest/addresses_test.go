package peertest

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	supersim "github.com/twilio/twilio-go/rest/supersim/v1"
)

// Every address in an answer leads to an answer, and the url of a resource to that very resource. The walk begins at the
// lists, by pages of one item, and goes on until it finds no new address.
func testAddresses(t *testing.T, r *rig) {
	sim := activate(t, r, card1)
	r.cloud.AddSim(card2)
	r.cloud.ReceiveSMS(card1, "one")
	r.cloud.ReceiveIP(card1, "100.64.0.9", 1, []byte("one"))
	_, err := r.api.CreateEsimProfile(&supersim.CreateEsimProfileParams{Eid: to(eid)})
	require.NoError(t, err)
	_, err = r.api.UpdateSim(sim, update("UniqueName", "gateway 7"))
	require.NoError(t, err)
	var open []string
	for _, list := range []string{"Sims", "Fleets", "Networks", "NetworkAccessProfiles", "SmsCommands", "IpCommands", "UsageRecords",
		"SettingsUpdates", "ESimProfiles", "Sims/gateway%207/BillingPeriods", "Sims?Fleet=first&Status=active"} {
		open = append(open, "https://"+r.host+"/v1/"+list, "https://"+r.host+"/v1/"+withSize(list))
	}
	seen := map[string]map[string]any{}
	for len(open) > 0 {
		address := open[0]
		open = open[1:]
		if seen[address] != nil {
			continue
		}
		status, answer := r.plain(t, "GET", address, "")
		require.Equal(t, 200, status, "%s: %s", address, answer)
		var body map[string]any
		require.NoError(t, json.Unmarshal([]byte(answer), &body))
		seen[address] = body
		open = append(open, strs(body, isAddress)...)
	}
	kinds := map[string]bool{}
	for _, body := range seen {
		for key, list := range body {
			items, _ := list.([]any)
			for _, item := range items {
				if m, ok := item.(map[string]any); ok && m["url"] != nil {
					kinds[key] = true
					require.Equal(t, item, any(seen[m["url"].(string)]), "%v", m["url"])
				}
			}
		}
	}
	require.Len(t, kinds, 7, "of the resources that have an address")
}

func withSize(list string) string {
	if strings.Contains(list, "?") {
		return list + "&PageSize=1"
	}
	return list + "?PageSize=1"
}
