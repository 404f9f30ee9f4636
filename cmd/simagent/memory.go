package main

import (
	"math"
	"os"
	"runtime/debug"
	"sync"
	"time"
)

// memory gives back what only the start, a report, or a question to the cloud or to the daemon needed: a daemon that idles for
// months should not hold it. While it idles nothing is collected: the runtime would do that every two minutes, for a few KB, and would
// wake and touch more than all that a poll of the module does.
type memory struct {
	mu    sync.Mutex
	timer *time.Timer
	last  time.Time // something was done
	idle  bool
	own   bool // GOGC is not the user's
}

const (
	idleAfter   = 20 * time.Second
	trimEvery   = 10 * time.Minute // while it idles: what was done once in a while leaves pages, and a poll some 10 KB
	idleCeiling = 12 << 20         // bytes of the runtime, which has some 7 at rest, above which it collects all the same
)

// newMemory counts as busy.
func newMemory() *memory {
	m := &memory{last: time.Now(), own: os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == ""}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.timer = time.AfterFunc(idleAfter, m.rest)
	return m
}

// busy is called when something rare begins. Any goroutine may call it.
func (m *memory) busy() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last = time.Now()
	m.collect(true)
	m.timer.Reset(idleAfter)
}

// rest is the end of it.
func (m *memory) rest() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if ago := time.Since(m.last); ago < idleAfter { // it began while this was about to run
		m.timer.Reset(idleAfter - ago)
		return
	}
	trim()
	m.collect(false)
	m.timer.Reset(trimEvery)
}

// collect switches the collector. The mutex is held.
func (m *memory) collect(on bool) {
	if !m.own || m.idle != on {
		return
	}
	m.idle = !on
	if on {
		debug.SetMemoryLimit(math.MaxInt64)
		debug.SetGCPercent(100)
		return
	}
	debug.SetMemoryLimit(idleCeiling)
	debug.SetGCPercent(-1)
}

// stop is the end of the daemon; the process ends with it.
func (m *memory) stop() { m.timer.Stop() }
