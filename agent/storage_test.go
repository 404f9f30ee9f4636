package agent_test

import (
	"fmt"
	"strings"
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

// The place of a message that may be deleted is another storage's, when an
// announcement has turned to that one meanwhile: what lies there stays.
func TestOnlyTheListedMessageIsDeleted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.cfg.SMS.Delete = "commands"
		r.activate("active")
		r.start()
		r.until(20*time.Minute, "attached", attached)
		other := r.second()
		into := func(storage, from, text string) {
			_, err := other.Do(t.Context(), fmt.Sprintf("+CPMS=%q,%q,%q", storage, storage, storage))
			require.NoError(t, err)
			require.NoError(t, r.lab.Modem.DeliverSMS(from, text))
			r.after(time.Minute)
		}
		into("SM", "15551234", "of a person")
		into("ME", agenttest.SMSNumber, "command")
		r.lab.Modem.Fault(modemtest.Fault{Match: "+CMGL", Delay: 2 * time.Second})
		lists := r.count("AT+CMGL")
		for r.count("AT+CMGL") == lists {
			time.Sleep(100 * time.Millisecond)
		}
		r.lab.Modem.URC(`+CMTI: "SM",1`)
		r.after(time.Minute)
		require.NotEmpty(t, r.count("AT+CMGR"), "something was to be deleted")
		a, err := other.Do(t.Context(), `+CPMS="SM"`)
		require.NoError(t, err)
		require.Contains(t, a[0], "+CPMS: 1,")
	})
}

// count is how many commands so far began so.
func (r *rig) count(cmd string) (n int) {
	for _, c := range r.lab.Modem.Commands() {
		if strings.HasPrefix(c, cmd) {
			n++
		}
	}
	return n
}

// Another program that wants text mode takes no message from the count: neither
// one that is stored, nor one that is handed over at once.
func TestMessagesInTextMode(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.activate("active")
		r.start()
		r.until(20*time.Minute, "attached", attached)
		r.after(time.Minute)
		r.lab.Modem.Fault(modemtest.Fault{Match: "+CMGL=4", Lines: []string{}, Final: "+CMS ERROR: 302"})
		lists := r.count("AT+CMGF=0")
		require.NoError(t, r.lab.Modem.DeliverSMS(agenttest.SMSNumber, "stored"))
		require.EqualValues(t, 1, num(r.after(5*time.Second).Account.SMS.Received))
		require.Greater(t, r.count("AT+CMGF=0"), lists)

		for _, raw := range []string{
			"\r\n+CMT: \"" + agenttest.SMSNumber + "\",,\"26/11/23,10:00:00+00\"\r\ndirect\r\n",
			"\r\n+CMT: \"15551234\",,\"26/11/23,10:00:00+00\"\r\nof a person\r\n",
			"\r\n+CMT: \"" + agenttest.SMSNumber + "\",,\"26/11/23,10:00:00+00\"\r\ndirect\r\n", // once more
		} {
			r.lab.Modem.Inject([]byte(raw))
			require.EqualValues(t, 2, num(r.after(5*time.Second).Account.SMS.Received))
		}
	})
}

// Two messages that come at once are two, although only the first announcement
// is known when they are listed: the storage was listed before, without its name.
func TestMessagesThatComeTogether(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.activate("active")
		r.start()
		r.until(20*time.Minute, "attached", attached)
		r.after(time.Minute)
		require.NoError(t, r.lab.Modem.DeliverSMS(agenttest.SMSNumber, "one"))
		require.NoError(t, r.lab.Modem.DeliverSMS(agenttest.SMSNumber, "two"))
		require.NoError(t, r.lab.Modem.DeliverSMS(agenttest.SMSNumber, "three"))
		require.EqualValues(t, 3, num(r.after(time.Minute).Account.SMS.Received))
	})
}
