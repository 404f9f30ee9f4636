package agent_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/local"
	"simagent/atcmd/modemtest"
)

// Where the module does not report registrations by itself, one is seen within seconds all the same.
func TestRegistrationThatIsNotReported(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.lab.Modem.Play(script(`on +CREG= always final "ERROR"
on +CGREG= always final "ERROR"
on +CEREG= always final "ERROR"
on +CREG? x 4 answer "+CREG: 0,2"
on +CGREG? x 4 answer "+CGREG: 0,2"
on +CEREG? x 4 answer "+CEREG: 0,2"`))
		r.activate("ready")
		r.start()
		r.until(time.Minute, "searching", func(st local.Status) bool { return str(st.Network.Registration) == "searching" })
		r.until(time.Minute, "registered", func(st local.Status) bool { return str(st.Network.Registration) == "roaming" })
		sent := r.sent("AT+CREG?")
		r.after(time.Hour)
		require.LessOrEqual(t, r.sent("AT+CREG?")-sent, 35, "then it is polled as usual")
	})
}

// A module that is registered with a 5G core alone says so by AT+C5GREG? and by nothing else.
func TestRegistrationInStandalone5G(t *testing.T) {
	bubble(t, func(t *testing.T) {
		persona, err := modemtest.ByName("rm520n")
		require.NoError(t, err)
		r := newRig(t, agenttest.Options{Persona: persona})
		r.lab.Modem.Play(script(`on +CREG? always answer "+CREG: 2,0"
on +CGREG? always answer "+CGREG: 2,0"
on +CEREG? always answer "+CEREG: 2,0"
on +C5GREG? always answer "+C5GREG: 2,5,\"1A2B\",\"C3D4E5F60\",11"`))
		r.activate("ready")
		r.start()
		st := r.until(5*time.Minute, "registered", func(st local.Status) bool { return str(st.Network.Registration) == "roaming" })
		require.Equal(t, "NR 5GC", str(st.Network.RAT))
	})
}
