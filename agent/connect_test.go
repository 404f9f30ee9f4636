package agent_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/agenttest"
	"simagent/agent/local"
	"simagent/simcard"
)

// sent counts the commands that begin so.
func (r *rig) sent(prefix string) int {
	n := 0
	for _, c := range r.lab.Modem.Commands() {
		if strings.HasPrefix(c, prefix) {
			n++
		}
	}
	return n
}

// No context is raised or dropped unless modem.connect says so; then it is raised when it is not active, and no oftener than
// every ten minutes when that fails.
func TestContextIsRaisedOnlyWhenAsked(t *testing.T) {
	for _, connect := range []string{"off", "context"} {
		t.Run(connect, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := newRig(t, agenttest.Options{})
				r.cfg.Modem.Connect = connect
				r.activate("ready")
				r.start()
				r.until(2*time.Minute, "attached", attached)
				r.after(time.Minute)
				require.Zero(t, r.sent("AT+CGACT="), "it is active already")
				r.byOther("+CGACT=0,1")
				if connect == "off" {
					r.after(24 * time.Hour)
					require.Zero(t, r.sent("AT+CGACT=1"))
					return
				}
				r.after(11 * time.Minute)
				require.Equal(t, 1, r.sent("AT+CGACT=1,1"))
				r.lab.Modem.Play(script(`on +CGACT=1 always final "+CME ERROR: 148"`))
				r.byOther("+CGACT=0,1")
				st := r.after(10 * time.Minute) // the module carries it out, and says otherwise
				require.Contains(t, string(st.Network.ContextError), "cannot raise the data context: ")
				require.Equal(t, 2, r.sent("AT+CGACT=1,1"))
				st = r.after(2 * time.Hour)
				require.Empty(t, st.Network.ContextError, "it is active")
				require.Equal(t, 2, r.sent("AT+CGACT=1,1"))
			})
		})
	}
}

// A refusal says what it means, and what the card has on its list of forbidden networks.
func TestRefusalIsClassed(t *testing.T) {
	for cause, want := range map[int]string{6: "permanent", 13: "place", 22: "congestion", 19: "apn", 20: "authentication"} {
		bubble(t, func(t *testing.T) {
			r := newRig(t, agenttest.Options{})
			ef := []byte{0x13, 0x00, 0x14, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
			r.lab.Card.SetFile(simcard.FileFPLMN, ef)
			r.activate("ready")
			r.lab.Deny(cause)
			r.start()
			st := r.until(5*time.Minute, "denied", func(st local.Status) bool {
				return st.Network.CauseClass != "" && st.Cloud.Status != nil && st.Network.Forbidden != nil
			})
			require.Equal(t, want, string(st.Network.CauseClass))
			require.Equal(t, []string{"310410"}, st.Network.Forbidden)
			require.Contains(t, []int{agent.Denied, agent.WrongSettings}, st.Verdict.Code)
			require.NotEmpty(t, st.Network.CauseAdvice)
			require.NotEmpty(t, str(st.Verdict.Next))
			t.Log(st.Verdict.Text, str(st.Verdict.Next))
			before := r.sent("AT+CRSM=176,28539")
			r.after(time.Hour)
			require.LessOrEqual(t, r.sent("AT+CRSM=176,28539")-before, 7, "it is not read all the time")
		})
	}
}
