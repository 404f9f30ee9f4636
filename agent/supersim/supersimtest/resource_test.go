package supersimtest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The names of the tests below say which sentence of the vendor's page "Sim resource" they hold the emulator to; the
// heading of the page is named in the comment.

// Introduction: before data or SMS, assigned to a Fleet and activated.
func TestNothingBeforeFleetAndActivation(t *testing.T) {
	a := newAPI(t, Options{})
	sid := a.c.AddSim(card1)
	ok, reason := a.c.MayAttach(card1)
	require.False(t, ok)
	require.Equal(t, "status new", reason)
	a.c.AddUsage(card1, 10, 10)
	a.c.ReceiveSMS(card1, "x")
	a.c.ReceiveIP(card1, "100.64.0.9", 4000, []byte("x"))
	require.Equal(t, 3, a.c.Strays())
	require.Equal(t, "queued", a.post("SmsCommands", q("Sim", sid, "Payload", "x")).str("status"))
	m := a.get("SmsCommands").list("sms_commands")
	require.Len(t, m, 1)
	require.Equal(t, "failed", m[0]["status"])
	require.Zero(t, a.c.SimStatus(card1).SMS)
	require.Equal(t, "queued", a.post("IpCommands", q("Sim", sid, "Payload", "x", "DevicePort", "7")).str("status"))
	require.Equal(t, "failed", a.get("IpCommands").list("ip_commands")[0]["status"])
}

// Status values: which statuses let the SIM connect.
func TestWhoMayAttach(t *testing.T) {
	for status, want := range map[string]string{stNew: "status new", stReady: "", stActive: "", stInactive: "status inactive"} {
		a := newAPI(t, Options{})
		a.simIn(card1, status)
		ok, reason := a.c.MayAttach(card1)
		require.Equal(t, want, reason)
		require.Equal(t, want == "", ok)
	}
	ok, reason := New(Options{}).MayAttach(card1)
	require.False(t, ok)
	require.Equal(t, "unknown SIM", reason)
}

// Status values, ready and active: in accordance with the Fleet.
func TestFleetDecidesAboutData(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a := newAPI(t, Options{})
		a.simIn(card1, stActive)
		r := a.post("Fleets", q("NetworkAccessProfile", "default", "UniqueName", "no-data", "DataEnabled", "false", "SmsCommandsEnabled", "false"))
		require.Equal(t, 201, r.status, r.raw)
		require.NoError(t, a.c.Put(card1, stActive, "no-data"))
		_, reason := a.c.MayAttach(card1)
		require.Equal(t, "data disabled", reason)
		a.c.ReceiveSMS(card1, "x")
		require.Equal(t, 1, a.c.Strays())

		require.Equal(t, 201, a.post("Fleets", q("NetworkAccessProfile", "default", "UniqueName", "small", "DataLimit", "1")).status)
		require.NoError(t, a.c.Put(card1, stActive, "small"))
		a.c.AddUsage(card1, 500_000, 499_999)
		_, reason = a.c.MayAttach(card1)
		require.Empty(t, reason)
		a.c.AddUsage(card1, 0, 1)
		_, reason = a.c.MayAttach(card1)
		require.Equal(t, "data limit", reason)
		pass(32 * 24 * time.Hour) // the limit is for one billing period
		_, reason = a.c.MayAttach(card1)
		require.Empty(t, reason)
	})
}

// Status values, ready: only from new. There is no way back to new either.
func TestNoWayBack(t *testing.T) {
	for _, from := range []string{stActive, stInactive} {
		a := newAPI(t, Options{})
		sid, _ := a.simIn(card1, from)
		a.refused("Sims/"+sid, q("Status", "ready"), 400, 83010)
	}
	for _, from := range []string{stNew, stReady, stActive, stInactive} {
		a := newAPI(t, Options{})
		sid, _ := a.simIn(card1, from)
		for _, to := range []string{"new", "scheduled", "rubbish", "READY"} {
			a.refused("Sims/"+sid, q("Status", to), 400, 20001)
		}
		require.Equal(t, from, a.c.SimStatus(card1).Status)
	}
	a := newAPI(t, Options{})
	sid, fleet := a.simIn(card1, stNew)
	a.refused("Sims/"+sid, q("Status", "inactive", "Fleet", fleet), 400, 83010)
	require.Empty(t, a.c.SimStatus(card1).FleetSID, "a refused update leaves nothing behind")
}

