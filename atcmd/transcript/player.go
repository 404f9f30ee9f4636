package transcript

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
)

// Player is the module's side of a transcript. It checks every line that the
// client writes against the recorded one and gives the recorded bytes back, in
// the recorded pieces. Only one thing about the client's bytes is let pass:
// what ends its lines (CR, LF, CR LF). The first deviation ends everything: it
// is the error of all later calls. Methods are safe for concurrent use.
type Player struct {
	mu      sync.Mutex
	e       []Entry
	read    int           // the next entry for the client to read
	wrote   int           // the next entry for the client to write; Got ones in front of it may be unread
	part    int           // bytes of the entry at read that were delivered
	in      []byte        // of the client's unfinished line
	err     error         // the first deviation
	changed chan struct{} // closed and made anew when something has changed
	link    *playedPort   // that is open
	paced   bool
	base    time.Time // of the entries' times, when paced
	moved   time.Time // when the last byte went either way
}

var errUsedUp = errors.New("the transcript is used up")

// PlayOptions tune a Player; the zero value is right for most tests.
type PlayOptions struct {
	// Paced gives the bytes back at the recorded pace; without it at once.
	Paced bool
}

// NewPlayer takes a transcript. One in which bytes are missing is refused:
// nobody knows what a client would have to do there.
func NewPlayer(s *Script, o PlayOptions) (*Player, error) {
	p := &Player{changed: make(chan struct{}), paced: o.Paced}
	for _, e := range s.Entries {
		switch {
		case e.Kind == Dropped:
			return nil, fmt.Errorf("cannot play transcript: line %d: %d bytes are missing", e.Line, e.Count)
		case e.Kind == Sent && key(e.Data) == "", e.Kind == Comment:
		case e.Kind == Close && len(p.e) > 0 && p.e[len(p.e)-1].Kind == Lost:
		default:
			p.e = append(p.e, e)
		}
	}
	p.skipGot()
	return p, nil
}

// key is a line of the client as it is compared.
func key(line string) string { return strings.Trim(line, "\r\n") }

// skipGot moves wrote to the next entry that is not the module's bytes.
func (p *Player) skipGot() {
	for p.wrote < len(p.e) && p.e[p.wrote].Kind == Got {
		p.wrote++
	}
}

func (p *Player) wake() {
	close(p.changed)
	p.changed = make(chan struct{})
}

// fail notes the first deviation. Under mu.
func (p *Player) fail(format string, args ...any) error {
	if p.err == nil {
		p.err = fmt.Errorf(format, args...)
		p.wake()
	}
	return p.err
}

// Open opens the port, as often as the transcript does.
func (p *Player) Open() (io.ReadWriteCloser, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil {
		return nil, p.err
	}
	if p.link != nil {
		return nil, p.fail("the port is opened a second time while it is open")
	}
	if p.read < len(p.e) && p.e[p.read].Kind == Open {
		p.read++
		p.wrote = max(p.wrote, p.read)
		p.skipGot()
	} else if p.read > 0 {
		return nil, p.fail("%s, got the port opened", p.wanted(p.read))
	}
	if p.base.IsZero() {
		p.base = time.Now()
	}
	p.link = &playedPort{p: p}
	p.wake()
	return p.link, nil
}

// wanted says what the transcript has at i. Under mu.
func (p *Player) wanted(i int) string {
	if i >= len(p.e) {
		return errUsedUp.Error()
	}
	e := p.e[i]
	switch e.Kind {
	case Sent:
		return fmt.Sprintf("line %d: wanted %s", e.Line, show(e.Data))
	case Got:
		return fmt.Sprintf("line %d: wanted %s to be read", e.Line, show(e.Data))
	case Open:
		return fmt.Sprintf("line %d: wanted the port opened", e.Line)
	case Close:
		return fmt.Sprintf("line %d: wanted the port closed", e.Line)
	}
	return fmt.Sprintf("line %d: wanted the port to be lost", e.Line)
}

// show prints a line for a person.
func show(line string) string {
	t := key(line)
	for i := range len(t) {
		if t[i] < ' ' || t[i] > '~' {
			return fmt.Sprintf("%q", t)
		}
	}
	return t
}

// Finish returns the first deviation, or an error when the transcript was not
// used up.
func (p *Player) Finish() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil {
		return p.err
	}
	if len(p.in) > 0 {
		return fmt.Errorf("the client left half a line: %s", show(string(p.in)))
	}
	if p.read == len(p.e) {
		return nil
	}
	return fmt.Errorf("the transcript was not used up: %s", p.wanted(p.read))
}

