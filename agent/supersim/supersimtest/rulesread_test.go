package supersimtest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func propertyRules() []rule {
	return []rule{
		says("Sim Resource", func(t *testing.T) {
			w := newWorld(t, false)
			sid := w.c.AddSim(card1)
			require.Equal(t, sid, w.c.AddSim(card1))
			require.Len(t, w.prim.get("Sims").list("sims"), 1)
		}, "represents a single physical Super SIM"),
		says("Sim Resource", func(t *testing.T) {
			w := newWorld(t, false)
			sid := w.c.AddSim(card1)
			w.ok(w.prim, sid, "UniqueName", "bench one")
			for _, ref := range []string{sid, "bench%20one"} {
				require.Equal(t, sid, w.prim.get("Sims/"+ref).str("sid"))
				require.Equal(t, sid, w.prim.post("Sims/"+ref, "").str("sid"))
			}
		}, "referenced in the API either by its unique", "can be used in place of the resource's", "An application-defined string that uniquely identifies",
			"fetch a Sim resource by either its"),
		says("Sim Resource", func(t *testing.T) {
			w := newWorld(t, false)
			sid := w.c.AddSim(card1)
			fleet := w.c.AddFleet("f")
			nothing := func() {
				t.Helper()
				before := w.c.Strays()
				w.c.AddUsage(card1, 1, 1)
				w.c.ReceiveSMS(card1, "x")
				require.Equal(t, before+2, w.c.Strays())
				m := w.prim.post("SmsCommands", q("Sim", sid, "Payload", "x"))
				require.Equal(t, "failed", w.prim.get("SmsCommands/"+m.str("sid")).str("status"))
			}
			nothing()
			w.ok(w.prim, sid, "Fleet", fleet)
			nothing()
			w.ok(w.prim, sid, "Status", "ready")
			w.c.AddUsage(card1, 1, 1)
			w.c.ReceiveSMS(card1, "x")
			v := w.c.SimStatus(card1)
			require.EqualValues(t, 2, v.Bytes)
			require.Equal(t, 1, v.SMS)
		}, "must be assigned to a Fleet and activated"),
		says("Sim properties", func(t *testing.T) {
			w := newWorld(t, false)
			sid, fleet := w.prim.simIn(card1, stReady)
			w.pass(time.Hour)
			w.ok(w.prim, sid, "UniqueName", "n")
			r := w.prim.get("Sims/" + sid)
			require.Equal(t, map[string]any{
				"sid": sid, "unique_name": "n", "account_sid": AccountSID, "iccid": card1, "status": "ready", "fleet_sid": fleet,
				"date_created": "2026-03-02T12:00:00Z", "date_updated": "2026-03-02T13:00:00Z", "url": "http://cloud.test/v1/Sims/" + sid,
				"links": map[string]any{"billing_periods": "http://cloud.test/v1/Sims/" + sid + "/BillingPeriods",
					"sim_ip_addresses": "http://cloud.test/v1/Sims/" + sid + "/IpAddresses"},
			}, r.body)
			require.Equal(t, r.body, w.prim.do("GET", r.str("url"), "").body)
		}, "The unique string that identifies the Sim", "Account that the Super SIM belongs to.", "The ICCID associated with the SIM.",
			"The status of the Super SIM.", "The unique ID of the Fleet configured", "when the resource was created specified in",
			"when the resource was last updated specified", "The absolute URL of the Sim Resource."),
		says("Status values", func(t *testing.T) {
			w := newWorld(t, false)
			w.prim.simIn(card1, stReady)
			for _, status := range []string{"new", "ready", "active", "inactive", "scheduled"} {
				require.Equal(t, 200, w.prim.get("Sims?Status="+status).status)
			}
			require.Equal(t, 400, w.prim.get("Sims?Status=pending").status)
		}, "describes the available status", "The status of the Sim resources to read."),
		says("Status values", func(t *testing.T) {
			w := newWorld(t, false)
			sid, _ := w.prim.simIn(card1, stNew)
			w.days(1000)
			require.Equal(t, "new", w.prim.get("Sims/"+sid).str("status"))
			ok, _ := w.c.MayAttach(card1)
			require.False(t, ok)
			require.Empty(t, w.periods(w.prim, sid))
		}, "never been enabled and is waiting to", "A Sim resource can exist in"),
		says("Status values", func(t *testing.T) {
			w := newWorld(t, false)
			sid, _ := w.prim.simIn(card1, stReady)
			ok, _ := w.c.MayAttach(card1)
			require.True(t, ok)
			require.Equal(t, "ready", w.periods(w.prim, sid)[0]["period_type"], "no month of a subscription")
		}, "no monthly subscription fee will be charged"),
		says("Status values", proveReady, "consumed 250KB of data, five SMS Commands have"),
		says("Status values", func(t *testing.T) {
			w := newWorld(t, false)
			sid, _ := w.prim.simIn(card1, stActive)
			ok, _ := w.c.MayAttach(card1)
			require.True(t, ok)
			w.fleet(w.prim, "closed", "DataEnabled", "false", "SmsCommandsEnabled", "false")
			w.ok(w.prim, sid, "Fleet", "closed")
			_, reason := w.c.MayAttach(card1)
			require.Equal(t, "data disabled", reason)
			w.c.ReceiveSMS(card1, "x")
			require.Equal(t, 1, w.c.Strays())
		}, "capable of consuming network resources in accordance with"),
		says("Status values", func(t *testing.T) {
			w := newWorld(t, false)
			sid, _ := w.prim.simIn(card1, stActive)
			w.ok(w.prim, sid, "Status", "inactive")
			_, reason := w.c.MayAttach(card1)
			require.Equal(t, "status inactive", reason)
			m := w.prim.post("IpCommands", q("Sim", sid, "Payload", "x", "DevicePort", "1"))
			require.Equal(t, "failed", w.prim.get("IpCommands/"+m.str("sid")).str("status"))
		}, "The SIM is blocked from connecting to"),
		says("Status values", func(t *testing.T) {
			w := newWorld(t, false, func(o *Options) { o.ScheduledFor = time.Hour })
			sid, _ := w.prim.simIn(card1, stActive)
			require.Equal(t, 202, w.prim.post("Sims/"+sid, q("Status", "inactive")).status)
			w.pass(time.Hour - 1)
			require.Equal(t, "scheduled", w.prim.get("Sims/"+sid).str("status"))
			w.pass(1)
			require.Equal(t, "inactive", w.prim.get("Sims/"+sid).str("status"))
		}, "queued and will be processed when the", "automatically transition to the requested status when"),
	}
}

