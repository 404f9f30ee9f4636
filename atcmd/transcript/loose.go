package transcript

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"time"
)

// Loose answers any command that a transcript holds with the answers that the
// module gave, in their order; the last one comes again and again. A command
// that was not recorded is answered with ERROR. So a person or a program that
// does things in an order of its own can talk to a recorded module. What came
// unsolicited belongs to the command in front of it, and comes once.
type Loose struct {
	paced   bool
	begin   []Entry             // in front of the first command
	answers map[string][]answer // by the command as compared
	next    map[string]int
}

// answer is what the module said between a line of the client and the next.
type answer struct {
	at   time.Duration // of the command
	got  []Entry
	text *answer // of the text that followed its prompt
}

// NewLoose takes a transcript.
func NewLoose(s *Script, o PlayOptions) *Loose {
	l := &Loose{paced: o.Paced, answers: make(map[string][]answer), next: make(map[string]int)}
	name, prompted := "", false
	var got []Entry
	var at time.Duration
	put := func() {
		list := l.answers[name]
		switch {
		case name == "":
			l.begin = append(l.begin, got...)
		case prompted && len(list) > 0:
			a := &list[len(list)-1]
			if a.text == nil {
				a.text = &answer{at: at}
			}
			a.text.got = append(a.text.got, got...)
		default:
			l.answers[name] = append(list, answer{at: at, got: got})
		}
	}
	for _, e := range s.Entries {
		switch {
		case e.Kind == Got:
			got = append(got, e)
		case e.Kind == Sent && key(e.Data) != "":
			put()
			asked := len(got) > 0 && isPrompt([]byte(got[len(got)-1].Data))
			if prompted = asked || prompted && !ends(got); !prompted {
				name = looseKey(e.Data)
			}
			got, at = nil, e.At
		}
	}
	put()
	return l
}

// ends tells whether the text of a prompt is over: its final has come.
func ends(got []Entry) bool {
	for _, e := range got {
		if isFinal(key(e.Data), false) {
			return true
		}
	}
	return false
}

// looseKey is a command as it is compared: capitals outside quotation marks,
// no blanks at the ends.
func looseKey(line string) string {
	b := []byte(strings.TrimSpace(key(line)))
	quoted := false
	for i, c := range b {
		if c == '"' {
			quoted = !quoted
		}
		if !quoted && c >= 'a' && c <= 'z' {
			b[i] = c - 0x20
		}
	}
	return string(b)
}

// Serve answers what comes over rw until it ends (nil on EOF) or ctx does. It
// closes rw. One at a time.
func (l *Loose) Serve(ctx context.Context, rw io.ReadWriteCloser) error {
	var wg sync.WaitGroup // the closer; Serve waits below
	over := make(chan struct{})
	wg.Go(func() {
		select {
		case <-ctx.Done():
		case <-over:
		}
		_ = rw.Close() // frees a Read that is blocked
	})
	defer wg.Wait()
	defer close(over)
	if err := l.say(ctx, rw, answer{got: l.begin}); err != nil {
		return end(ctx, err)
	}
	buf := make([]byte, 1024)
	var line []byte
	var open *answer // a prompt that waits for this text
	for {
		n, err := rw.Read(buf)
		for _, c := range buf[:n] {
			if c != '\n' && c != '\r' && c != 0x1A && c != 0x1B {
				if len(line) < maxData {
					line = append(line, c)
				}
				continue
			}
			if open != nil && c != 0x1A && c != 0x1B || open == nil && len(line) == 0 {
				continue // a text has lines; blank commands have no answer
			}
			a := l.find(string(line), open, c)
			line, open = line[:0], a.text
			if err := l.say(ctx, rw, a); err != nil {
				return end(ctx, err)
			}
		}
		if err != nil {
			return end(ctx, err)
		}
	}
}

// find picks the answer to a line, which may be the text for a prompt.
func (l *Loose) find(line string, open *answer, c byte) answer {
	if open != nil && c == 0x1A {
		return *open
	}
	if open != nil { // Esc: nothing is sent
		return answer{got: []Entry{{Data: "\r\nOK\r\n"}}}
	}
	k := looseKey(line)
	list := l.answers[k]
	if len(list) == 0 {
		return answer{got: []Entry{{Data: "\r\nERROR\r\n"}}}
	}
	i := l.next[k]
	if i == len(list) {
		return list[i-1].alone()
	}
	l.next[k] = i + 1
	return list[i]
}

// alone is an answer up to its final: what came behind it happened once, and would happen anew with every question.
func (a answer) alone() answer {
	for i, e := range a.got {
		if isFinal(key(e.Data), false) {
			a.got = a.got[:i+1]
			break
		}
	}
	if a.text != nil {
		text := a.text.alone()
		a.text = &text
	}
	return a
}

// say prints an answer in the recorded pieces.
func (l *Loose) say(ctx context.Context, w io.Writer, a answer) error {
	start := time.Now()
	for _, e := range a.got {
		if d := e.At - a.at - time.Since(start); l.paced && d > 0 {
			t := time.NewTimer(d)
			select {
			case <-t.C:
			case <-ctx.Done():
				t.Stop()
				return ctx.Err()
			}
		}
		from := 0
		for _, to := range append(append([]int(nil), e.Cuts...), len(e.Data)) {
			if _, err := io.WriteString(w, e.Data[from:to]); err != nil {
				return err
			}
			from = to
		}
	}
	return nil
}

// end turns the usual ends of a link into nil.
func end(ctx context.Context, err error) error {
	if ctx.Err() != nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe) {
		return nil
	}
	return err
}
