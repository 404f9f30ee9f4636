package peertest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	supersim "github.com/twilio/twilio-go/rest/supersim/v1"
)

// update makes the parameters of an update: a name and a value at a time.
func update(pairs ...string) *supersim.UpdateSimParams {
	p := &supersim.UpdateSimParams{}
	fields := map[string]**string{"UniqueName": &p.UniqueName, "Status": &p.Status, "Fleet": &p.Fleet,
		"CallbackUrl": &p.CallbackUrl, "CallbackMethod": &p.CallbackMethod, "AccountSid": &p.AccountSid}
	for i := 0; i < len(pairs); i += 2 {
		*fields[pairs[i]] = &pairs[i+1]
	}
	return p
}

func testSimRegistration(t *testing.T, r *rig) {
	register := func(iccid, code string) (*supersim.SupersimV1Sim, error) {
		return r.api.CreateSim(new(supersim.CreateSimParams).SetIccid(iccid).SetRegistrationCode(code))
	}
	r.cloud.AddUnregistered(card1, "H3LL0W0RLD")
	_, err := register(card1, "WR0NGC0DE0")
	refused(t, err, 400, 83002)
	_, err = r.api.CreateSim(new(supersim.CreateSimParams).SetIccid(card1))
	refused(t, err, 400, 83001)

	made, err := register(card1, "H3LL0W0RLD")
	require.NoError(t, err)
	require.Equal(t, card1, *made.Iccid)
	require.Equal(t, "new", *made.Status)
	require.Nil(t, made.FleetSid)
	require.Nil(t, made.UniqueName)
	require.True(t, made.DateCreated.Equal(began), "%v", made.DateCreated)
	_, err = register(card1, "H3LL0W0RLD")
	refused(t, err, 400, 83003)
	require.ErrorContains(t, err, *made.Sid)

	got, err := r.api.FetchSim(*made.Sid)
	require.NoError(t, err)
	require.Equal(t, made, got)
}

func testSimNames(t *testing.T, r *rig) {
	one, two := r.cloud.AddSim(card1), r.cloud.AddSim(card2)
	r.clock.pass(time.Minute)
	for _, name := range []string{"gateway-7", "gateway 7, north"} {
		named, err := r.api.UpdateSimWithMetadata(one, update("UniqueName", name))
		require.NoError(t, err)
		require.Equal(t, 200, named.GetStatusCode())
		sim := named.GetResource()
		require.Equal(t, name, *sim.UniqueName)
		require.True(t, sim.DateUpdated.Equal(began.Add(time.Minute)), "%v", sim.DateUpdated)
		got, err := r.api.FetchSim(name)
		require.NoError(t, err)
		require.Equal(t, one, *got.Sid)
	}
	_, err := r.api.FetchSim("gateway-7")
	refused(t, err, 404, 20404)
	_, err = r.api.UpdateSim(two, update("UniqueName", "gateway 7, north"))
	refused(t, err, 400, 83011)
	_, err = r.api.UpdateSim("gateway-7", update("UniqueName", "x"))
	refused(t, err, 404, 20404)
	_, err = r.api.UpdateSim(two, update("UniqueName", "gateway-7"))
	require.NoError(t, err, "a name that was given up is free")
}

// An update that takes time shows scheduled until the clock has moved, and the old Fleet until then.
func testSimUpdates(t *testing.T, r *rig) {
	sid, first, second := r.cloud.AddSim(card1), r.cloud.AddFleet("first"), r.cloud.AddFleet("second")
	_, err := r.api.UpdateSim(sid, update("Status", "ready"))
	refused(t, err, 400, 83007)
	_, err = r.api.UpdateSim(sid, update("Fleet", sidOf("HF")))
	refused(t, err, 404, 83006)

	settle := func(want, fleet string, pairs ...string) {
		t.Helper()
		before, err := r.api.FetchSim(sid)
		require.NoError(t, err)
		got, err := r.api.UpdateSimWithMetadata(sid, update(pairs...))
		require.NoError(t, err)
		require.Equal(t, 202, got.GetStatusCode())
		sim := got.GetResource()
		require.Equal(t, "scheduled", *sim.Status)
		require.Equal(t, before.FleetSid, sim.FleetSid)
		other := map[string]string{first: second, second: first}[*before.FleetSid]
		_, err = r.api.UpdateSim(sid, update("Fleet", other))
		refused(t, err, 400, 83009)
		r.clock.pass(time.Minute)
		after, err := r.api.FetchSim(sid)
		require.NoError(t, err)
		require.Equal(t, want, *after.Status)
		require.Equal(t, fleet, *after.FleetSid)
	}
	named, err := r.api.UpdateSimWithMetadata(sid, update("Fleet", "second"))
	require.NoError(t, err)
	require.Equal(t, 200, named.GetStatusCode(), "a new Sim gets its Fleet at once")
	settle("ready", second, "Status", "ready", "CallbackUrl", "https://callbacks.example/sims", "CallbackMethod", "GET")
	settle("ready", first, "Fleet", "first")
	settle("ready", second, "Fleet", second)
	_, err = r.api.UpdateSim(sid, update("Fleet", "null"))
	refused(t, err, 400, 83008)
	settle("active", second, "Status", "active")
	_, err = r.api.UpdateSim(sid, update("Status", "ready"))
	refused(t, err, 400, 83010)
	settle("inactive", second, "Status", "inactive")
	settle("active", second, "Status", "active")
	_, err = r.api.UpdateSim(sid, update("Status", "new"))
	refused(t, err, 400, 20001)
}

