package modemtest

import (
	"slices"
	"time"
)

// agenda is what happens later, in order of time; entries of the same time keep their order. Whoever
// holds the lock runs what is due; the loops of Serve wake up for it. Nothing runs while no link is
// served: the state then catches up with the next call, and nobody hears the URCs.
type agenda []entry

type entry struct {
	at  time.Time
	run func()
}

// after queues run for d from now, under the lock. With d zero it runs as soon as the present
// command has been answered. Now is the time of the entry that is running, if one is, so that a
// sequence which nobody watched is as far as it would be.
func (m *Modem) after(d time.Duration, run func()) {
	m.at(m.clock().Add(max(d, 0)), run)
}

func (m *Modem) at(t time.Time, run func()) {
	i, _ := slices.BinarySearchFunc(m.agenda, t, func(e entry, t time.Time) int {
		if e.at.After(t) {
			return 1
		}
		return -1
	})
	m.agenda = slices.Insert(m.agenda, i, entry{t, run})
	m.wake()
}

// runDue runs what has become due. Under mu.
func (m *Modem) runDue() {
	for len(m.agenda) > 0 && !m.agenda[0].at.After(time.Now()) {
		e := m.agenda[0]
		m.agenda = m.agenda[1:]
		m.running = e.at
		e.run()
	}
	m.running = time.Time{}
}

// nextDue returns the time of the first entry.
func (m *Modem) nextDue() (time.Time, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.agenda) == 0 {
		return time.Time{}, false
	}
	return m.agenda[0].at, true
}

// wake lets every loop look at the state again. Under mu.
func (m *Modem) wake() {
	for p := range m.ports {
		p.wake()
	}
}