// Wait returns once the transcript is used up, the closing of the port aside,
// or a deviation has come, which it returns, or ctx has ended.
func (p *Player) Wait(ctx context.Context) error {
	for {
		p.mu.Lock()
		err, over, changed := p.err, p.left() == 0, p.changed
		p.mu.Unlock()
		if err != nil || over {
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// left counts the entries that are not done, the closing of the port aside. Under mu.
func (p *Player) left() int {
	n := len(p.e) - p.read
	if n == 1 && p.e[p.read].Kind == Close {
		return 0
	}
	return n
}

type playedPort struct {
	p      *Player
	closed bool
}

// Read waits until the transcript has bytes for the client.
func (l *playedPort) Read(b []byte) (int, error) {
	p := l.p
	for {
		p.mu.Lock()
		if l.closed || p.link != l {
			p.mu.Unlock()
			return 0, io.EOF
		}
		if p.err != nil {
			p.mu.Unlock()
			return 0, p.err
		}
		n, wait, err := p.deliver(b)
		changed := p.changed
		p.mu.Unlock()
		if n > 0 || err != nil {
			return n, err
		}
		pause(changed, wait)
	}
}

// pause waits for a change, or for so long when wait is not 0.
func pause(changed <-chan struct{}, wait time.Duration) {
	if wait == 0 {
		<-changed
		return
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-changed:
	case <-t.C:
	}
}

// deliver gives the next piece, or says how long it takes until there is one.
// Under mu.
func (p *Player) deliver(b []byte) (n int, wait time.Duration, err error) {
	if len(b) == 0 || p.read >= len(p.e) {
		return 0, 0, nil
	}
	if d := p.due(); d > 0 {
		return 0, d, nil
	}
	switch p.e[p.read].Kind {
	case Lost:
		p.read++
		p.wrote = max(p.wrote, p.read)
		p.link = nil
		p.skipGot()
		p.wake()
		return 0, 0, io.EOF
	case Got:
	default:
		return 0, 0, nil
	}
	for n < len(b) {
		e := &p.e[p.read]
		to := len(e.Data)
		if k, _ := slices.BinarySearch(e.Cuts, p.part+1); k < len(e.Cuts) {
			to = e.Cuts[k]
		}
		c := copy(b[n:], e.Data[p.part:to])
		n += c
		if p.part += c; p.part < len(e.Data) {
			break
		}
		p.part = 0
		p.advance()
		if !e.More || p.read >= len(p.e) || p.e[p.read].Kind != Got {
			break
		}
	}
	p.moved = time.Now()
	p.wake()
	return n, 0, nil
}

// advance is behind an entry that the client has read: it goes on past the
// lines that the client has written already.
func (p *Player) advance() {
	p.read++
	for p.read < p.wrote && p.e[p.read].Kind == Sent {
		p.read++
	}
}

// lostAfter is when a port is lost, counted from what came last, unless the
// recorded pace is kept.
const lostAfter = 100 * time.Millisecond

// due is how long the entry at read has to wait, 0 when it may come. Under mu.
func (p *Player) due() time.Duration {
	if !p.paced {
		if p.e[p.read].Kind == Lost { // not before the client has dealt with the last answer
			return max(0, lostAfter-time.Since(p.moved))
		}
		return 0
	}
	return max(0, p.e[p.read].At-time.Since(p.base))
}

// Write takes bytes of the client. It fails at a line that is not the recorded one.
func (l *playedPort) Write(b []byte) (int, error) {
	p := l.p
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil {
		return 0, p.err
	}
	if l.closed || p.link != l {
		return 0, io.ErrClosedPipe
	}
	for i, c := range b {
		p.in = append(p.in, c)
		if len(p.in) > maxData {
			return i, p.fail("%s, got a line without an end", p.wanted(p.wrote))
		}
		end := c == '\r' || c == '\n'
		if end && key(string(p.in)) == "" {
			p.in = p.in[:0]
		}
		if !end && c != 0x1A && c != 0x1B || len(p.in) == 0 {
			continue
		}
		line := string(p.in)
		p.in = p.in[:0]
		if err := p.written(line); err != nil {
			return i, err
		}
	}
	return len(b), nil
}

// written checks a whole line. Under mu.
func (p *Player) written(line string) error {
	if p.wrote >= len(p.e) || p.e[p.wrote].Kind != Sent || key(p.e[p.wrote].Data) != key(line) {
		return p.fail("%s, got %s", p.wanted(p.wrote), show(line))
	}
	for i := p.read; i < p.wrote; i++ { // unsolicited lines may wait, an answer may not
		if t := key(p.e[i].Data); p.e[i].Kind == Got && isFinal(t, false) {
			return p.fail("line %d: got %s before %s was read", p.e[p.wrote].Line, show(line), t)
		}
	}
	if p.paced { // the module thinks as long as it did, from now on
		p.base = time.Now().Add(-p.e[p.wrote].At)
	}
	if p.read == p.wrote {
		p.read++
	}
	p.wrote++
	p.moved = time.Now()
	p.skipGot()
	p.wake()
	return nil
}

// Close closes the client's side. It is a deviation where the transcript goes
// on with the port open, but only Finish says so.
func (l *playedPort) Close() error {
	p := l.p
	p.mu.Lock()
	defer p.mu.Unlock()
	if l.closed {
		return nil
	}
	l.closed = true
	if p.link != l {
		return nil
	}
	p.link = nil
	if p.read < len(p.e) && p.e[p.read].Kind == Close {
		p.read++
		p.wrote = max(p.wrote, p.read)
		p.skipGot()
	}
	p.wake()
	return nil
}
