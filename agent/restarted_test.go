package agent_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
)

// Each maker's line at the start has the module's settings made again.
func TestLinesOfARestart(t *testing.T) {
	for _, line := range []string{"RDY", "APP RDY", "^SYSSTART", "+SYSSTART", "*ATREADY: 1", "+AT: READY"} {
		bubble(t, func(t *testing.T) {
			r := newRig(t, agenttest.Options{})
			r.activate("ready")
			r.start()
			r.until(5*time.Minute, "attached", attached)
			before := r.sent("AT+CGEREP=")
			r.lab.Modem.Play(script(`urc "` + line + `"`))
			r.after(20 * time.Second)
			require.Greater(t, r.sent("AT+CGEREP="), before, line)
		})
	}
}
