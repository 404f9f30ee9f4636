package peertest

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	supersim "github.com/twilio/twilio-go/rest/supersim/v1"
)

// A new Sim has no billing period, a ready one three months, an active one a month after the other.
func testBillingPeriods(t *testing.T, r *rig) {
	sid := r.cloud.AddSim(card1)
	r.cloud.AddFleet("first")
	period := func() *supersim.SupersimV1BillingPeriod {
		t.Helper()
		all, err := r.api.ListBillingPeriod(sid, new(supersim.ListBillingPeriodParams).SetPageSize(10))
		require.NoError(t, err)
		require.LessOrEqual(t, len(all), 1)
		if len(all) == 0 {
			return nil
		}
		require.Equal(t, sid, *all[0].SimSid)
		return &all[0]
	}
	require.Nil(t, period())
	require.NoError(t, r.cloud.Put(card1, "ready", "first"))
	ready := period()
	require.Equal(t, "ready", *ready.PeriodType)
	require.True(t, ready.StartTime.Equal(began), "%v", ready.StartTime)
	require.True(t, ready.EndTime.Equal(began.AddDate(0, 3, 0)), "%v", ready.EndTime)

	r.clock.pass(ready.EndTime.Sub(began))
	sim, err := r.api.FetchSim(sid)
	require.NoError(t, err)
	require.Equal(t, "active", *sim.Status)
	active := period()
	require.Equal(t, "active", *active.PeriodType)
	require.True(t, active.StartTime.Equal(*ready.EndTime), "%v", active.StartTime)
	require.True(t, active.EndTime.Equal(active.StartTime.AddDate(0, 1, 0)), "%v", active.EndTime)
	r.clock.pass(active.EndTime.Sub(*active.StartTime) + time.Hour)
	next := period()
	require.NotEqual(t, *active.Sid, *next.Sid)
	require.True(t, next.StartTime.Equal(*active.EndTime), "%v", next.StartTime)

	first, err := r.api.PageBillingPeriod(sid, new(supersim.ListBillingPeriodParams).SetPageSize(1), "", "0")
	require.NoError(t, err)
	require.Nil(t, first.Meta.NextPageUrl)
	_, err = r.api.ListBillingPeriod(sidOf("HS"), nil)
	refused(t, err, 404, 20404)
}

// Only a SIM on a VPN has addresses.
func testIPAddresses(t *testing.T, r *rig) {
	sid := r.cloud.AddSim(card1)
	none, err := r.api.PageSimIpAddress(sid, new(supersim.ListSimIpAddressParams).SetPageSize(1), "", "0")
	require.NoError(t, err)
	require.Empty(t, none.IpAddresses)
	require.Equal(t, "ip_addresses", none.Meta.Key)
	addresses := []string{"10.64.0.7", "fd00::7", "10.64.0.8"}
	r.cloud.SetIPAddresses(card1, netip.MustParseAddr(addresses[0]), netip.MustParseAddr(addresses[1]), netip.MustParseAddr(addresses[2]))
	all, err := r.api.ListSimIpAddress(sid, nil)
	require.NoError(t, err)
	versions := map[string]string{}
	for _, a := range all {
		versions[*a.IpAddress] = *a.IpAddressVersion
	}
	require.Equal(t, map[string]string{addresses[0]: "IPv4", addresses[1]: "IPv6", addresses[2]: "IPv4"}, versions)
	paged(t, r, 3, func(size int) ([]supersim.SupersimV1SimIpAddress, error) {
		return r.api.ListSimIpAddress(sid, &supersim.ListSimIpAddressParams{PageSize: &size})
	})
	_, err = r.api.ListSimIpAddress(sidOf("HS"), nil)
	refused(t, err, 404, 20404)
}
