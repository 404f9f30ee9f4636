package supersimtest

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestNetworkAccessProfiles(t *testing.T) {
	w := newWorld(t, false)
	one, two := w.c.networks[0].sid, w.c.networks[1].sid
	sids := func(path string) (all []any) {
		for _, n := range w.prim.get(path).list("networks") {
			all = append(all, n["sid"])
		}
		return all
	}
	r := w.prim.post("NetworkAccessProfiles", "UniqueName=mine&Networks="+one+"&Networks="+two+"&Networks="+one)
	require.Equal(t, 201, r.status, r.raw)
	require.Regexp(t, `^HA[0-9a-f]{32}$`, r.str("sid"))
	require.Equal(t, []any{two, one}, sids("NetworkAccessProfiles/mine/Networks"))
	w.prim.refused("NetworkAccessProfiles", q("UniqueName", "mine"), 400, 83011)
	w.prim.refused("NetworkAccessProfiles", q("Networks", "HW00"), 400, 20001)
	r = w.prim.post("NetworkAccessProfiles", "")
	require.Equal(t, 201, r.status)
	require.Nil(t, r.body["unique_name"])
	require.Empty(t, sids("NetworkAccessProfiles/"+r.str("sid")+"/Networks"))
	w.prim.refused("NetworkAccessProfiles/"+r.str("sid"), q("UniqueName", "mine"), 400, 83011)
	require.Equal(t, "second", w.prim.post("NetworkAccessProfiles/"+r.str("sid"), q("UniqueName", "second")).str("unique_name"))

	for range 2 { // the second time it is there already
		r = w.prim.post("NetworkAccessProfiles/second/Networks", q("Network", two))
		require.Equal(t, 201, r.status, r.raw)
	}
	require.Equal(t, "US", r.str("iso_country"))
	require.Equal(t, r.body, w.prim.do("GET", r.str("url"), "").body)
	require.Equal(t, []any{two}, sids("NetworkAccessProfiles/second/Networks"))
	w.prim.refused("NetworkAccessProfiles/second/Networks", "", 400, 20002)
	w.prim.refused("NetworkAccessProfiles/second/Networks", q("Network", "00101"), 400, 20001)
	require.Equal(t, 404, w.prim.get("NetworkAccessProfiles/second/Networks/"+one).status)
	require.Equal(t, 404, w.prim.do("DELETE", "NetworkAccessProfiles/second/Networks/"+one, "").status)
	r = w.prim.do("DELETE", "NetworkAccessProfiles/second/Networks/"+two, "")
	require.Equal(t, 204, r.status)
	require.NotContains(t, r.header, "Content-Length")
	require.Empty(t, sids("NetworkAccessProfiles/second/Networks"))

	require.Len(t, w.prim.get("NetworkAccessProfiles").list("network_access_profiles"), 3)
	require.Len(t, w.sub.get("NetworkAccessProfiles").list("network_access_profiles"), 1, "profiles are per account")
	require.Equal(t, 404, w.sub.get("NetworkAccessProfiles/mine").status)
	w.sub.refused("Fleets", q("NetworkAccessProfile", "mine"), 400, 20001)
	w.fleet(w.prim, "f", "NetworkAccessProfile", "mine")
	require.Len(t, w.prim.get("Fleets?NetworkAccessProfile=mine").list("fleets"), 1)
	require.Equal(t, []any{two, one}, sids("Networks"), "the Networks themselves stay")
}

