package supersimtest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// Vendor is whose wire form is spoken. Resources, parameters and rules are the same; authentication, the errors of the
// gateway before the API, two page sizes and headers are not.
type Vendor string

// The vendors.
const (
	Twilio Vendor = "twilio" // Basic authentication
	Kore   Vendor = "kore"   // access tokens; the token API is served by the same handler
)

// Face is the API in the wire form of a vendor. All faces show the same state. A vendor that is neither Twilio nor Kore
// is Twilio.
func (c *Cloud) Face(v Vendor) http.Handler {
	if v != Kore {
		v = Twilio
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { c.serve(v, w, r) })
}

// docs is where the pages are that answers point to. KORE's point there, too.
const docs = "https://www.twilio.com/docs"

type errorJSON struct {
	Code     int    `json:"code"`
	Message  string `json:"message"`
	MoreInfo string `json:"more_info"`
	Status   int    `json:"status"`
}

// explicitDeny is KORE's answer to a token that has expired or is not its own; it has neither code nor status.
type explicitDeny struct {
	Message string `json:"message"`
	Error   string `json:"error"`
}

func (v Vendor) errorBody(e *apiError) any {
	if e == errToken {
		return explicitDeny{"User is not authorized to access this resource with an explicit deny", "Invalid or expired token"}
	}
	return errorJSON{e.code, e.message, fmt.Sprintf("%s/errors/%d", docs, e.code), e.status}
}

// gateway turns the status of an answer that came from before the API into KORE's code for it: 404 is 40404.
func gateway(status int) int { return 40_000 + status }

// codeFor is the code that belongs to a status when a fault names none.
func (v Vendor) codeFor(status int) int {
	switch {
	case status == 403:
		return 20006
	case status == 429:
		return 20429
	case v == Kore && (status >= 400 && status <= 405 || status == 500 || status >= 502 && status <= 504):
		return gateway(status)
	case status == 401:
		return 20003
	case status == 404:
		return 20404
	case status == 405:
		return 20004
	case status == 503:
		return 20503
	case status >= 500:
		return 20500
	}
	return 20001
}

// noPath is the error for a path that is not of the API; a resource that does not exist has another one at KORE.
func (v Vendor) noPath(path string) *apiError {
	e := notFound(path)
	e.code = v.codeFor(404)
	return e
}

func (v Vendor) noMethod(method string) *apiError {
	return &apiError{405, v.codeFor(405), "this resource does not take " + printable(method)}
}

// challenge adds what a 401 must have (RFC 9110, 11.6.1).
func (v Vendor) challenge(h http.Header) {
	scheme := "Basic"
	if v == Kore {
		scheme = "Bearer"
	}
	h.Set("WWW-Authenticate", scheme+` realm="Super SIM"`)
}

// head adds the headers of every answer: those that both OpenAPI files declare, and those that tell a request from
// another. n is the number of the request.
func (v Vendor) head(h http.Header, n, concurrent int, host string) {
	sum := sha256.Sum256(fmt.Appendf(nil, "request %d", n))
	id := hex.EncodeToString(sum[:16])
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since")
	h.Set("Access-Control-Allow-Credentials", "true")
	h.Set("Access-Control-Expose-Headers", "ETag")
	if v == Kore {
		h.Set("X-Amzn-Requestid", strings.Join([]string{id[:8], id[8:12], id[12:16], id[16:20], id[20:]}, "-"))
		return
	}
	h.Set("Twilio-Request-Id", "RQ"+id)
	h.Set("Twilio-Request-Duration", "0.001")
	h.Set("Twilio-Concurrent-Requests", strconv.Itoa(concurrent))
	h.Set("X-Home-Region", "us1")
	h.Set("X-Api-Domain", host)
}
