package agent_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/agenttest"
	"simagent/agent/local"
	"simagent/atcmd"
	"simagent/atcmd/modemtest"
	"simagent/simcard"
	"simagent/simcard/simcardtest"
)

// writes are the commands that set something a Super SIM needs.
func (r *rig) writes() (list []string) {
	for _, c := range r.lab.Modem.Commands() {
		if strings.HasPrefix(c, "AT+CGDCONT=") || strings.HasPrefix(c, `AT+QCFG="`) && strings.Contains(c, ",") {
			list = append(list, c)
		}
	}
	return list
}

// What differs is shown, and written only when the configuration says so, and
// only once.
func TestSettingsOfASuperSIM(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.activate("ready")
		r.start()
		st := r.until(20*time.Minute, "attached", attached)
		require.Empty(t, r.writes())
		require.Len(t, st.Link.Settings, 1)
		require.EqualValues(t, "APN", st.Link.Settings[0].About)
		require.Equal(t, `AT+CGDCONT=1,"IPV4V6","super"`, st.Link.Settings[0].Command)
		require.True(t, st.Verdict.OK, "it works all the same")
		require.NoError(t, r.stop())

		r.cfg.SIM.Settings = "apply"
		r.start()
		st = r.until(20*time.Minute, "set", func(st local.Status) bool { return attached(st) && str(st.Network.APN) == "super" })
		require.Empty(t, st.Link.Settings)
		require.NotNil(t, st.Link.Settings, "read, and nothing differs")
		require.Equal(t, []string{`AT+CGDCONT=1,"IPV4V6","super"`}, r.writes())

		r.lab.Modem.Reset()
		r.until(20*time.Minute, "attached again", attached)
		require.Len(t, r.writes(), 1, "written only when it differs")
	})
}

// A module that answers OK and keeps what it had is not written to for ever,
// and a person is told what stands in the way.
func TestSettingThatIsNotTaken(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.cfg.SIM.Settings = "apply"
		r.activate("ready")
		r.lab.Modem.Fault(modemtest.Fault{Match: "+CGDCONT?", Times: -1, Lines: []string{`+CGDCONT: 1,"IP","internet"`}})
		r.start()
		r.until(20*time.Minute, "attached", attached)
		r.lab.Modem.SetRegistration(modemtest.Registration{})
		st := r.until(5*time.Minute, "shown", func(st local.Status) bool { return st.Verdict.Code == agent.WrongSettings })
		require.Contains(t, st.Verdict.Text, "APN is internet")
		require.Equal(t, `simagent at --force 'AT+CGDCONT=1,"IP","super"'`, str(st.Verdict.Next))
		require.EqualValues(t, "the module said OK and kept what it had", st.Link.Settings[0].Error)
		for range 6 {
			r.lab.Modem.Reset()
			r.after(5 * time.Minute)
		}
		require.Len(t, r.writes(), 3)
	})
}

// The needs are a Super SIM's; another SIM has others.
func TestOtherSIMsAreLeftAlone(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.cfg.SIM.Settings = "apply"
		r.lab.Modem.InsertCard(simcardtest.New("8949000000000000005"))
		r.start()
		st := r.until(5*time.Minute, "read", func(st local.Status) bool { return st.SIM.State == "ready" })
		require.False(t, *st.SIM.SuperSIM)
		st = r.after(10 * time.Minute)
		require.Nil(t, st.Link.Settings)
		require.Empty(t, r.writes())
	})
}

// What another SIM needed is forgotten when it is gone, and so is what is read
// too late.
func TestSettingsGoWithTheSIM(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.activate("ready")
		r.start()
		st := r.until(20*time.Minute, "attached", attached)
		require.Len(t, st.Link.Settings, 1)
		r.lab.Swap(simcardtest.New("8949000000000000005"))
		st = r.until(5*time.Minute, "read", func(st local.Status) bool { return st.SIM.State == "ready" && !*st.SIM.SuperSIM })
		require.Nil(t, st.Link.Settings)
	})
}