// Status values, ready: 250KB of data.
func TestReadyEndsByData(t *testing.T) {
	a := newAPI(t, Options{})
	sid, _ := a.simIn(card1, stReady)
	var seen []string
	a.c.OnChange(func(iccid, from, to, why string) { seen = append(seen, iccid, from, to, why) })
	a.c.AddUsage(card1, 100_000, 149_999)
	require.Equal(t, "ready", a.get("Sims/"+sid).str("status"))
	a.c.AddUsage(card1, 1, 0)
	require.Equal(t, "active", a.get("Sims/"+sid).str("status"))
	require.Equal(t, []string{card1, "ready", "active", "data"}, seen)
	v := a.c.SimStatus(card1)
	require.Equal(t, "data", v.Why)
	require.EqualValues(t, 250_000, v.ReadyBytes)
}

// Status values, ready: five SMS Commands, sent to or received from the SIM.
func TestReadyEndsBySMSOfBothDirections(t *testing.T) {
	a := newAPI(t, Options{})
	sid, _ := a.simIn(card1, stReady)
	for range 2 {
		a.c.ReceiveSMS(card1, "up")
		require.Equal(t, 201, a.post("SmsCommands", q("Sim", sid, "Payload", "down")).status)
	}
	require.Equal(t, stReady, a.c.SimStatus(card1).Status)
	require.Equal(t, 201, a.post("SmsCommands", q("Sim", sid, "Payload", "fifth")).status)
	v := a.c.SimStatus(card1)
	require.Equal(t, stActive, v.Status)
	require.Equal(t, "sms", v.Why)
	require.Equal(t, 5, v.ReadySMS)
}

// Status values, ready: three months. And the billing period that is shown before and after.
func TestReadyEndsByTime(t *testing.T) {
	inBubble(t, func(t *testing.T) { // begins on 1 January 2000
		a := newAPI(t, Options{})
		sid, _ := a.simIn(card1, stReady)
		p := a.get("Sims/" + sid + "/BillingPeriods").list("billing_periods")
		require.Len(t, p, 1)
		require.Regexp(t, `^HB[0-9a-f]{32}$`, p[0]["sid"])
		require.Equal(t, "ready", p[0]["period_type"])
		require.Equal(t, "2000-01-01T00:00:00Z", p[0]["start_time"])
		require.Equal(t, "2000-04-01T00:00:00Z", p[0]["end_time"])
		due, ok := a.c.NextDue()
		require.True(t, ok)
		pass(time.Until(due) - time.Second)
		require.Equal(t, stReady, a.c.SimStatus(card1).Status)

		var why string
		a.c.OnChange(func(_, _, _, w string) { why = w })
		pass(10 * 24 * time.Hour)
		a.c.Tick(time.Now()) // without any request
		require.Equal(t, "time", why)
		p = a.get("Sims/" + sid + "/BillingPeriods").list("billing_periods")
		require.Len(t, p, 1, "only the current period")
		require.Equal(t, "active", p[0]["period_type"])
		require.Equal(t, "2000-04-01T00:00:00Z", p[0]["start_time"], "at its own time, not when somebody looked")
		require.Equal(t, "2000-05-01T00:00:00Z", p[0]["end_time"])
	})
}

// Status values, scheduled; Asynchronous updates: first scheduled, finally the requested status.
// Activating, Deactivating, Reactivating a Sim resource.
func TestAsynchronousStatusUpdates(t *testing.T) {
	for _, tc := range []struct{ from, to string }{
		{stNew, stReady}, {stNew, stActive}, {stActive, stInactive}, {stInactive, stActive},
		{stReady, stActive}, {stReady, stInactive}, // not on the page; see the package comment
	} {
		inBubble(t, func(t *testing.T) {
			a := newAPI(t, Options{ScheduledFor: 7 * time.Second})
			sid, fleet := a.simIn(card1, tc.from)
			require.Equal(t, 200, a.post("Sims/"+sid, q("Fleet", fleet)).status)
			var seen []string
			a.c.OnChange(func(_, from, to, _ string) { seen = append(seen, from+">"+to) })
			r := a.post("Sims/"+sid, q("Status", tc.to, "CallbackUrl", "https://callback.test/x", "CallbackMethod", "GET"))
			require.Equal(t, 202, r.status)
			require.Equal(t, "scheduled", r.str("status"))
			require.Equal(t, tc.from, a.c.SimStatus(card1).Working)
			require.Len(t, a.get("Sims?Status=scheduled").list("sims"), 1)
			pass(7*time.Second - 1)
			require.Equal(t, "scheduled", a.get("Sims/"+sid).str("status"))
			pass(1)
			require.Equal(t, tc.to, a.get("Sims/"+sid).str("status"))
			require.Equal(t, []string{tc.from + ">scheduled", "scheduled>" + tc.to}, seen)
		})
	}
}