func TestESimProfiles(t *testing.T) {
	w := newWorld(t, false)
	const eid = "89049032000000000000000000000001"
	r := w.prim.post("ESimProfiles", q("Eid", eid))
	require.Equal(t, 201, r.status, r.raw)
	require.Equal(t, "new", r.str("status"))
	path := "ESimProfiles/" + r.str("sid")
	code := "ESimProfiles/" + w.prim.post("ESimProfiles", q("GenerateMatchingId", "true")).str("sid")
	w.pass(5 * time.Second)
	require.Equal(t, "reserving", w.prim.get(path).str("status"))
	w.c.DownloadESim(r.str("sid"))
	require.Equal(t, 1, w.c.Strays(), "not yet")
	for _, name := range []string{"iccid", "sim_sid", "smdp_plus_address", "matching_id", "activation_code"} {
		require.Nil(t, w.prim.get(code).body[name], name)
	}
	w.pass(5 * time.Second)
	p := w.prim.get(path)
	require.Equal(t, []string{"available", eid}, []string{p.str("status"), p.str("eid")})
	require.NotEmpty(t, p.str("smdp_plus_address"))
	require.Nil(t, p.body["matching_id"])
	require.Nil(t, p.body["activation_code"])
	s := w.prim.get("Sims/" + p.str("sim_sid"))
	require.Equal(t, []string{"new", p.str("iccid")}, []string{s.str("status"), s.str("iccid")})
	p = w.prim.get(code)
	require.Regexp(t, `^([A-Z2-7]{5}-){4}[A-Z2-7]{5}$`, p.str("matching_id"))
	require.Equal(t, "1$SM-DP-PLUS.CLOUD.TEST$"+p.str("matching_id"), p.str("activation_code"))

	for query, n := range map[string]int{"": 2, "Eid=" + eid: 1, "Eid=1": 0, "SimSid=" + p.str("sim_sid"): 1, "Status=available": 2, "Status=new": 0} {
		require.Len(t, w.prim.get("ESimProfiles?"+query).list("esim_profiles"), n, query)
	}
	require.Equal(t, 400, w.prim.get("ESimProfiles?Status=ready").status)
	require.Empty(t, w.sub.get("ESimProfiles").list("esim_profiles"))
	require.Equal(t, 404, w.sub.get(path).status)

	w.c.InstallESim(r.str("sid"))
	require.Equal(t, 2, w.c.Strays(), "not loaded")
	w.c.DownloadESim(r.str("sid"))
	require.Equal(t, "downloaded", w.prim.get(path).str("status"))
	w.c.InstallESim(r.str("sid"))
	require.Equal(t, "installed", w.prim.get(path).str("status"))
	w.c.FailESim(r.str("sid"), "1", "x")
	require.Equal(t, 3, w.c.Strays())
	w.c.FailESim(p.str("sid"), "8.1", "refused")
	p = w.prim.get(code)
	require.Equal(t, []string{"failed", "8.1", "refused"}, []string{p.str("status"), p.str("error_code"), p.str("error_message")})
}

func TestSettingsUpdates(t *testing.T) {
	w := newWorld(t, false)
	sid, fleet := w.prim.simIn(card1, stNew)
	list := func(query string) []map[string]any {
		t.Helper()
		return w.prim.get("SettingsUpdates?" + query).list("settings_updates")
	}
	w.ok(w.prim, sid, "Status", "active", "Fleet", fleet, "UniqueName", "one")
	u := list("")
	require.Len(t, u, 1, "the first activation makes one")
	require.Equal(t, []any{"scheduled", sid, card1, nil}, []any{u[0]["status"], u[0]["sim_sid"], u[0]["iccid"], u[0]["date_completed"]})
	require.Equal(t, "base-settings", u[0]["packages"].([]any)[0].(map[string]any)["name"])
	w.pass(30 * time.Second)
	require.Equal(t, "in-progress", list("")[0]["status"])
	w.pass(30 * time.Second)
	u = list("")
	require.Equal(t, "successful", u[0]["status"])
	require.Equal(t, "2026-03-02T12:01:10Z", u[0]["date_completed"])
	w.ok(w.prim, sid, "Status", "inactive")
	w.ok(w.prim, sid, "Status", "active")
	require.Len(t, list(""), 1, "a reactivation makes none")
	w.fleet(w.prim, "other")
	w.c.Fault(Fault{Kind: FaultUpdateFails, Count: 1})
	w.ok(w.prim, sid, "Fleet", "other")
	require.Len(t, list(""), 1, "what failed makes none")
	w.ok(w.prim, sid, "Fleet", "other")
	require.Equal(t, "scheduled", list("")[0]["status"], "newest first")

	w.ok(w.prim, sid, "Fleet", fleet, "Status", "inactive")
	require.Len(t, list(""), 2, "nor does what ends inactive")

	failed := w.c.AddSettingsUpdate(card1, "failed")
	w.days(1)
	for query, n := range map[string]int{"": 3, "Sim=one": 3, "Sim=" + sid: 3, "Sim=nobody": 0, "Status=failed": 1, "Status=successful": 2, "Status=failed&Sim=one": 1} {
		require.Len(t, list(query), n, query)
	}
	require.Equal(t, failed, list("Status=failed")[0]["sid"])
	require.Equal(t, 400, w.prim.get("SettingsUpdates?Status=done").status)
	require.Empty(t, w.c.AddSettingsUpdate(card1, "done"))
	require.Empty(t, w.c.AddSettingsUpdate(card2, "failed"))
	require.Equal(t, 2, w.c.Strays())
	require.Len(t, list("PageSize=2"), 2)
}

