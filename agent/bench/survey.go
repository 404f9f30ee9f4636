package bench

import (
	"slices"
	"strings"
	"time"

	"simagent/atcmd"
	"simagent/atcmd/explain"
	"simagent/atcmd/format"
	"simagent/atcmd/module"
)

// usual are the reading commands of 27.007, 27.005 and V.250 that simagent uses
// or may use one day.
var usual = []string{
	"I", "+CGMI", "+CGMM", "+CGMR", "+CGSN", "+GMI", "+GMM", "+GMR", "+GCAP", "+CLAC", "&V", "S8?",
	"+CFUN?", "+CMEE?", "+CPIN?", "+CPINR", "+CIMI", "+CRSM=176,12258,0,0,10", "+CRSM=?", "+CSIM=?", "+CCHO=?", "+CGLA=?",
	"+CREG?", "+CREG=?", "+CGREG?", "+CGREG=?", "+CEREG?", "+CEREG=?", "+C5GREG?", "+C5GREG=?", "+COPS?", "+CEER", "+CSQ", "+CESQ",
	"+CGATT?", "+CGACT?", "+CGDCONT?", "+CGDCONT=?", "+CGCONTRDP", "+CGPADDR", "+CGEREP?", "+CGEREP=?",
	"+CCLK?", "+CTZU?", "+CTZR?", "+CMGF?", "+CPMS?", "+CPMS=?", "+CNMI?", "+CNMI=?", "+CSCA?", "+CIND?", "+CIND=?", "+CBC", "+CPAS",
}

// SurveyCommands are what a survey asks: the usual commands, and each query of
// each family. All of them only read, by atcmd.ReadOnly; the queries of the
// families are what their profiles vouch for.
func SurveyCommands() []string {
	var vouched []string
	for _, p := range module.All() {
		vouched = append(vouched, p.ICCID...)
		vouched = append(vouched, p.Retries.Command, p.Signal.Command, p.Counter.Command)
		for _, w := range p.Wants {
			vouched = append(vouched, w.Read)
		}
	}
	var list []string
	for _, cmd := range append(slices.Clone(usual), vouched...) {
		if cmd != "" && !slices.Contains(list, cmd) && atcmd.ReadOnly(cmd, vouched...) {
			list = append(list, cmd)
		}
	}
	return list
}

// An Asked is a command of a survey and how it was answered.
type Asked struct {
	Kind    string  `json:"kind"`    // "command"
	Command string  `json:"command"` // whole, without AT
	Result  string  `json:"result"`  // "ok", "error", "CME 4", "none": no answer in time
	Lines   int     `json:"lines"`
	Form    *string `json:"form"` // what the first known line tells, or the names of its fields; null: none, or no line
	MS      float64 `json:"ms"`

	text []string
}

// NewAsked sums an answer up. The lines are kept for Draft and go nowhere else.
func NewAsked(cmd string, lines []string, result string, took time.Duration) Asked {
	a := Asked{Kind: "command", Command: cmd, Result: result, Lines: len(lines), MS: milliseconds(took), text: lines}
	for _, l := range lines {
		if title := formOf(cmd, l); title != "" {
			a.Form = &title
			break
		}
	}
	return a
}

// Known tells whether the module has the command: an error that names a reason
// other than "not supported" comes from one that it has (27.007 9.2).
func (a Asked) Known() bool {
	switch a.Result {
	case "error", "none", "CME 3", "CME 4", "CME 50", "CME 100":
		return false
	}
	return true
}

// formOf is the title of the form that fits a line, or the names of its fields
// where only package explain knows it; "" where nothing does. No value of the line
// is in it.
func formOf(cmd, line string) (title string) {
	if name, rest, found := strings.Cut(line, ":"); found {
		module.Forms(strings.TrimSpace(name), strings.TrimSpace(rest), func(l *format.Line) {
			if title == "" {
				title = l.Title
			}
		})
	}
	if title != "" {
		return title
	}
	var e explain.Explainer
	e.Line("AT" + cmd)
	var names []string
	if o := e.Line(line); o.Kind == explain.Answer {
		for _, f := range o.Fields {
			names = append(names, f.Name)
		}
	}
	return strings.Join(names, ", ")
}

// A Survey is a module and all that it was asked.
type Survey struct {
	Module ModuleRecord
	Family string // that Identify chose; "" is none
	Date   string // 2026-11-24
	Asked  []Asked
}

// find is the answer to a command; nil unless it was OK.
func (s *Survey) find(cmd string) *Asked {
	for i := range s.Asked {
		if a := &s.Asked[i]; a.Command == cmd && a.Result == "ok" {
			return a
		}
	}
	return nil
}

// Counts are how many commands the module has, and how many of these answered
// in a form that is known.
func (s *Survey) Counts() (known, formed int) {
	for _, a := range s.Asked {
		if a.Known() {
			known++
		}
		if a.Form != nil {
			formed++
		}
	}
	return known, formed
}