// proveReady tries the three ways out of ready one by one, and that there is no way in but from new.
func proveReady(t *testing.T) {
	for _, out := range []struct {
		why  string
		last func(w *world, sid string)
		most func(w *world, sid string)
	}{
		{"data", func(w *world, _ string) { w.c.AddUsage(card1, 0, 1) }, func(w *world, _ string) { w.c.AddUsage(card1, 249_999, 0) }},
		{"sms", func(w *world, _ string) { w.c.ReceiveSMS(card1, "x") }, func(w *world, sid string) {
			for range 2 {
				w.c.ReceiveSMS(card1, "x")
				require.Equal(w.t, 201, w.prim.post("SmsCommands", q("Sim", sid, "Payload", "x")).status)
			}
		}},
		{"time", func(w *world, _ string) { w.pass(time.Second) }, func(w *world, _ string) { w.now = time.Date(2026, 6, 2, 11, 59, 59, 0, time.UTC) }},
	} {
		w := newWorld(t, false)
		sid, _ := w.prim.simIn(card1, stReady)
		out.most(w, sid)
		require.Equal(t, "ready", w.prim.get("Sims/"+sid).str("status"), out.why)
		out.last(w, sid)
		require.Equal(t, "active", w.prim.get("Sims/"+sid).str("status"), out.why)
		require.Equal(t, out.why, w.c.SimStatus(card1).Why)
		w.prim.refused("Sims/"+sid, q("Status", "ready"), 400, 83010)
		w.ok(w.prim, sid, "Status", "inactive")
		w.prim.refused("Sims/"+sid, q("Status", "ready"), 400, 83010)
	}
}

