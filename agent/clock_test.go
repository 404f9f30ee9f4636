package agent_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/agenttest"
	"simagent/agent/local"
	"simagent/atcmd"
)

// ahead is a laboratory in 2026, while the board's clock stands in 2000.
func ahead() time.Time { return time.Now().Add(26*365*24*time.Hour + 23*24*time.Hour) }

func TestTimeIsTheNetworksUntilTheCloudIsHeard(t *testing.T) {
	synctestRaw(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{Now: ahead})
		r.activate("ready")
		faultAlways(r)
		r.start()
		st := r.until(time.Minute, "the network's time", func(st local.Status) bool { return st.Clock == "network" })
		require.WithinDuration(t, ahead(), st.Time, 2*time.Second)
		for _, h := range st.Transitions {
			require.True(t, h.Trusted)
			require.Equal(t, 2026, h.Time.Year())
		}
		r.lab.Cloud.ClearFaults()
		st = r.until(2*time.Hour, "the cloud's time", func(st local.Status) bool { return st.Clock == "cloud" })
		require.WithinDuration(t, ahead(), st.Time, 2*time.Second)
		require.Contains(t, st.Verdict.Text, "clock says 2000; the time is taken from the cloud")
	})
}

func TestModuleClockMayBeLeftAlone(t *testing.T) {
	synctestRaw(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{Now: ahead})
		r.cfg.Modem.Clock, r.cfg.Cloud.Provider = "off", "none"
		r.activate("ready")
		r.start()
		r.until(time.Minute, "attached", attached)
		st := r.after(30 * time.Minute)
		require.Empty(t, st.Clock)
		require.Equal(t, 2000, st.Time.Year())
		require.False(t, st.Transitions[0].Trusted)
	})
}

// stepped is a machine that is registered, at a time of this board that nobody vouches for.
func stepped(set agent.Settings, at time.Time) agent.Machine {
	m := agent.New(set)
	for _, v := range []any{
		agent.Started{}, agent.LinkUp{Gen: 1}, agent.ClockSeen{Synced: false},
		agent.Polled{Gen: 1, Regs: []atcmd.Registration{{Domain: atcmd.EPS, Stat: atcmd.Roaming, AcT: 7, CauseType: -1, Cause: -1}}},
	} {
		m, _ = agent.Step(m, agent.Event{At: at, Value: v})
	}
	return m
}

func TestWhoVouchesForTheTime(t *testing.T) {
	board := time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC) // an hour and more wrong
	noon := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	clock := func(line string) atcmd.Clock {
		c, err := atcmd.ParseCCLK(line)
		require.NoError(t, err)
		return c
	}
	says := func(m agent.Machine) (string, time.Time) {
		st := m.Status("", "", false)
		return string(st.Clock), st.Time
	}

	m := stepped(agent.Settings{ModemClock: "local"}, board)
	who, _ := says(m)
	require.Empty(t, who)
	m, out := agent.Step(m, agent.Event{At: board, Value: agent.Polled{Gen: 1}})
	require.NotContains(t, out, agent.Command{Gen: 1, Op: agent.ReadClock}, "it was asked already")
	vouched, _ := agent.Step(m, agent.Event{At: board, Value: agent.ClockSeen{Synced: true}})
	_, out = agent.Step(vouched, agent.Event{At: board.Add(11 * time.Minute), Value: agent.Polled{Gen: 1}})
	require.NotContains(t, out, agent.Command{Gen: 1, Op: agent.ReadClock}, "nobody needs it")
	m, out = agent.Step(m, agent.Event{At: board.Add(11 * time.Minute), Value: agent.Polled{Gen: 1}})
	require.Contains(t, out, agent.Command{Gen: 1, Op: agent.ReadClock})

	for _, c := range []struct{ set, line, who string }{
		{"local", `+CCLK: "26/11/24,20:00:00+32"`, "network"}, {"utc", `+CCLK: "26/11/24,12:00:00+32"`, "network"},
		{"local", `+CCLK: "80/01/06,00:00:10+00"`, ""}, {"off", `+CCLK: "26/11/24,12:00:00+00"`, ""},
	} {
		m := stepped(agent.Settings{ModemClock: c.set}, board)
		m, _ = agent.Step(m, agent.Event{At: board, Value: agent.ClockRead{Gen: 1, Clock: clock(c.line)}})
		who, at := says(m)
		require.Equal(t, c.who, who, c.line)
		if who != "" {
			require.Equal(t, noon, at)
			m.Now = board.Add(time.Hour)
			_, at = says(m)
			require.Equal(t, noon.Add(time.Hour), at)
		}
	}
	zone := func(m agent.Machine) agent.Machine {
		m, _ = agent.Step(m, agent.Event{At: board, Value: agent.URCSeen{Gen: 1, URC: atcmd.URC{Line: `+CTZE: "+08",0,"2026/11/24,14:00:00"`}}})
		return m
	}
	who, at := says(zone(m))
	require.Equal(t, "network", who)
	require.Equal(t, noon, at)

	m = zone(m)
	m, _ = agent.Step(m, agent.Event{At: board, Value: agent.ClockSeen{Synced: true}})
	who, _ = says(m)
	require.Equal(t, "ntp", who)
	m, _ = agent.Step(m, agent.Event{At: board, Value: agent.ClockSeen{Synced: false}})
	who, _ = says(m)
	require.Equal(t, "ntp", who, "the clock that it has set goes on")
}

func TestKernelsWordOnTheClock(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.cfg.Modem.Clock, r.cfg.Cloud.Provider = "off", "none"
		var synced atomic.Bool
		var asked atomic.Int32
		r.synced = func() bool { asked.Add(1); return synced.Load() }
		r.activate("ready")
		r.start()
		st := r.until(time.Minute, "attached", attached)
		require.Empty(t, st.Clock)
		synced.Store(true)
		st = r.after(10 * time.Minute)
		require.EqualValues(t, "ntp", st.Clock)
		require.Positive(t, asked.Load())
	})
}

// What came from the disk was dated when somebody vouched for the time.
func TestDatesFromTheDiskStay(t *testing.T) {
	board := time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC)
	m := stepped(agent.Settings{ModemClock: "local", Provider: "twilio"}, board)
	m.Cloud.Checked = board.Add(-time.Hour)
	m, _ = agent.Step(m, agent.Event{At: board, Value: agent.URCSeen{Gen: 1, URC: atcmd.URC{Line: `+CTZE: "+00",0,"2026/11/24,12:00:00"`}}})
	st := m.Status("", "", false)
	require.Equal(t, board.Add(-time.Hour), *st.Cloud.CheckedAt)
	require.Equal(t, board.Add(5*time.Hour), *st.Network.Since)
}
