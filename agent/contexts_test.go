package agent_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/atcmd/modemtest"
)

// A counter that lists the open contexts only loses a line when one is closed.
// Its bytes were counted, and are not counted again.
func TestClosedContextsAreNotCountedTwice(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{Persona: modemtest.SARAR5()})
		r.activate("ready")
		says := func(lines ...string) {
			r.lab.Modem.ClearFaults()
			r.lab.Modem.Fault(modemtest.Fault{Match: "+UGCNTRD", Times: -1, Lines: lines})
		}
		says("+UGCNTRD: 1,0,0,1000,2000", "+UGCNTRD: 2,0,0,50000,0")
		r.start()
		r.until(20*time.Minute, "attached", attached)
		before := num(r.after(3 * time.Minute).Account.Data.Low)
		says("+UGCNTRD: 1,0,0,1500,2000")
		require.EqualValues(t, 500, num(r.after(5*time.Minute).Account.Data.Low)-before)
		says("+UGCNTRD: 2,1,0,50001,0", "+UGCNTRD: 1,0,0,1500,2000")
		require.EqualValues(t, 501, num(r.after(5*time.Minute).Account.Data.Low)-before)

		says("+UGCNTRD: 1,0,0,10,20") // begins anew: what was closed is no part of it
		require.EqualValues(t, 531, num(r.after(5*time.Minute).Account.Data.Low)-before)
		says("+UGCNTRD: 1,0,0,10,20", "+UGCNTRD: 2,0,0,5,0")
		require.EqualValues(t, 536, num(r.after(5*time.Minute).Account.Data.Low)-before)
		says("+UGCNTRD: 1,0,0,20,20") // after a restart, too: 20 is more than 15, so perhaps 5
		r.lab.Modem.Reset()
		require.EqualValues(t, 541, num(r.after(15*time.Minute).Account.Data.Low)-before)
	})
}

// A module that drops one command of a line and says OK is asked one by one,
// however many lines the others have answered with.
func TestLineThatLosesACommandIsNotBelieved(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{Persona: modemtest.SARAR5()})
		r.activate("ready")
		r.lab.Modem.Fault(modemtest.Fault{Match: "+CREG?;", Times: -1, Lines: []string{
			"+CPIN: READY", "+CREG: 0,5", "+CGREG: 0,5", "+COPS: 0,2,\"310410\",7", "+CSQ: 20,99", "+CGATT: 1", "+CESQ: 99,99,255,255,20,50",
			"+UGCNTRD: 1,0,0,1000,2000", "+UGCNTRD: 2,0,0,1000,2000", "+UGCNTRD: 3,0,0,1000,2000"}})
		r.start()
		r.until(20*time.Minute, "attached", attached)
		r.after(10 * time.Minute)
		joined := 0
		for _, c := range r.lab.Modem.Commands() {
			if strings.Contains(c, "+CREG?;") {
				joined++
			}
		}
		require.Equal(t, 1, joined, "tried once")
	})
}
