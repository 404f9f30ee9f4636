package agent_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/local"
)

// A module, or what plays one, that leaves unanswered what it does not know is found and read, if slowly, and not reset.
func TestModuleThatLeavesCommandsUnanswered(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.lab.Modem.Play(script(`on Q0V1 always silent
on E0 always silent
on V1 always silent
on +CMEE always silent
on +GMI always silent
on +CRSM always silent
on +C5GREG always silent
on +CESQ always silent
on +CGEREP always silent`))
		r.activate("ready")
		r.start()
		st := r.until(3*time.Minute, "the card", func(st local.Status) bool { return st.SIM.ICCID != nil })
		require.Equal(t, "ready", string(st.SIM.State))
		require.Zero(t, r.sent("AT+CFUN="))
		r.until(3*time.Minute, "attached", attached)
	})
}

// Names that come with a label in front, as ATI prints them, are names all the same.
func TestLabelledNames(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.lab.Modem.Play(script(`on +CGMI always answer "Manufacturer: Quectel"
on +CGMM always answer "Model: EG25"
on +CGMR always answer "Revision:EG25GGBR07A08M2G"`))
		r.start()
		st := r.until(time.Minute, "up", func(st local.Status) bool { return st.Link.State == "up" })
		require.Equal(t, "Quectel EG25 EG25GGBR07A08M2G", str(st.Link.Module.Manufacturer)+" "+str(st.Link.Module.Model)+" "+str(st.Link.Module.Revision))
		require.NotEqual(t, "generic", str(st.Link.Module.Profile))
	})
}

// What a module refuses in words of its own maker is not asked again at each poll: the rest goes into one line.
func TestRefusedInTheMakersWords(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.lab.Modem.Play(script(`on +CEREG always final "COMMAND NOT SUPPORT"`))
		r.activate("ready")
		r.start()
		r.until(5*time.Minute, "attached", attached)
		before := r.sent("AT+CGREG?")
		r.after(30 * time.Minute)
		require.Equal(t, before, r.sent("AT+CGREG?"))
	})
}

// An answer to AT+CPIN? that nobody knows does not have the card read again and again.
func TestLockInUnknownWords(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.lab.Modem.Play(script(`on +CPIN? always answer "+CPIN: SIM READY"`))
		r.activate("ready")
		r.start()
		r.until(5*time.Minute, "attached", attached)
		before := len(r.lab.Modem.Commands())
		r.after(time.Hour)
		require.Less(t, len(r.lab.Modem.Commands())-before, 400)
	})
}
