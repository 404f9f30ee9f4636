package peertest

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/stretchr/testify/require"
)

const (
	twilioFile = "twilio_supersim_v1.json"
	koreFile   = "kore-supersim-v1.json"
	tokenFile  = "kore_token_api_v1.json"
)

// spec is one OpenAPI file. Those of Super SIM are made strict: every property and header that they declare must be
// there, and no other property. The one of KORE's tokens is taken as it is, for it says itself what is required.
type spec struct {
	file   string
	host   string // of the vendor whose file it is
	prefix string // before the paths of the file
	doc    *openapi3.T
	router routers.Router
}

// folder is where the files are; "" when nobody says.
func folder() string { return os.Getenv("SIMAGENT_SPEC") }

// needFiles leaves a test out that is about the files alone.
func needFiles(t *testing.T) {
	t.Helper()
	if folder() == "" {
		t.Skip("not run: SIMAGENT_SPEC is not set; it must name the folder of the OpenAPI files")
	}
}

// loadSpecs reads the files; none without SIMAGENT_SPEC.
func loadSpecs(t *testing.T) (all []*spec) {
	t.Helper()
	if folder() == "" {
		return nil
	}
	for _, file := range []string{twilioFile, koreFile, tokenFile} {
		all = append(all, loadSpec(t, file, true))
	}
	return all
}

// judges says whether an exchange is this file's business: both files of Super SIM judge both vendors' faces.
func (s *spec) judges(x *exchange) bool {
	return (s.file == tokenFile) == (x.req.URL.Host == tokenHost)
}

func loadSpec(t *testing.T, file string, excepted bool) *spec {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join(folder(), file))
	require.NoError(t, err)
	u, err := url.Parse(doc.Servers[0].URL)
	require.NoError(t, err)
	doc.Servers = nil // a path is found whatever the host, so that each file can judge both vendors' faces
	if excepted {
		except(t, file, doc)
	}
	if file != tokenFile {
		tightenAll(doc)
	}
	router, err := legacy.NewRouter(doc, openapi3.DisableExamplesValidation())
	require.NoError(t, err)
	return &spec{file, u.Host, u.Path, doc, router}
}

func except(t *testing.T, file string, doc *openapi3.T) {
	t.Helper()
	for _, e := range exceptions {
		if e.file == file {
			s := doc.Components.Schemas[e.schema]
			require.NotNil(t, s, "%s has no schema %s", file, e.schema)
			require.Contains(t, s.Value.Properties, e.property, "%s: %s", file, e.schema)
			s.Value.Properties[e.property] = &openapi3.SchemaRef{Value: e.instead}
		}
	}
}

func tightenAll(doc *openapi3.T) {
	for _, s := range doc.Components.Schemas {
		tighten(s.Value)
	}
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			for _, r := range op.Responses.Map() {
				for _, h := range r.Value.Headers {
					h.Value.Required = true
				}
				for _, m := range r.Value.Content {
					tighten(m.Schema.Value)
				}
			}
		}
	}
}

// tighten makes an object's properties all required and the only ones, and goes on into those that are objects or lists.
func tighten(s *openapi3.Schema) {
	if len(s.Properties) > 0 {
		no := false
		s.Required, s.AdditionalProperties = nil, openapi3.AdditionalProperties{Has: &no}
	}
	for name, p := range s.Properties {
		s.Required = append(s.Required, name)
		if p.Ref == "" {
			tighten(p.Value)
		}
	}
	if s.Items != nil && s.Items.Ref == "" && s.Items.Value != nil {
		tighten(s.Items.Value)
	}
}

// options are those of every validation. authenticate judges the credential of a request.
func options(authenticate openapi3filter.AuthenticationFunc) *openapi3filter.Options {
	return &openapi3filter.Options{
		IncludeResponseStatus: true, RejectWhenRequestBodyNotSpecified: true, SkipSettingDefaults: true, MultiError: true,
		AuthenticationFunc: authenticate,
		SchemaValidationOptions: []openapi3.SchemaValidationOption{
			openapi3.DisableSchemaErrorDetails(), // which repeat the whole schema
			openapi3.WithStringFormatValidators(map[string]openapi3.StringFormatValidator{
				"uri":              openapi3.NewCallbackValidator(absolute),
				"iso-country-code": openapi3.NewRegexpFormatValidator(`^[A-Z]{2}$`),
				"currency":         openapi3.NewRegexpFormatValidator(`^[A-Z]{3}$`),
				"http-method":      openapi3.NewRegexpFormatValidator(`^[A-Z]+$`),
			}),
		},
	}
}

func absolute(s string) error {
	if u, err := url.Parse(s); err != nil || !u.IsAbs() || u.Host == "" {
		return errors.New("not an absolute URL")
	}
	return nil
}