// Activating: needs a Fleet (83007), which may come in the same request; then fleet_sid is unchanged until it is done.
func TestActivationWithFleetInOneRequest(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a := newAPI(t, Options{})
		sid, fleet := a.simIn(card1, stNew)
		a.refused("Sims/"+sid, q("Status", "ready"), 400, 83007)
		a.refused("Sims/"+sid, q("Status", "ready", "Fleet", "nobody"), 404, 83006)
		r := a.post("Sims/"+sid, q("Status", "ready", "Fleet", "fleet-a"))
		require.Equal(t, 202, r.status)
		require.Nil(t, r.body["fleet_sid"])
		require.Empty(t, a.get("Sims/"+sid+"/BillingPeriods").list("billing_periods"))
		pass(time.Minute)
		r = a.get("Sims/" + sid)
		require.Equal(t, "ready", r.str("status"))
		require.Equal(t, fleet, r.str("fleet_sid"))
	})
}

// Changing an activated Sim resource's Fleet: scheduled, fleet_sid unchanged, then the old status and the new Fleet.
func TestFleetChangeWhileActivated(t *testing.T) {
	for _, status := range []string{stReady, stActive} {
		inBubble(t, func(t *testing.T) {
			a := newAPI(t, Options{})
			sid, fleet := a.simIn(card1, status)
			other := a.c.AddFleet("fleet-b")
			before := a.c.SimStatus(card1)
			r := a.post("Sims/"+sid, q("Fleet", "fleet-b"))
			require.Equal(t, 202, r.status)
			require.Equal(t, "scheduled", r.str("status"))
			require.Equal(t, fleet, r.str("fleet_sid"))
			a.refused("Sims/"+sid, q("Fleet", fleet+"x"), 404, 83006)
			a.refused("Sims/"+sid, q("Fleet", other), 400, 83009)
			ok, _ := a.c.MayAttach(card1)
			require.True(t, ok)
			pass(time.Minute)
			r = a.get("Sims/" + sid)
			require.Equal(t, status, r.str("status"))
			require.Equal(t, other, r.str("fleet_sid"))
			require.Equal(t, before.PeriodEnd, a.c.SimStatus(card1).PeriodEnd)
			a.refused("Sims/"+sid, q("Fleet", ""), 400, 83008)
			a.refused("Sims/"+sid, q("Fleet", "null"), 400, 83008)
		})
	}
}

// The ready bounds count on while a change of Fleet is scheduled.
func TestReadyEndsWhileScheduled(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a := newAPI(t, Options{})
		sid, _ := a.simIn(card1, stReady)
		a.c.AddFleet("fleet-b")
		require.Equal(t, 202, a.post("Sims/"+sid, q("Fleet", "fleet-b")).status)
		a.c.AddUsage(card1, 250_000, 0)
		require.Equal(t, stScheduled, a.c.SimStatus(card1).Status)
		pass(time.Minute)
		require.Equal(t, stActive, a.c.SimStatus(card1).Status)
	})
}

// Update parameters: unique_name, and Fleet while new, are synchronous.
func TestSynchronousUpdates(t *testing.T) {
	a := newAPI(t, Options{})
	sid, fleet := a.simIn(card1, stNew)
	r := a.post("Sims/"+sid, q("Fleet", "fleet-a"))
	require.Equal(t, 200, r.status)
	require.Equal(t, fleet, r.str("fleet_sid"))
	require.Equal(t, "new", r.str("status"))
	r = a.post("Sims/"+sid, q("Fleet", ""))
	require.Equal(t, 200, r.status)
	require.Nil(t, r.body["fleet_sid"])
	other := a.c.AddSim(card2)
	require.Equal(t, 200, a.post("Sims/"+sid, q("UniqueName", "one")).status)
	a.refused("Sims/"+other, q("UniqueName", "one"), 400, 83011)
	require.Equal(t, 200, a.post("Sims/"+sid, q("UniqueName", "one")).status, "its own name is not taken")
	require.Nil(t, a.post("Sims/"+sid, q("UniqueName", "")).body["unique_name"])
	a.refused("Sims/"+sid, q("CallbackMethod", "PUT"), 400, 20001)
}

