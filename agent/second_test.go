package agent_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/agenttest"
	"simagent/agent/local"
)

// One AT port hangs and the module lives: the other one serves, and the screen
// says so. When the module comes back, the first is tried again.
func TestSecondPortServesWhenTheFirstHangs(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.activate("ready")
		r.start()
		st := r.until(20*time.Minute, "attached", attached)
		require.Equal(t, "/dev/ttyTEST", str(st.Link.Port))

		r.mu.Lock()
		r.hangs = true
		r.mu.Unlock()
		r.plug(false)
		r.plug(true)
		st = r.until(5*time.Minute, "served", func(st local.Status) bool { return str(st.Link.Port) == "/dev/ttySECOND" && attached(st) })
		require.Equal(t, "/dev/ttyTEST", str(st.Link.Hung))
		require.Contains(t, r.history(), "/dev/ttyTEST hangs")

		r.mu.Lock()
		r.hangs = false
		r.mu.Unlock()
		r.plug(false)
		r.plug(true)
		st = r.until(5*time.Minute, "back", func(st local.Status) bool { return str(st.Link.Port) == "/dev/ttyTEST" && attached(st) })
		require.Nil(t, st.Link.Hung)
	})
}

func (r *rig) history() (all string) {
	for _, c := range r.status().Transitions {
		all += string(c.Cause) + "\n"
	}
	return all
}

// The other port could not serve: why is said, and what frees it is what to do.
func TestSecondPortThatIsHeldIsNamed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.hangs, r.alone = true, "/dev/ttySECOND is held by minicom (4711)\nkill 4711"
		r.start()
		st := r.until(5*time.Minute, "silent", func(st local.Status) bool { return st.Verdict.Code == agent.ModuleSilent })
		require.Equal(t, "/dev/ttyTEST answers no AT command, and /dev/ttySECOND is held by minicom (4711).", st.Verdict.Text)
		require.Equal(t, "kill 4711", str(st.Verdict.Next))
	})
}
