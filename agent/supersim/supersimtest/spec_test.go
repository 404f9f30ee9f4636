package supersimtest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// schema is the part of an OpenAPI schema that the test below compares.
type schema struct {
	Ref        string            `json:"$ref"`
	Type       string            `json:"type"`
	Nullable   bool              `json:"nullable"`
	Pattern    string            `json:"pattern"`
	Enum       []string          `json:"enum"`
	Properties map[string]schema `json:"properties"`
}

// The resources that the emulator answers have the very properties of the vendor's OpenAPI file, in the type, pattern
// and enum given there, and the endpoints take the parameters given there.
func TestAgainstOpenAPI(t *testing.T) {
	dir := os.Getenv("SIMAGENT_SPEC")
	if dir == "" {
		t.Log("NOT RUN: SIMAGENT_SPEC is unset; it must name the folder that holds twilio_supersim_v1.json")
		println("TestAgainstOpenAPI not run: SIMAGENT_SPEC is unset")
		return
	}
	b, err := os.ReadFile(filepath.Join(dir, "twilio_supersim_v1.json"))
	require.NoError(t, err)
	var spec struct {
		Paths map[string]map[string]struct {
			Parameters []struct{ Name, In string }
			Body       struct {
				Content map[string]struct{ Schema schema }
			} `json:"requestBody"`
		}
		Components struct{ Schemas map[string]schema }
	}
	// A path also holds things that are not methods, so those are dropped first.
	b = dropExtras(t, b)
	require.NoError(t, json.Unmarshal(b, &spec))

	a := newAPI(t, Options{})
	sid, fleet := a.simIn(card1, stReady)
	a.post("Sims/"+sid, q("UniqueName", "one"))
	a.c.AddUsage(card1, 1, 2)
	a.c.ReceiveSMS(card1, "x")
	a.c.ReceiveIP(card1, "100.64.0.9", 1, []byte("x"))
	for name, path := range map[string]string{
		"sim": "Sims", "fleet": "Fleets", "sms_command": "SmsCommands", "ip_command": "IpCommands", "usage_record": "UsageRecords?Sim=" + sid,
		"network": "Networks", "network_access_profile": "NetworkAccessProfiles", "sim.billing_period": "Sims/one/BillingPeriods",
		"network_access_profile.network_access_profile_network": "NetworkAccessProfiles/default/Networks",
	} {
		r := a.get(path)
		key := r.body["meta"].(map[string]any)["key"].(string)
		compare(t, name, spec.Components.Schemas, spec.Components.Schemas["supersim.v1."+name], r.list(key)[0])
	}
	compare(t, "fleet", spec.Components.Schemas, spec.Components.Schemas["supersim.v1.fleet"], a.get("Fleets/"+fleet).body)

	for path, ops := range spec.Paths {
		pattern := regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(strings.TrimPrefix(path, "/v1/"), "*")
		for method, op := range ops {
			ep := find(strings.ToUpper(method), strings.Split(pattern, "/"))
			if ep == nil {
				t.Logf("not emulated: %s %s", method, path)
				continue
			}
			var want []string
			for _, p := range op.Parameters {
				if p.In == "query" {
					want = append(want, p.Name)
				}
			}
			for name := range op.Body.Content["application/x-www-form-urlencoded"].Schema.Properties {
				want = append(want, name)
			}
			require.ElementsMatch(t, want, ep.params(), "%s %s", method, path)
		}
	}
}

// compare holds one resource against its schema.
func compare(t *testing.T, where string, all map[string]schema, s schema, got map[string]any) {
	t.Helper()
	require.NotEmpty(t, s.Properties, where)
	for name, p := range s.Properties {
		if ref, ok := strings.CutPrefix(p.Ref, "#/components/schemas/"); ok {
			p = all[ref]
		}
		v, ok := got[name]
		require.True(t, ok, "%s lacks %s", where, name)
		switch x := v.(type) {
		case nil:
			require.True(t, p.Nullable, "%s: %s is null", where, name)
		case string:
			require.True(t, p.Type == "string" || name == "data_total_billed", "%s: %s is a string", where, name)
			require.Regexp(t, p.Pattern, x, "%s: %s", where, name)
			if len(p.Enum) > 0 {
				require.Contains(t, p.Enum, x, "%s: %s", where, name)
			}
		case float64:
			require.Contains(t, []string{"integer", "number"}, p.Type, "%s: %s", where, name)
		case bool:
			require.Equal(t, "boolean", p.Type, "%s: %s", where, name)
		}
	}
	for name := range got {
		require.Contains(t, s.Properties, name, "%s has %s", where, name)
	}
}

// dropExtras keeps only get, post and delete of each path.
func dropExtras(t *testing.T, b []byte) []byte {
	t.Helper()
	var all map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(b, &all))
	var paths map[string]map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(all["paths"], &paths))
	for _, ops := range paths {
		for k := range ops {
			if k != "get" && k != "post" && k != "delete" {
				delete(ops, k)
			}
		}
	}
	var err error
	all["paths"], err = json.Marshal(paths)
	require.NoError(t, err)
	b, err = json.Marshal(all)
	require.NoError(t, err)
	return b
}
