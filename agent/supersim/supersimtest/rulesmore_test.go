package supersimtest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The rules beyond the page "Sim resource": error codes, page sizes and authentication, as the vendors' lists of errors
// and OpenAPI files give them. Each name begins with the code or parameter that it is about.
func TestMoreRules(t *testing.T) {
	for _, r := range moreRules {
		t.Run(r.name, func(t *testing.T) { r.prove(t, newWorld(t, false)) })
	}
}

var moreRules = []struct {
	name  string
	prove func(t *testing.T, w *world)
}{
	{"20001 unknown parameter", func(t *testing.T, w *world) {
		sid := w.c.AddSim(card1)
		w.prim.refused("Sims/"+sid, q("Colour", "red"), 400, 20001)
		require.Equal(t, 400, w.prim.get("Sims?Colour=red").status)
		w.prim.refused("Fleets/"+w.c.AddFleet("f"), q("DataEnabled", "false"), 400, 20001)
		w.prim.refused("Fleets/f", q("SmsCommandsEnabled", "false"), 400, 20001)
	}},
	{"20002 missing parameter", func(_ *testing.T, w *world) {
		w.prim.refused("Fleets", q("UniqueName", "x"), 400, 20002)
		w.prim.refused("ESimProfiles", "", 400, 20002)
		w.prim.refused("ESimProfiles", q("GenerateMatchingId", "false"), 400, 20002)
	}},
	{"20003 authentication", func(t *testing.T, w *world) {
		bad := w.prim
		bad.secret = "wrong"
		r := bad.get("Sims")
		require.Equal(t, 401, r.status)
		require.EqualValues(t, 20003, r.body["code"])
		require.Equal(t, "https://www.twilio.com/docs/errors/20003", r.str("more_info"))
	}},
	{"20004 method", func(t *testing.T, w *world) {
		r := w.prim.do("DELETE", "Sims/"+w.c.AddSim(card1), "")
		require.Equal(t, 405, r.status)
		require.EqualValues(t, 20004, r.body["code"])
	}},
	{"20404 not found", func(t *testing.T, w *world) {
		for _, path := range []string{"Sims/x", "Fleets/x", "SmsCommands/x", "IpCommands/x", "Networks/x", "NetworkAccessProfiles/x", "ESimProfiles/x",
			"Sims/x/BillingPeriods", "Sims/x/IpAddresses", "NetworkAccessProfiles/x/Networks", "NetworkAccessProfiles/default/Networks/x"} {
			r := w.prim.get(path)
			require.Equal(t, 404, r.status, path)
			require.EqualValues(t, 20404, r.body["code"], path)
		}
	}},
	{"20409 account", func(_ *testing.T, w *world) {
		w.prim.refused("Sims/"+w.c.AddSim(card1), q("AccountSid", alienSID), 400, 20409)
	}},
	{"83005 no Sim, 83006 no Fleet", func(_ *testing.T, w *world) {
		sid := w.c.AddSim(card1)
		w.prim.refused("SmsCommands", q("Sim", "nobody", "Payload", "x"), 404, 83005)
		w.sub.refused("SmsCommands", q("Sim", sid, "Payload", "x"), 404, 83005)
		w.prim.refused("IpCommands", q("Sim", "nobody", "Payload", "x", "DevicePort", "1"), 404, 83005)
		w.prim.refused("Sims/"+sid, q("Fleet", "nobody"), 404, 83006)
	}},
	{"83500 no eSIM profiles", func(t *testing.T, w *world) {
		for n, left := range map[int]int{-1: 0, 2: 2} {
			c := New(Options{ESims: n})
			a := api{t, c, AccountSID, AuthToken}
			for range left {
				require.Equal(t, 201, a.post("ESimProfiles", q("Eid", "1")).status)
			}
			a.refused("ESimProfiles", q("Eid", "1"), 400, 83500)
		}
	}},
	{"83600 to 83605 usage", proveUsageErrors},
	{"PageSize", provePageSizes},
	{"DataLimit", func(t *testing.T, w *world) {
		sid := w.fleet(w.prim, "f")
		require.EqualValues(t, 1000, w.prim.get("Fleets/" + sid).body["data_limit"])
		for _, n := range []string{"1", "2000000"} {
			require.Equal(t, 200, w.prim.post("Fleets/f", q("DataLimit", n)).status)
			require.Equal(t, n, fmt.Sprintf("%.0f", w.prim.get("Fleets/f").body["data_limit"]))
		}
		for _, n := range []string{"0", "-1", "2000001", "1.5", "", "x"} {
			w.prim.refused("Fleets/f", q("DataLimit", n), 400, 20001)
		}
	}},
	{"SmsCommandsUrl, IpCommandsUrl and methods", func(t *testing.T, w *world) {
		w.fleet(w.prim, "f")
		for _, kind := range []string{"SmsCommands", "IpCommands"} {
			require.Equal(t, 200, w.prim.post("Fleets/f", q(kind+"Url", "http://hook.test/", kind+"Method", "GET")).status)
			for _, bad := range []string{"hook.test", "ftp://hook.test/", "https://", "javascript:alert(1)"} {
				w.prim.refused("Fleets/f", q(kind+"Url", bad), 400, 20001)
			}
			w.prim.refused("Fleets/f", q(kind+"Method", "PUT"), 400, 20001)
		}
		r := w.prim.get("Fleets/f")
		require.Equal(t, []string{"http://hook.test/", "GET", "http://hook.test/", "GET"},
			[]string{r.str("sms_commands_url"), r.str("sms_commands_method"), r.str("ip_commands_url"), r.str("ip_commands_method")})
		require.Nil(t, w.prim.post("Fleets/f", q("SmsCommandsUrl", "")).body["sms_commands_url"])
	}},
	{"CallbackUrl of commands", func(_ *testing.T, w *world) {
		sid, _ := w.prim.simIn(card1, stActive)
		w.prim.refused("SmsCommands", q("Sim", sid, "Payload", "x", "CallbackUrl", "callback.test"), 400, 20001)
		w.prim.refused("IpCommands", q("Sim", sid, "Payload", "x", "DevicePort", "1", "CallbackMethod", "PUT"), 400, 20001)
		w.prim.refused("ESimProfiles", q("Eid", "1", "CallbackUrl", "mailto:x@callback.test"), 400, 20001)
	}},
}

