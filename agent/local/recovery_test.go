package local

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func rowsOf(r Recovery) string {
	st := full()
	st.Recovery = r
	var rows []string
	for _, l := range strings.Split(Screen(st, ScreenOptions{}), "\n") {
		if strings.HasPrefix(l, "Recovery") || strings.HasPrefix(l, "Supply") || len(rows) > 0 && strings.HasPrefix(l, " ") {
			rows = append(rows, l)
		}
	}
	return strings.Join(rows, "\n")
}

// Recovery takes a row while something is wrong or was done today, and none else.
func TestRecoveryRows(t *testing.T) {
	for _, c := range []struct {
		r    Recovery
		rows string
		says string
	}{
		{Recovery{State: "idle"}, "", ""},
		{Recovery{State: "idle", Resets: ptr(int64(1)), Allowed: ptr(int64(4)), Cycles: ptr(int64(2))}, "Recovery     1 of 4 resets, 2 radio cycles in 24 h", ""},
		{Recovery{State: "waiting", Next: "radio", NextWords: "switch the radio off and on", NextInS: ptr(int64(1120)), Why: "patience", Allowed: ptr(int64(4))},
			"Recovery     next: switch the radio off and on  in 19 min", "If it goes on, the daemon will switch the radio off and on in 19 min."},
		{Recovery{State: "waiting", Next: "usb_reset", NextWords: "reset the module's USB device", NextInS: ptr(int64(60)), Why: "somebody works on it by hand", Allowed: ptr(int64(4))},
			"Recovery     next: reset the module's USB device\n             in 1 min (somebody works on it by hand)", "If it goes on, the daemon will reset the module's USB device in 1 min."},
		{Recovery{State: "acting", NextWords: "restart the module", Resets: ptr(int64(1)), Allowed: ptr(int64(4))},
			"Recovery     now: restart the module  1 of 4 resets, 0 radio cycles in 24 h", "The daemon is at work on it: restart the module."},
		{Recovery{State: "resting", Why: "the budget of the day is spent", NextInS: ptr(int64(3 * 3600)), Resets: ptr(int64(4)), Allowed: ptr(int64(4)), Error: "not done: it works again"},
			"Recovery     the budget of the day is spent  rests for 3 h\n             4 of 4 resets, 0 radio cycles in 24 h\n             not done: it works again", "The daemon does no more about it for now: the budget of the day is spent."},
		{Recovery{State: "hopeless", Why: "a person has to put one in"}, "Recovery     no reset helps: a person has to put one in", "The daemon resets nothing for it: a person has to put one in."},
		{Recovery{State: "idle", Drops: ptr(int64(1))}, "", ""},
		{Recovery{State: "idle", Drops: ptr(int64(2))}, "Supply       the module's port vanished 2 times in 24 h", ""},
		{Recovery{State: "idle", SupplyLow: ptr(true), SupplyWas: ptr(true), Drops: ptr(int64(1))}, "Supply       too low now  the module's port vanished once in 24 h", ""},
		{Recovery{State: "idle", SupplyLow: ptr(false), SupplyWas: ptr(true)}, "Supply       was too low since the board started", ""},
	} {
		require.Equal(t, c.rows, rowsOf(c.r))
		require.Equal(t, c.says, Recovering(c.r))
	}
}

// What the screen shows has gone over the socket.
func TestRecoveryOverTheSocket(t *testing.T) {
	r := Recovery{State: "waiting", Trouble: "it hangs", Since: ptr(time.Unix(1, 0).UTC()), Next: "radio", NextWords: "switch the radio off and on", NextAt: ptr(time.Unix(9, 0).UTC()), NextInS: ptr(int64(8)), Why: "patience",
		Resets: ptr(int64(1)), Allowed: ptr(int64(4)), Cycles: ptr(int64(2)), Acts: []Act{{Rung: "radio", At: ptr(time.Unix(5, 0).UTC()), AgeS: 4, Why: "x"}}, Error: "e", Drops: ptr(int64(3)), SupplyLow: ptr(true), SupplyWas: ptr(true), SupplyBy: "s"}
	b, err := json.Marshal(r)
	require.NoError(t, err)
	var back Recovery
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, r, back)
}
