package atcmd

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// lineState is what the lines that arrive are worth.
type lineState uint8

const (
	// idle: nothing is pending; every line is unsolicited.
	idle lineState = iota
	// waiting: a command is pending; its lines go up to modem/at.
	waiting
	// quarantined: its caller has gone; lines are thrown away until its final.
	quarantined
	// marked: a marker was sent; the final after the marker's own answer ends it.
	marked
	// markSeen: the marker's answer came; its final is next.
	markSeen
	// kicked: the module does not know the marker; any final ends it.
	kicked
)

// marker is asked to find the place in the stream again: its answer cannot be
// mistaken for a late one, since nothing else asks for it (27.007 9.1).
const (
	marker     = "AT+CMEE?"
	markerName = "+CMEE:"
	kick       = "AT"
)

// A conditioner stands between the port and modem/at. Downwards it strips the
// LF that modem/at adds (V.250 5.2.1: a character after CR may abort the
// command) and bounds every write; upwards it lets through only whole, clean
// lines that belong to the pending command, and puts every other line into the
// URC queue. Read is called by one goroutine (modem/at's reader).
type conditioner struct {
	port  io.ReadWriter
	urcs  *urcQueue
	fail  func(error) // ends the session with a cause; never blocks
	write time.Duration

	in  [1024]byte
	out []byte // conditioned lines for modem/at; the reader's alone

	wmu    sync.Mutex // one write at a time
	wtimer *time.Timer
	wbuf   []byte

	mu       sync.Mutex
	split    Splitter
	state    lineState
	pend     pending
	held     []string // URC-shaped lines that may yet be the answer
	answered [5]bool  // by Domain: an answer with <n> came
	body     *URC     // waits for its second line
	stats    Stats
	unmarked chan struct{} // a final came after the marker without its answer
}

// Stats counts what a session saw; all since it was opened.
type Stats struct {
	Late    uint64 // lines of answers that nobody waited for any more
	Strays  uint64 // finals while nothing was pending
	Cuts    uint64 // lines longer than MaxLine
	Dropped uint64 // URCs that nobody fetched in time
}

// emptyReads is how many reads in a row may bring nothing without an error: a
// port that has gone answers like this for ever.
const emptyReads = 100

var errEmptyReads = errors.New("the port reads as empty for ever")

func (c *conditioner) Read(p []byte) (int, error) {
	for empty := 0; ; {
		if len(c.out) > 0 {
			n := copy(p, c.out)
			c.out = c.out[:copy(c.out, c.out[n:])]
			return n, nil
		}
		n, err := c.port.Read(c.in[:])
		if n > 0 {
			empty = 0
			c.feed(c.in[:n])
			continue
		}
		if err == nil {
			if empty++; empty < emptyReads {
				continue
			}
			err = errEmptyReads
		}
		c.fail(fmt.Errorf("cannot read from the port: %w", err))
		return 0, io.EOF
	}
}

// Write sends what modem/at has to say, without LF, within the write limit.
func (c *conditioner) Write(b []byte) (int, error) {
	c.wmu.Lock()
	defer c.wmu.Unlock()
	c.wbuf = c.wbuf[:0]
	for _, x := range b {
		if x != '\n' {
			c.wbuf = append(c.wbuf, x)
		}
	}
	if c.wtimer == nil {
		c.wtimer = time.AfterFunc(c.write, func() { c.fail(ErrWriteStuck) })
	} else {
		c.wtimer.Reset(c.write)
	}
	_, err := c.port.Write(c.wbuf)
	c.wtimer.Stop()
	if err != nil {
		c.fail(fmt.Errorf("cannot write to the port: %w", err))
		return 0, err
	}
	return len(b), nil
}

// begin says that cmd (without "AT") goes out next.
func (c *conditioner) begin(cmd string, prompt bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pend.prepare(cmd, prompt)
	c.split.Prompt = prompt
	c.state = waiting
	c.held = c.held[:0]
	c.answered = [5]bool{}
}

// abandon says that nobody waits for the pending command any more. It returns
// false when its final has come already.
func (c *conditioner) abandon() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state != waiting {
		return false
	}
	c.state = quarantined
	return true
}

// mark sends the marker, behind an ESC when a text prompt may be open.
func (c *conditioner) mark() error {
	c.mu.Lock()
	text := marker + "\r"
	if c.pend.prompt {
		text = "\x1b" + text
	}
	if c.state != quarantined && c.state != marked {
		c.mu.Unlock()
		return nil
	}
	c.state = marked
	c.mu.Unlock()
	_, err := c.Write([]byte(text))
	return err
}

// kick sends a bare AT to a module that does not know the marker: by now the
// line is quiet, so its OK can only be the bare AT's.
func (c *conditioner) kick() error {
	c.mu.Lock()
	if c.state != marked {
		c.mu.Unlock()
		return nil
	}
	c.state = kicked
	c.mu.Unlock()
	_, err := c.Write([]byte(kick + "\r"))
	return err
}

