package supersim

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"
)

// call is one request that is to be made, once or again.
type call struct {
	method string
	url    *url.URL
	form   url.Values // of a POST
	// once: a second one would do it twice. It is made again only when the first was surely not processed.
	once bool
}

// The pauses between attempts: doubled each time, drawn at random from the upper half.
const (
	pauseFirst = time.Second
	pauseMost  = 30 * time.Second
)

// do makes a call, and again as far as Config.Attempts and sense allow. The error is that of the last attempt.
func (c *Client) do(ctx context.Context, q call) (body []byte, meta Meta, err error) {
	for try := 1; ; try++ {
		body, meta, err = c.attempt(ctx, q)
		meta.Attempts = try
		if err == nil || try >= c.cfg.Attempts || !again(q, err) || !pause(ctx, pauseAfter(try, err)) {
			return body, meta, err
		}
	}
}

// attempt is one request; a second one only when the token had run out early, since that one was not processed.
func (c *Client) attempt(ctx context.Context, q call) ([]byte, Meta, error) {
	body, meta, secrets, err := c.exchange(ctx, q, c.auth)
	if err != nil && c.auth != nil && c.auth.renew(err, secrets) {
		body, meta, _, err = c.exchange(ctx, q, c.auth)
	}
	return body, meta, err
}

// again says whether another attempt is safe and may help. 429 was never processed (twilio.com/docs/errors/20429).
func again(q call, err error) bool {
	if e, ok := errors.AsType[*APIError](err); ok {
		switch s := e.HTTPStatus; {
		case s == http.StatusTooManyRequests:
			return true
		case q.once:
			return false
		}
		return e.Passing()
	}
	if e, ok := errors.AsType[*NetError](err); ok {
		switch e.Kind {
		case NetDNS, NetRefused, NetUnreachable:
			return true // nothing has left
		case NetTimeout, NetCut:
			return !q.once || e.Unsent
		}
	}
	return false
}

// pauseAfter is the time before the next attempt: what the server asked for, or longer.
func pauseAfter(try int, err error) time.Duration {
	d := min(pauseFirst<<min(try-1, 10), pauseMost)
	d = d/2 + rand.N(d/2+1)
	if e, ok := errors.AsType[*APIError](err); ok && e.RetryAfter > 0 {
		d += e.RetryAfter
	}
	return d
}

// pause sleeps, and reports false when ctx ended meanwhile, or at once when it will end before.
func pause(ctx context.Context, d time.Duration) bool {
	if until, ok := ctx.Deadline(); ok && time.Until(until) <= d {
		return false
	}
	return sleep(ctx, d)
}

// sleep reports false when ctx ended meanwhile.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
