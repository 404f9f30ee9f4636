package atcmd

import "strings"

// A heldLine waits for the final of the pending command, which tells what it
// was. Once one line is held, every later one is too, so that order is kept.
type heldLine struct {
	u      URC
	key    uint8 // 0: not a candidate; else candidates of one key exclude each other
	strong bool  // it has the shape of an answer
	odd    bool  // it has a form of its own, or is broken
	answer bool  // surely the command's, and held for the order alone
}

// maxHeld bounds the lines held; beyond it they are judged without the final.
const maxHeld = 256

// keyCPIN is the key of +CPIN; those of registration lines are their Domain.
const keyCPIN = uint8(NR) + 1

// candidate makes a heldLine of a line that is an answer or a URC of the same
// name.
func candidate(u URC) heldLine {
	if strings.HasPrefix(u.Line, "+CPIN") {
		code, err := ParseCPIN(u.Line)
		return heldLine{u: u, key: keyCPIN, strong: err == nil && code != "NOT READY" && code != "NOT INSERTED", odd: err != nil}
	}
	r, err := ParseRegistration(u.Line)
	if err != nil {
		name, _, _ := nameAndRest(u.Line)
		r.Domain = domainOf(name)
	}
	return heldLine{u: u, key: uint8(r.Domain), strong: r.HasN, odd: err != nil}
}

// choose returns, by key, which of the held lines is the answer: the last that
// has the shape of one, since a module prints its answer just before the
// final; or, on modules that leave <n> out, the last of all. An odd one is it
// only where no other is: then each odd one, since as a URC it would have the
// same asked again, for ever. -1 is none.
func choose(held []heldLine, worked bool) (pick [keyCPIN + 1]int) {
	for k := range pick {
		pick[k] = -1
	}
	for i, h := range held {
		if h.key == 0 || !worked && (h.key == keyCPIN || !h.strong) {
			continue // a command that failed was not answered
		}
		if p := pick[h.key]; p < 0 || !h.odd && (h.strong || !held[p].strong) {
			pick[h.key] = i
		}
	}
	return pick
}
