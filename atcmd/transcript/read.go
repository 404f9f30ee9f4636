package transcript

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Reader reads a transcript. It is strict: what a Writer does not print, blank
// lines aside, is an error that names the line. Not safe for concurrent use.
type Reader struct {
	Header Header
	r      *bufio.Reader
	line   int
	last   time.Duration
	ahead  string // the first line behind the header
}

// NewReader reads the header.
func NewReader(r io.Reader) (*Reader, error) {
	t := &Reader{r: bufio.NewReaderSize(r, maxText)}
	first, err := t.next()
	if err != nil && err != io.EOF {
		return nil, err
	}
	v, ok := strings.CutPrefix(first, magic)
	if !ok {
		return nil, errors.New("cannot read transcript: it does not begin with " + strings.TrimSpace(magic))
	}
	if v != strconv.Itoa(Version) {
		return nil, fmt.Errorf("cannot read transcript: version %.10q, want %d", v, Version)
	}
	return t, t.header()
}

func (t *Reader) header() error {
	for {
		l, err := t.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if l == "" {
			continue
		}
		if l[0] == '+' || l[0] == '#' {
			t.ahead = l
			return nil
		}
		key, value, ok := strings.Cut(l, ": ")
		if !ok || value != oneLine(value) || value == "" {
			return t.bad("want a header as in \"model: EG25\"")
		}
		if err := t.field(key, value); err != nil {
			return err
		}
	}
}

func (t *Reader) field(key, value string) error {
	if key == "expect" {
		k, v, ok := strings.Cut(value, "=")
		if !ok || k != oneLine(k) || v != oneLine(v) || len(t.Header.Expect) == 256 {
			return t.bad("want an expectation as in \"expect: profile=generic\"")
		}
		t.Header.Expect = append(t.Header.Expect, Pair{k, v})
		return nil
	}
	for _, f := range headerFields(&t.Header) {
		if f.name == key {
			if *f.value != "" {
				return t.bad(key + " stands there twice")
			}
			*f.value = value
			return nil
		}
	}
	return t.bad(fmt.Sprintf("unknown header %.40q", key))
}

func (t *Reader) bad(why string) error {
	return fmt.Errorf("cannot read transcript: line %d: %s", t.line, why)
}

// next returns a line without its end.
func (t *Reader) next() (string, error) {
	if l := t.ahead; l != "" {
		t.ahead = ""
		return l, nil
	}
	t.line++
	b, err := t.r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return "", t.bad("it is too long")
	}
	if err == io.EOF && len(b) > 0 {
		return "", t.bad("it has no end: the file is cut off")
	}
	if err != nil {
		if err != io.EOF {
			err = fmt.Errorf("cannot read transcript: %w", err)
		}
		return "", err
	}
	b = b[:len(b)-1]
	if !utf8.Valid(b) {
		return "", t.bad("it is not UTF-8")
	}
	return string(b), nil
}

// Next returns the next entry, io.EOF behind the last one.
func (t *Reader) Next() (Entry, error) {
	for {
		l, err := t.next()
		if err != nil {
			return Entry{}, err
		}
		if l == "" {
			continue
		}
		e, why := parseEntry(l)
		if why == "" && e.Kind != Comment {
			if e.At < t.last {
				why = "the time runs backwards"
			}
			t.last = e.At
		}
		if why != "" {
			return Entry{}, t.bad(why)
		}
		e.Line = t.line
		return e, nil
	}
}

// IsHeader tells whether a line is the first one of a transcript.
func IsHeader(line string) bool { return strings.HasPrefix(line, magic) }

// ParseEntry reads one line of a transcript's body, without its end; ok is
// false for anything else. Comments are not told from lines of other logs.
func ParseEntry(line string) (e Entry, ok bool) {
	if line == "" || line[0] != '+' || !utf8.ValidString(line) {
		return Entry{}, false
	}
	e, why := parseEntry(line)
	return e, why == ""
}

