package supersimtest

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// With DeliverAfter a message to a SIM arrives by itself, unless somebody says before how it ended, or the SIM cannot
// take it.
func TestDeliverAfter(t *testing.T) {
	w := newWorld(t, false, func(o *Options) { o.DeliverAfter = time.Second })
	sid, _ := w.prim.simIn(card1, stReady)
	send := func() (sms, ip string) {
		return w.prim.post("SmsCommands", q("Sim", sid, "Payload", "x", "CallbackUrl", ear)).str("sid"), w.prim.post("IpCommands", q("Sim", sid, "Payload", "x", "DevicePort", "7")).str("sid")
	}
	is := func(sms, ip, smsStatus, ipStatus string) {
		t.Helper()
		require.Equal(t, []string{smsStatus, ipStatus}, []string{w.prim.get("SmsCommands/" + sms).str("status"), w.prim.get("IpCommands/" + ip).str("status")})
	}
	sms, ip := send()
	w.pass(time.Second - 1)
	is(sms, ip, "sent", "queued")
	due, ok := w.c.NextDue()
	require.True(t, ok)
	require.Equal(t, w.now.Add(1), due)
	var file bytes.Buffer
	require.NoError(t, w.c.Save(&file))
	w.pass(time.Hour)
	is(sms, ip, "delivered", "sent")
	require.Equal(t, "2026-03-02T12:00:01Z", w.prim.get("SmsCommands/"+sms).str("date_updated"), "at its own time")
	require.Equal(t, "100.64.0.2", w.prim.get("IpCommands/"+ip).str("device_ip"))
	require.Equal(t, 1, w.c.SimStatus(card1).SMS)
	require.Equal(t, "delivered", w.c.Callbacks()[len(w.c.Callbacks())-1].Params.Get("Status"))
	again, err := Load(w.c.opt, &file)
	require.NoError(t, err)
	v := *w
	v.use(again)
	require.Equal(t, "delivered", v.prim.get("SmsCommands/"+sms).str("status"), "also after a restart")
	require.Equal(t, "sent", v.prim.get("IpCommands/"+ip).str("status"))

	sms, ip = send()
	w.c.Undelivered(sms)
	w.c.FailedIP(ip)
	w.pass(time.Hour)
	is(sms, ip, "failed", "failed")

	sms, ip = send()
	require.NoError(t, w.c.Put(card1, stInactive, "fleet-a"))
	w.pass(time.Hour)
	is(sms, ip, "sent", "failed")

	require.NoError(t, w.c.Put(card1, stActive, "fleet-a"))
	w.c.OnIP(func(string, string, int, []byte) {})
	sms, ip = send()
	w.pass(time.Hour)
	is(sms, ip, "delivered", "queued")
}

// A Sim whose update is stuck shows that to the driving side, also after Save and Load.
func TestStuckIsVisible(t *testing.T) {
	w := newWorld(t, false)
	sid, fleet := w.prim.simIn(card1, stNew)
	require.False(t, w.c.SimStatus(card1).Stuck)
	w.c.Fault(Fault{Kind: FaultStuck, Count: 1})
	w.prim.post("Sims/"+sid, q("Status", "ready", "Fleet", fleet))
	var file bytes.Buffer
	require.NoError(t, w.c.Save(&file))
	c, err := Load(w.c.opt, &file)
	require.NoError(t, err)
	require.True(t, w.c.SimStatus(card1).Stuck)
	require.True(t, c.SimStatus(card1).Stuck)
	c.ClearFaults()
	require.False(t, c.SimStatus(card1).Stuck)
}
