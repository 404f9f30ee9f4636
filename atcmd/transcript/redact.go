package transcript

import (
	"bytes"
	"crypto/rand"
)

// A Redactor replaces what belongs to a person, a card, a module or a place by
// made-up values of the same length and form, check digits included. The same
// number becomes the same substitute wherever and in whatever form it stands.
// Substitutes come from the number and a secret that only the Redactor knows:
// nobody can find the number by trying. What is not understood and could be a
// number is replaced too. It takes whole lines in their order, with their line
// ends, and knows the pending command. Not safe for concurrent use.
type Redactor struct {
	sub     substitutes
	cmds    []command // of the client's last command line, until its final
	last    []byte    // the client's last line, to know its echo, and what became of it
	lastOut []byte
	typing  bodyKind // what the client may type at a prompt
	typed   bodyKind // what it may have typed since the pending command
	body    bodyKind // what follows the header that the module sent
	card    apduState
	fileGot int  // how many +CRSM and +CSIM answers the pending line has had
	wary    bool // a text came: what follows may be the rest of it
	numeric bool // ATV0 was sent
	data    bool // behind CONNECT
}

// bodyKind is what a line that has no name of its own holds.
type bodyKind uint8

const (
	noBody   bodyKind = iota
	textBody          // a text
	pduBody           // a PDU in hex
)

// NewRedactor takes the secret; nil draws a random one, as is right for
// everything but tests.
func NewRedactor(secret []byte) *Redactor {
	if secret == nil {
		secret = make([]byte, 32)
		_, _ = rand.Read(secret) // never fails, by its contract
	}
	return &Redactor{sub: substitutes{key: secret}}
}

// Reset forgets the pending command, not the substitutes: the port was opened
// anew, or lines are missing.
func (r *Redactor) Reset() { *r = Redactor{sub: r.sub} }

// Broken returns a line of which a part is missing: every letter and digit is replaced.
func (r *Redactor) Broken(line []byte) []byte {
	out := bytes.Clone(line)
	r.sub.mask(out)
	return out
}

// Sent returns a line to the module, redacted.
func (r *Redactor) Sent(line []byte) []byte {
	return r.clean(line, func(w *work) {
		r.last = append(r.last[:0], w.b...)
		switch {
		case r.data:
			w.mask(&r.sub)
		case r.typing != noBody:
			r.takeBody(r.typing, w)
			if c := line[len(line)-1]; c == 0x1A || c == 0x1B {
				r.typing = noBody
			}
		default:
			r.wary = false
			r.begin(w)
		}
		r.lastOut = append(r.lastOut[:0], w.b...)
	})
}

// Got returns a line from the module, redacted.
func (r *Redactor) Got(line []byte) []byte {
	gap := line[0] == '\r' || line[0] == '\n'
	return r.clean(line, func(w *work) {
		if len(w.b) > 0 {
			r.got(w, gap)
		}
	})
}

// clean runs f on the line without its ends and without control characters,
// which would hide a number, and puts what comes out into a copy of the line.
func (r *Redactor) clean(line []byte, f func(*work)) []byte {
	out := bytes.Clone(line)
	b := make([]byte, 0, len(line))
	place := make([]int, 0, len(line))
	for i, c := range line {
		if c >= ' ' && c != 0x7F && c != 0xFF {
			b, place = append(b, c), append(place, i)
		}
	}
	w := &work{b: b, done: make([]bool, len(b))}
	f(w)
	for i, p := range place {
		out[p] = w.b[i]
	}
	return out
}

// work is a line while it is redacted.
type work struct {
	b    []byte
	done []bool // bytes that have been dealt with
}

// put replaces the bytes from i on, and keeps later steps off them.
func (w *work) put(i int, s string) {
	copy(w.b[i:], s)
	w.keep(i, i+len(s))
}

func (w *work) keep(from, to int) {
	for i := from; i < to; i++ {
		w.done[i] = true
	}
}

// mask replaces every letter and digit that has not been dealt with.
func (w *work) mask(s *substitutes) {
	b := bytes.Clone(w.b)
	s.mask(b)
	for i := range b {
		if !w.done[i] {
			w.b[i] = b[i]
		}
	}
	w.keep(0, len(w.b))
}