// A setting that counts after a restart only is said to wait for it, whatever
// the module shows meanwhile.
func TestSettingThatWaitsForARestart(t *testing.T) {
	m := agent.New(agent.Settings{ModuleSettings: "apply"})
	m.Link.State = agent.Up
	m.Card.ICCID, _ = simcard.ParseICCID("8988307000000001238")
	read := func(n agent.Need) []agent.Need {
		n.About, n.Restart, n.Command = "scan order", true, "+KSRAT=0"
		m, _ = agent.Step(m, agent.Event{Value: agent.SettingsRead{Needs: []agent.Need{n}}})
		return m.Link.Needs
	}
	require.True(t, read(agent.Need{Value: "0", Written: true})[0].Written)
	for _, n := range []agent.Need{{Value: "1"}, {Value: "0", Fits: true}, {Value: "1", Err: "refused"}} {
		got := read(n)[0]
		require.True(t, got.Written)
		require.False(t, got.Fits)
		require.Empty(t, got.Err)
	}
	require.Equal(t, 1, m.Link.Writes)
	m, _ = agent.Step(m, agent.Event{Value: agent.URCSeen{URC: atcmd.URC{Line: "RDY"}}})
	require.True(t, read(agent.Need{Value: "0", Fits: true})[0].Fits)

	m.Card.ICCID, _ = simcard.ParseICCID("8949000000000000005")
	m.Link.Needs = nil
	require.Nil(t, read(agent.Need{Value: "1"}), "read for a SIM that is gone")
}

// A SIM that is put in between the question and the writing is left alone.
func TestSettingsAreNotWrittenForTheNextSIM(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.cfg.SIM.Settings = "apply"
		r.activate("ready")
		r.lab.Modem.Fault(modemtest.Fault{Match: "+CGDCONT?"}, modemtest.Fault{Match: "+CGDCONT?", Delay: 2 * time.Second})
		r.start()
		for r.count("AT+CGDCONT?") < 2 {
			time.Sleep(10 * time.Millisecond)
		}
		r.lab.Modem.InsertCard(simcardtest.New("8949000000000000005"))
		r.until(5*time.Minute, "read", func(st local.Status) bool { return st.SIM.State == "ready" && !*st.SIM.SuperSIM })
		require.Empty(t, r.writes())
	})
}

// What the module does not tell, or the configuration does not want, is no
// need; the first context is meant, wherever it stands.
func TestNeedsThatAreNone(t *testing.T) {
	for name, c := range map[string]struct {
		apn   string
		fault modemtest.Fault
		want  int
	}{
		"any APN":        {"", modemtest.Fault{Match: "nothing"}, 0},
		"refused":        {"super", modemtest.Fault{Match: "+CGDCONT?", Times: -1, Final: "ERROR"}, 0},
		"other contexts": {"super", modemtest.Fault{Match: "+CGDCONT?", Times: -1, Lines: []string{`+CGDCONT: 1,"IP","super"`, `+CGDCONT: 2,"IP","ims"`}}, 0},
		"none yet":       {"super", modemtest.Fault{Match: "+CGDCONT?", Times: -1, Lines: []string{`+CGDCONT: 2,"IP","super"`}}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := newRig(t, agenttest.Options{})
				r.cfg.SIM.APN = c.apn
				r.activate("ready")
				r.lab.Modem.Fault(c.fault)
				r.start()
				st := r.until(20*time.Minute, "read", func(st local.Status) bool { return attached(st) && st.Link.Settings != nil })
				require.Len(t, st.Link.Settings, c.want)
			})
		})
	}
}

// What counts after a restart only is written, and said to wait, until the
// module has restarted.
func TestWrittenForTheNextStart(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{Persona: modemtest.HL7800()})
		r.cfg.SIM.Settings, r.cfg.SIM.APN = "apply", ""
		r.activate("ready")
		r.lab.Modem.Fault(modemtest.Fault{Match: "+KSRAT?", Times: -1, Lines: []string{"+KSRAT: 1"}}, modemtest.Fault{Match: "+KSRAT=0", Times: -1, Final: "OK"})
		r.start()
		st := r.until(20*time.Minute, "written", func(st local.Status) bool { return len(st.Link.Settings) > 0 })
		require.True(t, st.Link.Settings[0].Written)
		require.EqualValues(t, "1", st.Link.Settings[0].Value)
		require.Equal(t, 1, r.count("AT+KSRAT=0"))
	})
}

// What a module says of its settings acts on no terminal, wherever the status has it.
func TestSettingsAreShownPlain(t *testing.T) {
	m := agent.Machine{Link: agent.Link{State: agent.Up, Needs: []agent.Need{{About: "APN", Value: "in\u009b2Jternet\u202e", Command: "+CGDCONT=1", Err: "\x1b[5mno"}}}}
	m.Net.ConnectErr = "ERROR\x1b"
	m.Card.State, m.Settings.PINProblem = agent.CardPIN, "\u009b5mno"
	m.History = []agent.Transition{{What: "link", From: "\x1b[2J", To: "up\u202e", Cause: "said\u009b"}}
	b, err := json.Marshal(m.Status("", "", false))
	require.NoError(t, err)
	require.Contains(t, string(b), "in2Jternet")
	require.Contains(t, string(b), "5mno")
	for _, sign := range []string{"\u009b", "\u202e", "\x1b", `\u001b`} {
		require.NotContains(t, string(b), sign)
	}
}
