package atcmd

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// lineState is what the lines that arrive are worth. From quarantined on,
// nobody waits for the pending command any more.
type lineState uint8

const (
	// idle: nothing is pending; every line is unsolicited.
	idle lineState = iota
	// waiting: a command is pending; its lines go up to modem/at.
	waiting
	// quarantined: its caller has gone; lines are thrown away until its final.
	quarantined
	// marked: a marker was sent; the final behind its own answer ends it.
	marked
	// kicked: the module does not know the marker; the kick's OK ends it.
	kicked
)

// A conditioner stands between the port and modem/at. Downwards it strips the
// LF that modem/at adds (V.250 5.2.1: a character after CR may abort the
// command), but for a module that waits for it (nudge), and bounds every write; upwards it lets through only whole, clean
// lines that belong to the pending command (route.go), and puts every other
// line into the URC queue. Read is called by one goroutine (modem/at's reader).
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
	armed    lineState // what state becomes when the command is written; idle when none waits for that
	pend     pending
	previous string     // the command before, whose echo may come late
	held     []heldLine // lines whose worth the final decides
	body     *URC       // waits for its text
	inBody   bool       // the last line was the text of a message, which may go on
	gaps     bool       // the module has sent an empty line
	answers  bool       // it has sent a final
	numeric  bool       // the module answers in digits: ATV0
	lf       bool       // the module waits for an LF behind the CR
	nudged   bool       // whether it does was tried
	knows    bool       // it has answered a marker, or the same question
	mute     bool       // it leaves unanswered what it does not know
	textOpen bool       // a prompt came that nobody asked for
	stats    Stats

	marker    string // the last marker sent
	due       int    // how many +CMEE: lines answer it
	marks     int    // how many came since the last final
	hasKicked bool
	unmarked  chan struct{} // a final came that is not the last marker's
}

// Stats counts what a session saw; all since it was opened.
type Stats struct {
	Late    uint64 // lines of answers that nobody waited for any more
	Strays  uint64 // finals and prompts while nothing was pending
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

// Write sends what modem/at has to say, without its LF, within the write limit.
func (c *conditioner) Write(b []byte) (int, error) {
	c.wmu.Lock()
	defer c.wmu.Unlock()
	c.mu.Lock()
	late := c.state >= quarantined && c.armed == idle
	c.mu.Unlock()
	if late {
		return len(b), nil // a text whose prompt came in the moment in which it was given up: ESC follows
	}
	return len(b), c.put(bytes.ReplaceAll(b, []byte{'\n'}, nil))
}

// put sends what Write lets through, and what leads back into step.
func (c *conditioner) put(b []byte) error {
	c.wbuf = append(c.wbuf[:0], b...)
	if c.wtimer == nil {
		c.wtimer = time.AfterFunc(c.write, func() { c.fail(ErrWriteStuck) })
	} else {
		c.wtimer.Reset(c.write)
	}
	c.mu.Lock()
	if c.armed != idle {
		c.state, c.armed = c.armed, idle
	}
	if c.lf && bytes.HasSuffix(b, []byte{'\r'}) {
		c.wbuf = append(c.wbuf, '\n')
	}
	c.mu.Unlock()
	_, err := c.port.Write(c.wbuf)
	c.wtimer.Stop()
	if err != nil {
		c.fail(fmt.Errorf("cannot write to the port: %w", err))
	}
	return err
}

// begin says that q goes out next.
func (c *conditioner) begin(q request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.previous = c.pend.cmd
	c.pend.prepare(q.cmd, q.text, q.prompt)
	c.split.Prompt = q.prompt
	// A final that arrives before the command is written is not its own, and
	// modem/at throws away what comes up while it has no command.
	c.state, c.armed = idle, waiting
	c.marker, c.marks, c.hasKicked = "", 0, false
}

// abandon says that nobody waits for the pending command any more. It returns
// false when its final has come already.
func (c *conditioner) abandon() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.armed == waiting: // not written yet: quarantined from then on
		c.armed = quarantined
	case c.state != waiting:
		return false
	default:
		c.state = quarantined
	}
	c.split.Prompt = false
	select { // what an earlier quarantine left
	case <-c.unmarked:
	default:
	}
	return true
}

func (c *conditioner) feed(b []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.split.Feed(b, c.line)
	c.stats.Cuts = uint64(c.split.Cuts())
}

// infoMark goes in front of every information line on its way through
// modem/at, which would take some of them for finals, prompts or echoes
// ("ERROR log", "AT version:…"). The engine takes it off.
const infoMark = 0x01

// upInfo hands an information line to modem/at.
func (c *conditioner) upInfo(l []byte) {
	c.out = append(append(append(c.out, infoMark), l...), '\n')
}

// up hands a final or a prompt to modem/at.
func (c *conditioner) up(l []byte) {
	c.out = append(append(c.out, l...), '\n')
}

func before(l []byte, sep byte) []byte {
	if i := bytes.IndexByte(l, sep); i >= 0 {
		return l[:i]
	}
	return l
}