// "If the update succeeds": when not, the Sim returns to what it was.
func TestFailedAndStuckUpdates(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a := newAPI(t, Options{})
		sid, fleet := a.simIn(card1, stNew)
		a.c.Fault(Fault{Kind: FaultUpdateFails, Count: 1})
		require.Equal(t, 202, a.post("Sims/"+sid, q("Status", "ready", "Fleet", fleet)).status)
		pass(time.Minute)
		require.Equal(t, stNew, a.c.SimStatus(card1).Status)
		require.Empty(t, a.c.SimStatus(card1).FleetSID)

		a.c.Fault(Fault{Kind: FaultStuck, ICCID: card1})
		require.Equal(t, 202, a.post("Sims/"+sid, q("Status", "ready", "Fleet", fleet)).status)
		pass(365 * 24 * time.Hour)
		require.Equal(t, stScheduled, a.c.SimStatus(card1).Status)
		a.refused("Sims/"+sid, q("Status", "active"), 400, 83010)
		a.c.ClearFaults()
		pass(time.Minute)
		require.Equal(t, stReady, a.c.SimStatus(card1).Status)
	})
}

// Read multiple Sim resources: the filters; by ICCID zero or one.
func TestListFilters(t *testing.T) {
	a := newAPI(t, Options{})
	one, fleet := a.simIn(card1, stReady)
	a.c.AddSim(card2)
	require.Len(t, a.get("Sims").list("sims"), 2)
	for path, n := range map[string]int{
		"Sims?Iccid=" + card1: 1, "Sims?Iccid=89883070000000000009": 0, "Sims?Status=ready": 1, "Sims?Status=new": 1,
		"Sims?Fleet=" + fleet: 1, "Sims?Fleet=fleet-a": 1, "Sims?Fleet=nobody": 0, "Sims?Fleet=fleet-a&Status=new": 0,
	} {
		require.Len(t, a.get(path).list("sims"), n, path)
	}
	require.Equal(t, one, a.get("Sims?Iccid=" + card1).list("sims")[0]["sid"])
	require.Equal(t, 400, a.get("Sims?Status=rubbish").status)
}

// Data Limit, the example: a Sim that is reactivated in time goes on with its billing period, and with its bytes.
func TestReactivationUsesThePeriodAgain(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a := newAPI(t, Options{ScheduledFor: -1})
		sid, _ := a.simIn(card1, stActive)
		a.c.AddUsage(card1, 5_000_000, 0)
		first := a.c.SimStatus(card1)
		for _, s := range []string{"inactive", "active"} {
			require.Equal(t, 202, a.post("Sims/"+sid, q("Status", s)).status)
			pass(8 * 24 * time.Hour)
		}
		v := a.c.SimStatus(card1)
		require.Equal(t, first.PeriodEnd, v.PeriodEnd)
		require.EqualValues(t, 5_000_000, v.PeriodBytes)

		require.Equal(t, 202, a.post("Sims/"+sid, q("Status", "inactive")).status)
		pass(90 * 24 * time.Hour)
		require.Equal(t, first.PeriodEnd, a.c.SimStatus(card1).PeriodEnd, "no new period while inactive")
		at := time.Now().UTC()
		require.Equal(t, 202, a.post("Sims/"+sid, q("Status", "active")).status)
		v = a.c.SimStatus(card1)
		require.Equal(t, at, v.PeriodStart)
		require.Zero(t, v.PeriodBytes)
	})
}

func TestMonthsStayInTheMonth(t *testing.T) {
	day := func(s string) time.Time { v, err := time.Parse(time.DateOnly, s); require.NoError(t, err); return v }
	require.Equal(t, day("2027-02-28"), addMonths(day("2026-11-30"), 3))
	require.Equal(t, day("2028-02-29"), addMonths(day("2028-01-31"), 1))
	require.Equal(t, day("2027-01-15"), addMonths(day("2026-10-15"), 3))
	now := day("2027-01-31")
	c := New(Options{Now: func() time.Time { return now }})
	c.AddSim(card1)
	require.NoError(t, c.Put(card1, stActive, c.AddFleet("f")))
	now = day("2027-03-15")
	v := c.SimStatus(card1)
	require.Equal(t, day("2027-02-28"), v.PeriodStart)
	require.Equal(t, day("2027-03-31"), v.PeriodEnd, "the 31st is not lost over February")
}
