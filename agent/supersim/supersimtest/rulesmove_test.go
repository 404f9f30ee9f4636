package supersimtest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func moveRules() []rule {
	return []rule{
		says("Move Super SIMs between Subaccounts", func(t *testing.T) {
			w := newWorld(t, false)
			sid := w.c.AddSim(card1)
			at := w.prim
			for _, to := range []api{w.sub, w.other, w.prim} {
				require.Equal(t, 404, w.sub.post("Sims/HS00", q("AccountSid", to.user)).status)
				r := w.prim.post("Sims/"+sid, q("AccountSid", to.user))
				require.Equal(t, 200, r.status, r.raw)
				require.Equal(t, to.user, r.str("account_sid"))
				require.Equal(t, 404, at.get("Sims/"+sid).status, "gone from the one")
				require.Empty(t, at.get("Sims").list("sims"))
				require.Len(t, to.get("Sims?Iccid="+card1).list("sims"), 1, "there on the other")
				at = to
			}
			w.ok(w.prim, sid, "AccountSid", subSID)
			for _, a := range []api{w.sub, w.other, w.foreign} {
				require.NotEqual(t, 200, a.post("Sims/"+sid, q("AccountSid", otherSID)).status, "only the primary account")
			}
			require.Equal(t, 404, w.prim.post("Sims/"+sid, q("UniqueName", "x")).status, "and only to move it")
		}, "you can transfer new", "Super SIMs between your accounts.", "While using the primary Account’s credentials",
			"can be moved between Accounts the following ways", "From the primary Account to a Subaccount.",
			"From a Subaccount to the primary Account.", "From a subaccount to another Subaccount."),
		says("Move Super SIMs between Subaccounts", func(t *testing.T) {
			for _, none := range []string{"null", "", "there", "sid"} {
				w := newWorld(t, false)
				sid, fleet := w.prim.simIn(card1, stNew)
				w.ok(w.prim, sid, "Fleet", fleet)
				there := w.fleet(w.sub, "there")
				w.prim.refused("Sims/"+sid, q("AccountSid", subSID), 400, 83006)
				w.prim.refused("Sims/"+sid, q("AccountSid", subSID, "Fleet", fleet), 404, 83006)
				want := any(there)
				switch none {
				case "null", "":
					want = nil
				case "sid":
					none = there
				}
				require.Equal(t, want, w.ok(w.prim, sid, "AccountSid", subSID, "Fleet", none).body["fleet_sid"])
				if want == nil {
					w.sub.refused("Sims/"+sid, q("Status", "active"), 400, 83007)
				}
			}
		}, "you must also pass the sid or"),
		says("Moving Inactive SIMs Between Subaccounts", func(t *testing.T) {
			w := newWorld(t, true)
			sid := w.movedInactive()
			require.Equal(t, 404, w.prim.get("Sims/"+sid).status)
			w.ok(w.prim, sid, "AccountSid", otherSID, "Fleet", "null")
			w.other.refused("Sims/"+sid, q("Status", "active"), 400, 83007)
			w.ok(w.prim, sid, "AccountSid", AccountSID)
			require.Equal(t, "inactive", w.prim.get("Sims/"+sid).str("status"))
			w.ok(w.prim, sid, "Status", "active", "Fleet", "fleet-a")
			w.prim.refused("Sims/"+sid, q("AccountSid", subSID, "Fleet", "there"), 400, 83010)
		}, "You can also move inactive SIMs between"),
		says("Current Billing Period", func(t *testing.T) {
			w := newWorld(t, true)
			sid := w.movedInactive() // its period is from 2 March to 2 April
			require.Empty(t, w.periods(w.sub, sid))
			w.on("2026-03-20")
			w.ok(w.sub, sid, "Status", "active")
			require.Empty(t, w.periods(w.sub, sid), "even if you reactivate")
			require.Equal(t, 404, w.prim.get("Sims/"+sid+"/BillingPeriods").status)
			w.now = time.Date(2026, 4, 2, 11, 59, 59, 0, time.UTC)
			require.Empty(t, w.periods(w.sub, sid))
			w.pass(time.Second)
			p := w.periods(w.sub, sid)
			require.Len(t, p, 1)
			require.Equal(t, []any{subSID, "2026-04-02T12:00:00Z", "2026-05-02T12:00:00Z", "active"},
				[]any{p[0]["account_sid"], p[0]["start_time"], p[0]["end_time"], p[0]["period_type"]})
		}, "you will not get any results from"),
		says("Current Billing Period", func(t *testing.T) {
			w := newWorld(t, true)
			sid := w.movedInactive()
			w.on("2026-06-10")
			require.Empty(t, w.periods(w.sub, sid), "none is made while inactive")
			w.ok(w.sub, sid, "Status", "active")
			p := w.periods(w.sub, sid)
			require.Len(t, p, 1)
			require.Equal(t, []any{subSID, "2026-06-10T12:00:10Z"}, []any{p[0]["account_sid"], p[0]["start_time"]})
			require.Zero(t, w.c.SimStatus(card1).PeriodBytes)
		}, "Billing Period on the previous Account has already"),
		says("Data Limit", func(t *testing.T) {
			w := newWorld(t, true)
			sid := w.movedInactive()
			w.fleet(w.sub, "small", "DataLimit", "5")
			w.ok(w.sub, sid, "Status", "active", "Fleet", "small")
			_, reason := w.c.MayAttach(card1)
			require.Equal(t, "data limit", reason, "the 5 MB of before")
			m := w.sub.post("IpCommands", q("Sim", sid, "Payload", "x", "DevicePort", "1"))
			require.Equal(t, "failed", w.sub.get("IpCommands/"+m.str("sid")).str("status"))
			w.c.ReceiveSMS(card1, "x")
			require.Len(t, w.sub.get("SmsCommands?Direction=from_sim").list("sms_commands"), 1, "SMS goes on")
			w.on("2026-04-03")
			_, reason = w.c.MayAttach(card1)
			require.Empty(t, reason, "a new period")
		}, "the SIM's data limit does not reset", "tied to the SIM's Billing Period.", "towards the data limit inherited from the"),
		says("Data Limit", func(t *testing.T) {
			w := newWorld(t, true)
			sid := w.movedInactive()
			w.ok(w.sub, sid, "Status", "active")
			w.c.AddUsage(card1, 10, 1)
			total := func(a api, query string) any {
				t.Helper()
				r := a.get("UsageRecords?" + query).list("usage_records")
				require.Len(t, r, 1)
				require.Equal(t, a.user, r[0]["account_sid"])
				return r[0]["data_total"]
			}
			require.EqualValues(t, 11, total(w.sub, ""))
			require.EqualValues(t, 5_000_000, total(w.prim, ""))
			require.EqualValues(t, 11, total(w.sub, "Sim="+sid))
			require.EqualValues(t, 5_000_000, total(w.prim, "Sim="+sid), "it stays there")
			require.EqualValues(t, 0, total(w.other, ""))
			require.Empty(t, w.other.get("UsageRecords?Sim="+sid).list("usage_records"))
		}, "Usage Records do not transfer to the"),
		says("Data Limit", proveExample, "its Billing Periods start/end on the 2nd", "want to move it to Account B, a",
			"to inactive and then move it to", "15 MB data limit and reactivate the SIM", "that existing Billing Period is re-used and it",
			"count towards the 15 MB data limit"),
		says("Settings Updates History", func(t *testing.T) {
			w := newWorld(t, true)
			sid, fleet := w.prim.simIn(card1, stNew)
			w.ok(w.prim, sid, "Status", "active", "Fleet", fleet)
			w.c.AddSettingsUpdate(card1, "failed")
			w.pass(time.Hour)
			w.ok(w.prim, sid, "Status", "inactive")
			before := w.prim.get("SettingsUpdates").list("settings_updates")
			require.Len(t, before, 2)
			require.Empty(t, w.sub.get("SettingsUpdates").list("settings_updates"))
			w.ok(w.prim, sid, "AccountSid", subSID, "Fleet", "null")
			require.Empty(t, w.prim.get("SettingsUpdates").list("settings_updates"))
			require.Empty(t, w.prim.get("SettingsUpdates?Sim="+sid).list("settings_updates"))
			require.Equal(t, before, w.sub.get("SettingsUpdates").list("settings_updates"))
			require.Equal(t, before, w.sub.get("SettingsUpdates?Sim="+sid).list("settings_updates"))
		}, "the entire history of Settings Updates follows", "no longer be able to view the Settings"),
	}
}

