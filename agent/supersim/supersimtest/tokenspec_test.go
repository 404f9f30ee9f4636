package supersimtest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// The token API takes the parameters of KORE's OpenAPI file for it, and answers as that gives it.
func TestTokenAgainstOpenAPI(t *testing.T) {
	dir := os.Getenv("SIMAGENT_SPEC")
	if dir == "" {
		t.Skip("not run: SIMAGENT_SPEC is unset; it must name the folder that holds kore_token_api_v1.json")
	}
	b, err := os.ReadFile(filepath.Join(dir, "kore_token_api_v1.json"))
	require.NoError(t, err)
	var spec openAPI
	require.NoError(t, json.Unmarshal(b, &spec))
	require.Len(t, spec.Paths, 1)
	op := spec.Paths["/v1/auth/token"]["post"]
	require.Equal(t, []string{"client_id", "client_secret", "grant_type"}, op.params())
	k := newKore(newWorld(t, false))
	for status, form := range map[string]string{
		"200": q("grant_type", "client_credentials", "client_id", ClientID, "client_secret", ClientSecret),
		"400": q("grant_type", "password", "client_id", ClientID, "client_secret", ClientSecret),
		"401": q("grant_type", "client_credentials", "client_id", ClientID, "client_secret", "wrong"),
	} {
		r, want := k.auth(form), op.Responses[status]
		require.Equal(t, status, strconv.Itoa(r.status))
		s := spec.resolve(want.Content["application/json"].Schema)
		require.NotEmpty(t, s.Properties)
		for name, p := range s.Properties {
			switch v := r.body[name].(type) {
			case string:
				require.Equal(t, "string", p.Type, name)
			case float64:
				require.Contains(t, []string{"number", "integer"}, p.Type, name)
			default:
				t.Fatalf("%s: %s is %v", status, name, v)
			}
		}
		for name := range want.Headers {
			require.NotEmpty(t, r.header.Get(name), name)
		}
	}
}
