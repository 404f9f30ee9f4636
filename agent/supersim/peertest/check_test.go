package peertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3filter"
)

// exchange is one request and its answer, with both bodies read.
type exchange struct {
	req     *http.Request
	sent    []byte
	status  int
	header  http.Header
	answer  []byte
	pattern string // the path as the files have it; "" when they have none such
}

func (x *exchange) String() string { return x.req.Method + " " + x.req.URL.Path }

// check holds an exchange against the file. A request that the file forbids must have been refused. Of a refusal the
// files of Super SIM say nothing more; the one of tokens does.
func (s *spec) check(x *exchange) (faults []string) {
	req := x.req.Clone(context.Background())
	req.URL.Path = strings.TrimPrefix(req.URL.Path, s.prefix)
	route, params, err := s.router.FindRoute(req)
	if err != nil {
		if x.status < 400 {
			return []string{fmt.Sprintf("%s: %s answers %d, but the file has no such path: %v", s.file, x, x.status, err)}
		}
		return nil
	}
	x.pattern = route.Path
	req.Body = io.NopCloser(bytes.NewReader(x.sent))
	in := &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route, Options: options(s.authenticate)}
	forbidden := errors.Join(openapi3filter.ValidateRequest(req.Context(), in), undeclared(in, x))
	if x.status >= 400 && s.file != tokenFile {
		return nil
	}
	if forbidden != nil && x.status < 400 {
		faults = append(faults, fmt.Sprintf("%s: %s answers %d to a request that the file forbids: %v", s.file, x, x.status, forbidden))
	}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: x.status, Header: x.header, Options: in.Options,
		Body: io.NopCloser(bytes.NewReader(x.answer))}
	if err := openapi3filter.ValidateResponse(req.Context(), out); err != nil {
		faults = append(faults, fmt.Sprintf("%s: %s, answer %d: %v", s.file, x, x.status, err))
	}
	return faults
}

// undeclared finds parameters that the file does not name. The validator lets those pass.
func undeclared(in *openapi3filter.RequestValidationInput, x *exchange) error {
	known := declared(in.Route.Operation)
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(x.params())) {
		if !slices.Contains(known, name) {
			errs = append(errs, fmt.Errorf("parameter %s is not declared", name))
		}
	}
	return errors.Join(errs...)
}

// params are the parameters of the query and of the form.
func (x *exchange) params() url.Values {
	all := x.req.URL.Query()
	if x.req.Method == http.MethodPost {
		form, _ := url.ParseQuery(string(x.sent)) // what cannot be read is the validator's to find
		maps.Copy(all, form)
	}
	return all
}

// authenticate wants the vendor's own kind of credential on its own host. The other vendor's host is not its business.
func (s *spec) authenticate(_ context.Context, in *openapi3filter.AuthenticationInput) error {
	req := in.RequestValidationInput.Request
	if req.URL.Host != s.host {
		return nil
	}
	switch scheme := in.SecurityScheme; scheme.Type {
	case "http":
		if _, _, ok := req.BasicAuth(); ok {
			return nil
		}
	case "oauth2":
		if strings.HasPrefix(req.Header.Get("Authorization"), "Bearer ") {
			return nil
		}
	}
	return in.NewError(nil)
}
