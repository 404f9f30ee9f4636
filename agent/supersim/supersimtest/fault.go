package supersimtest

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// FaultKind says what goes wrong.
type FaultKind string

// The kinds of faults.
const (
	// FaultNone goes wrong only by its Latency.
	FaultNone FaultKind = "none"
	// FaultStatus answers with Status, default 500, and Code, default the one that belongs to the status.
	FaultStatus FaultKind = "status"
	// FaultHTML answers with an HTML page and Status, default 502.
	FaultHTML FaultKind = "html"
	// FaultCut ends the connection after Bytes bytes of the body, or before any answer when Bytes is negative.
	FaultCut FaultKind = "cut"
	// FaultBrokenJSON sends only Bytes bytes of the body, as if that were all. 0 sends half of it.
	FaultBrokenJSON FaultKind = "broken-json"
	// FaultSlowBody waits for Pause before every 16 bytes of the body.
	FaultSlowBody FaultKind = "slow-body"
	// FaultStuck accepts updates that never complete. Here Count counts updates, and clearing lets them go on, also those
	// of a loaded Cloud, which has no faults: its SimView shows them.
	FaultStuck FaultKind = "stuck"
	// FaultUpdateFails accepts updates that come to nothing: the Sim returns to its status. Count counts updates.
	FaultUpdateFails FaultKind = "update-fails"
	// FaultExpiredTokens makes every KORE access token useless that was issued before the request.
	FaultExpiredTokens FaultKind = "expired-tokens"
	// FaultSkew answers with a clock that is off by Skew: the Date header, and the times in a token.
	FaultSkew FaultKind = "skew"
)

// Fault is one disturbance. Faults are tried in the order in which they were set; the first that fits is used.
type Fault struct {
	Kind       FaultKind
	Count      int           // how many requests or updates; 0 is until ClearFaults
	Skip       int           // how many fitting requests or updates pass unharmed before
	Method     string        // only this method; "" is any
	Path       string        // only paths that begin so, such as /v1/Sims; "" is any
	ICCID      string        // FaultStuck and FaultUpdateFails: only this SIM; "" is any
	Status     int           // HTTP status
	Code       int           // vendor's code in the body
	RetryAfter time.Duration // sent in whole seconds when positive, rounded up
	Latency    time.Duration // wait before the request is handled; ends early when the client goes
	Pause      time.Duration // FaultSlowBody
	Bytes      int           // FaultCut, FaultBrokenJSON
	Skew       time.Duration // FaultSkew: how much the clock is ahead
	Until      time.Duration // ends so long after it was set; 0 is until ClearFaults
}

type fault struct {
	Fault
	ends       time.Time // zero: not by itself
	seen, used int
}

// take counts one fitting request or update, and reports whether the fault strikes it. mu is held.
func (f *fault) take(now time.Time) bool {
	if !f.ends.IsZero() && !now.Before(f.ends) {
		return false
	}
	if f.seen++; f.seen <= f.Skip || f.Count > 0 && f.used >= f.Count {
		return false
	}
	f.used++
	return true
}

func (f *fault) ofUpdates() bool { return f.Kind == FaultStuck || f.Kind == FaultUpdateFails }

// Fault sets a disturbance.
func (c *Cloud) Fault(f Fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	set := &fault{Fault: f}
	if f.Until > 0 {
		set.ends = c.opt.Now().Add(f.Until)
	}
	c.faults = append(c.faults, set)
}

// ClearFaults ends all disturbances. Updates that were stuck complete after the usual time from now.
func (c *Cloud) ClearFaults() {
	c.do(func(now time.Time) {
		c.faults = nil
		for _, s := range c.sims {
			if s.next != nil && s.next.due.IsZero() {
				s.next.due = now.Add(max(c.opt.ScheduledFor, 0))
				c.plan(s)
			}
		}
	})
}

// spend uses up one fault of updates. mu is held.
func (c *Cloud) spend(kind FaultKind, iccid string) bool {
	for _, f := range c.faults {
		if f.Kind == kind && (f.ICCID == "" || f.ICCID == iccid) && f.take(c.last) {
			return true
		}
	}
	return false
}

// arrive counts a request and finds the fault that strikes it, or one that does nothing. n is the request's number.
// leave must follow.
func (c *Cloud) arrive(r *http.Request) (hit *fault, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests++
	n = c.requests
	if c.underway++; c.opt.MaxConcurrent > 0 && c.underway > c.opt.MaxConcurrent {
		return &fault{Fault: Fault{Kind: FaultStatus, Status: http.StatusTooManyRequests}}, n
	}
	now := c.opt.Now()
	for _, f := range c.faults {
		if !f.ofUpdates() && !f.ofCallbacks() && (f.Method == "" || f.Method == r.Method) && strings.HasPrefix(r.URL.Path, f.Path) && f.take(now) {
			if f.Kind == FaultExpiredTokens {
				c.dead = c.issued
			}
			return f, n
		}
	}
	return &fault{}, n
}

func (c *Cloud) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.underway--
}

// wait is the latency. It reports false when the client has gone meanwhile.
func (f *fault) wait(ctx context.Context) bool { return pause(ctx, f.Latency) }

func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// answer is what the fault answers in place of the API, so that the request has no effect; nil when it does not.
func (f *fault) answer(v Vendor) *answer {
	var a *answer
	switch f.Kind {
	case FaultHTML:
		status := or(f.Status, 502)
		a = &answer{status, http.Header{"Content-Type": {"text/html"}},
			fmt.Appendf(nil, "<!DOCTYPE html><html><head><title>%d</title></head><body><h1>%d %s</h1></body></html>", status, status, http.StatusText(status))}
	case FaultStatus:
		status := or(f.Status, 500)
		e := &apiError{status, or(f.Code, v.codeFor(status)), strings.ToLower(http.StatusText(status))}
		if a = jsonAnswer(status, v.errorBody(e)); status == 401 {
			v.challenge(a.header)
		}
	default:
		return nil
	}
	if f.RetryAfter > 0 {
		a.header.Set("Retry-After", strconv.FormatInt(int64((f.RetryAfter+time.Second-1)/time.Second), 10))
	}
	return a
}

// write sends an answer, spoilt as the fault says.
func (f *fault) write(w http.ResponseWriter, r *http.Request, a *answer) {
	for k, v := range a.header {
		w.Header()[k] = v
	}
	body, length := a.body, len(a.body)
	switch f.Kind {
	case FaultCut:
		if f.Bytes < 0 {
			panic(http.ErrAbortHandler) // the way of net/http to close without an answer
		}
		// net/http closes the connection when less comes than was announced.
		body = body[:min(f.Bytes, max(length-1, 0))]
	case FaultBrokenJSON:
		n := f.Bytes
		if n <= 0 {
			n = length / 2
		}
		body = body[:min(n, length)]
		length = len(body)
	}
	if a.status != http.StatusNoContent { // RFC 9110, 8.6
		w.Header().Set("Content-Length", strconv.Itoa(length))
	}
	w.WriteHeader(a.status)
	if r.Method == http.MethodHead {
		return
	}
	if f.Kind != FaultSlowBody {
		w.Write(body) // an error means that the client has gone
		return
	}
	for len(body) > 0 && pause(r.Context(), f.Pause) {
		n := min(16, len(body))
		if _, err := w.Write(body[:n]); err != nil {
			return
		}
		http.NewResponseController(w).Flush()
		body = body[n:]
	}
}
