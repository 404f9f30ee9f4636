package agent

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/ledger"
	"simagent/agent/recovery"
	"simagent/atcmd"
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

// due is a machine that has just entered its first act, of which the record is on its way.
func due(t *testing.T, m Machine, v func(Machine) any) (Machine, time.Time, Remember) {
	for at := day23; at.Before(day23.Add(time.Hour)); at = at.Add(time.Minute) {
		var out []Effect
		m, out = Step(m, Event{at, v(m)})
		if f, acts := effect[Remember](out); acts && f.ID != 0 {
			return m, at, f
		}
	}
	require.Fail(t, "no act")
	return m, day23, Remember{}
}

func noRegistration(m Machine) any {
	on := 1
	return Polled{Gen: m.Link.Gen, Radio: &on, Regs: []atcmd.Registration{{Domain: atcmd.EPS, Stat: atcmd.Searching, AcT: 7, CauseType: -1, Cause: -1}}}
}

// What changes while the act is being recorded may forbid it.
func TestActThatMustNotBeAnyMore(t *testing.T) {
	for _, c := range []struct {
		what   string
		first  func(Machine) any
		events func(Machine) []any
	}{
		{"the module answers, and its card is not read yet", down(Silent, "/dev/ttyUSB2"), func(m Machine) []any { return []any{LinkUp{Gen: m.Link.Gen, Port: "/dev/ttyUSB2"}} }},
		{"another program took the port", down(Silent, "/dev/ttyUSB2"), func(m Machine) []any { return []any{LinkDown{Gen: m.Link.Gen, State: Held}} }},
		{"somebody works by hand", noRegistration, func(Machine) []any { return []any{ATAsked{ID: 1, Cmd: "+CREG=2", Force: true}} }},
		{"the card asks for its PIN", noRegistration, func(m Machine) []any { return []any{CardRead{Gen: m.Link.Gen, State: CardPIN}} }},
		{"the card changes its identity", noRegistration, func(m Machine) []any { return []any{URCSeen{Gen: m.Link.Gen, URC: atcmd.URC{Line: "+QUSIM: 1"}}} }},
	} {
		t.Run(c.what, func(t *testing.T) {
			m, at, f := due(t, ailing(), c.first)
			for _, v := range c.events(m) {
				m, _ = Step(m, Event{at.Add(time.Second), v})
			}
			m, out := Step(m, Event{at.Add(2 * time.Second), Remembered{ID: f.ID}})
			_, host := effect[Restore](out)
			require.False(t, host)
			for _, e := range out {
				if c, is := e.(Command); is {
					require.NotEqual(t, TakeRung, c.Op)
				}
			}
			require.Equal(t, recovery.Wait, m.Recovery.Acting)
			require.NotEmpty(t, m.Recovery.Err)
		})
	}
}

// A radio that a person switched off stays off over a restart of the daemon, whatever became of the act before.
func TestRadioOffByHandSurvivesARestart(t *testing.T) {
	off := atcmd.FunFlight
	for _, never := range []bool{true, false} { // the cycle was recorded and not done, or began and was not ended
		m, at, f := due(t, ailing(), noRegistration)
		if never {
			yes := true
			m, _ = Step(m, Event{at.Add(time.Second), Polled{Gen: m.Link.Gen, Attached: &yes, Regs: []atcmd.Registration{{Domain: atcmd.EPS, Stat: atcmd.Roaming, AcT: 7, CauseType: -1, Cause: -1}}}})
		}
		book := m.Recovery.Book
		for _, v := range []any{Remembered{ID: f.ID}, ATAsked{ID: 1, Cmd: "+CFUN=4", Force: true}} {
			var out []Effect
			m, out = Step(m, Event{at.Add(2 * time.Second), v})
			if f, stored := effect[Remember](out); stored {
				book = f.Book
			}
		}
		next := New(m.Settings)
		next, _ = Step(next, Event{at.Add(time.Minute), Started{Book: book}})
		next, _ = Step(next, Event{at.Add(time.Minute), LinkUp{Gen: next.Link.Gen, Port: "x"}})
		_, out := Step(next, Event{at.Add(time.Minute), CardRead{Gen: next.Link.Gen, State: CardFailed, Radio: &off}})
		require.NotContains(t, out, Command{Gen: next.Link.Gen, Op: RadioOn}, "never done: %v", never)
	}
}

// The last event begins nothing.
func TestNoActWhileStopping(t *testing.T) {
	m, at, _ := due(t, ailing(), noRegistration)
	before := ailing()
	for now := day23; now.Before(at); now = now.Add(time.Minute) {
		before, _ = Step(before, Event{now, noRegistration(before)})
	}
	require.Len(t, m.Recovery.Book.Acts, 1)
	_, out := Step(before, Event{at, Stopping{}})
	for _, e := range out {
		f, is := e.(Remember)
		require.False(t, is && f.ID != 0)
	}
}

// A module that refuses to switch its radio off has it on: what another program switches off later stays off.
func TestRefusedCycleLeavesNoRadioToSwitchOn(t *testing.T) {
	m, at, f := due(t, ailing(), noRegistration)
	m, _ = Step(m, Event{at, Remembered{ID: f.ID}})
	m, _ = Step(m, Event{at, Restored{ID: f.ID, Rung: recovery.Radio, Err: &atcmd.CommandError{}}})
	m, _ = Step(m, Event{at.Add(3 * time.Second), noRegistration(m)})
	off := atcmd.FunFlight
	_, out := Step(m, Event{at.Add(time.Minute), CardRead{Gen: m.Link.Gen, State: CardFailed, Radio: &off}})
	require.NotContains(t, out, Command{Gen: m.Link.Gen, Op: RadioOn})
}

