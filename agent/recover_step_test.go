package agent

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/ledger"
	"simagent/agent/recovery"
)

// A port that is silent while bytes come in by the module is no reason to reset it.
func TestBytesThatComeInHoldRecoveryOff(t *testing.T) {
	rec := kept(0)
	rec.Boot = ledger.BootID{1}
	m := known(rec)
	m.Settings.Recovery = recovery.Limits{Most: recovery.Power, Resets: 4, Cycles: 8}
	at := day23
	m, _ = Step(m, Event{at, Started{Boot: ledger.BootID{1}}})
	m, _ = Step(m, Event{at, LinkDown{Gen: m.Link.Gen, State: Silent, Port: "/dev/ttyUSB2", Cause: "it hangs", USB: true}})
	for i := range 30 {
		at = at.Add(time.Minute)
		var out []Effect
		m, out = Step(m, Event{at, sampledAt(uint64(1000*i), at)})
		_, acts := effect[Remember](out)
		require.False(t, acts)
	}
	require.Equal(t, "bytes come in by the module, though its port is silent", m.Recovery.Plan.Why)
	at = at.Add(movedTime - time.Second)
	m, _ = Step(m, Event{at, TimerFired{TimerRecover}})
	require.Equal(t, recovery.Wait, m.Recovery.Acting)
	_, out := Step(m, Event{at.Add(2 * time.Second), TimerFired{TimerRecover}})
	_, acts := effect[Remember](out)
	require.True(t, acts, "they have ceased")
}
