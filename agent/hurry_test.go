package agent_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/local"
)

// A module that says the same thing for ever is not asked for ever, and works
// again when it is quiet.
func TestStormsOfReportsCostFewCommands(t *testing.T) {
	for _, line := range []string{"+QSIMSTAT : 1,0", "+CPIN: NOT READY", "+CPIN: READY", "RDY", "+CGEV: NW MODIFY 1,1,0"} {
		t.Run(line, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := newRig(t, agenttest.Options{})
				r.activate("ready")
				r.start()
				r.until(20*time.Minute, "attached", attached)
				before := len(r.lab.Modem.Commands())
				stop := r.lab.Modem.Flood(line, 50, 0)
				r.after(2 * time.Minute)
				stop()
				asked := len(r.lab.Modem.Commands()) - before
				require.Less(t, asked, 1000, "commands in two minutes of 6000 reports; without a limit they are ten times as many")
				r.until(5*time.Minute, "attached again", attached)
			})
		})
	}
}

// What was known of the card before does not date its reading anew.
func TestAgeOfTheCardIsOfThisLink(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.start()
		st := r.until(time.Minute, "up", func(st local.Status) bool { return st.Link.State == "up" })
		require.NotContains(t, st.Verdict.Text, " d ")
	})
}
