package peertest

import (
	"sync"
	"time"
)

// began is when every test begins: the middle of a month and of an hour, so that nothing falls on a bound by chance.
var began = time.Date(2026, 3, 10, 8, 20, 0, 0, time.UTC)

// clock is the emulator's time. Only the test moves it.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}
