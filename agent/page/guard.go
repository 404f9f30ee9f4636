package page

import (
	"net/http"
	"net/netip"
	"strings"
)

// policy lets a page use what comes from here alone, and nothing written into
// it: no script, no style.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Guard lets through what a person's own browser, or a program, asks of this
// very host: another site that has its own name point here (DNS rebinding) has
// that name in Host, and one that asks from its own page is told by
// Sec-Fetch-Site. hosts are names that are right, besides localhost; an IP
// address always is, since no page of another site has it as its own.
func Guard(hosts []string, refused func(why string), next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		switch {
		case !right(r.Host, hosts):
			refused("it came by a name that is not this host's (page.hosts)")
			http.Error(w, "this is not the host that you asked for; page.hosts lists names that are right", http.StatusMisdirectedRequest)
		case foreign(r):
			refused("another site asked for it")
			http.Error(w, "not for other sites", http.StatusForbidden)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// right tells whether a Host header is one of ours, with or without a port.
func right(host string, hosts []string) bool {
	if at := strings.LastIndexByte(host, ':'); at >= 0 && !strings.HasSuffix(host, "]") {
		if strings.Trim(host[at+1:], "0123456789") != "" {
			return false
		}
		host = host[:at]
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil || host == "localhost" {
		return true
	}
	for _, name := range hosts {
		if host != "" && host == strings.ToLower(name) {
			return true
		}
	}
	return false
}

// foreign tells whether a page of another site asks, by anything but a link that
// a person follows. A browser that does not send Sec-Fetch-Site sends Origin
// with a form at least.
func foreign(r *http.Request) bool {
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	switch r.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return false
	case "":
		_, host, _ := strings.Cut(r.Header.Get("Origin"), "://")
		return !reads && r.Header.Get("Origin") != "" && !strings.EqualFold(host, r.Host)
	}
	return !reads || r.Header.Get("Sec-Fetch-Mode") != "navigate"
}
