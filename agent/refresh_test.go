package agent_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/local"
)

// A Super SIM changes its IMSI by itself. It stays the same SIM: the account
// and the cloud's word go by the ICCID.
func TestIMSISwitchKeepsTheAccount(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.activate("ready")
		r.start()
		r.until(20*time.Minute, "attached", attached)
		r.lab.Traffic(3000, 4000)
		before := r.until(3*time.Minute, "counted", func(st local.Status) bool { return num(st.Account.Data.Low) >= 7000 && st.Cloud.SID != nil })

		r.lab.Modem.Card().SwitchIMSI("262019000000001")
		r.lab.Modem.URC("+QUSIM: 1") // how this family tells of a refresh
		r.lab.Modem.URC("+CPIN: NOT READY")
		r.lab.Modem.URC("+CPIN: READY")
		st := r.until(20*time.Minute, "attached again", attached)
		require.Equal(t, "ready", st.SIM.State)
		require.Equal(t, str(before.SIM.ICCID), str(st.SIM.ICCID))
		require.GreaterOrEqual(t, num(st.Account.Data.Low), num(before.Account.Data.Low))
		require.Equal(t, str(before.Cloud.SID), str(st.Cloud.SID))
		require.NotContains(t, r.history(), "another SIM")
		r.lab.Traffic(500, 500)
		r.until(3*time.Minute, "counted on", func(st local.Status) bool {
			return num(st.Account.Data.Low) >= num(before.Account.Data.Low)+1000
		})
	})
}
