package main

import (
	"fmt"
	"strings"
)

// guestFigure is a time that a scenario took until something was so.
type guestFigure struct {
	What    string  `json:"what"`
	Seconds float64 `json:"s"`
	Most    float64 `json:"most_s"` // more is a failure; 0: it is only told
}

// guestResult is a line of JSON that the guest writes for each scenario.
type guestResult struct {
	Scenario string        `json:"scenario"`
	OK       bool          `json:"ok"`
	Figures  []guestFigure `json:"figures"`
	Note     string        `json:"note,omitempty"`
	Error    string        `json:"error,omitempty"`
	Log      []string      `json:"log,omitempty"` // the end of simagent's, when it failed
}

// guestUp is the first line of the guest, guestDone the last one.
type (
	guestUp struct {
		Up float64 `json:"up_s"` // the kernel's time when everything is served
	}
	guestDone struct {
		Done bool `json:"done"`
	}
)

// guestLine is any of the three, for who reads.
type guestLine struct {
	guestResult
	guestUp
	guestDone
}

// row is a result in lines of at most 80 columns, apart from what went wrong.
func (r guestResult) row() string {
	mark := "ok"
	if !r.OK {
		mark = "FAIL"
	}
	var lines []string
	for _, f := range r.Figures {
		n := len(lines) - 1
		if n >= 0 && len(lines[n])+len("  ")+len(f.String()) <= 80-len(guestIndent) {
			lines[n] += "  " + f.String()
		} else {
			lines = append(lines, f.String())
		}
	}
	for _, text := range []string{r.Note, r.Error} {
		if text != "" {
			lines = append(lines, strings.Split(text, "\n")...)
		}
	}
	row := fmt.Sprintf("%-6s%-11s", mark, r.Scenario) + strings.Join(lines, "\n"+guestIndent)
	for _, text := range r.Log {
		row += "\n      | " + text
	}
	return row
}

// guestIndent stands before what follows of a row.
const guestIndent = "                 "

func (f guestFigure) String() string {
	s := fmt.Sprintf("%s %.2f s", f.What, f.Seconds)
	if f.late() {
		s += fmt.Sprintf(" (at most %.0f)", f.Most)
	}
	return s
}

// late tells whether it took longer than it may.
func (f guestFigure) late() bool { return f.Most > 0 && f.Seconds > f.Most }

// judge says whether all that should happen did, in time.
func (r *guestResult) judge(err error) {
	r.OK = err == nil
	if err != nil {
		r.Error = err.Error()
	}
	for _, f := range r.Figures {
		r.OK = r.OK && !f.late()
	}
}
