package supersimtest

import (
	"net/url"
	"strings"
)

// uriBytes are those that a URI may hold besides letters and digits (RFC 3986, 2.2 and 2.3), and the % of 2.1.
const uriBytes = "-._~:/?#[]@!$&'()*+,;=%"

// isURL reports whether v is what a webhook can be called at: an absolute http or https URI with a host, and without
// userinfo, which would be in the signature of one vendor and go nowhere. Others could be sent only as something else
// than what was signed.
func isURL(v string) bool {
	for i := range len(v) {
		if c := v[i]; !isAlphanumeric(c) && !strings.Contains(uriBytes, string(rune(c))) {
			return false
		}
	}
	u, err := url.Parse(v) // sees to what follows a %, but for the query
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return false
	}
	if _, err := url.PathUnescape(u.RawQuery); err != nil {
		return false
	}
	return !strings.ContainsAny(u.EscapedPath()+u.RawQuery, "[]") && !strings.ContainsAny(u.Fragment, "[]#")
}

func isAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

func isMethod(v string) bool { return v == "GET" || v == "POST" }

// callback is the address and method that a request wants to be told at.
func (q *request) callback() [2]string {
	return [2]string{q.get("CallbackUrl"), q.get("CallbackMethod")}
}

// checkCallback refuses a callback that could never be called.
func (q *request) checkCallback() *apiError {
	if v := q.get("CallbackUrl"); v != "" && !isURL(v) {
		return invalid("CallbackUrl")
	}
	return q.oneOf("CallbackMethod", "GET", "POST")
}
