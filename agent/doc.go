// Package agent is the daemon's loop: events come in, Step decides, effects go
// out, and every effect that takes time comes back as an event.
//
//	Event{At, Value} -> Step(Machine, Event) (Machine, []Effect) -> Agent carries them out
//
// Step is pure: no I/O, no clock, no goroutine, and it never changes its
// input. The loop in Agent.Run is the sole owner of the Machine.
//
// # The states
//
//	link          absent ──port──> opening ──AT answers──> up ──EOF, reset, silence──> absent | silent
//	                 └─held by another program──> held        (reopened after 1 s, 2 s … 30 s, for ever)
//	sim           unknown ──link up──> busy | absent | pin | puk | failed | uncertain ──two equal reads──> ready
//	                 any ──+CPIN: NOT READY, +QSIMSTAT, link down──> unknown        (another ICCID: another account)
//	registration  as 27.007 has it, of the best domain: not registered, searching, denied, home, roaming, …
//	attach        detached <──+CGATT──> attached
//	cloud         unknown ──fetch──> new ──> scheduled ──> ready ──250 KB | 5 SMS | 3 months──> active <──> inactive
//
// URCs drive it; a poll (modem.poll) catches what they miss. Every change goes
// into a bounded history with its time and cause.
//
// # Ids and generations
//
// A Command carries the generation of the link it was meant for: what comes
// back from an older one is dropped. What depends on a record (an SMS, a
// report) waits for its Recorded event.
package agent
