package boardstest

import (
	"context"
	"sync"
	"time"

	"simagent/boards"
)

// Module behaves as a module behind the lines of a bench: a press of the power key toggles it, the power-down line cuts it, the
// reset line restarts it. It implements boards.Observer. Set the fields before Attach. It is safe for use by several goroutines.
type Module struct {
	PressOn  time.Duration // shortest press that turns it on
	PressOff time.Duration // shortest press that turns it off
	Boot     time.Duration // from the end of the press until USB and AT are there
	Stop     time.Duration // from the end of the press until they are gone
	Hung     bool          // it runs, but does not answer AT
	NoUSB    bool          // its USB is not wired

	mu      sync.Mutex
	on      bool
	since   time.Time // of the last change of on
	pressed time.Time // zero while the key is up
	cut     bool      // the power-down line is active
	toggles int
}

// Attach connects the module to a bench, on or off at first.
func (m *Module) Attach(b *Bench, on bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.on, m.since = on, time.Now().Add(-max(m.Boot, m.Stop))
	b.Watch(m.follow)
}

// follow is told of each output.
func (m *Module) follow(line string, active bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch line {
	case boards.PowerKey:
		m.key(active)
	case boards.PowerDown:
		if active != m.cut {
			m.cut = active
			m.change(!active)
		}
	case boards.Reset:
		if active && m.on {
			m.since = time.Now()
		}
	}
}

func (m *Module) key(down bool) {
	if down == !m.pressed.IsZero() {
		return
	}
	if down {
		m.pressed = time.Now()
		return
	}
	held := time.Since(m.pressed)
	m.pressed = time.Time{}
	need := m.PressOn
	if m.on {
		need = m.PressOff
	}
	if held >= need && !m.cut {
		m.toggles++
		m.change(!m.on)
	}
}

func (m *Module) change(on bool) { m.on, m.since = on, time.Now() }

// Running tells whether the module is up: Boot after it was turned on, until Stop after it was turned off.
func (m *Module) Running() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.on {
		return time.Since(m.since) >= m.Boot
	}
	return time.Since(m.since) < m.Stop
}

// Toggles counts the presses that it took for one.
func (m *Module) Toggles() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.toggles
}

// USB implements boards.Observer.
func (m *Module) USB() bool { return !m.NoUSB && m.Running() }

// AT implements boards.Observer.
func (m *Module) AT(ctx context.Context) bool { return !m.Hung && ctx.Err() == nil && m.Running() }
