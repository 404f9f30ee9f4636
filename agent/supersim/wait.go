package supersim

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"time"
)

// The pace of Wait. No duration of an update is published; these are ours.
const (
	waitFirst = 2 * time.Second
	waitMost  = time.Minute
	// TooLong is how long a Sim may be scheduled before something is probably wrong.
	TooLong = 15 * time.Minute
)

// Expect is what an update asked for; "" is anything.
type Expect struct {
	Status   SimStatus
	FleetSID string
}

// Waiting is the state of an update that is awaited.
type Waiting struct {
	Sim       Sim           // as it was read last; its FleetSID is the old one while Status is scheduled
	Scheduled time.Duration // how long it has been scheduled, as far as known
	TooLong   bool          // Scheduled has passed TooLong
	Err       error         // the last question failed, and is asked again
	Next      time.Duration // until the next question; 0 when this is the end
}

// Differs says in words in what the final state is not what was asked for, "" when it is. A Sim that was to become ready
// and has become active meanwhile differs.
func (w Waiting) Differs(want Expect) string {
	var parts []string
	if want.Status != "" && w.Sim.Status != want.Status {
		parts = append(parts, "the status is "+orNone(string(w.Sim.Status))+" instead of "+string(want.Status))
	}
	if want.FleetSID != "" && !strings.EqualFold(w.Sim.FleetSID, want.FleetSID) {
		parts = append(parts, "the Fleet has not changed to the one asked for")
	}
	return strings.Join(parts, ", and ")
}

func orNone(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}

// Wait asks for a Sim until it is no longer scheduled: after 2 s, then more and more slowly up to once a minute. tell is
// called after every question, and may be nil. What may pass by itself, such as a network that is away, is asked again
// until ctx ends; then the error is that of ctx, next to what is known.
func (c *Client) Wait(ctx context.Context, simSID string, tell func(Waiting)) (Waiting, error) {
	var w Waiting
	var began time.Time
	for n := 0; ; n++ {
		s, meta, err := c.Sim(ctx, simSID)
		if ctx.Err() != nil {
			return w, ctx.Err()
		}
		w.Err, w.Next = err, 0
		if err == nil {
			w.Sim = s
			if s.Status == StatusScheduled && began.IsZero() {
				began = scheduledSince(s, meta)
			}
		}
		if !began.IsZero() {
			w.Scheduled = time.Since(began)
			w.TooLong = w.Scheduled > TooLong
		}
		if err == nil && s.Status != StatusScheduled || err != nil && !passing(err) {
			if tell != nil {
				tell(w)
			}
			return w, err
		}
		d := min(waitFirst<<min(n, 8), waitMost)
		w.Next = d - d/8 + rand.N(d/4)
		if e, ok := errors.AsType[*APIError](err); ok {
			w.Next += e.RetryAfter
		}
		if tell != nil {
			tell(w)
		}
		if !sleep(ctx, w.Next) {
			return w, ctx.Err()
		}
	}
}

// scheduledSince is when the Sim became scheduled: its last change, by the server's own clock, when the two are
// plausible; else now.
func scheduledSince(s Sim, meta Meta) time.Time {
	if ago := meta.Date.Sub(s.DateUpdated); !meta.Date.IsZero() && !s.DateUpdated.IsZero() && ago > 0 && ago < 30*24*time.Hour {
		return time.Now().Add(-ago)
	}
	return time.Now()
}

// passing reports whether an error may go away by itself.
func passing(err error) bool {
	if e, ok := errors.AsType[*APIError](err); ok {
		return e.Passing() || e.HTTPStatus < 300 // an answer that cannot be read
	}
	if e, ok := errors.AsType[*NetError](err); ok {
		switch e.Kind {
		case NetDNS, NetRefused, NetUnreachable, NetTimeout, NetCut:
			return true
		}
	}
	return false
}
