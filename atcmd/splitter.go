package atcmd

// MaxLine is the longest line that is kept, in bytes; the rest of a longer
// line is thrown away and counted. 2 KB is room for the longest answers known
// (cell lists); V.250 5.2.1 asks for 40 at least.
const MaxLine = 2048

// A Splitter cuts a stream of bytes into lines, whatever the chunks: CR, LF
// and any mixture of them end a line, blank lines vanish, NUL, XON, XOFF, FF
// and DEL vanish, blanks at the end of a line vanish. It is pure: no I/O, no
// clock. The zero value is ready. Not safe for concurrent use.
type Splitter struct {
	// Prompt makes '>' at the start of a line an event of its own, since a
	// module sends the prompt for a text without any line end (27.005 3.5.1).
	Prompt bool

	line      []byte
	truncated bool
	cuts      int // lines that were longer than MaxLine
	ends      lineEnds
	gap       bool
}

// lineEnds is what stands between two lines.
type lineEnds struct{ cr, lf uint8 }

// Gap tells, during Feed's call, whether an empty line stands in front of the
// line. CR CR LF is one line end (some modules echo the CR), LF LF and CR LF CR
// LF are two; where no LF comes at all, each CR is one.
func (s *Splitter) Gap() bool { return s.gap }

// Feed gives b to the splitter and calls line for each line that ends in it,
// in order. The slice is valid during the call only. A prompt is the line ">".
func (s *Splitter) Feed(b []byte, line func([]byte)) {
	for _, c := range b {
		switch {
		case c == '\r' || c == '\n':
			s.end(line)
			s.ends.add(c)
		case c == 0x00 || c == 0x0c || c == 0x11 || c == 0x13 || c == 0x7f || c == 0xff:
			// Line noise, a form feed, or flow control that leaked through.
		case c == '>' && s.Prompt && len(s.line) == 0:
			s.gap, s.ends = s.ends.empty(), lineEnds{}
			line([]byte{'>'})
		case (c == ' ' || c == '\t') && len(s.line) == 0:
			// The blank after a prompt, or padding in front of a line.
		case len(s.line) >= MaxLine:
			s.truncated = true
		default:
			s.line = append(s.line, c)
		}
	}
}

// Cuts returns how many lines so far were longer than MaxLine.
func (s *Splitter) Cuts() int { return s.cuts }

// Pending returns how many bytes of an unfinished line are held.
func (s *Splitter) Pending() int { return len(s.line) }

// atPrompt tells whether the unfinished line is a prompt, which no line end follows.
func (s *Splitter) atPrompt() bool { return string(s.line) == ">" || string(s.line) == "> " }

// dropPrompt forgets an unfinished prompt, so that it is not glued to the next line.
func (s *Splitter) dropPrompt() {
	if s.atPrompt() {
		s.line = s.line[:0]
	}
}

func (s *Splitter) end(line func([]byte)) {
	l := s.line
	for len(l) > 0 && (l[len(l)-1] == ' ' || l[len(l)-1] == '\t') {
		l = l[:len(l)-1]
	}
	s.line = s.line[:0]
	if s.truncated {
		s.truncated = false
		s.cuts++
	}
	if len(l) > 0 {
		s.gap = s.ends.empty()
		s.ends = lineEnds{}
		line(l)
	}
}

func (e *lineEnds) add(c byte) {
	switch {
	case c == '\n':
		e.lf = min(e.lf+1, 2)
	case e.lf > 0:
		e.lf = 2 // a CR behind an LF begins another line end
	default:
		e.cr = min(e.cr+1, 2)
	}
}

func (e lineEnds) empty() bool { return e.lf > 1 || e.lf == 0 && e.cr > 1 }
