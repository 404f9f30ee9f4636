package atcmd

import (
	"strings"
	"time"
)

// A Patience is how long a module may take for the commands that begin with
// Prefix (without "AT").
type Patience struct {
	Prefix string
	Limit  time.Duration
	Source string
}

const (
	quectel  = "Quectel EC2x&EG2x AT Commands Manual, maximum response time"
	manager  = "ModemManager's limit for the same command"
	particle = "Particle Device OS waits as long for u-blox modules"
	chosen   = "no source: chosen to be on the safe side"
)

// limits are the waits that suit any module: the longest that a manual or a
// driver in the field gives. A family adds its own by Session.Extend.
var limits = []Patience{
	{"+COPS=", 180 * time.Second, quectel},
	{"+COPS?", 10 * time.Second, chosen + ": some answer from the network"},
	{"+CFUN=", 180 * time.Second, particle + "; Quectel says 15 s"},
	{"+CGATT=", 180 * time.Second, particle + "; Quectel says 140 s"},
	{"+CGACT=", 150 * time.Second, quectel},
	{"+CMGS", 120 * time.Second, quectel},
	{"+CMSS", 120 * time.Second, "as +CMGS"},
	{"+CMGC", 120 * time.Second, "as +CMGS"},
	{"+CMGL", 20 * time.Second, chosen + ": a full storage at 9,600 baud"},
	{"+CMGD", 55 * time.Second, chosen + ": all messages of a card, one by one"},
	{"+CMGW", 10 * time.Second, chosen},
	{"+CPMS", 10 * time.Second, chosen + ": the card's storage is counted"},
	{"+CUSD=", 120 * time.Second, quectel},
	{"+CLCK=", 20 * time.Second, "as +CRSM"},
	{"+CPWD=", 20 * time.Second, "as +CRSM"},
	{"+CPIN=", 20 * time.Second, "as +CRSM; Quectel says 5 s"},
	{"+CPIN?", 10 * time.Second, chosen},
	{"+CRSM", 20 * time.Second, manager},
	{"+CSIM", 20 * time.Second, manager},
	{"+CCHO", 20 * time.Second, "as +CSIM"},
	{"+CGLA", 20 * time.Second, "as +CSIM"},
	{"+CCHC", 20 * time.Second, "as +CSIM"},
	{"+CIMI", 10 * time.Second, particle},
	{"+CPOL", 20 * time.Second, "as +CRSM"},
	{"+CLCC", 10 * time.Second, manager},
	{"+CGCONTRDP", 10 * time.Second, chosen + ": answered by the stack"},
}

// defaultLimit is for every other command: ten times the 300 ms that manuals
// give, since a module that boots or searches answers late; ModemManager's too.
const defaultLimit = 3 * time.Second

// Limits returns the table of waits, for people to read.
func Limits() []Patience { return append([]Patience(nil), limits...) }

// Limit returns how long cmd (without "AT") may take; a chain of commands may
// take as long as its slowest.
func Limit(cmd string) time.Duration { return longest(cmd, limits, nil) }

func longest(cmd string, table, more []Patience) time.Duration {
	limit := defaultLimit
	for {
		part, rest := nextPart(cmd)
		for _, t := range [...][]Patience{table, more} {
			for i := range t {
				if hasPrefixFold(part, t[i].Prefix) {
					limit = max(limit, t[i].Limit)
				}
			}
		}
		if rest == "" {
			return limit
		}
		cmd = rest
	}
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
