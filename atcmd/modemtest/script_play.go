package modemtest

import (
	"errors"
	"strings"
	"time"
)

// Play takes the steps of a script in hand; several scripts may play at once. It returns at once.
func (m *Modem) Play(s Script) {
	m.do(func() {
		for _, step := range s {
			if step.On != "" {
				m.faults = append(m.faults, step.fault(m))
				continue
			}
			m.after(step.At, func() { m.perform(step.Action, nil) })
		}
	})
}

// fault is what a step does to the command lines it waits for.
func (s *Step) fault(m *Modem) Fault {
	f := Fault{Match: s.On, Times: s.Times}
	switch s.Kind {
	case KindLate:
		f.Delay = s.For
	case KindSilent:
		f.Ignore = true
	case KindMute:
		f.Swallow = true
	case KindCut:
		f.NoFinal = true
	case KindFinal:
		f.Final = s.Text
	case KindAnswer:
		f.Lines = strings.Split(s.Text, "\n")
	case KindSplit:
		f.Split, f.Gap = true, s.For
	default:
		f.run = func(p *port) { m.perform(s.Action, p) }
	}
	return f
}

// perform does what does not concern an answer; p is the port whose command asked for it, or nil. Under mu.
func (m *Modem) perform(a Action, p *port) {
	switch a.Kind {
	case KindURC:
		m.repeat(a)
	case KindGarbage:
		for p := range m.ports {
			p.out.urc(noise(a.Count))
		}
	case KindEcho:
		m.set.echo = !m.set.echo
	case KindReset:
		m.reset("reset", ErrReset)
	case KindSIMBusy:
		m.cardBusyUntil = m.clock().Add(a.For)
	case KindSIMOut:
		card := m.card
		m.removeCard()
		m.after(a.For, func() { m.insertCard(card) })
	case KindHang:
		n := 1
		if p != nil {
			n = p.n
		}
		m.hung[n] = m.clock().Add(a.For)
		m.after(a.For, func() {}) // the loops look again then
	case KindVanish:
		m.vanish(a.For)
	case KindCarrier:
		m.hangUp()
	case KindSMS:
		_ = m.deliver(a.From, a.Text) // a network that cannot deliver keeps it
	}
}

// repeat prints the lines of an unsolicited message again and again, a.For apart. Under mu.
func (m *Modem) repeat(a Action) {
	lines := strings.Split(a.Text, "\n")
	if a.For == 0 {
		for range a.Count {
			m.urc(lines...)
		}
		return
	}
	m.urc(lines...)
	if a.Count--; a.Count > 0 {
		m.after(a.For, func() { m.repeat(a) })
	}
}

// noise is n bytes that look random and are the same each time.
func noise(n int) []byte {
	b := make([]byte, n)
	x := uint32(n) + 1
	for i := range b {
		x = x*1664525 + 1013904223 // full period modulo 2^32; the high bits are the better ones
		b[i] = byte(x >> 24)
	}
	return b
}

// ErrVanished is what Serve returns when the port has disappeared; WaitPresent tells when it is back.
var ErrVanished = errors.New("the port has vanished")

// Vanish ends all links with ErrVanished, unsaid words included, as when a USB device goes away. For d Serve
// returns ErrVanished at once. The module itself goes on.
func (m *Modem) Vanish(d time.Duration) { m.do(func() { m.vanish(d) }) }

func (m *Modem) vanish(d time.Duration) {
	m.goneUntil = m.clock().Add(d)
	for p := range m.ports {
		p.out.clear()
		p.ends = ErrVanished
	}
	m.wake()
}

// clock is the time of the agenda's entry that runs, or now. Under mu.
func (m *Modem) clock() time.Time {
	if m.running.IsZero() {
		return time.Now()
	}
	return m.running
}
