package supersimtest

import (
	"context"
	"sync"
	"time"
)

// Clock is time that can be put forward: it goes as package time does, and jumps. Its Now is meant for Options.Now.
// The zero value shows the present. It is safe for several goroutines. It never goes back.
type Clock struct {
	mu    sync.Mutex
	ahead time.Duration
	jump  chan struct{}
}

// Now is the present, and what the clock was put forward.
func (k *Clock) Now() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return time.Now().Add(k.ahead)
}

// MaxYear is the last year that a Clock is put forward to. A time.Duration reaches 292 years, and a clock that has its
// own ahead must not run over.
const MaxYear = 2260

// Advance puts the clock forward, and wakes whoever waits for Jumped. A negative or zero duration does nothing. It
// reports false, and does nothing, when that leads beyond MaxYear.
func (k *Clock) Advance(by time.Duration) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.advance(by)
}

// Set puts the clock forward to t. It reports false, and does nothing, when that has passed or lies beyond MaxYear.
func (k *Clock) Set(t time.Time) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	by := t.Sub(time.Now().Add(k.ahead))
	if by < 0 || t.UTC().Year() > MaxYear {
		return false
	}
	return k.advance(by)
}

func (k *Clock) advance(by time.Duration) bool {
	if by <= 0 {
		return true
	}
	if time.Now().Add(k.ahead).Add(by).UTC().Year() > MaxYear {
		return false
	}
	k.ahead += by
	if k.jump != nil {
		close(k.jump)
		k.jump = nil
	}
	return true
}

// Jumped is closed at the next jump. Ask for it before Now, so that no jump falls between.
func (k *Clock) Jumped() <-chan struct{} {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.jump == nil {
		k.jump = make(chan struct{})
	}
	return k.jump
}

// DueChanged receives after NextDue has become another. It is for one goroutine, and never blocks the Cloud.
func (c *Cloud) DueChanged() <-chan struct{} { return c.dueChanged }

// tellDue wakes that goroutine. mu is held.
func (c *Cloud) tellDue() {
	_, t := c.earliest()
	if t.Equal(c.dueTold) {
		return
	}
	c.dueTold = t
	select {
	case c.dueChanged <- struct{}{}:
	default:
	}
}

// RunClock does what falls due, when it does and at once when the clock jumps, until ctx ends. Only one may run, and
// Options.Now must be that of the clock.
func (c *Cloud) RunClock(ctx context.Context, k *Clock) {
	for {
		jumped := k.Jumped()
		now := k.Now()
		c.Tick(now)
		var due <-chan time.Time
		if t, ok := c.NextDue(); ok {
			due = time.After(t.Sub(now))
		}
		select {
		case <-due:
		case <-jumped:
		case <-c.DueChanged():
		case <-ctx.Done():
			return
		}
	}
}