func proveUsageErrors(t *testing.T, w *world) {
	w.now = time.Date(2026, 3, 2, 12, 30, 0, 0, time.UTC)
	for query, code := range map[string]int{
		"Granularity=week": 83600, "Group=month": 83600, "StartTime=yesterday": 83600, "EndTime=": 83600, "IsoCountry=Germany": 83600, "IsoCountry=de": 83600,
		"StartTime=2026-03-02T12:30:00Z": 83600, "StartTime=2026-02-02T00:00:00Z&EndTime=2026-02-01T00:00:00Z": 83600,
		"Granularity=day&StartTime=2026-02-02T01:00:00Z": 83601, "Granularity=day&EndTime=2026-02-02T01:00:00Z": 83601,
		"Granularity=day&EndTime=2026-02-02T00:00:00%2B01:00": 83601,
		"Granularity=hour&StartTime=2026-02-02T01:30:00Z":     83602, "Granularity=hour&EndTime=2026-02-02T01:00:01Z": 83602,
		"Group=sim&StartTime=2026-01-30T12:00:00Z":                                    83603,
		"Granularity=hour&StartTime=2026-01-01T00:00:00Z":                             83604,
		"StartTime=2024-09-01T23:59:59Z&EndTime=2024-10-01T00:00:00Z":                 83605,
		"StartTime=2024-09-02T00:00:00Z&EndTime=2026-03-04T00:00:00Z":                 83604,
		"Granularity=day&StartTime=2025-12-01T00:00:00Z&EndTime=2026-03-02T00:00:00Z": 83604,
		"Granularity=hour&Group=sim&StartTime=2026-01-01T00:00:00Z":                   83603,
		"Granularity=day&StartTime=2023-01-01T00:00:00Z&EndTime=2023-01-02T00:00:00Z": 83605,
	} {
		r := w.prim.get("UsageRecords?" + query)
		require.Equal(t, 400, r.status, query)
		require.EqualValues(t, code, r.body["code"], query)
	}
	for _, query := range []string{
		"", "Granularity=hour", "Granularity=day", "Group=sim", "Granularity=hour&Group=sim", "Granularity=day&Group=sim", // with the default times
		"Group=sim&StartTime=2026-01-30T12:30:00Z", "Granularity=hour&StartTime=2026-02-01T00:00:00Z&EndTime=2026-03-02T12:00:00Z",
		"StartTime=2024-09-02T00:00:00Z", "Granularity=day&StartTime=2025-12-02T00:00:00Z&EndTime=2026-03-02T00:00:00Z", "Granularity=day&EndTime=2026-02-02T01:00:00%2B01:00",
	} {
		require.Equal(t, 200, w.prim.get("UsageRecords?"+query).status, query)
	}
}

func provePageSizes(t *testing.T, w *world) {
	k := newKore(w)
	k.login(ClientID, ClientSecret)
	for _, list := range []struct {
		name string
		kore int
	}{{"Sims", 1000}, {"Fleets", 1000}, {"SmsCommands", 1000}, {"IpCommands", 100}, {"UsageRecords", 249}, {"SettingsUpdates", 1000}} {
		for _, bad := range []string{"0", "-1", "x", "1001"} {
			require.Equal(t, 400, w.prim.get(list.name+"?PageSize="+bad).status)
		}
		require.Equal(t, 200, w.prim.get(list.name+"?PageSize=1000").status)
		require.Equal(t, 200, k.get(fmt.Sprintf("%s?PageSize=%d", list.name, list.kore)).status)
		r := k.get(fmt.Sprintf("%s?PageSize=%d", list.name, list.kore+1))
		require.Equal(t, 400, r.status, list.name)
		require.True(t, strings.Contains(r.str("message"), "PageSize"))
	}
	require.EqualValues(t, 50, k.get("IpCommands").body["meta"].(map[string]any)["page_size"])
}
