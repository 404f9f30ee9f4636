package agent

import "time"

// Hurry spaces what a module may ask for again and again: a card that flaps, a
// report a thousand times a second. The first wish is granted after least, and
// each one behind it after twice as long, until there was a minute's rest.
type Hurry struct {
	Due   time.Time // of the last wish that was granted
	Delay time.Duration
}

const (
	hurryMost = 30 * time.Second
	hurryRest = time.Minute
	hurryStep = 200 * time.Millisecond // behind a least of 0
)

// grant says how long to wait with a wish; ok is false when one is on its way
// that serves this one too.
func (h *Hurry) grant(now time.Time, least time.Duration) (wait time.Duration, ok bool) {
	if now.Before(h.Due) {
		return 0, false
	}
	switch {
	case h.Due.IsZero() || now.Sub(h.Due) > hurryRest:
		h.Delay = least
	default:
		h.Delay = min(max(2*h.Delay, hurryStep), hurryMost)
	}
	h.Due = now.Add(h.Delay)
	return h.Delay, true
}

// hurry does op soon: at once, or when the timer fires that does it.
func (s *step) hurry(h *Hurry, op Op, timer TimerName) (ok bool) {
	wait, ok := h.grant(s.m.Now, 0)
	switch {
	case !ok:
	case wait == 0:
		s.command(op)
	default:
		s.timer(timer, wait)
	}
	return ok
}
