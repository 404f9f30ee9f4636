package supersimtest

import (
	"context"
	"net/http"
	"strings"
	"time"
)

// callRequest makes the request of a call: a form in the body of a POST, in the query of a GET behind what the address
// has there already. A fragment is not sent.
func (c *Cloud) callRequest(ctx context.Context, k *callback, now time.Time) (*http.Request, error) {
	address, _, _ := strings.Cut(k.URL, "#")
	body, signed := k.Params.Encode(), k.Params
	if k.Method == http.MethodGet {
		sep := "?"
		if strings.Contains(address, "?") {
			sep = "&"
		}
		address, body, signed = address+sep+body, "", nil
	}
	req, err := http.NewRequestWithContext(ctx, k.Method, address, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	c.mu.Lock()
	a := *c.accounts[k.account]
	c.mu.Unlock()
	if c.opt.Vendor == Kore {
		req.Header.Set("User-Agent", "KoreProxy/1.1")
		req.Header.Set("Date", iso(now)) // not the form of HTTP
		req.Header.Set("Kore-Idempotency-Token", k.Token)
		req.Header.Set("Kore-Signature", KoreSignature(a.WebhookSecret, k.Method, address, []byte(body)))
		return req, nil
	}
	req.Header.Set("User-Agent", "TwilioProxy/1.1")
	req.Header.Set("I-Twilio-Idempotency-Token", k.Token)
	req.Header.Set("X-Twilio-Signature", TwilioSignature(a.AuthToken, address, signed))
	return req, nil
}
