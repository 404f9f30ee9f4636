package supersimtest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func updateRules() []rule {
	return []rule{
		says("Update a Sim resource", func(t *testing.T) {
			w := newWorld(t, false)
			sid := w.c.AddSim(card1)
			require.Equal(t, "n", w.prim.post("Sims/"+sid, q("UniqueName", "n")).str("unique_name"))
			require.Equal(t, 404, w.prim.post("Sims/HS00000000000000000000000000000000", "").status)
			require.Equal(t, 404, w.foreign.post("Sims/"+sid, q("UniqueName", "x")).status)
			other := w.c.AddSim(card2)
			w.prim.refused("Sims/"+other, q("UniqueName", "n"), 400, 83011)
			require.Equal(t, 200, w.prim.post("Sims/"+sid, q("UniqueName", "n")).status, "its own name")
		}, "The SID of the Sim resource to update."),
		says("Update a Sim resource", func(t *testing.T) {
			w := newWorld(t, false)
			sid, fleet := w.prim.simIn(card1, stNew)
			for _, status := range []string{"new", "scheduled", "paused"} {
				w.prim.refused("Sims/"+sid, q("Status", status, "Fleet", fleet), 400, 20001)
			}
			w.prim.refused("Sims/"+sid, q("Status", "inactive", "Fleet", fleet), 400, 83010)
			require.Equal(t, 202, w.prim.post("Sims/"+sid, q("Status", "active", "Fleet", fleet)).status)
		}, "The new status of the resource."),
		says("Update a Sim resource", func(t *testing.T) {
			w := newWorld(t, false)
			sid, fleet := w.prim.simIn(card1, stNew)
			for _, ref := range []string{fleet, "fleet-a"} {
				require.Equal(t, fleet, w.ok(w.prim, sid, "Fleet", ref).str("fleet_sid"))
				require.Nil(t, w.ok(w.prim, sid, "Fleet", "").body["fleet_sid"])
			}
			w.prim.refused("Sims/"+sid, q("Fleet", "nobody"), 404, 83006)
			theirs := w.fleet(w.foreign, "theirs")
			w.prim.refused("Sims/"+sid, q("Fleet", theirs), 404, 83006)
		}, "to which the SIM resource should be assigned."),
		says("Update a Sim resource", func(t *testing.T) {
			w := newWorld(t, false)
			sid := w.c.AddSim(card1)
			for _, method := range []string{"GET", "POST"} {
				require.Equal(t, 200, w.prim.post("Sims/"+sid, q("CallbackUrl", "https://callback.test/x?y=1", "CallbackMethod", method)).status)
				require.Equal(t, [2]string{"https://callback.test/x?y=1", method}, w.c.bySID[sid].callback)
			}
			w.prim.refused("Sims/"+sid, q("CallbackUrl", "https://callback.test/x", "CallbackMethod", "PUT"), 400, 20001)
			for _, bad := range []string{"callback.test/x", "ftp://callback.test", "https:///x", "%zz"} {
				w.prim.refused("Sims/"+sid, q("CallbackUrl", bad), 400, 20001)
			}
		}, "The URL we should call using the", "HTTP method we should use to call"),
		says("Update a Sim resource", func(t *testing.T) {
			w := newWorld(t, false)
			sid := w.c.AddSim(card1)
			w.prim.refused("Sims/"+sid, q("AccountSid", alienSID), 400, 20409)
			w.prim.refused("Sims/"+sid, q("AccountSid", "AC99"), 400, 20409)
			require.Equal(t, AccountSID, w.ok(w.prim, sid, "AccountSid", AccountSID).str("account_sid"))
			require.Equal(t, subSID, w.ok(w.prim, sid, "AccountSid", subSID).str("account_sid"))
			w.sub.refused("Sims/"+sid, q("AccountSid", AccountSID), 400, 20409)
			w.sub.refused("Sims/"+sid, q("AccountSid", otherSID), 400, 20409)
			require.Equal(t, 404, w.other.post("Sims/"+sid, q("AccountSid", otherSID)).status)
			require.Equal(t, 404, w.foreign.post("Sims/"+sid, q("AccountSid", alienSID)).status)
		}, "Account to which the Sim resource should belong.", "only be that of the requesting Account or"),
		says("Update a Sim resource", func(t *testing.T) {
			for _, status := range []string{stReady, stActive, stInactive} {
				w := newWorld(t, false)
				sid, _ := w.prim.simIn(card1, status)
				w.prim.refused("Sims/"+sid, q("AccountSid", subSID, "Fleet", ""), 400, 83010)
				w.fleet(w.sub, "there")
				w.prim.refused("Sims/"+sid, q("AccountSid", subSID, "Fleet", "there"), 400, 83010)
				require.Equal(t, AccountSID, w.prim.get("Sims/"+sid).str("account_sid"))
			}
		}, "Only valid when the Sim resource's status"),
		says("Asynchronous updates", func(t *testing.T) {
			w := newWorld(t, false)
			sid, fleet := w.prim.simIn(card1, stNew)
			require.Equal(t, 200, w.prim.post("Sims/"+sid, q("UniqueName", "n", "Fleet", fleet)).status, "and some are not")
			var seen []string
			w.c.OnChange(func(_, from, to, _ string) { seen = append(seen, from+">"+to) })
			r := w.ok(w.prim, sid, "Status", "ready")
			require.Equal(t, 202, r.status)
			require.Equal(t, "scheduled", r.str("status"))
			require.Equal(t, "ready", w.prim.get("Sims/"+sid).str("status"))
			require.Equal(t, []string{"new>scheduled", "scheduled>ready"}, seen)
		}, "Sim resource updates will be completed asynchronously.", "will undergo multiple updates", "the update is placed in a queue",
			"will transition to the final state."),
		says("Asynchronous updates", func(t *testing.T) {
			w := newWorld(t, false)
			sid, fleet := w.prim.simIn(card1, stNew)
			require.Nil(t, w.ok(w.prim, sid, "Status", "active", "Fleet", fleet).body["fleet_sid"])
			require.Equal(t, fleet, w.prim.get("Sims/"+sid).str("fleet_sid"))
		}, "existing value of the fleet_sid property will", "the new value will be shown on"),
		says("Asynchronous updates", func(t *testing.T) {
			for _, move := range [][2]string{{stNew, "ready"}, {stNew, "active"}, {stActive, "inactive"}, {stInactive, "active"}} {
				w := newWorld(t, false)
				sid, fleet := w.prim.simIn(card1, move[0])
				w.ok(w.prim, sid, "Fleet", fleet)
				before, _ := w.c.MayAttach(card1)
				r := w.prim.post("Sims/"+sid, q("Status", move[1]))
				require.Equal(t, 202, r.status, move)
				require.Equal(t, "scheduled", r.str("status"))
				w.pass(10*time.Second - 1)
				now, _ := w.c.MayAttach(card1)
				require.Equal(t, before, now, "until then as before")
				w.pass(1)
				require.Equal(t, move[1], w.prim.get("Sims/"+sid).str("status"))
				ok, _ := w.c.MayAttach(card1)
				require.Equal(t, move[1] != "inactive", ok)
			}
		}, "update scenarios will be handled asynchronously", "is updated from new to ready or active", "is updated from active to inactive",
			"is updated from inactive to active", "will allow the Super SIM to use cellular"),
		says("Changing an activated Sim resource’s Fleet", func(t *testing.T) {
			for _, status := range []string{stReady, stActive} {
				w := newWorld(t, false)
				sid, fleet := w.prim.simIn(card1, status)
				other := w.fleet(w.prim, "other")
				r := w.prim.post("Sims/"+sid, q("Fleet", "other"))
				require.Equal(t, 202, r.status)
				require.Equal(t, "scheduled", r.str("status"))
				require.Equal(t, fleet, r.str("fleet_sid"))
				for _, ref := range []string{"", "other"} {
					w.prim.refused("Sims/"+sid, q("Fleet", ref), 400, 83009)
				}
				w.pass(10 * time.Second)
				r = w.prim.get("Sims/" + sid)
				require.Equal(t, status, r.str("status"))
				require.Equal(t, other, r.str("fleet_sid"))
				w.prim.refused("Sims/"+sid, q("Fleet", "null"), 400, 83008)

				w.c.Fault(Fault{Kind: FaultUpdateFails, Count: 1})
				w.ok(w.prim, sid, "Fleet", fleet)
				r = w.prim.get("Sims/" + sid)
				require.Equal(t, []string{status, other}, []string{r.str("status"), r.str("fleet_sid")}, "it did not succeed")
			}
		}, "already ready or active and its Fleet is", "status will change to scheduled", "property will be unchanged at this point.",
			"status returns to ready or active"),
	}
}
