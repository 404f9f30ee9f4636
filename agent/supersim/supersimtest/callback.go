package supersimtest

import "net/url"

// isURL reports whether v is what a webhook can be called at: an absolute http or https URL with a host.
func isURL(v string) bool {
	u, err := url.Parse(v)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
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
