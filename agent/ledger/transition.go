package ledger

import (
	"time"
	"unicode/utf8"
)

// Bounds of the history, so that an account fits into one slot.
const (
	MaxTransitions = 22
	maxState       = 24 // bytes of From and To
	maxCause       = 40 // bytes of Cause
)

// What says what a transition is about. The values are on disk.
type What byte

// The subjects of transitions.
const (
	WhatCloud  What = 1 // status of the Sim
	WhatAttach What = 2 // registration and attach
	WhatModule What = 3 // module lost, found, reset
	WhatCard   What = 4 // card removed, inserted, locked
	WhatAgent  What = 5 // start, stop, resumption
	WhatPeriod What = 6 // billing period
	WhatGuard  What = 7 // traffic stopped or let through
	WhatUsage  What = 8 // bytes that this device did not cause
)

// Transition is one change of state.
type Transition struct {
	At       time.Time
	Trusted  bool // At is from a clock that was set
	What     What
	From, To string // at most 24 bytes, longer is cut
	Cause    string // at most 40 bytes, longer is cut
}

// Transit adds to the history; the oldest beyond MaxTransitions go.
func (a *Account) Transit(t Transition) {
	t.From, t.To, t.Cause = cut(t.From, maxState), cut(t.To, maxState), cut(t.Cause, maxCause)
	old := a.Transitions
	if len(old) >= MaxTransitions {
		old = old[len(old)-MaxTransitions+1:]
	}
	a.Transitions = append(append(make([]Transition, 0, len(old)+1), old...), t)
	a.Touch()
}

// cut shortens s to n bytes without splitting a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
