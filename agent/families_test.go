package agent_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/agenttest"
	"simagent/agent/local"
	"simagent/atcmd/modemtest"
	"simagent/atcmd/module"
)

// One agent for every family: it finds the card, the registration and the
// signal, and counts where the module does.
func TestEveryFamily(t *testing.T) {
	for _, p := range modemtest.Personas() {
		t.Run(p.Name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				persona := p.New()
				r := newRig(t, agenttest.Options{Persona: persona})
				r.activate("ready")
				r.start()
				if persona.StartsOff { // the radio is a person's to switch on
					st := r.until(2*time.Minute, "off", func(st local.Status) bool { return st.Verdict.Code == agent.RadioOff })
					require.Contains(t, str(st.Verdict.Next), "AT+CFUN=1")
					_, err := r.at("+CFUN=1", "", true)
					require.NoError(t, err)
				}
				st := r.until(5*time.Minute, "attached", attached)
				require.Equal(t, agenttest.ICCID, str(st.SIM.ICCID))
				profile := named(str(st.Link.Module.Profile))
				require.Equal(t, p.Name == "generic", profile.Name == module.Generic().Name)
				require.False(t, st.Network.Signal.RSRP == nil && st.Network.Signal.RSSI == nil, "a level is known")
				r.after(3 * time.Minute)
				r.lab.Modem.AddTraffic(1000, 2000)
				st = r.after(3 * time.Minute)
				if c := profile.Counter; c.Command != "" && c.Unit <= 1 {
					require.GreaterOrEqual(t, num(st.Account.Data.Low), int64(3000))
					require.Less(t, num(st.Account.Data.Low), int64(3500), "our own reports besides")
				} else {
					require.Equal(t, agent.NothingCounts, st.Verdict.Code)
				}
				r.lab.Modem.RemoveCard()
				r.until(5*time.Minute, "gone", func(st local.Status) bool { return st.SIM.State == "absent" })
			})
		})
	}
}

func named(name string) module.Profile {
	for _, p := range module.All() {
		if p.Name == name {
			return p
		}
	}
	return module.Generic()
}
