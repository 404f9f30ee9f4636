package supersimtest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// While an update is scheduled every Fleet is refused, also the one that the Sim has, or none for a Sim without one.
// Otherwise a Fleet that the Sim has changes nothing.
func TestFleetWhileScheduled(t *testing.T) {
	w := newWorld(t, false)
	one, two := w.fleet(w.prim, "one"), w.fleet(w.prim, "two")
	sid := w.c.AddSim(card1)
	require.Equal(t, 202, w.prim.post("Sims/"+sid, q("Status", "ready", "Fleet", one)).status)
	for _, fleet := range []string{one, "one", two, "", "null"} {
		w.prim.refused("Sims/"+sid, q("Fleet", fleet), 400, 83009)
	}
	w.pass(w.c.opt.ScheduledFor)
	require.Equal(t, 200, w.ok(w.prim, sid, "Fleet", "one").status)
	require.Equal(t, 202, w.prim.post("Sims/"+sid, q("Fleet", "two")).status)
	for _, fleet := range []string{one, "two"} {
		w.prim.refused("Sims/"+sid, q("Fleet", fleet), 400, 83009)
	}
	require.Equal(t, 200, w.prim.post("Sims/"+sid, q("UniqueName", "n")).status)
	w.pass(w.c.opt.ScheduledFor)
	require.Equal(t, two, w.prim.get("Sims/"+sid).str("fleet_sid"))
}

// A move of an active Sim is refused for its status, whatever Fleet it names.
func TestMoveOfAnActiveSim(t *testing.T) {
	w := newWorld(t, true)
	sid, _ := w.prim.simIn(card1, stActive)
	w.fleet(w.sub, "theirs")
	for _, fleet := range []string{"theirs", "null", ""} {
		w.prim.refused("Sims/"+sid, q("AccountSid", subSID, "Fleet", fleet), 400, 83010)
	}
	w.prim.refused("Sims/"+sid, q("AccountSid", subSID), 400, 83010)
}
