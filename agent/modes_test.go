package agent_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/local"
)

// A module that tells the reject cause in mode 5 only is put into that.
func TestCauseByModeFive(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.lab.Modem.Play(script(`on +CEREG=3 always final "ERROR"
on +CEREG? always answer "+CEREG: 5,3,\"00A1\",\"00A1B2C3\",7,0,13"`))
		r.activate("ready")
		r.lab.Deny(13)
		r.start()
		st := r.until(5*time.Minute, "cause", func(st local.Status) bool { return st.Network.CauseClass == "place" })
		require.Equal(t, "denied", str(st.Network.Registration))
		require.NotZero(t, r.sent("AT+CEREG=5"))
	})
}
