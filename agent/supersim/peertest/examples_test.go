package peertest

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

// The files' own examples pass the check, strict as it is; so it asks for nothing that the vendors would not answer.
// Without the exceptions they do not.
func TestExamples(t *testing.T) {
	needFiles(t)
	for _, file := range []string{twilioFile, koreFile} {
		strict, bare := loadSpec(t, file, true), loadSpec(t, file, false)
		needed := map[string]bool{}
		n := 0
		for x := range examples(strict) {
			n++
			require.Empty(t, strict.check(x))
			for _, fault := range bare.check(x) {
				for _, e := range exceptions {
					if e.file == file && strings.Contains(fault, e.property) {
						needed[e.schema+" "+e.property] = true
					}
				}
			}
		}
		require.NotZero(t, n, file)
		for _, e := range exceptions {
			require.True(t, e.file != file || needed[e.schema+" "+e.property], "no example of %s needs the exception %s %s", file, e.schema, e.property)
		}
	}
}

// examples makes an exchange of each example of an answer, with the request that fits it least badly.
func examples(s *spec) func(func(*exchange) bool) {
	return func(yield func(*exchange) bool) {
		for path, item := range s.doc.Paths.Map() {
			for method, op := range item.Operations() {
				for status, r := range op.Responses.Map() {
					for kind, m := range r.Value.Content {
						for _, name := range slices.Sorted(maps.Keys(m.Examples)) {
							if !yield(exampleOf(s, method, path, op, status, r.Value, kind, m.Examples[name].Value.Value)) {
								return
							}
						}
					}
				}
			}
		}
	}
}

func exampleOf(s *spec, method, path string, op *openapi3.Operation, status string, r *openapi3.Response, kind string, value any) *exchange {
	x := &exchange{header: http.Header{"Content-Type": {kind}}}
	for name := range r.Headers {
		x.header.Set(name, "true")
	}
	x.status, _ = strconv.Atoi(status)
	x.answer, _ = json.Marshal(value) // it came out of JSON
	form := url.Values{}
	if op.RequestBody != nil {
		for _, name := range required(op) {
			form.Set(name, "1")
		}
	}
	if form.Has("Network") {
		form.Set("Network", sidOf("HW"))
	}
	x.sent = []byte(form.Encode())
	u := &url.URL{Scheme: "https", Host: s.host, Path: fill(path)}
	x.req = &http.Request{Method: method, URL: u, Header: http.Header{}, ContentLength: int64(len(x.sent))}
	if method == http.MethodPost {
		x.req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if s.file == koreFile {
		x.req.Header.Set("Authorization", "Bearer x")
	} else {
		x.req.SetBasicAuth("user", "secret")
	}
	return x
}

// required are the parameters without which a form is not valid.
func required(op *openapi3.Operation) []string {
	for _, m := range op.RequestBody.Value.Content {
		return m.Schema.Value.Required
	}
	return nil
}

// fill puts SIDs into a path.
func fill(path string) string {
	path = strings.ReplaceAll(path, "{NetworkAccessProfileSid}", sidOf("HA"))
	path = strings.ReplaceAll(path, "{SimSid}", sidOf("HS"))
	for prefix, collection := range map[string]string{"HS": "/v1/Sims/", "HF": "/v1/Fleets/", "HC": "/v1/SmsCommands/",
		"HG": "/v1/IpCommands/", "HP": "/v1/ESimProfiles/"} {
		if strings.HasPrefix(path, collection) {
			path = strings.ReplaceAll(path, "{Sid}", sidOf(prefix))
		}
	}
	if strings.HasSuffix(path, "/Networks/{Sid}") {
		return strings.ReplaceAll(path, "{Sid}", sidOf("HW"))
	}
	return strings.ReplaceAll(path, "{Sid}", sidOf("HA"))
}

func sidOf(prefix string) string { return prefix + strings.Repeat("0", 32) }
