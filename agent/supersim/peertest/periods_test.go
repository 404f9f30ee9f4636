package peertest

import (
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

// Only a SIM on a VPN has addresses, and the emulator has no VPN.
func testIPAddresses(t *testing.T, r *rig) {
	sid := r.cloud.AddSim(card1)
	page, err := r.api.PageSimIpAddress(sid, new(supersim.ListSimIpAddressParams).SetPageSize(1), "", "0")
	require.NoError(t, err)
	require.Empty(t, page.IpAddresses)
	require.Equal(t, "ip_addresses", page.Meta.Key)
	_, err = r.api.ListSimIpAddress(sidOf("HS"), nil)
	refused(t, err, 404, 20404)
}
