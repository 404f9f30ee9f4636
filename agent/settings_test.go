package agent_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/agenttest"
	"simagent/agent/local"
	"simagent/atcmd/modemtest"
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
