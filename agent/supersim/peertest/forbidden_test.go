package peertest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

// testForbidden sends each parameter that the vendor's file bounds with values that the file forbids, and leaves out each
// that it requires. Whatever the file forbids is refused. The SDK cannot send most of it.
func testForbidden(t *testing.T, r *rig) {
	needFiles(t)
	base := fixture(t, r)
	for _, s := range r.watch.specs {
		if s.host != r.host {
			continue
		}
		n := 0
		for path, item := range s.doc.Paths.Map() {
			for method, op := range item.Operations() {
				n += testForbiddenOperation(t, r, method, path, op, base)
			}
		}
		require.Greater(t, n, 100, s.file)
	}
}

// testForbiddenOperation tells how many requests it made that must be refused. At last comes one that must not.
func testForbiddenOperation(t *testing.T, r *rig, method, path string, op *openapi3.Operation, base map[string]string) (n int) {
	t.Helper()
	forbid := func(form url.Values) {
		n++
		if status, answer := r.raw(t, method, path, form, base); status < 400 || status >= 500 {
			t.Errorf("%s %s with %s is answered with %d: %s", method, path, form.Encode(), status, answer)
		}
	}
	for name, schema := range schemas(op) {
		for _, bad := range forbiddenValues(schema) {
			form := valid(op, base)
			form.Set(name, bad)
			forbid(form)
		}
	}
	if op.RequestBody != nil {
		for _, name := range required(op) {
			form := valid(op, base)
			form.Del(name)
			forbid(form)
		}
	}
	if n > 0 {
		status, answer := r.raw(t, method, path, valid(op, base), base)
		require.Equal(t, 2, status/100, "%s %s: %s", method, path, answer)
	}
	return n
}

// fixture makes a resource of each kind, and says what stands for a parameter where a valid request needs it.
func fixture(t *testing.T, r *rig) map[string]string {
	t.Helper()
	sim := activate(t, r, card1)
	networks, err := r.api.ListNetwork(nil)
	require.NoError(t, err)
	r.cloud.AddUnregistered(card2, "H3LL0W0RLD")
	return map[string]string{"Sim": sim, "Payload": "x", "DevicePort": "7", "NetworkAccessProfile": "default", "Network": *networks[0].Sid,
		"Iccid": card2, "RegistrationCode": "H3LL0W0RLD", "{SimSid}": sim, "{NetworkAccessProfileSid}": "default",
		"/v1/Sims/{Sid}": sim, "/v1/Fleets/{Sid}": "first", "/v1/NetworkAccessProfiles/{Sid}": "default"}
}

// schemas are those of the parameters in the query and in the form.
func schemas(op *openapi3.Operation) map[string]*openapi3.Schema {
	all := map[string]*openapi3.Schema{}
	for _, p := range op.Parameters {
		if p.Value.In == openapi3.ParameterInQuery {
			all[p.Value.Name] = p.Value.Schema.Value
		}
	}
	if op.RequestBody != nil {
		for _, m := range op.RequestBody.Value.Content {
			for name, s := range m.Schema.Value.Properties {
				all[name] = s.Value
			}
		}
	}
	return all
}

// forbiddenValues break one bound of a schema each.
func forbiddenValues(s *openapi3.Schema) (bad []string) {
	switch {
	case len(s.Enum) > 0, s.Pattern != "", s.Format == "date-time", s.Format == "uri", s.Format == "iso-country-code",
		s.Type.Is("integer"), s.Type.Is("boolean"):
		bad = append(bad, "nonsense")
	}
	if s.Max != nil {
		bad = append(bad, fmt.Sprint(int(*s.Max)+1))
	}
	if s.Min != nil {
		bad = append(bad, fmt.Sprint(int(*s.Min)-1))
	}
	return bad
}

// valid are the parameters without which a request is refused. An Eid is needed too, which the files do not say.
func valid(op *openapi3.Operation, base map[string]string) url.Values {
	form := url.Values{}
	if op.RequestBody != nil {
		for _, name := range required(op) {
			form.Set(name, base[name])
		}
		if schemas(op)["Eid"] != nil {
			form.Set("Eid", eid)
		}
	}
	return form
}

// raw makes a request of a path of the files.
func (r *rig) raw(t *testing.T, method, path string, form url.Values, base map[string]string) (status int, answer string) {
	t.Helper()
	at := strings.ReplaceAll(path, "{Sid}", base[path])
	for name, v := range base {
		if strings.HasPrefix(name, "{") {
			at = strings.ReplaceAll(at, name, v)
		}
	}
	u := "https://" + r.host + at
	if method != http.MethodPost {
		return r.plain(t, method, u+"?"+form.Encode(), "")
	}
	return r.plain(t, method, u, form.Encode())
}
