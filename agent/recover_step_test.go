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

// The supply is looked at while the module is silent too: a low one that was seen last must not stop recovery for ever.
func TestSupplyIsLookedAtWhileNothingAnswers(t *testing.T) {
	m := ailing()
	m, _ = Step(m, Event{day23, SupplySeen{Known: true, Low: true, WasLow: true, Source: "get_throttled"}})
	at := day23
	for range 24 * 60 {
		at = at.Add(time.Minute)
		var out []Effect
		m, out = Step(m, Event{at, down(Silent, "/dev/ttyUSB2")(m)})
		if _, asks := effect[CheckSupply](out); asks {
			m, _ = Step(m, Event{at, SupplySeen{Known: true, WasLow: true, Source: "get_throttled"}})
		}
	}
	require.NotEmpty(t, m.Recovery.Book.Acts, "%+v", m.Recovery.Plan)
}

// A supply that is low is no better for a module that answers: its radio may go off and on, and nothing restarts.
func TestLowSupplyRestartsNothing(t *testing.T) {
	m := ailing()
	m.Settings.Hands = []recovery.Rung{recovery.Power}
	m, _ = Step(m, Event{day23, SupplySeen{Known: true, Low: true, WasLow: true, Source: "get_throttled"}})
	at := day23
	for range 24 * 60 {
		at = at.Add(time.Minute)
		var out []Effect
		m, out = Step(m, Event{at, CardRead{Gen: m.Link.Gen, State: CardFailed, Cause: "SIM failure"}})
		if f, acts := effect[Remember](out); acts && f.ID != 0 {
			require.Equal(t, recovery.Radio, m.Recovery.Acting)
			m, _ = Step(m, Event{at, Remembered{ID: f.ID}})
			m, _ = Step(m, Event{at, Restored{ID: f.ID, Rung: recovery.Radio}})
		}
	}
	require.NotEmpty(t, m.Recovery.Book.Acts)
}