func testSimLists(t *testing.T, r *rig) {
	fleet := r.cloud.AddFleet("first")
	sids := []string{r.cloud.AddSim(card1), r.cloud.AddSim(card2), r.cloud.AddSim(card3)}
	require.NoError(t, r.cloud.Put(card1, "ready", "first"))
	require.NoError(t, r.cloud.Put(card2, "active", "first"))
	list := func(p supersim.ListSimParams) (found []string) {
		t.Helper()
		all, err := r.api.ListSim(&p)
		require.NoError(t, err)
		for _, s := range all {
			found = append(found, *s.Sid)
		}
		return found
	}
	require.ElementsMatch(t, sids, list(supersim.ListSimParams{}))
	require.Equal(t, sids[:1], list(supersim.ListSimParams{Status: to("ready")}))
	require.Equal(t, sids[2:], list(supersim.ListSimParams{Status: to("new")}))
	require.Empty(t, list(supersim.ListSimParams{Status: to("scheduled")}))
	require.ElementsMatch(t, sids[:2], list(supersim.ListSimParams{Fleet: to("first")}))
	require.ElementsMatch(t, sids[:2], list(supersim.ListSimParams{Fleet: &fleet}))
	require.Equal(t, sids[1:2], list(supersim.ListSimParams{Iccid: to(card2)}))
	require.Empty(t, list(supersim.ListSimParams{Iccid: to("89883070000000009999")}))
	_, err := r.api.ListSim(&supersim.ListSimParams{Status: to("asleep")})
	refused(t, err, 400, 20001)
}

// A new Sim moves to a subaccount and back; its Fleet must be of the account that it goes to, or none.
func testSimMoves(t *testing.T, r *rig) {
	sid, theirs := r.cloud.AddSim(card1), r.as(r.sub(r))
	r.cloud.AddFleet("ours")
	fleet, err := theirs.CreateFleet(&supersim.CreateFleetParams{NetworkAccessProfile: to("default"), UniqueName: to("theirs")})
	require.NoError(t, err)
	require.Equal(t, subSID, *fleet.AccountSid)
	_, err = r.api.UpdateSim(sid, update("Fleet", "ours", "UniqueName", "traveller"))
	require.NoError(t, err)
	_, err = r.api.UpdateSim(sid, update("AccountSid", sidOf("AC")))
	refused(t, err, 400, 20409)
	for _, fleet := range []string{"ours", ""} {
		p := update("AccountSid", subSID)
		if fleet != "" {
			p.Fleet = &fleet
		}
		_, err = r.api.UpdateSim(sid, p)
		require.Error(t, err, "it has a Fleet of the old account")
	}
	_, err = r.api.UpdateSim(sid, update("AccountSid", subSID, "Fleet", "theirs", "Status", "ready"))
	refused(t, err, 400, 83010)
	moved, err := r.api.UpdateSim(sid, update("AccountSid", subSID, "Fleet", "theirs"))
	require.NoError(t, err)
	require.Equal(t, subSID, *moved.AccountSid)
	require.Equal(t, "new", *moved.Status)
	require.Equal(t, *fleet.Sid, *moved.FleetSid)
	require.Equal(t, "traveller", *moved.UniqueName)
	got, err := theirs.FetchSim("traveller")
	require.NoError(t, err)
	require.Equal(t, sid, *got.Sid)
	_, err = theirs.UpdateSim(sid, update("AccountSid", *primary(t, r), "Fleet", "null"))
	refused(t, err, 400, 20409)

	back, err := r.api.UpdateSim(sid, update("AccountSid", *primary(t, r), "Fleet", "null"))
	require.NoError(t, err)
	require.NotEqual(t, subSID, *back.AccountSid)
	require.Nil(t, back.FleetSid)
	_, err = theirs.FetchSim(sid)
	refused(t, err, 404, 20404)
	require.NoError(t, r.cloud.Put(card1, "ready", "ours"))
	_, err = r.api.UpdateSim(sid, update("AccountSid", subSID, "Fleet", "theirs"))
	refused(t, err, 400, 83010)
}

// primary is the SID of the account whose credential the rig has.
func primary(t *testing.T, r *rig) *string {
	t.Helper()
	sim, err := r.api.FetchSim(r.cloud.AddSim(card2))
	require.NoError(t, err)
	return sim.AccountSid
}