func readRules() []rule {
	return []rule{
		says("Add a Super SIM to your Account", func(t *testing.T) {
			w := newWorld(t, false)
			w.c.AddSim(card1)
			require.Equal(t, AccountSID, w.prim.get("Sims?Iccid=" + card1).list("sims")[0]["account_sid"])
		}, "arrive pre-registered to the Twilio account"),
		says("Add a Super SIM to your Account", func(t *testing.T) {
			w := newWorld(t, false)
			w.c.AddUnregistered(card1, "H3LL0W0RLD")
			for form, missing := range map[string]string{"": "Iccid", q("Iccid", card1): "RegistrationCode", q("RegistrationCode", "H3LL0W0RLD"): "Iccid"} {
				w.sub.refused("Sims", form, 400, 83001)
				require.Contains(t, w.sub.post("Sims", form).str("message"), " "+missing+" ")
			}
			w.sub.refused("Sims", q("Iccid", card2, "RegistrationCode", "H3LL0W0RLD"), 400, 83002)
			w.sub.refused("Sims", q("Iccid", card1, "RegistrationCode", "H3LL0W0RLE"), 400, 83002)
			r := w.sub.post("Sims", q("Iccid", card1, "RegistrationCode", "H3LL0W0RLD"))
			require.Equal(t, 201, r.status, r.raw)
			require.Equal(t, []string{"new", subSID, card1}, []string{r.str("status"), r.str("account_sid"), r.str("iccid")})
			w.sub.refused("Sims", q("Iccid", card1, "RegistrationCode", "H3LL0W0RLD"), 400, 83003)
			w.foreign.refused("Sims", q("Iccid", card1, "RegistrationCode", "H3LL0W0RLD"), 400, 83002)
		}, "you can add it to your Account by", "ICCID of the Super SIM to be added", "10-digit code required to claim"),
		says("Fetch a Sim resource", func(t *testing.T) {
			w := newWorld(t, false)
			sid := w.c.AddSim(card1)
			require.Equal(t, card1, w.prim.get("Sims/"+sid).str("iccid"))
			for _, a := range []api{w.sub, w.foreign} {
				require.Equal(t, 404, a.get("Sims/"+sid).status)
				require.EqualValues(t, 20404, a.get("Sims/" + sid).body["code"])
			}
		}, "The SID of the Sim resource to fetch."),
		says("Read multiple Sim resources", func(t *testing.T) {
			w := newWorld(t, false)
			w.c.AddSim(card2)
			_, fleet := w.prim.simIn(card1, stReady)
			for _, ref := range []string{fleet, "fleet-a"} {
				sims := w.prim.get("Sims?Fleet=" + ref).list("sims")
				require.Len(t, sims, 1)
				require.Equal(t, card1, sims[0]["iccid"])
			}
			require.Empty(t, w.prim.get("Sims?Fleet=nobody").list("sims"))
		}, "to which a list of Sims are assigned."),
		says("Fetch a Sim resource", func(t *testing.T) {
			w := newWorld(t, false)
			w.c.AddSim(card1)
			w.c.AddSim(card2)
			require.Len(t, w.prim.get("Sims?Iccid="+card1).list("sims"), 1)
			require.Empty(t, w.prim.get("Sims?Iccid=89883070000000000009").list("sims"))
			require.Empty(t, w.prim.get("Sims?Status=ready&Iccid="+card1).list("sims"))
			require.Empty(t, w.sub.get("Sims?Iccid="+card1).list("sims"), "not found on your account")
		}, "To find a Sim resource by a", "Super SIM to filter the list by.", "always return a list containing zero or one",
			"You can read the Sim resource by an", "a list with one record will be returned", "an empty list will be returned"),
	}
}
