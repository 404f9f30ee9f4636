package agent_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/ledger"
	"simagent/agent/local"
	"simagent/atcmd/modemtest"
	"simagent/simcard/simcardtest"
)

// What the soak found, each in its shortest form.

func fromNewToAttached(t *testing.T) *rig {
	r := newRig(t, agenttest.Options{})
	r.lab.Cloud.AddSim(second)
	r.lab.Cloud.AddFleet("lab")
	r.start()
	r.until(time.Minute, "new", func(st local.Status) bool { return str(st.Cloud.Status) == "new" })
	r.activate("ready")
	r.until(20*time.Minute, "attached", func(st local.Status) bool { return attached(st) && str(st.Cloud.Status) == "ready" })
	return r
}

func (r *rig) disk(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.diskErr = err
}

// A module that kept its mark has not restarted: a replug adds no doubt.
func TestReplugIsExact(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := fromNewToAttached(t)
		r.lab.Traffic(5000, 5000)
		r.after(5 * time.Minute)
		for range 3 {
			r.plug(false)
			r.after(time.Minute)
			r.lab.Traffic(100, 0)
			r.plug(true)
			r.after(5 * time.Minute)
		}
		st := r.status()
		require.Equal(t, r.metered(), num(st.Account.Data.Low))
		require.Equal(t, r.metered(), num(st.Account.Data.High))
	})
}

// A message that the disk did not take is in the checkpoint with its mark: it
// is not counted twice after a restart.
func TestMessageOnAFullDiskIsCountedOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := fromNewToAttached(t)
		r.after(time.Minute)
		r.disk(errors.New("no space left on device"))
		require.NoError(t, r.lab.Command("tick"))
		r.lab.Traffic(500, 0)
		r.until(3*time.Minute, "counted", func(st local.Status) bool { return num(st.Account.SMS.Received) == 1 })
		require.Error(t, r.a.SendSMS(t.Context(), "not on the disk", true))
		for range 3 {
			r.kill()
			r.start()
			st := r.after(20 * time.Minute)
			require.EqualValues(t, 1, num(st.Account.SMS.Low))
			require.EqualValues(t, 2, num(st.Account.SMS.High), "the one that was not sent")
		}
	})
}

// Messages that were old when the SIM came stay old after a power cut.
func TestOldMessagesStayOld(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := fromNewToAttached(t)
		require.NoError(t, r.lab.Cloud.Put(second, "ready", "lab")) // a new one has none
		r.lab.Swap(simcardtest.New(second))
		r.after(time.Minute)
		r.lab.Swap(r.lab.Card)
		r.after(time.Minute)
		require.NoError(t, r.lab.Command("for the first"))
		r.after(time.Minute)
		r.lab.Modem.Fault(modemtest.Fault{Match: "AT+CMGL", Times: 5, Final: "+CMS ERROR: 512"}) // the list comes after all else is on the disk
		r.lab.Swap(simcardtest.New(second))
		r.after(3 * time.Minute)
		r.kill()
		r.boot, r.checkpoint = ledger.BootID{2}, nil
		r.start()
		st := r.after(20 * time.Minute)
		require.Equal(t, second, str(st.SIM.ICCID))
		require.Zero(t, num(st.Account.SMS.Low))
	})
}

// Another SIM came while the agent was off, and the module restarted: all that
// is on its counter may be the new SIM's.
func TestSwapAndModuleRestartUnseen(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := fromNewToAttached(t)
		r.lab.Traffic(5000, 0)
		r.after(5 * time.Minute)
		r.lab.Swap(simcardtest.New(second)) // its past is known: it is new
		r.until(time.Minute, "the other", func(st local.Status) bool { return str(st.SIM.ICCID) == second && str(st.Cloud.Status) == "new" })
		require.NoError(t, r.lab.Cloud.Put(second, "ready", "lab"))
		r.after(15 * time.Minute)
		r.lab.Swap(r.lab.Card)
		r.after(15 * time.Minute)
		require.NoError(t, r.stop())
		r.lab.Swap(simcardtest.New(second))
		r.lab.Modem.Reset()
		time.Sleep(time.Minute)
		require.True(t, r.lab.Traffic(9000, 0)) // more than was on it: no fall can be seen
		r.start()
		st := r.after(15 * time.Minute)
		require.Equal(t, second, str(st.SIM.ICCID))
		m := r.lab.MeteredOf(second)
		require.GreaterOrEqual(t, num(st.Account.Data.High), m.Up+m.Down)
		require.LessOrEqual(t, num(st.Account.Data.Low), m.Up+m.Down)
	})
}
