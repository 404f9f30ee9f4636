package atcmd

import "strings"

// A heldLine waits for the final of the pending command, which tells what it
// was. Once one line is held, every later one is too, so that order is kept.
type heldLine struct {
	u      URC
	key    uint8 // 0: not a candidate; else candidates of one key exclude each other
	strong bool  // it has the shape of an answer
	answer bool  // surely the command's, and held for the order alone
}

// maxHeld bounds the lines held; beyond it they are judged without the final.
const maxHeld = 256

// keyCPIN is the key of +CPIN; those of registration lines are their Domain.
const keyCPIN = uint8(NR) + 1

// candidate makes a heldLine of a line that is an answer or a URC of the same
// name. ok is false when it is neither: broken.
func candidate(u URC) (h heldLine, ok bool) {
	if strings.HasPrefix(u.Line, "+CPIN") {
		code, err := ParseCPIN(u.Line)
		return heldLine{u: u, key: keyCPIN, strong: code != "NOT READY" && code != "NOT INSERTED"}, err == nil
	}
	r, err := ParseRegistration(u.Line)
	return heldLine{u: u, key: uint8(r.Domain), strong: r.HasN}, err == nil
}

// choose returns, by key, which of the held lines is the answer: the last that
// has the shape of one, since a module prints its answer just before the
// final; or, on modules that leave <n> out, the last of all. -1 is none.
func choose(held []heldLine, worked bool) (pick [keyCPIN + 1]int) {
	for k := range pick {
		pick[k] = -1
	}
	for i, h := range held {
		if h.key == 0 || !worked && (h.key == keyCPIN || !h.strong) {
			continue // a command that failed was not answered
		}
		if p := pick[h.key]; p < 0 || h.strong || !held[p].strong {
			pick[h.key] = i
		}
	}
	return pick
}
