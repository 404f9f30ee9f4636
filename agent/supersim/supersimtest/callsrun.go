package supersimtest

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"syscall"
	"time"
)

const (
	callbackWorkers = 8
	connectTimeout  = 5 * time.Second  // docs.korewireless.com, Connection Settings
	callTimeout     = 15 * time.Second // same place: connection and answer together
	retryPause      = time.Second      // ours: no source says how soon the one retry comes
)

// RunCallbacks makes the calls that are queued, until ctx ends; it then waits for those under way, which end with ctx.
// Calls about one Sim are made one after the other in the order of the events, at most 8 at a time in all. Each has
// 15 s, and is made once more when it was too slow or was answered with 408, 423 or 5xx. Redirects are not followed.
// rt makes the requests and must respect their context; nil is one without a proxy that connects within 5 s.
// The error says that RunCallbacks runs already. Times are those of package time, not of Options.Now.
func (c *Cloud) RunCallbacks(ctx context.Context, rt http.RoundTripper) error {
	c.mu.Lock()
	running := c.calls.running
	c.calls.running = true
	c.mu.Unlock()
	if running {
		return errors.New("cannot run callbacks: they are being run already")
	}
	if rt == nil {
		t := callbackTransport(c.opt.CallbackAnywhere)
		defer t.CloseIdleConnections()
		rt = t
	}
	c.dispatch(ctx, rt)
	c.mu.Lock()
	c.calls.running = false
	c.mu.Unlock()
	return nil
}

// dispatch owns the workers: one for each call under way.
func (c *Cloud) dispatch(ctx context.Context, rt http.RoundTripper) {
	var wg sync.WaitGroup
	defer wg.Wait()
	ended := make(chan string, callbackWorkers) // never blocks a worker
	busy := map[string]bool{}                   // whom a call is under way about
	for ctx.Err() == nil {
		for len(busy) < callbackWorkers {
			k := c.takeCall(busy)
			if k == nil {
				break
			}
			busy[k.About] = true
			wg.Go(func() {
				c.makeCall(ctx, rt, k)
				ended <- k.About
			})
		}
		select {
		case <-c.calls.wake:
		case about := <-ended:
			delete(busy, about)
		case <-ctx.Done():
		}
	}
}

// takeCall takes the first waiting call about nobody in busy; nil when there is none.
func (c *Cloud) takeCall(busy map[string]bool) *callback {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, k := range c.calls.waiting {
		if !busy[k.About] {
			c.calls.waiting = slices.Delete(c.calls.waiting, i, i+1)
			k.Outcome = CallbackSending
			return k
		}
	}
	return nil
}

// makeCall is one delivery: one attempt, or two.
func (c *Cloud) makeCall(ctx context.Context, rt http.RoundTripper, k *callback) {
	outcome := CallbackFailed
	if pause(ctx, k.late) {
		for n := range 2 {
			if n > 0 && !pause(ctx, retryPause) {
				break
			}
			a, again := c.attempt(ctx, rt, k)
			c.mu.Lock()
			k.Attempts = append(k.Attempts, a)
			c.mu.Unlock()
			if a.Status/100 == 2 {
				outcome = CallbackDelivered
			}
			if !again {
				break
			}
		}
	}
	now := c.opt.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if k.Outcome = outcome; outcome == CallbackFailed && k.Kind == "ip" {
		c.alert(83402, "the callback about an IP Command was not answered well", k.About, now)
	}
}

// attempt makes one request and says whether the rule allows another.
func (c *Cloud) attempt(ctx context.Context, rt http.RoundTripper, k *callback) (a CallbackAttempt, again bool) {
	start := time.Now()
	a.At = c.opt.Now()
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	req, err := c.callRequest(ctx, k, a.At)
	var resp *http.Response
	if err == nil {
		resp, err = rt.RoundTrip(req)
	}
	if err == nil {
		a.Status = resp.StatusCode
		_, _ = io.CopyN(io.Discard, resp.Body, 64<<10) // the status is all that counts; the connection is used again
		_ = resp.Body.Close()
	}
	a.Took = time.Since(start)
	if err != nil {
		a.Error = err.Error()
		var slow net.Error
		return a, errors.As(err, &slow) && slow.Timeout()
	}
	return a, a.Status == 408 || a.Status == 423 || a.Status >= 500
}

// callbackTransport dials no one but this machine, unless it may.
func callbackTransport(anywhere bool) *http.Transport {
	d := net.Dialer{Timeout: connectTimeout}
	if !anywhere {
		d.Control = func(_, address string, _ syscall.RawConn) error {
			if host, _, err := net.SplitHostPort(address); err != nil || !loopbackHost(host) {
				return errors.New("not a loopback address")
			}
			return nil
		}
	}
	return &http.Transport{DialContext: d.DialContext, TLSHandshakeTimeout: connectTimeout, MaxIdleConnsPerHost: callbackWorkers, IdleConnTimeout: time.Minute}
}