// proveExample goes through the example of the page, date by date.
func proveExample(t *testing.T) {
	w := newWorld(t, true)
	sid, _ := w.prim.simIn(card1, stActive) // on 2 March
	w.days(91)
	p := w.periods(w.prim, sid)[0]
	require.Equal(t, "2026-05-02T12:00:00Z", p["start_time"])
	require.Equal(t, "2026-06-02T12:00:00Z", p["end_time"])
	w.on("2026-06-05")
	w.c.AddUsage(card1, 5_000_000, 0)
	w.on("2026-06-10")
	w.ok(w.prim, sid, "Status", "inactive")
	w.fleet(w.sub, "fifteen", "DataLimit", "15")
	w.ok(w.prim, sid, "AccountSid", subSID, "Fleet", "fifteen")
	w.ok(w.sub, sid, "Status", "active")
	v := w.c.SimStatus(card1)
	require.Equal(t, []string{"2026-06-02", "2026-07-02"}, []string{v.PeriodStart.Format(time.DateOnly), v.PeriodEnd.Format(time.DateOnly)})
	w.c.AddUsage(card1, 9_999_999, 0)
	_, reason := w.c.MayAttach(card1)
	require.Empty(t, reason)
	w.c.AddUsage(card1, 1, 0)
	_, reason = w.c.MayAttach(card1)
	require.Equal(t, "data limit", reason, "5 MB and 10 MB")
	w.on("2026-07-03")
	p = w.periods(w.sub, sid)[0]
	require.Equal(t, "2026-07-02T12:00:00Z", p["start_time"])
}
