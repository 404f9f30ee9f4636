package supersimtest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Whatever is done to a Sim in whatever order: it never returns to new or ready, an activated one has a Fleet and a
// billing period that now lies in, no Sim outlives a bound of ready, and only scheduled hides a status.
func TestRulesHoldInAnyOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
		a := newAPI(t, Options{Now: func() time.Time { return now }})
		sid, fleets := a.c.AddSim(card1), []string{a.c.AddFleet("fleet-a"), "fleet-b", "", "nobody"}
		a.c.AddFleet("fleet-b")
		rank := map[string]int{stNew: 0, stReady: 1, stActive: 2, stInactive: 2}
		before := a.c.SimStatus(card1)
		for range rapid.IntRange(1, 30).Draw(rt, "steps") {
			switch rapid.IntRange(0, 5).Draw(rt, "what") {
			case 0, 1:
				form := []string{}
				if rapid.Bool().Draw(rt, "with status") {
					form = append(form, "Status", rapid.SampledFrom([]string{"ready", "active", "inactive"}).Draw(rt, "status"))
				}
				if rapid.Bool().Draw(rt, "with fleet") {
					form = append(form, "Fleet", rapid.SampledFrom(fleets).Draw(rt, "fleet"))
				}
				r := a.post("Sims/"+sid, q(form...))
				if r.status == 202 {
					require.Equal(rt, "scheduled", r.str("status"))
				} else {
					require.Contains(rt, []int{200, 400, 404}, r.status)
				}
			case 2:
				a.c.AddUsage(card1, rapid.Int64Range(0, 200_000).Draw(rt, "up"), 1)
			case 3:
				a.c.ReceiveSMS(card1, "x")
			case 4:
				now = now.Add(time.Duration(rapid.IntRange(0, 20).Draw(rt, "s")) * time.Second)
			case 5:
				now = now.Add(time.Duration(rapid.IntRange(0, 60).Draw(rt, "d")) * 24 * time.Hour)
			}
			v := a.c.SimStatus(card1)
			require.GreaterOrEqual(rt, rank[v.Working], rank[before.Working])
			if v.Status != v.Working {
				require.Equal(rt, stScheduled, v.Status)
			}
			if v.Working == stReady || v.Working == stActive {
				require.NotEmpty(rt, v.FleetSID)
				require.Equal(rt, v.Working, v.PeriodType)
				require.False(rt, now.Before(v.PeriodStart))
				require.True(rt, now.Before(v.PeriodEnd))
			}
			if v.Working == stReady {
				require.Less(rt, v.ReadyBytes, int64(250_000))
				require.Less(rt, v.ReadySMS, 5)
			}
			before = v
		}
	})
}