func (c *conditioner) feed(b []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.split.Feed(b, c.line)
	c.stats.Cuts = uint64(c.split.Cuts())
}

// line routes one clean line. The lock is held.
func (c *conditioner) line(l []byte) {
	if c.body != nil && c.takeBody(l) {
		return
	}
	if l = c.withoutEcho(l); l == nil {
		return
	}
	if kind := c.finalKind(l); kind != notFinal {
		c.final(l, kind)
		return
	}
	if c.state == idle {
		c.urc(l)
		return
	}
	if c.state == marked && bytes.HasPrefix(l, []byte(markerName)) {
		c.state = markSeen
		return
	}
	switch c.pend.attribute(l) {
	case toURC:
		c.urc(l)
	case toHold:
		c.hold(string(l))
	case toCommand:
		c.answer(l)
	}
}

// finalKind is classify, and the numeric codes of ATV0 (V.250 5.7.1) for a
// command that has no information of its own to give.
func (c *conditioner) finalKind(l []byte) finalKind {
	if len(l) == 1 && c.state == waiting && c.pend.basic {
		switch l[0] {
		case '0':
			return finalOK
		case '4':
			return finalError
		}
	}
	return classify(l)
}

func (c *conditioner) takeBody(l []byte) bool {
	u := *c.body
	c.body = nil
	if c.state != idle && classify(l) != notFinal {
		c.urcs.put(u) // its text was empty, and blank lines vanish
		return false
	}
	u.Body = string(l)
	c.urcs.put(u)
	return true
}

// withoutEcho takes the echo of the pending command away, alone on its line or
// glued to what follows. nil means that nothing is left.
func (c *conditioner) withoutEcho(l []byte) []byte {
	if c.state == idle || l[0] != 'A' && l[0] != 'a' {
		return l
	}
	sent := c.pend.cmd
	if c.state >= marked && bytes.HasPrefix(l, []byte(marker)) {
		sent = marker
	}
	if c.state == kicked {
		sent = kick
	}
	if !bytes.HasPrefix(l, []byte(sent)) {
		return l
	}
	switch rest := l[len(sent):]; {
	case len(rest) == 0:
		return nil
	case extended(rest[0]) && len(sent) > 2, string(rest) == "OK", string(rest) == "ERROR":
		return rest
	}
	return l
}

func (c *conditioner) final(l []byte, kind finalKind) {
	switch c.state {
	case idle:
		c.stats.Strays++
		return
	case waiting, quarantined:
		c.release()
	case marked: // the late one, or the marker refused
		c.stats.Late++
		select {
		case c.unmarked <- struct{}{}:
		default:
		}
		return
	}
	c.state = idle
	c.split.Prompt = false
	if len(l) == 1 { // ATV0
		l = map[byte][]byte{'0': []byte("OK"), '4': []byte("ERROR")}[l[0]]
	}
	c.up(atFinal(l, kind))
}

// release decides what the held lines were, now that the final is here: the
// answer of a module that leaves <n> out, or URCs that came in between.
func (c *conditioner) release() {
	for _, h := range c.held {
		if r, err := ParseRegistration(h); err == nil && !c.answered[r.Domain] && c.state == waiting {
			c.answered[r.Domain] = true
			c.up([]byte(h))
			continue
		}
		c.urcs.put(URC{At: time.Now(), Line: h})
	}
	c.held = c.held[:0]
}

func (c *conditioner) hold(l string) {
	if r, err := ParseRegistration(l); err != nil || c.answered[r.Domain] || len(c.held) >= 8 {
		c.urc([]byte(l))
		return
	}
	c.held = append(c.held, l)
}

func (c *conditioner) answer(l []byte) {
	if c.state != waiting {
		c.stats.Late++
		return
	}
	if c.pend.reads && len(l) > 2 && (l[1] == 'C' || l[1] == 'c') {
		if d := domainOf(string(bytes.TrimRight(before(l, ':'), " "))); d != 0 {
			c.answered[d] = true
			c.flushHeld(d)
		}
	}
	c.up(l)
}

// flushHeld sends the held lines of a domain that has answered to the URCs.
func (c *conditioner) flushHeld(d Domain) {
	kept := c.held[:0]
	for _, h := range c.held {
		if r, err := ParseRegistration(h); err == nil && r.Domain == d {
			c.urcs.put(URC{At: time.Now(), Line: h})
			continue
		}
		kept = append(kept, h)
	}
	c.held = kept
}

func (c *conditioner) urc(l []byte) {
	u := URC{At: time.Now(), Line: string(l)}
	if hasBody(l) {
		c.body = &u
		return
	}
	c.urcs.put(u)
}

// up hands a line to modem/at.
func (c *conditioner) up(l []byte) {
	c.out = append(append(c.out, l...), '\n')
}

func before(l []byte, sep byte) []byte {
	if i := bytes.IndexByte(l, sep); i >= 0 {
		return l[:i]
	}
	return l
}
