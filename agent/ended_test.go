package agent_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/config"
	"simagent/agent/local"
)

// The cloud says active before the counter was read again: it is read first,
// and then the agent says by what.
func TestEndOfReadyWaitsForALastReading(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.cfg.Cloud.Poll = config.Duration(time.Second)
		r.cfg.Meter.PollIdle, r.cfg.Modem.Poll = config.Duration(time.Hour), config.Duration(time.Hour)
		r.start()
		r.until(time.Minute, "new", func(st local.Status) bool { return str(st.Cloud.Status) == "new" })
		r.activate("ready")
		r.until(time.Minute, "ready", func(st local.Status) bool { return str(st.Cloud.Status) == "ready" && attached(st) })
		r.after(3 * time.Hour) // the counter rests
		require.True(t, r.lab.Traffic(250_000, 10_000))
		st := r.until(10*time.Second, "active", func(st local.Status) bool { return str(st.Cloud.Status) == "active" })
		require.Equal(t, "data", str(st.Account.EndedBy))
		for _, h := range st.Transitions {
			if h.What == "cloud" && h.To == "active" {
				require.Contains(t, string(h.Cause), "by data, counted 26")
			}
		}
	})
}
