package modemtest

import (
	"bytes"
	"strings"
	"time"
)

// Fault changes the answers to the next command lines that match it. The zero value does nothing, once.
// Several effects may be combined. The command is carried out unless Ignore says otherwise.
type Fault struct {
	Match string // part of the command line, in any case; "" matches every line
	Times int    // how many lines; 0 means 1, below 0 all until ClearFaults

	Ignore  bool          // neither carried out nor answered
	Swallow bool          // carried out, never answered
	NoFinal bool          // information lines, but no final result
	Delay   time.Duration // the answer is late; what arrives meanwhile waits in the link

	Lines []string // information lines instead of the real ones
	Final string   // final line instead of the real one

	AfterEcho []string // unsolicited lines before the answer
	Between   []string // unsolicited lines behind the first information line, or before the final result

	Before []byte // bytes before the answer, unframed
	After  []byte // bytes behind it
	NULs   int    // so many NUL bytes before the answer, and one in its middle
	Long   int    // so many bytes without a line end before the answer

	CROnly    bool          // lines end with CR alone
	CRCRLF    bool          // lines end with CR CR LF
	EchoGlued bool          // echo without its CR, and the answer without its first CR LF
	Split     bool          // the answer is written byte by byte
	Gap       time.Duration // pause behind each byte of Split

	run func(*port) // of a script: happens when the line has come, under the lock
}

// Fault queues faults. For each command line the first in the queue that matches is used.
func (m *Modem) Fault(faults ...Fault) {
	m.do(func() { m.faults = append(m.faults, faults...) })
}

// ClearFaults forgets all that is queued, lets a stalled module go on, and does not stop floods.
func (m *Modem) ClearFaults() {
	m.do(func() {
		m.faults, m.stalled = nil, false
		clear(m.hung)
		m.wake()
	})
}

// Stall stops the module reading from its links, as a hung port does; false lets it go on.
func (m *Modem) Stall(on bool) {
	m.do(func() {
		m.stalled = on
		m.wake()
	})
}

// Flood prints an unsolicited line perSecond times a second (1 to 1,000,000) while a link is served,
// total times or, with total 0, until stop is called. Each %d in line becomes the running number
// from 1, so that a reader can find losses.
func (m *Modem) Flood(line string, perSecond, total int) (stop func()) {
	gap := time.Second / time.Duration(min(max(perSecond, 1), 1_000_000))
	stopped, count := false, 0
	var next func()
	due := time.Now()
	next = func() {
		if stopped || total > 0 && count >= total {
			return
		}
		count++
		m.urc(strings.ReplaceAll(line, "%d", itoa(count)))
		due = due.Add(gap)
		if now := time.Now(); now.Sub(due) > time.Second {
			due = now // nobody served a link meanwhile; there is nothing to catch up with
		}
		m.at(due, next)
	}
	m.do(func() { m.at(due, next) })
	return func() { m.do(func() { stopped = true }) }
}

// LostURCs counts unsolicited lines that the links now served have dropped because nobody read.
func (m *Modem) LostURCs() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for p := range m.ports {
		p.out.mu.Lock()
		n += p.out.lost
		p.out.mu.Unlock()
	}
	return n
}

// takeFault returns the fault for a command line and uses it up. Under mu.
func (m *Modem) takeFault(line string) Fault {
	for i := range m.faults {
		f := &m.faults[i]
		if !strings.Contains(strings.ToUpper(line), strings.ToUpper(f.Match)) {
			continue
		}
		got := *f
		f.Times-- // one below 0 stays there
		if got.Times == 0 || got.Times == 1 {
			m.faults = append(m.faults[:i:i], m.faults[i+1:]...)
		}
		return got
	}
	return Fault{}
}

// apply gives the bytes on the wire for an answer of framed information blocks and a framed final.
func (f *Fault) apply(s *settings, blocks [][]byte, final, echo []byte) []chunk {
	var answer []byte
	if len(f.Between) > 0 && len(blocks) == 0 {
		blocks = [][]byte{nil}
	}
	for i, b := range blocks {
		if i == 0 && len(f.Between) > 0 {
			cut := firstLine(b)
			answer = append(answer, b[:cut]...)
			answer = append(answer, frame(s, f.Between)...)
			b = b[cut:]
		}
		answer = append(answer, b...)
	}
	answer = append(answer, final...)
	if f.NULs > 0 {
		half := len(answer) / 2
		answer = append(append(append([]byte(nil), answer[:half]...), 0), answer[half:]...)
	}
	var out []byte
	if f.EchoGlued {
		out = append(out, bytes.TrimRight(echo, "\r\n")...)
		answer = bytes.TrimLeft(answer, "\r\n")
	} else {
		out = append(out, echo...)
	}
	if len(f.AfterEcho) > 0 {
		out = append(out, frame(s, f.AfterEcho)...)
	}
	out = append(out, f.Before...)
	out = append(out, bytes.Repeat([]byte{'x'}, max(f.Long, 0))...)
	out = append(out, make([]byte, max(f.NULs, 0))...)
	out = append(append(out, answer...), f.After...)
	switch {
	case f.CROnly:
		out = bytes.ReplaceAll(out, []byte("\r\n"), []byte("\r"))
	case f.CRCRLF:
		out = bytes.ReplaceAll(out, []byte("\r\n"), []byte("\r\r\n"))
	}
	return []chunk{{data: out, split: f.Split, gap: f.Gap}}
}

// firstLine returns the length of the first non-empty line of a framed block, its end included.
func firstLine(b []byte) int {
	start := 0
	for start < len(b) && (b[start] == '\r' || b[start] == '\n') {
		start++
	}
	if i := bytes.IndexByte(b[start:], '\n'); i >= 0 {
		return start + i + 1
	}
	return len(b)
}
