package supersim

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzResources: every resource takes any JSON object and nothing else, keeps it whole, and lets nothing through for a
// terminal to obey.
func FuzzResources(f *testing.F) {
	f.Add([]byte(`{"sid":"HS1","status":null,"data_limit":"1000","data_enabled":"true","period":{"start_time":"2027-01-01T00:00:00Z"},"packages":[{"name":"x"},3]}`))
	f.Add([]byte(`{"identifiers":[{"mcc":310,"mnc":"410"}],"unique_name":"\u001b[31m","payload":"\u0000"}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var object map[string]json.RawMessage
		good := json.Unmarshal(b, &object) == nil && object != nil
		var (
			sim      Sim
			fleet    Fleet
			period   BillingPeriod
			address  IPAddress
			sms      SmsCommand
			ip       IPCommand
			usage    UsageRecord
			settings SettingsUpdate
			network  Network
			profile  NetworkAccessProfile
		)
		for v, raw := range map[json.Unmarshaler]*json.RawMessage{&sim: &sim.Raw, &fleet: &fleet.Raw, &period: &period.Raw, &address: &address.Raw, &sms: &sms.Raw,
			&ip: &ip.Raw, &usage: &usage.Raw, &settings: &settings.Raw, &network: &network.Raw, &profile: &profile.Raw} {
			require.Equal(t, good, v.UnmarshalJSON(b) == nil, "%T", v)
			if good {
				require.True(t, bytes.Equal(b, *raw), "%T", v)
			}
		}
		for _, s := range []string{sim.UniqueName, sim.ICCID, fleet.UniqueName, network.FriendlyName, string(sim.Status), sms.Status, usage.BilledUnit, usage.Billed} {
			require.Equal(t, printable(s), s)
		}
		require.LessOrEqual(t, ip.DevicePort, 65535)
	})
}
