package supersimtest

import (
	"encoding/json"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
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
	Required   []string          `json:"required"`
	Properties map[string]schema `json:"properties"`
	Items      *schema           `json:"items"`
}

// operation is the part of an OpenAPI operation that the test below compares.
type operation struct {
	Parameters []struct{ Name, In string }
	Body       struct {
		Content map[string]struct{ Schema schema }
	} `json:"requestBody"`
	Responses map[string]struct {
		Headers map[string]any
		Content map[string]struct{ Schema schema }
	}
}

type openAPI struct {
	Paths      map[string]map[string]operation
	Components struct{ Schemas map[string]schema }
}

// Every path, method and parameter of both vendors' OpenAPI files is served on that vendor's face: a call with all
// parameters of the operation is answered with a status, headers and resource that the file gives for it.
func TestAgainstOpenAPI(t *testing.T) {
	dir := os.Getenv("SIMAGENT_SPEC")
	if dir == "" {
		t.Skip("not run: SIMAGENT_SPEC is unset; it must name the folder that holds the vendors' OpenAPI files")
	}
	for vendor, file := range map[Vendor]string{Twilio: "twilio_supersim_v1.json", Kore: "kore-supersim-v1.json"} {
		b, err := os.ReadFile(filepath.Join(dir, file))
		require.NoError(t, err)
		var spec openAPI
		require.NoError(t, json.Unmarshal(dropExtras(t, b), &spec)) // a path also holds things that are not methods
		served := 0
		for path, ops := range spec.Paths {
			for method, op := range ops {
				t.Run(string(vendor)+" "+method+" "+path, func(t *testing.T) { spec.try(t, vendor, strings.ToUpper(method), path, op) })
				served++
			}
		}
		require.Equal(t, len(endpoints), served, "and there is nothing else")
	}
}

// try makes the call of an operation in a cloud of its own.
func (spec *openAPI) try(t *testing.T, vendor Vendor, method, path string, op operation) {
	w, sample := specWorld(t)
	names := op.params()
	ep := find(method, strings.Split(strings.TrimPrefix(path, "/v1/"), "/"))
	require.NotNil(t, ep)
	require.ElementsMatch(t, names, ep.params())
	target := regexp.MustCompile(`\{[^}]*\}`).ReplaceAllStringFunc(path, func(name string) string {
		v, ok := sample[path+" "+name]
		require.True(t, ok, "no sample of %s", name)
		return v
	})
	var pairs []string
	for _, name := range names {
		v, ok := sample[method+" "+path+" "+name]
		if !ok {
			v, ok = sample[name]
		}
		require.True(t, ok, "no sample of %s", name)
		if v != "" {
			pairs = append(pairs, name, v)
		}
	}
	for _, name := range op.Body.Content["application/x-www-form-urlencoded"].Schema.Required {
		i := slices.Index(pairs, name)
		r := call(w, vendor, method, strings.TrimPrefix(target, "/v1/"), q(slices.Delete(slices.Clone(pairs), i, i+2)...))
		require.Equal(t, 400, r.status, "without %s", name)
		require.Contains(t, []any{20002.0, 83001.0}, r.body["code"])
	}
	r := call(w, vendor, method, strings.TrimPrefix(target, "/v1/"), q(pairs...))
	want, ok := op.Responses[strconv.Itoa(r.status)]
	require.True(t, ok, "status %d: %s", r.status, r.raw)
	for name := range want.Headers {
		require.NotEmpty(t, r.header.Get(name), name)
	}
	if r.status == 204 {
		require.Empty(t, r.raw)
		return
	}
	s, got := spec.resolve(want.Content["application/json"].Schema), r.body
	if _, isList := s.Properties["meta"]; isList {
		key := r.body["meta"].(map[string]any)["key"].(string)
		require.NotNil(t, s.Properties[key].Items, "list %s", key)
		s = spec.resolve(*s.Properties[key].Items)
		require.Len(t, r.list(key), 1, "one that passes all filters: %s", r.raw)
		got = r.list(key)[0]
	}
	spec.compare(t, s, got)
}

