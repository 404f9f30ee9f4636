package supersimtest

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
)

// TwilioSignature is the X-Twilio-Signature of a call (twilio.com/docs/usage/security): base64 of HMAC-SHA1, keyed with
// the account's auth token, over the whole URL with its query and then every form parameter, name and value, sorted by
// name. params are those of the body, so nil for a GET. A value that comes twice under one name counts once.
func TwilioSignature(authToken, url string, params url.Values) string {
	mac := hmac.New(sha1.New, []byte(authToken))
	mac.Write([]byte(url))
	names := make([]string, 0, len(params))
	for name := range params {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		values := slices.Sorted(slices.Values(params[name]))
		for _, v := range slices.Compact(values) {
			mac.Write([]byte(name + v))
		}
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// KoreSignature is the kore-signature of a call (docs.korewireless.com, Validate Webhook Signatures): hex of SHA-256,
// without any key, over secret, method, the URL up to its query or fragment, and the raw body. "" when there is no secret.
func KoreSignature(secret, method, url string, body []byte) string {
	if secret == "" {
		return ""
	}
	if i := strings.IndexAny(url, "?#"); i >= 0 {
		url = url[:i]
	}
	sum := sha256.Sum256(append([]byte(secret+method+url), body...))
	return hex.EncodeToString(sum[:])
}
