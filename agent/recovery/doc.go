// Package recovery decides what is done about a module that does not work, and when: a ladder of rungs with a hold-off,
// rising delays and a daily budget.
//
// It is pure: no clock, no I/O. The agent says what is wrong (Trouble), what was done lately (Book) and what is allowed
// (Limits); Next says which rung is due, and when. Each rung is taken once before a stronger one, the strongest again and
// again; the pause doubles each time. A reset is not free: a Super SIM that is reset while it changes its identity begins
// anew, and networks throttle devices that register too often. So nothing is done before Trouble.After, nothing beyond the
// budget of a day, and nothing at all about a cause that a reset cannot cure.
package recovery
