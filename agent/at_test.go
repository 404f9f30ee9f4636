package agent_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/agenttest"
	"simagent/agent/journal"
	"simagent/agent/local"
)

func (r *rig) at(cmd, text string, force bool) (local.ATAnswer, error) {
	return r.a.AT(r.t.Context(), local.ATRequest{Cmd: cmd, Text: text, Force: force})
}

// A person's command goes through the daemon's session, and a message sent so
// is counted before it leaves.
func TestCommandsByHand(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.start()
		r.until(time.Minute, "new", func(st local.Status) bool { return str(st.Cloud.Status) == "new" })
		r.activate("ready")
		r.until(20*time.Minute, "attached", func(st local.Status) bool { return attached(st) && str(st.Cloud.Status) == "ready" })

		a, err := r.at("AT+CSQ", "", false)
		require.NoError(t, err)
		require.Equal(t, []string{"+CSQ: 20,99"}, a.Lines)
		a, err = r.at("+QGDCNT?", "", false)
		require.NoError(t, err)
		require.Len(t, a.Lines, 1)
		a, err = r.at("+NONSENSE?", "", false)
		require.NoError(t, err)
		require.Equal(t, "AT+NONSENSE", a.Error.Name)
		for _, cmd := range []string{"+CFUN=0", `+CMGS="000"`, "+CMGL=4", "Z"} {
			_, err = r.at(cmd, "", false)
			require.ErrorContains(t, err, "--force", cmd)
		}
		_, err = r.at("D*99#", "", true)
		require.ErrorContains(t, err, "data instead of AT")

		_, err = r.at(`+CMGF=1;+CMGS="000"`, "one", true)
		require.NoError(t, err)
		st := r.after(time.Second)
		require.EqualValues(t, 1, num(st.Account.SMS.Sent))
		// The agent lists messages in PDU mode; it has set that again.
		require.NoError(t, r.lab.Modem.DeliverSMS(agenttest.SMSNumber, "back"))
		st = r.after(20 * time.Second)
		require.EqualValues(t, 1, num(st.Account.SMS.Received))

		_, err = r.at(`+CMGS="000"`, "", true)
		require.ErrorContains(t, err, "--text")
		_, err = r.at(`+CMSS=1;+CMSS=2`, "", true)
		require.ErrorContains(t, err, "one message at a time")
		_, err = r.at(`+CMSS=1;+CSQ`, "", true) // an error of the second would not be the message's
		require.ErrorContains(t, err, "nothing may stand behind")
		a, err = r.at("at+creg?;+cpin?", "", false)
		require.NoError(t, err)
		require.Equal(t, []string{"+CREG: 3,5,\"00A1\",\"A1B2C3\",7", "+CPIN: READY"}, a.Lines)
		a, err = r.at("+CMSS=9", "", true) // nothing lies there: refused; the high bound keeps the doubt
		require.NoError(t, err)
		require.NotNil(t, a.Error)
		require.EqualValues(t, 1, num(r.after(time.Second).Account.SMS.Sent))
		require.NoError(t, r.a.SendSMS(t.Context(), "more", false))
		_, err = r.at(`+CMGF=1;+CMGS="000"`, "five", true)
		require.ErrorContains(t, err, "SMS Command 5 of 5")
		for _, cmd := range []string{`+CMGSO="000","five"`, "+C MSS = 9"} {
			_, err = r.at(cmd, "", true)
			require.ErrorContains(t, err, "SMS Command 5 of 5", cmd)
		}
	})
}

func TestCommandsByHandWithoutAModule(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.plugged = false
		r.start()
		_, err := r.at("+CSQ", "", false)
		require.ErrorContains(t, err, "there is none")
	})
}

// What is refused is not logged: it may hold a number.
func TestRefusedCommandsAreNotLogged(t *testing.T) {
	m, _ := agent.Step(agent.New(agent.Settings{}), agent.Event{})
	m.Link.State = agent.Up
	for _, cmd := range []string{"D+15550001;", "A", "+CSQ\r", `+CPIN="1`, "+CSQ;D1", "+CMGS=\"15550001\""} {
		_, out := agent.Step(m, agent.Event{Value: agent.ATAsked{ID: 1, Cmd: cmd, Force: true}})
		require.Len(t, out, 1, cmd)
		require.IsType(t, agent.Reply{}, out[0], cmd)
	}
	_, out := agent.Step(m, agent.Event{Value: agent.ATAsked{ID: 1, Cmd: `+CMEE=1;+CPIN="1234"`, Force: true}})
	require.Contains(t, out, agent.Alert{Level: slog.LevelWarn, Event: journal.ByHand, Text: "by hand: AT+CMEE"})
}
