package labhttp

import (
	"net"
	"net/http"
	"strings"
)

// admitted refuses what a page of the internet can make a browser send here: a request under a name that was pointed at
// this machine afterwards (DNS rebinding), or from another site. A GET shows nothing to another site, since the browser
// lets it read no answer, and changes nothing.
func admitted(r *http.Request) bool {
	if !loopbackName(r.Host) {
		return false
	}
	for _, origin := range r.Header.Values("Origin") {
		if site, ok := strings.CutPrefix(origin, scheme(r)+"://"); !ok || site != r.Host {
			return false
		}
	}
	return true
}

func scheme(r *http.Request) string {
	if r.TLS != nil {
		return "https"
	}
	return "http"
}

// loopbackName tells whether a Host header names this machine: localhost or a loopback address, with or without a port.
func loopbackName(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	ip := net.ParseIP(name)
	return strings.EqualFold(name, "localhost") || ip != nil && ip.IsLoopback()
}
