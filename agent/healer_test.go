package agent_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"simagent/agent"
	"simagent/agent/recovery"
)

// healer is the board of a rig: its lines, its supply, and the file of what was done.
type healer struct {
	usb   bool                      // the port is one of a USB device
	hands []recovery.Rung           // what the board can do
	cures func(recovery.Rung) error // what a rung of the host does; nil does nothing

	onAct func(recovery.Rung) // is told of each act as it is entered

	mu      sync.Mutex
	began   time.Time
	file    []byte
	saveErr error
	slow    time.Duration // that a write takes
	supply  agent.SupplySeen
	acts    []string // "25m0s radio", but for resets that could not be recorded
}

func (r *rig) recoverer(dead *atomic.Bool) agent.Recoverer {
	h := &r.healer
	if h.began.IsZero() {
		h.began = time.Now()
	}
	return agent.Recoverer{
		Load: func(now time.Time) recovery.Book {
			h.mu.Lock()
			defer h.mu.Unlock()
			if h.file == nil {
				return recovery.Book{}
			}
			b, err := recovery.Decode(h.file, now)
			if err != nil {
				return recovery.Unknown(now)
			}
			return b
		},
		Save: func(b recovery.Book, now time.Time) error {
			h.mu.Lock()
			slow := h.slow
			h.mu.Unlock()
			time.Sleep(slow)
			h.mu.Lock()
			defer h.mu.Unlock()
			if dead.Load() {
				return errKilled
			}
			if a, ok := b.Last(); ok && a.At.Equal(now) && (h.saveErr == nil || !a.Rung.Reset()) {
				h.acts = append(h.acts, fmt.Sprintf("%s %s", now.Sub(h.began).Round(time.Second), a.Rung))
				if h.onAct != nil {
					h.onAct(a.Rung)
				}
			}
			if h.saveErr != nil {
				return h.saveErr
			}
			h.file = b.Encode(now)
			return nil
		},
		Restore: func(_ context.Context, rung recovery.Rung) error {
			if dead.Load() {
				return errKilled
			}
			time.Sleep(2 * time.Second)
			if h.cures == nil {
				return nil
			}
			return h.cures(rung)
		},
		Supply: func() agent.SupplySeen {
			h.mu.Lock()
			defer h.mu.Unlock()
			return h.supply
		},
	}
}

// acts are what recovery did so far: "25m0s radio, 1h15m0s module_reset".
func (r *rig) acts() string {
	r.healer.mu.Lock()
	defer r.healer.mu.Unlock()
	return strings.Join(r.healer.acts, ", ")
}
