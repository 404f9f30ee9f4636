package peertest

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// coverage is what of the files has gone over the wire with success: methods on paths, their parameters, their statuses.
type coverage struct {
	mu   sync.Mutex
	seen map[string]bool
}

// note adds what one exchange exercised.
func (c *coverage) note(x *exchange) {
	if x.status >= 400 || x.pattern == "" {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	for _, what := range touched(x.req.Method, x.pattern, x.status, x.params()) {
		c.seen[what] = true
	}
}

func touched(method, path string, status int, params url.Values) []string {
	all := []string{fmt.Sprintf("%s %s -> %d", method, path, status)}
	for name := range params {
		all = append(all, fmt.Sprintf("%s %s %s", method, path, name))
	}
	return all
}

// unreached is what no run can exercise, and why. It must not hold what a run does exercise.
var unreached = map[string]string{
	"GET /v1/Sims/{SimSid}/BillingPeriods PageToken": "a list of one period at most has no second page",
}

// missing is what the file has and nothing exercised, sorted.
func (c *coverage) missing(s *spec) (all []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for path, item := range s.doc.Paths.Map() {
		for method, op := range item.Operations() {
			want := []string{}
			for status := range op.Responses.Map() {
				want = append(want, fmt.Sprintf("%s %s -> %s", method, path, status))
			}
			for _, name := range declared(op) {
				want = append(want, fmt.Sprintf("%s %s %s", method, path, name))
			}
			for _, what := range want {
				if !c.seen[what] {
					all = append(all, what)
				}
			}
		}
	}
	slices.Sort(all)
	return all
}

// declared are the names of the parameters in the query and in the form of an operation.
func declared(op *openapi3.Operation) (names []string) {
	for _, p := range op.Parameters {
		if p.Value.In == openapi3.ParameterInQuery {
			names = append(names, p.Value.Name)
		}
	}
	if op.RequestBody != nil {
		for kind, m := range op.RequestBody.Value.Content {
			if strings.HasPrefix(kind, "application/x-www-form-urlencoded") {
				for name := range m.Schema.Value.Properties {
					names = append(names, name)
				}
			}
		}
	}
	return names
}
