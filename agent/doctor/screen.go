package doctor

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"simagent/agent/local"
)

// ScreenOptions say how a report is shown.
type ScreenOptions struct {
	Width int  // columns, 80 if 0; taken as 60 to 100
	Color bool // emphasise with ANSI codes
}

// WriteJSON writes the report as one object; see the package's comment.
func WriteJSON(w io.Writer, r Report) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

// The columns: a mark, the check, and the text behind both. What is under the text has a word of its own in front.
const (
	markColumns  = 6
	checkColumns = 14
	wordColumns  = 6
	textIndent   = markColumns + checkColumns
)

// Screen is the report for people: a line or more for each check, and at the end the
// first thing to do.
func Screen(r Report, o ScreenOptions) string {
	if o.Width == 0 {
		o.Width = 80
	}
	p := screen{width: min(max(o.Width, 60), 100), color: o.Color}
	p.head(&r)
	for i := range r.Findings {
		p.finding(&r.Findings[i])
	}
	p.end(&r)
	return p.b.String()
}

type screen struct {
	b     strings.Builder
	width int
	color bool
}

// ANSI codes of the states.
var paint = map[State]string{OK: "\x1b[32m", Warn: "\x1b[33m", Fail: "\x1b[1;31m", NotChecked: "\x1b[2m"}

func (p *screen) painted(code, s string) string {
	if !p.color || code == "" {
		return s
	}
	return code + s + "\x1b[0m"
}

func (p *screen) line(s string) { p.b.WriteString(strings.TrimRight(s, " ") + "\n") }

func (p *screen) head(r *Report) {
	left := string(r.Host)
	if left == "" {
		left = "simagent doctor"
	}
	right := r.Time.UTC().Format("Mon 2 Jan 15:04:05 UTC")
	pad := max(p.width-utf8.RuneCountInString(left)-utf8.RuneCountInString(right), 2)
	p.line(p.painted("\x1b[1m", left) + strings.Repeat(" ", pad) + right)
	how := "The module was not asked."
	switch r.Asked {
	case "daemon":
		how = "The module was asked by the running daemon."
	case "port":
		how = "No daemon runs here; the module was asked on its port."
	}
	p.line(how)
	p.line("")
}

func (p *screen) finding(f *Finding) {
	mark, text := string(f.State), f.Text
	if f.State == NotChecked {
		mark, text = "-", "not checked, "+f.Text
	}
	if f.State == Fail {
		mark = "FAIL"
	}
	if f.State == OK && f.Evidence != "" {
		text += "  (" + string(f.Evidence) + ")"
	}
	front := p.painted(paint[f.State], mark) + strings.Repeat(" ", markColumns-len(mark)) + fmt.Sprintf("%-*s", checkColumns, f.Check)
	dim := ""
	if f.State == NotChecked {
		dim = paint[NotChecked]
	}
	for i, l := range wrap(text, p.width-textIndent) {
		if i > 0 {
			front = strings.Repeat(" ", textIndent)
		}
		p.line(front + p.painted(dim, l))
	}
	if f.State == OK || f.State == NotChecked {
		return
	}
	p.under("seen", string(f.Evidence))
	p.todo(f, textIndent)
}

// under writes a text below a finding, behind a word.
func (p *screen) under(word, text string) {
	p.behind(textIndent, word, wrap(text, p.width-textIndent-wordColumns))
}

func (p *screen) behind(indent int, word string, list []string) {
	for i, l := range list {
		if i > 0 {
			word = ""
		}
		p.line(strings.Repeat(" ", indent) + fmt.Sprintf("%-*s", wordColumns, word) + l)
	}
}

// todo writes what to type, what to put into the configuration, and what to do. A line that is there to be copied is never
// broken: one that is too long for its place stands further left.
func (p *screen) todo(f *Finding, indent int) {
	last := ""
	for l := range strings.Lines(string(f.Fix)) {
		l = printable(strings.TrimSuffix(l, "\n"))
		word, where := "type", ""
		if line, file, ok := strings.Cut(l, intoFile); ok {
			word, l, where = "put", line, "in "+file
		}
		if word == last {
			word = ""
		} else {
			last = word
		}
		p.copied(indent, word, l)
		p.behind(indent, "", wrap(where, p.width-indent-wordColumns))
	}
	p.behind(indent, "do", wrap(string(f.Hands), p.width-indent-wordColumns))
}

func (p *screen) copied(indent int, word, l string) {
	front := strings.Repeat(" ", indent) + fmt.Sprintf("%-*s", wordColumns, word)
	if long := utf8.RuneCountInString(l); indent+wordColumns+long > p.width {
		if word != "" {
			p.line(front)
		}
		front = strings.Repeat(" ", min(markColumns, max(p.width-long, 0)))
	}
	p.line(front + p.painted("\x1b[1m", l))
}

// end repeats the first thing to do.
func (p *screen) end(r *Report) {
	p.line("")
	f := r.first()
	if f == nil {
		unknown := 0
		for _, one := range r.Findings {
			if one.State == NotChecked {
				unknown++
			}
		}
		text := "Nothing is wrong."
		if unknown > 0 {
			text = fmt.Sprintf("Nothing is wrong in what was checked; %d of %d were not.", unknown, len(r.Findings))
		}
		for _, l := range wrap(text, p.width) {
			p.line(p.painted(paint[OK], l))
		}
		return
	}
	head := fmt.Sprintf("First: %s. ", f.Check)
	if f.State == Warn {
		head = fmt.Sprintf("Nothing fails. To look at: %s. ", f.Check)
	}
	for i, l := range wrap(head+f.Text, p.width) {
		code := ""
		if i == 0 {
			code = paint[f.State]
		}
		p.line(p.painted(code, l))
	}
	p.todo(f, 2)
	for _, l := range wrap(string(r.Recovery), p.width) {
		if l != "" {
			p.line(l)
		}
	}
	if more := r.Failed - 1; f.State == Fail && more > 0 {
		p.line(fmt.Sprintf("Then type the same command again: %s after it.", counted(more)))
	}
}

func counted(n int) string {
	if n == 1 {
		return "one more line fails"
	}
	return fmt.Sprintf("%d more lines fail", n)
}

// wrap breaks a text into lines without what would act on a terminal.
func wrap(text string, width int) []string { return local.Fold(printable(text), width) }

// printable takes out what would act on a terminal: much of the text comes from the module.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsPrint(r):
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, "?"))
}
