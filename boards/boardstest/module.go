package boardstest

import (
	"context"
	"sync"
	"time"

	"simagent/boards"
)

// Module behaves as a module behind the lines of a bench: a press of the power key toggles it, the power-down or supply line cuts
// it, the reset line restarts it, and it drives the status line. It implements boards.Observer. Set the fields before Attach. It
// is safe for use by several goroutines.
type Module struct {
	PressOn   time.Duration // shortest press that turns it on
	PressOff  time.Duration // shortest press that turns it off
	ResetHold time.Duration // shortest reset that it obeys
	Boot      time.Duration // from the end of the press or the reset until status, USB and AT are there
	Stop      time.Duration // from the end of the press, or from the cut, until they are gone
	NeedsKey  bool          // when its power comes back it stays off until the key is pressed
	Hung      bool          // it runs, but does not answer AT
	NoUSB     bool          // its USB is not wired

	mu      sync.Mutex
	on      bool
	since   time.Time // of the last change of on, or of the last reset
	pressed time.Time // zero while the key is up
	held    time.Time // zero while the reset line is inactive
	down    bool      // the power-down line is active
	unfed   bool      // there is a supply line, and it is inactive
	toggles int
}

// Attach connects the module to a bench, on or off at first. Its lines stand as they must for that.
func (m *Module) Attach(b *Bench, on bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.on, m.since = on, time.Now().Add(-max(m.Boot, m.Stop))
	for name, active := range map[string]bool{boards.Supply: true, boards.PowerDown: false, boards.Reset: false, boards.PowerKey: false} {
		if on && b.has(name) {
			b.Drive(name, active)
		}
	}
	if !on && !m.NeedsKey && b.has(boards.PowerDown) {
		b.Drive(boards.PowerDown, true)
	}
	m.unfed = b.has(boards.Supply) && !b.Active(boards.Supply)
	m.down = b.has(boards.PowerDown) && b.Active(boards.PowerDown)
	if b.has(boards.Status) {
		b.Follow(boards.Status, m.Running)
	}
	b.Watch(m.follow)
}

// follow is told of each output.
func (m *Module) follow(line string, active bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	cut := m.down || m.unfed
	switch line {
	case boards.PowerKey:
		m.key(active)
	case boards.PowerDown:
		m.down = active
	case boards.Supply:
		m.unfed = !active
	case boards.Reset:
		m.reset(active)
	}
	if now := m.down || m.unfed; now && !cut && m.on {
		m.change(false)
	} else if !now && cut && !m.NeedsKey {
		m.change(true)
	}
}

// reset is a pulse: the module is gone from its start, and boots from its end.
func (m *Module) reset(active bool) {
	if active == !m.held.IsZero() {
		return
	}
	if active {
		m.held = time.Now()
		return
	}
	long := time.Since(m.held) >= m.ResetHold
	m.held = time.Time{}
	if long && m.on {
		m.since = time.Now()
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
	pressed := time.Since(m.pressed)
	m.pressed = time.Time{}
	need := m.PressOn
	if m.on {
		need = m.PressOff
	}
	if pressed >= need && !m.down && !m.unfed {
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
		return m.held.IsZero() && time.Since(m.since) >= m.Boot
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
