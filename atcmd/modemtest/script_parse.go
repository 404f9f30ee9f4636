package modemtest

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ParseScript reads a script; see Script for the format. The error names the line.
func ParseScript(text string) (Script, error) {
	var s Script
	for n, line := range strings.Split(text, "\n") {
		step, ok, err := ParseStep(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
		if ok {
			s = append(s, step)
		}
	}
	return s, nil
}

// ParseStep reads one line of a script. ok is false when it is empty or a comment.
func ParseStep(line string) (step Step, ok bool, err error) {
	w, err := scriptWords(line)
	if err != nil || len(w) == 0 {
		return Step{}, false, err
	}
	r := wordReader{rest: w}
	step.trigger(&r)
	step.action(&r)
	if r.err == nil && len(r.rest) > 0 {
		r.fail("%q is too much", r.rest[0].text)
	}
	if r.err != nil {
		return Step{}, false, r.err
	}
	return step, true, nil
}

// trigger reads `at TIME` or `on MATCH [x N | always]`.
func (s *Step) trigger(r *wordReader) {
	switch {
	case r.skip("at"):
		s.At = r.time()
	case r.skip("on"):
		s.Times = 1
		if s.On = r.next().text; s.On == "" {
			r.fail("on what?")
		}
		switch {
		case r.skip("always"):
			s.Times = -1
		case r.skip("x"):
			s.Times = r.count()
		}
	}
}

// action reads the rest.
func (s *Step) action(r *wordReader) {
	for _, f := range actionForms {
		if !r.skip(strings.Fields(string(f.kind))...) {
			continue
		}
		if f.answer && s.On == "" {
			r.fail("%s stands behind on only", f.kind)
		}
		s.Kind = f.kind
		s.Action.read(f.args, r)
		return
	}
	if len(r.rest) == 0 {
		r.fail("an action is missing")
		return
	}
	r.fail("unknown action %q", r.rest[0].text)
}

func (a *Action) read(form string, r *wordReader) {
	for _, f := range form {
		switch f {
		case 'f':
			a.From = r.quoted()
		case 't':
			a.Text = r.quoted()
		case 'n':
			a.Count = r.count()
		case 'd':
			a.For = r.time()
		case 'r':
			a.Count = 1
			if r.skip("x") {
				a.Count = r.count()
			}
			if r.skip("every") {
				a.For = r.time()
			}
		}
	}
}

// word is one of a line; quoted words are no keywords.
type word struct {
	text   string
	quoted bool
}

// scriptWords takes a line apart and drops a comment.
func scriptWords(line string) (words []word, err error) {
	line = strings.TrimSpace(line)
	for first := true; line != ""; first = false {
		if line[0] == '#' && (first || line == "#" || line[1] == ' ' || line[1] == '\t') {
			return words, nil
		}
		var w word
		size := 0
		if line[0] == '"' {
			lead, err := strconv.QuotedPrefix(line)
			if err != nil {
				return nil, errors.New("a quotation mark without its partner, or a bad escape")
			}
			w.text, _ = strconv.Unquote(lead)
			w.quoted, size = true, len(lead)
			if size < len(line) && line[size] != ' ' && line[size] != '\t' {
				return nil, errors.New("no blank behind a quotation mark")
			}
		} else {
			if size = strings.IndexAny(line, " \t"); size < 0 {
				size = len(line)
			}
			w.text = line[:size]
		}
		words = append(words, w)
		line = strings.TrimSpace(line[size:])
	}
	return words, nil
}

// wordReader takes words from the front; err is the first that went wrong.
type wordReader struct {
	rest []word
	err  error
}

func (r *wordReader) fail(format string, a ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, a...)
	}
}

// skip takes the keywords if they are what follows.
func (r *wordReader) skip(words ...string) bool {
	if len(r.rest) < len(words) {
		return false
	}
	for i, w := range words {
		if r.rest[i].quoted || r.rest[i].text != w {
			return false
		}
	}
	r.rest = r.rest[len(words):]
	return true
}

func (r *wordReader) next() word {
	if len(r.rest) == 0 {
		r.fail("the line ends too early")
		return word{}
	}
	w := r.rest[0]
	r.rest = r.rest[1:]
	return w
}

// quoted reads a text. A carriage return would end the line on the wire, so it is refused.
func (r *wordReader) quoted() string {
	w := r.next()
	switch {
	case r.err != nil:
	case !w.quoted:
		r.fail("%q: a text stands in quotation marks", w.text)
	case strings.Contains(w.text, "\r"):
		r.fail("no carriage return in a text; \\n makes two lines")
	}
	return w.text
}

func (r *wordReader) count() int {
	w := r.next()
	n, ok := number(w.text, 1, maxScriptCount)
	if r.err == nil && (!ok || w.quoted) {
		r.fail("%q is no number from 1 to %d", w.text, maxScriptCount)
	}
	return n
}

func (r *wordReader) time() time.Duration {
	w := r.next()
	d, err := time.ParseDuration(w.text)
	if r.err == nil && (err != nil || w.quoted || d < 0 || d > maxScriptTime) {
		r.fail("%q is no time from 0s to %s, as 20ms or 1m30s", w.text, maxScriptTime)
	}
	return d
}
