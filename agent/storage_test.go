package agent_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/agenttest"
	"simagent/agent/local"
	"simagent/atcmd/modemtest"
)

// small is a module whose message storage is soon full.
func small() agenttest.Options {
	p := *modemtest.EG25G()
	p.SMSCapacity = 3
	return agenttest.Options{Persona: &p}
}

// A full storage is said, since no SMS Command arrives any more; nothing is
// deleted unless the configuration says so.
func TestFullMessageStorage(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, small())
		r.activate("active") // messages are free of a threshold
		r.start()
		r.until(20*time.Minute, "attached", attached)
		for i := range 3 {
			require.NoError(t, r.lab.Modem.DeliverSMS("15551234", fmt.Sprint("advertisement ", i)))
			r.after(time.Second)
		}
		st := r.until(time.Minute, "full", func(st local.Status) bool { return st.Verdict.Code == agent.StorageFull })
		require.Contains(t, st.Verdict.Text, "no SMS Command can arrive")
		for _, c := range r.lab.Modem.Commands() {
			require.NotContains(t, c, "CMGD")
		}
	})
}

// With sms.delete, each message is deleted after its count is on the disk, and
// none is counted twice or lost.
func TestCountedMessagesAreDeleted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, small())
		r.cfg.SMS.Delete = "commands"
		r.activate("active")
		r.start()
		r.until(20*time.Minute, "attached", attached)
		require.NoError(t, r.lab.Modem.DeliverSMS("15551234", "of a person"))
		for i := range 8 {
			require.NoError(t, r.lab.Modem.DeliverSMS(agenttest.SMSNumber, fmt.Sprint("command ", i)), "there is room")
			r.after(20 * time.Minute)
		}
		st := r.status()
		require.EqualValues(t, 8, num(st.Account.SMS.Received))
		require.NotEqual(t, agent.StorageFull, st.Verdict.Code)
		a, err := r.at("+CPMS?", "", false)
		require.NoError(t, err)
		require.Contains(t, a.Lines[0], `"ME",1,3`, "the message of a person stays")
		require.NoError(t, r.stop())

		r.cfg.SMS.Delete = "all"
		r.start()
		r.after(40 * time.Minute)
		a, err = r.at("+CPMS?", "", false)
		require.NoError(t, err)
		require.Contains(t, a.Lines[0], `"ME",0,3`)
		require.EqualValues(t, 8, num(r.status().Account.SMS.Received))
	})
}