func TestIPAddresses(t *testing.T) {
	w := newWorld(t, false)
	sid := w.c.AddSim(card1)
	require.Contains(t, w.prim.get("Sims/"+sid+"/IpAddresses").raw, `"ip_addresses":[]`)
	w.c.SetIPAddresses(card1, netip.MustParseAddr("10.1.2.3"), netip.MustParseAddr("2001:db8::1"))
	require.Equal(t, []map[string]any{{"ip_address": "10.1.2.3", "ip_address_version": "IPv4"}, {"ip_address": "2001:db8::1", "ip_address_version": "IPv6"}},
		w.prim.get("Sims/"+sid+"/IpAddresses").list("ip_addresses"))
	w.c.SetIPAddresses(card1, netip.Addr{})
	w.c.SetIPAddresses(card2)
	require.Equal(t, 2, w.c.Strays())
	require.Len(t, w.prim.get("Sims/"+sid+"/IpAddresses").list("ip_addresses"), 2)
	w.c.SetIPAddresses(card1)
	require.Empty(t, w.prim.get("Sims/"+sid+"/IpAddresses").list("ip_addresses"))
}

// Commands stay with the account that had them.
func TestCommandsStayWithTheAccount(t *testing.T) {
	w := newWorld(t, true)
	sid, _ := w.prim.simIn(card1, stActive)
	m := w.prim.post("SmsCommands", q("Sim", sid, "Payload", "before"))
	w.c.ReceiveIP(card1, "100.64.0.9", 1, []byte("x"))
	w.ok(w.prim, sid, "Status", "inactive")
	w.ok(w.prim, sid, "AccountSid", subSID, "Fleet", "")
	require.Equal(t, 200, w.prim.get("SmsCommands/"+m.str("sid")).status)
	require.Len(t, w.prim.get("SmsCommands?Sim="+sid).list("sms_commands"), 1)
	require.Len(t, w.prim.get("IpCommands?SimIccid="+card1).list("ip_commands"), 1)
	require.Empty(t, w.sub.get("SmsCommands").list("sms_commands"))
	require.Empty(t, w.sub.get("IpCommands?Sim="+sid).list("ip_commands"))
	require.Equal(t, 404, w.sub.get("SmsCommands/"+m.str("sid")).status)
}

// A move and a new status do not go in one request, and nothing of the two is done.
func TestMoveWithStatusIsRefused(t *testing.T) {
	w := newWorld(t, true)
	sid := w.c.AddSim(card1)
	w.fleet(w.sub, "there")
	w.prim.refused("Sims/"+sid, q("AccountSid", subSID, "Fleet", "there", "Status", "ready"), 400, 83010)
	require.Equal(t, []any{"new", nil}, []any{w.prim.get("Sims/" + sid).body["status"], w.prim.get("Sims/" + sid).body["fleet_sid"]})
}

// Naming the account that a Sim is on moves nothing, and so is no matter of its status; a subaccount may name itself.
func TestOwnAccountIsNoMove(t *testing.T) {
	w := newWorld(t, true)
	sid := w.movedInactive()
	require.Equal(t, 202, w.ok(w.sub, sid, "AccountSid", subSID, "Status", "active").status)
	require.Equal(t, "active", w.sub.get("Sims/"+sid).str("status"))
	require.Equal(t, 200, w.ok(w.sub, sid, "AccountSid", subSID, "UniqueName", "n").status)
}

// A unique name moves along, unless another Sim of the new account has it.
func TestUniqueNameMoves(t *testing.T) {
	w := newWorld(t, false)
	one, two := w.c.AddSim(card1), w.c.AddSim(card2)
	w.ok(w.prim, one, "UniqueName", "n")
	w.ok(w.prim, one, "AccountSid", subSID)
	require.Equal(t, one, w.sub.get("Sims/n").str("sid"))
	require.Equal(t, 404, w.prim.get("Sims/n").status)
	w.ok(w.prim, two, "UniqueName", "n")
	w.prim.refused("Sims/"+two, q("AccountSid", subSID), 400, 83011)
	require.Equal(t, two, w.prim.get("Sims/n").str("sid"))
	require.Equal(t, "m", w.ok(w.prim, two, "AccountSid", subSID, "UniqueName", "m").str("unique_name"))
	require.Equal(t, one, w.sub.get("Sims/n").str("sid"))
	w.ok(w.prim, one, "AccountSid", AccountSID)
	require.Equal(t, one, w.prim.get("Sims/n").str("sid"))
}

// Both faces declare the headers of the OpenAPI files; Twilio's has those by which a request is told from another.
func TestTwilioHeaders(t *testing.T) {
	w := newWorld(t, false)
	first, second := w.prim.get("Sims"), w.prim.get("Sims")
	require.Regexp(t, `^RQ[0-9a-f]{32}$`, first.header.Get("Twilio-Request-Id"))
	require.NotEqual(t, first.header.Get("Twilio-Request-Id"), second.header.Get("Twilio-Request-Id"))
	require.Equal(t, "1", first.header.Get("Twilio-Concurrent-Requests"))
	require.Equal(t, "Mon, 02 Mar 2026 12:00:00 GMT", first.header.Get("Date"))
}