// A module that hangs while it is given the PIN is reset like any other: what came of the PIN is lost with its link.
func TestPINUnderWayHoldsNothingWithoutALink(t *testing.T) {
	m := ailing()
	m.Card.PIN = PINTry{Card: card(0), Sent: true}
	m, _, _ = due(t, m, down(Silent, "/dev/ttyUSB2"))
	require.Equal(t, recovery.USB, m.Recovery.Acting)
}

// A clock that is set wrong, by a hand or by a network, makes no act of this run older than it is.
func TestWrongClockGivesNoBudgetBack(t *testing.T) {
	m := ailing()
	m.Settings.Recovery.Resets = 1
	begin := time.Now()
	for at := begin; at.Before(begin.Add(8 * time.Hour)); at = at.Add(time.Minute) {
		now := at
		if at.After(begin.Add(2 * time.Hour)) {
			m.Cloud.Heard, m.Cloud.Skew = true, -48*time.Hour
		}
		var out []Effect
		m, out = Step(m, Event{now, down(Silent, "/dev/ttyUSB2")(m)})
		if f, acts := effect[Remember](out); acts && f.ID != 0 {
			m, _ = Step(m, Event{now, Remembered{ID: f.ID}})
			m, _ = Step(m, Event{now, Restored{ID: f.ID, Rung: m.Recovery.Acting}})
		}
	}
	require.EqualValues(t, 1, m.Recovery.ActID)
}

// A context that the network refuses is not asked for more often because the module restarts again and again.
func TestRefusedContextKeepsItsPause(t *testing.T) {
	m := ailing()
	m.Settings.Connect = connectContext
	asked := 0
	yes := true
	for i := range 9 {
		at := day23.Add(time.Duration(i) * time.Minute)
		for _, v := range []any{
			Polled{Gen: m.Link.Gen, Attached: &yes, Regs: []atcmd.Registration{{Domain: atcmd.EPS, Stat: atcmd.Roaming, AcT: 7, CauseType: -1, Cause: -1}}},
			ContextRaised{Gen: m.Link.Gen, Err: &atcmd.CommandError{}},
			URCSeen{Gen: m.Link.Gen, URC: atcmd.URC{Line: "RDY"}}, CardRead{Gen: m.Link.Gen, State: CardReady, ICCID: card(0)},
		} {
			var out []Effect
			m, out = Step(m, Event{at, v})
			for _, e := range out {
				if c, is := e.(Command); is && c.Op == RaiseContext {
					asked++
				}
			}
		}
	}
	require.Equal(t, 1, asked)
}

// The key of a module that is silent, and not known to be off, is not pressed at once: it may run at another speed.
func TestSilentPortIsNotTakenForOff(t *testing.T) {
	m := New(Settings{Recovery: recovery.Limits{Most: recovery.Power, Resets: 4}, Hands: []recovery.Rung{recovery.On, recovery.Power}})
	m, _ = Step(m, Event{day23, Started{Boot: ledger.BootID{1}}})
	silent, _ := Step(m, Event{day23, LinkDown{Gen: m.Link.Gen, State: Silent, Port: "/dev/ttyS0", Cause: "x"}})
	require.Equal(t, recovery.Power, silent.Recovery.Plan.Rung)
	require.Equal(t, day23.Add(settleTime), silent.Recovery.Plan.At)
	m.Settings.KnowsOff = true
	silent, _ = Step(m, Event{day23, LinkDown{Gen: m.Link.Gen, State: Silent, Port: "/dev/ttyS0", Cause: "x"}})
	require.Equal(t, recovery.On, silent.Recovery.Plan.Rung)
	require.Equal(t, day23.Add(onTime), silent.Recovery.Plan.At)
}

// A port that appears puts off no opening that is nearer.
func TestAppearingPortPutsOffNothing(t *testing.T) {
	m := New(Settings{})
	m, _ = Step(m, Event{day23, Started{Boot: ledger.BootID{1}}})
	m, _ = Step(m, Event{day23, LinkDown{Gen: m.Link.Gen, State: Absent, Cause: "x"}})
	m.Link.Appeared = Hurry{Due: day23, Delay: 20 * time.Second} // /dev is busy
	_, out := Step(m, Event{day23.Add(time.Millisecond), PortsChanged{}})
	_, moved := effect[Timer](out)
	require.False(t, moved, "it is opened in a second anyway")
}

// What is not known of the budget stays so over a stop, though nothing was done in this run.
func TestUnknownBudgetIsKeptAtTheStop(t *testing.T) {
	m := New(Settings{})
	m, _ = Step(m, Event{day23, Started{Boot: ledger.BootID{1}, Book: recovery.Unknown(day23)}})
	_, out := Step(m, Event{day23.Add(time.Hour), Stopping{}})
	kept, ok := effect[Remember](out)
	require.True(t, ok)
	require.True(t, kept.Book.Lost)
	_, out = Step(New(Settings{}), Event{day23, Stopping{}})
	_, ok = effect[Remember](out)
	require.False(t, ok, "where nothing was done there is nothing to keep")
}
