package doctor

import (
	"time"

	"simagent/agent/local"
)

// Schema is the version of Report.
const Schema = 1

// State is how a check ended. The texts are stable: they are printed and go into
// JSON.
type State string

// The states.
const (
	OK         State = "ok"
	Warn       State = "warn"
	Fail       State = "fail"
	NotChecked State = "not checked"
)

// Checks are the names of all checks, in the order in which they are made: from the
// module outwards, since what is nearest and broken explains what is broken behind.
func Checks() []string {
	return []string{"port", "holder", "power", "uart", "sim", "pin", "registration", "fplmn", "roaming", "apn", "pdp", "route", "cloud", "limit", "credentials", "clock", "disk"}
}

// Finding is the end of one check. Empty evidence, fix and hands are null in JSON.
type Finding struct {
	Check    string     `json:"check"`
	State    State      `json:"state"`
	Text     string     `json:"text"`     // one or more sentences, with full stops
	Evidence local.Text `json:"evidence"` // what was read, and where
	Fix      local.Text `json:"fix"`      // lines to type
	Hands    local.Text `json:"hands"`    // what a person does that no line can do
}

// Report is everything that `simagent doctor --json` prints.
type Report struct {
	Schema   int        `json:"schema"`
	Time     time.Time  `json:"time"`
	Host     local.Text `json:"host"`
	Version  string     `json:"version"`
	Asked    local.Text `json:"asked"` // daemon or port
	Port     local.Text `json:"port"`
	Failed   int        `json:"failed"`
	Warned   int        `json:"warned"`
	First    local.Text `json:"first"`
	Recovery local.Text `json:"recovery"` // what the daemon does about it by itself
	Findings []Finding  `json:"findings"`
}

// NewReport examines, and counts what was found.
func NewReport(f Facts) Report {
	r := Report{Schema: Schema, Time: f.Time.UTC().Truncate(time.Millisecond), Host: local.Text(f.Host), Version: f.Version,
		Asked: local.Text(f.Asked), Port: local.Text(f.Port.Path), Recovery: local.Text(f.Recovery), Findings: Examine(f)}
	for _, found := range r.Findings {
		switch found.State {
		case Fail:
			if r.First == "" {
				r.First = local.Text(found.Check)
			}
			r.Failed++
		case Warn:
			r.Warned++
		}
	}
	return r
}

// first is the finding to act on: the first that fails, else the first that warns.
func (r *Report) first() *Finding {
	for _, s := range []State{Fail, Warn} {
		for i := range r.Findings {
			if r.Findings[i].State == s {
				return &r.Findings[i]
			}
		}
	}
	return nil
}
