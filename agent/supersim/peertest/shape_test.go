package peertest

import (
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// instant is the form of all times in the examples: UTC and Z.
var instant = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$`)

// shape checks what the files do not say: the form of errors, that nothing follows a 204, that times are in UTC, and that
// the addresses in an answer lead back to the host that was asked.
func (x *exchange) shape() (faults []string) {
	fault := func(format string, args ...any) {
		faults = append(faults, fmt.Sprintf("%s, answer %d: ", x, x.status)+fmt.Sprintf(format, args...))
	}
	if x.status == 204 {
		if len(x.answer) > 0 {
			fault("a body of %d bytes", len(x.answer))
		}
		return faults
	}
	if kind, _, err := mime.ParseMediaType(x.header.Get("Content-Type")); err != nil || kind != "application/json" {
		fault("Content-Type %q", x.header.Get("Content-Type"))
		return faults
	}
	var body map[string]any
	if err := json.Unmarshal(x.answer, &body); err != nil {
		fault("%v", err)
		return faults
	}
	if x.status >= 400 && x.req.URL.Host != tokenHost { // whose errors are declared
		if why := x.errorShape(body); why != "" {
			fault("%s: %s", why, x.answer)
		}
	}
	if x.status >= 400 {
		return faults
	}
	for _, at := range strs(body, func(key string) bool { return strings.HasPrefix(key, "date_") || strings.HasSuffix(key, "_time") }) {
		if !instant.MatchString(at) {
			fault("the time %q is not in UTC", at)
		}
	}
	for _, address := range strs(body, isAddress) {
		if u, err := url.Parse(address); err != nil || u.Scheme != "https" || u.Host != x.req.URL.Host || !strings.HasPrefix(u.Path, "/v1/") {
			fault("the address %q leads elsewhere", address)
		}
	}
	return faults
}

// errorShape says what is wrong with the body of an error, or "". The four properties are those that the SDK reads
// (client/error.go of twilio-go); a gateway in front of KORE's API has two others.
func (x *exchange) errorShape(body map[string]any) string {
	keys := strings.Join(slices.Sorted(maps.Keys(body)), " ")
	if x.status == 403 && keys == "error message" {
		return ""
	}
	if keys != "code message more_info status" {
		return "properties " + keys
	}
	code, _ := body["code"].(float64)
	message, _ := body["message"].(string)
	info, _ := body["more_info"].(string)
	switch {
	case code < 10000 || code > 99999 || code != float64(int(code)):
		return "code"
	case message == "":
		return "no message"
	case !strings.HasPrefix(info, "https://") || !strings.HasSuffix(info, fmt.Sprintf("/%d", int(code))):
		return "more_info"
	case body["status"] != float64(x.status):
		return "status"
	}
	return ""
}

// isAddress tells the properties that lead to the API itself. In links every one does.
func isAddress(key string) bool {
	return key == "url" || strings.HasSuffix(key, "_page_url") || strings.HasPrefix(key, "links ")
}

// strs are all strings under a key that fits, at any depth. The keys in links have "links " before them.
func strs(body map[string]any, fits func(key string) bool) (all []string) {
	for key, v := range body {
		switch v := v.(type) {
		case string:
			if fits(key) {
				all = append(all, v)
			}
		case map[string]any:
			if key == "links" {
				v = prefixed("links ", v)
			}
			all = append(all, strs(v, fits)...)
		case []any:
			for _, item := range v {
				if m, ok := item.(map[string]any); ok {
					all = append(all, strs(m, fits)...)
				}
			}
		}
	}
	return all
}

func prefixed(prefix string, m map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range m {
		out[prefix+k] = v
	}
	return out
}
