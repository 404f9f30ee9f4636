package agent_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/local"
)

// A module that comes back after long is there at once when its port is told of, and within half a minute when it is not.
func TestPortThatAppearsIsOpenedAtOnce(t *testing.T) {
	for _, told := range []bool{true, false} {
		bubble(t, func(t *testing.T) {
			r := newRig(t, agenttest.Options{})
			r.activate("ready")
			r.start()
			r.until(2*time.Minute, "attached", attached)
			r.plug(false)
			r.after(2*time.Minute + 11*time.Second)
			r.plug(true)
			begin := time.Now()
			if told {
				for range 8 { // four ports, and what udev does to each
					r.a.PortsChanged()
				}
			}
			r.until(time.Minute, "up", func(st local.Status) bool { return st.Link.State == "up" })
			if told {
				require.Less(t, time.Since(begin), time.Second)
			} else {
				require.Greater(t, time.Since(begin), time.Second)
			}
		})
	}
}

// A /dev where something comes and goes all the time does not have the agent try all the time, and it still finds its module.
func TestBusyDevIsNoStorm(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.activate("ready")
		r.start()
		r.until(2*time.Minute, "attached", attached)
		r.plug(false)
		r.after(time.Minute)
		before := r.opens()
		for range 600 {
			r.a.PortsChanged()
			time.Sleep(100 * time.Millisecond)
		}
		require.Less(t, r.opens()-before, 12)
		r.plug(true)
		r.until(time.Minute, "up", func(st local.Status) bool { return st.Link.State == "up" })
	})
}