// parseEntry reads one line; why is "" or says what is wrong.
func parseEntry(l string) (e Entry, why string) {
	if c, ok := strings.CutPrefix(l, "#"); ok {
		text := strings.TrimPrefix(c, " ")
		if text != oneLine(text) {
			return e, "a comment with control characters, or blanks at its ends"
		}
		return Entry{Kind: Comment, Data: text}, ""
	}
	stamp, rest, _ := strings.Cut(l, " ")
	at, ok := parseTime(stamp)
	if !ok {
		return e, "want a time as in +0.123"
	}
	e.At = at
	switch {
	case strings.HasPrefix(rest, "> "):
		e.Kind = Sent
	case strings.HasPrefix(rest, "< "):
		e.Kind = Got
	case rest == "open":
		e.Kind = Open
		return e, ""
	case rest == "close":
		e.Kind = Close
		return e, ""
	case rest == "lost":
		e.Kind = Lost
		return e, ""
	default:
		n, dropped := strings.CutPrefix(rest, "dropped ")
		count, ok := number(n)
		if e.Count = count; !dropped || !ok {
			return e, "want >, <, open, close, lost or dropped"
		}
		e.Kind = Dropped
		return e, ""
	}
	return e, e.parseData(rest[2:])
}

func (e *Entry) parseData(s string) (why string) {
	q, err := strconv.QuotedPrefix(s)
	if err != nil || q[0] != '"' {
		return "want the bytes as a Go string in quotation marks"
	}
	if e.Data, err = strconv.Unquote(q); err != nil {
		return "want the bytes as a Go string in quotation marks"
	}
	if e.Data == "" || len(e.Data) > maxData {
		return "want 1 to " + strconv.Itoa(maxData) + " bytes"
	}
	s, e.More = strings.CutSuffix(s[len(q):], " more")
	if s == "" {
		return ""
	}
	list, ok := strings.CutPrefix(s, " cut ")
	if !ok {
		return "want cut or more behind the bytes"
	}
	if e.Cuts, ok = parseCuts(list, len(e.Data)); !ok {
		return "want rising offsets inside the bytes behind cut"
	}
	return ""
}

// parseCuts reads "2,5-7", offsets inside n bytes.
func parseCuts(s string, n int) (cuts []int, ok bool) {
	last := uint64(0)
	for more := true; more; {
		var part string
		part, s, more = strings.Cut(s, ",")
		from, to, isRange := strings.Cut(part, "-")
		a, ok := number(from)
		b := a
		if isRange && ok {
			b, ok = number(to)
		}
		if !ok || a <= last || b < a || isRange && b == a || b >= uint64(n) {
			return nil, false
		}
		for ; a <= b; a++ {
			cuts = append(cuts, int(a))
		}
		last = b
	}
	return cuts, true
}

// parseTime reads +12.345, up to some years.
func parseTime(s string) (time.Duration, bool) {
	sec, milli, _ := strings.Cut(strings.TrimPrefix(s, "+"), ".")
	n, ok := number(sec)
	m, good := uint64(0), len(milli) == 3 && strings.HasPrefix(s, "+")
	for i := range len(milli) {
		d := milli[i] - '0'
		good = good && d < 10
		m = m*10 + uint64(d)
	}
	if !ok || !good || n > 1<<30 {
		return 0, false
	}
	return time.Duration(n)*time.Second + time.Duration(m)*time.Millisecond, true
}

// number reads decimal digits as a Writer prints them, without leading zeros.
func number(s string) (uint64, bool) {
	n, err := strconv.ParseUint(s, 10, 63)
	return n, err == nil && strconv.FormatUint(n, 10) == s
}

// Parse reads a whole transcript.
func Parse(r io.Reader) (*Script, error) {
	t, err := NewReader(r)
	if err != nil {
		return nil, err
	}
	s := &Script{Header: t.Header}
	for {
		e, err := t.Next()
		if err == io.EOF {
			return s, nil
		}
		if err != nil {
			return nil, err
		}
		if len(s.Entries) == maxEntries {
			return nil, t.bad("too many lines")
		}
		s.Entries = append(s.Entries, e)
	}
}
