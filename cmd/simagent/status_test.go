package main_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/local"
)

// documented lists every key of `status --json` that others may rely on.
const documented = `schema link.state link.port link.module.manufacturer link.module.model link.module.revision
sim.state sim.iccid sim.super_sim network.registration network.attached network.operator network.rat network.cause
network.signal.rssi_dbm network.signal.rsrp_dbm account.data.low account.data.high account.data.limit account.data.source
account.sms.low account.sms.high account.sms.sent account.sms.received account.sms.limit account.ready_until
account.ready_until_estimated cloud.provider cloud.sid cloud.status cloud.fleet_sid cloud.checked_at cloud.error
report.sent report.last_route report.bytes_today verdict.ok verdict.text verdict.next transitions`

// known are the keys that have a value whatever is not known.
const known = "schema link.state sim.state report.sent verdict.ok verdict.text transitions"

// checkSchema wants every key there, and nothing unknown as 0 or "".
func checkSchema(t *testing.T, out string) map[string]any {
	t.Helper()
	var all map[string]any
	require.NoError(t, json.Unmarshal([]byte(out), &all), out)
	for _, path := range strings.Fields(documented) {
		v, ok := lookup(all, path)
		require.True(t, ok, "%s is missing", path)
		require.NotEqual(t, "", v, "%s: unknown is null", path)
	}
	for _, path := range strings.Fields(known) {
		v, _ := lookup(all, path)
		require.NotNil(t, v, path)
	}
	require.EqualValues(t, 1, all["schema"])
	return all
}

func lookup(v any, path string) (any, bool) {
	for name := range strings.SplitSeq(path, ".") {
		m, ok := v.(map[string]any)
		if !ok {
			return nil, false
		}
		if v, ok = m[name]; !ok {
			return nil, false
		}
	}
	return v, true
}

func TestStatusJSON(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	d := b.start("--config", b.config(""))
	d.await("asked the cloud", func(st local.Status) bool {
		return working(st) && is(st.Cloud.Status, "ready") && st.Link.Module.Revision != nil
	})
	out, errs, code := b.command("status", "--json")
	require.Zero(t, code, errs)
	d.clean(out)
	all := checkSchema(t, out)
	for path, want := range map[string]any{
		"link.state": "up", "link.port": b.port, "link.module.manufacturer": "Quectel", "link.module.model": "EG25",
		"sim.state": "ready", "sim.iccid": "8988307…2342", "sim.super_sim": true, "network.registration": "roaming",
		"network.attached": true, "network.rat": "LTE", "network.cause": nil, "account.data.limit": 250_000.0, "account.sms.limit": 5.0,
		"account.ready_until_estimated": false, "cloud.provider": "twilio", "cloud.status": "ready", "cloud.error": nil,
	} {
		v, _ := lookup(all, path)
		require.Equal(t, want, v, path)
	}
	for _, path := range []string{"account.data.low", "account.data.source", "cloud.sid", "cloud.fleet_sid", "cloud.checked_at", "account.ready_until"} {
		v, _ := lookup(all, path)
		require.NotNil(t, v, path)
	}
	out, _, _ = b.command("status", "--json", "--show-ids")
	require.Contains(t, out, agenttest.ICCID)
	require.Contains(t, out, b.lab.SID)
	out, _, _ = b.command("status", "--show-ids")
	require.Contains(t, out, agenttest.ICCID)
	d.clean(d.log())
}

// Before anything is known, unknown is null.
func TestStatusJSONOfNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d := b.start("--port", b.dir+"/none")
	d.await("absent", func(st local.Status) bool { return st.Verdict.Code == 10 })
	out, _, code := b.command("status", "--json")
	require.Zero(t, code)
	all := checkSchema(t, out)
	for path := range strings.FieldsSeq(documented) {
		v, _ := lookup(all, path)
		if strings.Contains(" "+known+" cloud.error verdict.next ", " "+path+" ") {
			continue
		}
		require.Nil(t, v, path)
	}
}

// An 80-column terminal shows no line that is wider.
func TestScreenFits(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	d := b.start("--config", b.config(""))
	d.await("working", func(st local.Status) bool { return working(st) && is(st.Cloud.Status, "ready") })
	out, _, _ := b.command("status", "--history")
	for _, l := range strings.Split(out, "\n") {
		require.LessOrEqual(t, len([]rune(l)), 80, l)
	}
	t.Log("\n" + out)
}