// params are the names of the parameters but those in the path.
func (op operation) params() (names []string) {
	for _, p := range op.Parameters {
		if p.In == "query" {
			names = append(names, p.Name)
		}
	}
	for name := range op.Body.Content["application/x-www-form-urlencoded"].Schema.Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// call sends a request with the credential that the vendor's face wants.
func call(w *world, vendor Vendor, method, path, form string) reply {
	if method == "GET" {
		path, form = path+"?"+form, ""
	}
	if vendor == Twilio {
		return w.prim.do(method, path, form)
	}
	k := newKore(w)
	k.login(ClientID, ClientSecret)
	return k.send(method, "https://kore.test/v1/"+path, "Bearer "+k.token, form)
}

// specWorld has one of everything, and a value of every parameter: by its name, or by method, path and name where that
// is needed. A value "" is left out of the call.
func specWorld(t *testing.T) (w *world, sample map[string]string) {
	w = newWorld(t, false)
	sid, fleet := w.prim.simIn(card1, stReady)
	w.ok(w.prim, sid, "UniqueName", "one")
	w.c.AddUsage(card1, 1, 2)
	w.c.ReceiveSMS(card1, "x")
	w.c.ReceiveIP(card1, "100.64.0.9", 1, []byte("x"))
	w.c.SetIPAddresses(card1, netip.MustParseAddr("2001:db8::1"))
	w.c.AddSettingsUpdate(card1, "successful")
	w.c.AddUnregistered(card2, "H3LL0W0RLD")
	esim := w.prim.post("ESimProfiles", q("Eid", "89049032000000000000000000000001")).str("sid")
	w.days(1)
	sms, ip := w.prim.get("SmsCommands").list("sms_commands")[0], w.prim.get("IpCommands").list("ip_commands")[0]
	nap, net := w.prim.get("NetworkAccessProfiles").list("network_access_profiles")[0]["sid"].(string), w.c.networks[0]
	w.prim.do("DELETE", "NetworkAccessProfiles/"+nap+"/Networks/"+w.c.networks[1].sid, "")
	return w, map[string]string{
		"/v1/Sims/{Sid} {Sid}": sid, "/v1/Sims/{SimSid}/BillingPeriods {SimSid}": sid, "/v1/Sims/{SimSid}/IpAddresses {SimSid}": sid,
		"/v1/Fleets/{Sid} {Sid}": fleet, "/v1/Networks/{Sid} {Sid}": net.sid, "/v1/NetworkAccessProfiles/{Sid} {Sid}": nap,
		"/v1/SmsCommands/{Sid} {Sid}": sms["sid"].(string), "/v1/IpCommands/{Sid} {Sid}": ip["sid"].(string), "/v1/ESimProfiles/{Sid} {Sid}": esim,
		"/v1/NetworkAccessProfiles/{NetworkAccessProfileSid}/Networks {NetworkAccessProfileSid}":       nap,
		"/v1/NetworkAccessProfiles/{NetworkAccessProfileSid}/Networks/{Sid} {NetworkAccessProfileSid}": nap,
		"/v1/NetworkAccessProfiles/{NetworkAccessProfileSid}/Networks/{Sid} {Sid}":                     net.sid,

		"PageSize": "10", "Page": "0", "PageToken": "", "Sim": "one", "SimSid": w.c.esims[0].sim.sid, "SimIccid": card1, "Fleet": fleet, "Iccid": card1,
		"Direction": "from_sim", "Eid": "89049032000000000000000000000001", "NetworkAccessProfile": nap, "Networks": net.sid, "Network": net.sid,
		"IsoCountry": net.country, "Mcc": net.mcc, "Mnc": net.mnc, "UniqueName": "brand new", "AccountSid": AccountSID, "Payload": "aGVsbG8=",
		"PayloadType": "binary", "DevicePort": "7000", "GenerateMatchingId": "true", "DataEnabled": "true", "DataLimit": "5", "SmsCommandsEnabled": "false",
		"Group": "isoCountry", "Granularity": "day", "StartTime": "2026-03-01T00:00:00Z", "EndTime": "2026-03-04T00:00:00Z", "RegistrationCode": "H3LL0W0RLD",
		"CallbackUrl": "https://callback.test/a?b=c", "CallbackMethod": "GET", "IpCommandsUrl": "https://hook.test/ip", "IpCommandsMethod": "GET",
		"SmsCommandsUrl": "http://hook.test/sms", "SmsCommandsMethod": "GET",

		"POST /v1/Sims Iccid": card2, "POST /v1/Sims/{Sid} Status": "inactive", "GET /v1/Sims Status": "ready", "GET /v1/SmsCommands Status": "received",
		"GET /v1/IpCommands Status": "received", "GET /v1/SettingsUpdates Status": "successful", "GET /v1/ESimProfiles Status": "available",
	}
}

func (spec *openAPI) resolve(s schema) schema {
	if ref, ok := strings.CutPrefix(s.Ref, "#/components/schemas/"); ok {
		return spec.Components.Schemas[ref]
	}
	return s
}

// compare holds one resource against its schema.
func (spec *openAPI) compare(t *testing.T, s schema, got map[string]any) {
	t.Helper()
	require.NotEmpty(t, s.Properties)
	for name, p := range s.Properties {
		p = spec.resolve(p)
		v, ok := got[name]
		require.True(t, ok, "lacks %s", name)
		switch x := v.(type) {
		case nil:
			require.True(t, p.Nullable, "%s is null", name)
		case string:
			require.True(t, p.Type == "string" || name == "data_total_billed", "%s is a string", name)
			require.Regexp(t, p.Pattern, x, name)
			if len(p.Enum) > 0 {
				require.Contains(t, p.Enum, x, name)
			}
		case float64:
			require.Contains(t, []string{"integer", "number"}, p.Type, name)
		case bool:
			require.Equal(t, "boolean", p.Type, name)
		case []any:
			require.Equal(t, "array", p.Type, name)
		}
	}
	for name := range got {
		require.Contains(t, s.Properties, name)
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
