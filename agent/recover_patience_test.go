package agent

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/ledger"
	"simagent/agent/recovery"
	"simagent/atcmd"
)

// ailing is a machine with a known SIM, on which the strongest rung is allowed.
func ailing() Machine {
	rec := kept(0)
	rec.Boot = ledger.BootID{1}
	m := known(rec)
	m.Settings.Recovery = recovery.Limits{Most: recovery.Power, Resets: 4, Cycles: 8}
	return m
}

// passes lets an event come again and again, and tells whether an act began meanwhile.
func passes(m Machine, from time.Time, span time.Duration, v func(Machine) any) (Machine, time.Time, bool) {
	acted := false
	for at := from; ; at = at.Add(time.Minute) {
		var out []Effect
		m, out = Step(m, Event{at, v(m)})
		f, acts := effect[Remember](out)
		acted = acted || acts && f.ID != 0
		if at.Sub(from) >= span {
			return m, at, acted
		}
	}
}

func down(state LinkState, port string) func(Machine) any {
	return func(m Machine) any {
		return LinkDown{Gen: m.Link.Gen, State: state, Port: port, Cause: string(state), USB: port != ""}
	}
}

// Patience does not run while nothing could be done: what was held, pulled or without a card for a day has just begun when
// that ends.
func TestPatienceBeginsWhenARungCanCureIt(t *testing.T) {
	read := func(state CardState) func(Machine) any {
		return func(m Machine) any { return CardRead{Gen: m.Link.Gen, State: state, Cause: string(state)} }
	}
	polled := func(stat atcmd.Stat, cause, radio int) func(Machine) any {
		kind := -1
		if cause >= 0 {
			kind = 0
		}
		return func(m Machine) any {
			return Polled{Gen: m.Link.Gen, Radio: &radio, Regs: []atcmd.Registration{{Domain: atcmd.EPS, Stat: stat, AcT: 7, CauseType: kind, Cause: cause}}}
		}
	}
	for _, c := range []struct {
		what          string
		before, after func(Machine) any
		patience      time.Duration
	}{
		{"another program gives the port back", down(Held, ""), down(Silent, "/dev/ttyUSB2"), settleTime},
		{"the module is plugged in, and boots", down(Absent, ""), down(Silent, "/dev/ttyUSB2"), settleTime},
		{"a card is put in, and starts", read(CardAbsent), read(CardBusy), cardTime},
		{"the PIN was typed in elsewhere", read(CardPIN), read(CardBusy), cardTime},
		{"an illegal ME looks for other networks", polled(atcmd.Denied, 6, 1), polled(atcmd.Searching, -1, 1), 25 * time.Minute},
		{"the radio was off by hand", polled(atcmd.NotRegistered, -1, atcmd.FunFlight), polled(atcmd.Searching, -1, 1), 25 * time.Minute},
	} {
		t.Run(c.what, func(t *testing.T) {
			m, at, acted := passes(ailing(), day23, 24*time.Hour, c.before)
			require.False(t, acted, m.Recovery.Trouble.What)
			require.Equal(t, recovery.Hopeless, m.Recovery.Plan.State)
			m, at, acted = passes(m, at.Add(time.Minute), c.patience-2*time.Minute, c.after)
			require.False(t, acted, "%+v", m.Recovery.Plan)
			_, _, acted = passes(m, at.Add(time.Minute), 2*time.Minute, c.after)
			require.True(t, acted, "%+v", m.Recovery.Plan)
		})
	}
}

// A module that comes back to its port has just started, also where the board could have switched it on.
func TestModuleThatComesBackIsLeftAlone(t *testing.T) {
	m := ailing()
	m.Settings.Hands = []recovery.Rung{recovery.Power}
	m, at, acted := passes(m, day23, 4*time.Minute, down(Absent, ""))
	require.False(t, acted)
	m, at, acted = passes(m, at.Add(time.Minute), 4*time.Minute, down(Silent, "/dev/ttyUSB2"))
	require.False(t, acted, "%+v", m.Recovery.Plan)
	_, _, acted = passes(m, at.Add(time.Minute), 2*time.Minute, down(Silent, "/dev/ttyUSB2"))
	require.True(t, acted)
}
