package atcmd

import (
	"strings"
	"time"
)

// limits are how long a module may take for a command, by the start of its
// text. The figures are the maximum response times of the Quectel EC2x & EG2x
// AT commands manual (COPS 180 s, CFUN 15 s, CGATT 140 s, CGACT 150 s, CMGS
// 120 s, CPIN 5 s); +CRSM and +CSIM are ModemManager's 20 s, since a busy card
// answers late.
var limits = []struct {
	prefix string
	limit  time.Duration
}{
	{"+COPS=", 180 * time.Second},
	{"+COPS?", 10 * time.Second},
	{"+CFUN=", 15 * time.Second},
	{"+CGATT=", 140 * time.Second},
	{"+CGACT=", 150 * time.Second},
	{"+CMGS", 120 * time.Second},
	{"+CMGL", 20 * time.Second},
	{"+CRSM", 20 * time.Second},
	{"+CSIM", 20 * time.Second},
	{"+CPIN", 5 * time.Second},
}

// defaultLimit is for every other command: ten times the 300 ms that manuals
// give, since a module that boots or searches answers late.
const defaultLimit = 3 * time.Second

// Limit returns how long cmd (without "AT") may take; a chain of commands may
// take as long as its slowest.
func Limit(cmd string) time.Duration {
	limit := defaultLimit
	for {
		part, rest, more := strings.Cut(cmd, ";")
		for i := range limits {
			if strings.HasPrefix(part, limits[i].prefix) {
				limit = max(limit, limits[i].limit)
			}
		}
		if !more {
			return limit
		}
		cmd = rest
	}
}
