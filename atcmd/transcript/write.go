package transcript

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Writer prints a transcript, one Write of the underlying writer an entry. The
// first error stays. Not safe for concurrent use.
type Writer struct {
	w    io.Writer
	last time.Duration
	buf  []byte
	err  error
}

// NewWriter prints the header.
func NewWriter(w io.Writer, h Header) *Writer {
	t := &Writer{w: w}
	t.buf = fmt.Appendf(nil, "%s%d\n", magic, Version)
	for _, f := range headerFields(&h) {
		if v := oneLine(*f.value); v != "" {
			t.buf = fmt.Appendf(t.buf, "%s: %s\n", f.name, v)
		}
	}
	for _, p := range h.Expect {
		t.buf = fmt.Appendf(t.buf, "expect: %s=%s\n", strings.ReplaceAll(oneLine(p.Key), "=", "-"), oneLine(p.Value))
	}
	t.buf = append(t.buf, '\n')
	t.flush()
	return t
}

type headerField struct {
	name  string
	value *string
}

func headerFields(h *Header) []headerField {
	return []headerField{
		{"maker", &h.Maker}, {"model", &h.Model}, {"firmware", &h.Firmware},
		{"tool", &h.Tool}, {"date", &h.Date}, {"source", &h.Source},
	}
}

// oneLine makes a text fit for a header or a comment.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F || r == '\uFFFD' {
			return ' '
		}
		return r
	}, s)
	if len(s) > 1024 {
		s = strings.ToValidUTF8(s[:1024], "")
	}
	return strings.TrimSpace(s)
}

// Entry prints one entry. Times that run backwards are put right. Data longer
// than 4096 bytes is refused.
func (t *Writer) Entry(e Entry) error {
	if t.err != nil {
		return t.err
	}
	if len(e.Data) > maxData {
		return fmt.Errorf("cannot write transcript: a line of %d bytes", len(e.Data))
	}
	if e.Kind == Comment {
		t.buf = append(append(append(t.buf, "# "...), oneLine(e.Data)...), '\n')
		return t.flush()
	}
	t.last = max(t.last, e.At.Truncate(time.Millisecond))
	t.buf = fmt.Appendf(t.buf, "+%d.%03d ", t.last/time.Second, t.last%time.Second/time.Millisecond)
	switch e.Kind {
	case Sent:
		t.buf = append(t.buf, "> "...)
		t.data(e)
	case Got:
		t.buf = append(t.buf, "< "...)
		t.data(e)
	case Open:
		t.buf = append(t.buf, "open"...)
	case Close:
		t.buf = append(t.buf, "close"...)
	case Lost:
		t.buf = append(t.buf, "lost"...)
	case Dropped:
		t.buf = strconv.AppendUint(append(t.buf, "dropped "...), e.Count, 10)
	}
	t.buf = append(t.buf, '\n')
	return t.flush()
}

func (t *Writer) data(e Entry) {
	t.buf = strconv.AppendQuoteToASCII(t.buf, e.Data)
	for i := 0; i < len(e.Cuts); {
		sep := ","
		if i == 0 {
			sep = " cut "
		}
		j := i
		for j+1 < len(e.Cuts) && e.Cuts[j+1] == e.Cuts[j]+1 {
			j++
		}
		t.buf = strconv.AppendInt(append(t.buf, sep...), int64(e.Cuts[i]), 10)
		if j > i {
			t.buf = strconv.AppendInt(append(t.buf, '-'), int64(e.Cuts[j]), 10)
		}
		i = j + 1
	}
	if e.More {
		t.buf = append(t.buf, " more"...)
	}
}

func (t *Writer) flush() error {
	if t.err == nil {
		_, t.err = t.w.Write(t.buf)
	}
	t.buf = t.buf[:0]
	return t.err
}

// Write prints a whole transcript.
func (s *Script) Write(w io.Writer) error {
	t := NewWriter(w, s.Header)
	for _, e := range s.Entries {
		if err := t.Entry(e); err != nil {
			return err
		}
	}
	return t.err
}
