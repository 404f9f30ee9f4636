package agent_test

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/agenttest"
	"simagent/agent/local"
	"simagent/atcmd/modemtest"
	"simagent/simcard"
)

func pin(t *testing.T, code string) simcard.PIN {
	p, err := simcard.ParsePIN(code)
	require.NoError(t, err)
	return p
}

// lockedRig is a module whose SIM asks for the PIN 1234.
func lockedRig(t *testing.T) *rig {
	r := newRig(t, agenttest.Options{})
	r.activate("ready")
	r.lab.Modem.Card().SetPIN("1234", true)
	r.lab.Modem.Reset()
	return r
}

// pins are the PINs that were sent.
func (r *rig) pins() (list []string) {
	for _, c := range r.lab.Modem.Commands() {
		if strings.HasPrefix(c, "AT+CPIN=") {
			list = append(list, c)
		}
	}
	return list
}

func needsPIN(st local.Status) bool { return st.Verdict.Code == agent.SIMNeedsPIN }

// The right PIN opens the card at each power-on.
func TestPINOpensTheCard(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := lockedRig(t)
		r.pin = pin(t, "1234")
		r.start()
		r.until(20*time.Minute, "attached", attached)
		require.Len(t, r.pins(), 1)
		r.after(time.Minute)
		r.lab.Modem.Reset()
		r.until(20*time.Minute, "attached again", attached)
		require.Len(t, r.pins(), 2)
	})
}

// A wrong PIN is sent once, and never again: not after a restart of the
// module, not after one of the agent, not after both.
func TestWrongPINIsTriedOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := lockedRig(t)
		r.pin = pin(t, "4321")
		r.start()
		st := r.until(20*time.Minute, "refused", func(st local.Status) bool { return needsPIN(st) && r.lab.Modem.Card().PIN().Tries == 2 })
		for range 3 {
			r.lab.Modem.Reset()
			r.after(10 * time.Minute)
			require.NoError(t, r.stop())
			r.start()
			r.after(10 * time.Minute)
		}
		require.Equal(t, 2, r.lab.Modem.Card().PIN().Tries)
		st = r.status()
		require.True(t, needsPIN(st))
		require.Contains(t, st.Verdict.Text, "tried on this card before")
		require.NotContains(t, r.history(), "4321")

		r.pin = pin(t, "1234") // another configuration may try
		require.NoError(t, r.stop())
		r.start()
		r.until(20*time.Minute, "attached", attached)
	})
}

// An agent that is killed right after the PIN went out does not send it again.
func TestPINIsRecordedBeforeItLeaves(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := lockedRig(t)
		r.pin = pin(t, "4321")
		r.start()
		for len(r.pins()) == 0 {
			time.Sleep(time.Millisecond)
		}
		r.kill()
		r.lab.Modem.Reset()
		r.start()
		r.after(20 * time.Minute)
		require.Len(t, r.pins(), 1)
	})
}

// What cannot be recorded is not tried, nor what could block the card.
func TestPINIsKeptBack(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(r *rig)
		text  string
	}{
		"full disk":    {func(r *rig) { r.diskErr = syscall.ENOSPC }, "state folder"},
		"one try left": {func(r *rig) { r.lab.Modem.Card().SetTries(1, 10) }, "two tries"},
		"no PIN given": {func(r *rig) { r.pin = simcard.PIN{} }, "Super SIM comes without"},
		"tries unknown": {func(r *rig) {
			for _, c := range []string{"+CPINR", "+QPINC", "+CSIM"} {
				r.lab.Modem.Fault(modemtest.Fault{Match: c, Times: -1, Final: "ERROR"})
			}
		}, "not known"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := lockedRig(t)
				r.pin = pin(t, "1234")
				c.spoil(r)
				before := len(r.pins())
				r.start()
				st := r.until(20*time.Minute, "PIN", needsPIN)
				r.after(time.Hour)
				require.Len(t, r.pins(), before)
				st = r.status()
				require.Contains(t, st.Verdict.Text, c.text)
			})
		})
	}
}
