package transcript

import "time"

// lines turns the bytes of both directions into entries, one a line, and has
// each redacted as soon as it is whole: half a line is never printed, since it
// may be half a number. How the bytes were split has no influence but on Cuts
// and More.
//
// A line from the module is what comes up to an LF, or up to the CR in front of
// something else; the line ends in front of it belong to it. A line to the
// module ends with CR, LF, Ctrl-Z or Esc. A prompt is a line once somebody types.
type lines struct {
	red  *Redactor
	emit func(Entry)
	half [2]half // by Kind: Sent, Got
}

type half struct {
	buf     []byte
	cuts    []int
	at      time.Duration
	content bool // there is more than line ends
	ended   bool // a CR followed the content
	unsure  bool // the start may be missing: nothing in the line is trusted
	broken  bool // the start is missing
}

func newLines(red *Redactor, emit func(Entry)) *lines { return &lines{red: red, emit: emit} }

// midway says that the port was in use before.
func (l *lines) midway() { l.half[Sent].unsure, l.half[Got].unsure = true, true }

// add takes one read or write.
func (l *lines) add(kind Kind, at time.Duration, b []byte) {
	if kind == Sent && len(b) > 0 {
		if g := &l.half[Got]; g.ended || isPrompt(g.buf) {
			l.flush(Got, false)
		}
	}
	h := &l.half[kind]
	for i, c := range b {
		end := c == '\r' || c == '\n'
		if h.ended && !end {
			l.flush(kind, i > 0)
		}
		if h.unsure && !h.content {
			h.broken = !end && len(h.buf) == 0 && (kind == Got || c|0x20 != 'a')
			h.unsure = end && kind == Sent
		}
		h.buf = append(h.buf, c)
		h.at = at
		h.content = h.content || !end
		more := i+1 < len(b)
		switch {
		case kind == Sent && (c == 0x1A || c == 0x1B || end && h.content):
			l.flush(kind, more)
		case kind == Got && h.content && c == '\n':
			l.flush(kind, more)
		case len(h.buf) == maxData:
			h.broken = true
			l.flush(kind, more)
			h.broken = !end
		case kind == Got && h.content && c == '\r':
			h.ended = true
		}
	}
	if n := len(h.buf); n > 0 && len(b) > 0 {
		h.cuts = append(h.cuts, n)
	}
}

// isPrompt tells the '>' that asks for a text, in front of which there may be
// line ends.
func isPrompt(b []byte) bool {
	for len(b) > 0 && (b[0] == '\r' || b[0] == '\n') {
		b = b[1:]
	}
	return string(b) == ">" || string(b) == "> "
}

// flush prints what is there. more says that the read goes on behind it.
func (l *lines) flush(kind Kind, more bool) {
	h := &l.half[kind]
	if len(h.buf) == 0 {
		return
	}
	if n := len(h.cuts); n > 0 && h.cuts[n-1] == len(h.buf) {
		h.cuts, more = h.cuts[:n-1], false
	}
	var data []byte
	switch {
	case h.broken:
		data = l.red.Broken(h.buf)
	case kind == Sent:
		data = l.red.Sent(h.buf)
	default:
		data = l.red.Got(h.buf)
	}
	e := Entry{Kind: kind, At: h.at, Data: string(data), More: more}
	if len(h.cuts) > 0 {
		e.Cuts = append(e.Cuts, h.cuts...)
	}
	h.buf, h.cuts = h.buf[:0], h.cuts[:0]
	h.content, h.ended, h.broken = false, false, false
	l.emit(e)
}

// rest prints what has no end, unreadable: it may be half a number.
func (l *lines) rest() {
	for _, kind := range []Kind{Sent, Got} {
		h := &l.half[kind]
		h.broken = h.broken || h.content && !h.ended && !isPrompt(h.buf)
		l.flush(kind, false)
	}
}

// event prints an event of the port.
func (l *lines) event(e Entry) {
	l.rest()
	l.red.Reset()
	unsure := e.Kind == Dropped
	l.half[Sent].unsure, l.half[Got].unsure = unsure, unsure
	l.emit(e)
}
