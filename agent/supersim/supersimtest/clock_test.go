package supersimtest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Two things that fall due at the same moment both happen, the update first.
func TestDueAtTheSameTime(t *testing.T) {
	w := newWorld(t, false)
	sid, _ := w.prim.simIn(card1, stActive)
	other := w.fleet(w.prim, "other")
	w.now = time.Date(2026, 4, 2, 11, 59, 50, 0, time.UTC)
	require.Equal(t, 202, w.prim.post("Sims/"+sid, q("Fleet", "other")).status)
	w.pass(10 * time.Second) // the end of the month too
	v := w.c.SimStatus(card1)
	require.Equal(t, []string{stActive, other}, []string{v.Status, v.FleetSID})
	require.Equal(t, time.Date(2026, 5, 2, 12, 0, 0, 0, time.UTC), v.PeriodEnd)
	w.days(1)
	w.c.Tick(w.now)
	due, ok := w.c.NextDue()
	require.True(t, ok)
	require.Equal(t, v.PeriodEnd, due, "the Settings Update is over")
}

// What is not due any more does not happen, and is not waited for.
func TestStaleLinesOfTheAgenda(t *testing.T) {
	w := newWorld(t, false)
	sid, fleet := w.prim.simIn(card1, stNew)
	require.Equal(t, 202, w.prim.post("Sims/"+sid, q("Status", "ready", "Fleet", fleet)).status)
	require.NoError(t, w.c.Put(card1, stInactive, fleet))
	_, ok := w.c.NextDue()
	require.False(t, ok)
	w.days(1)
	require.Equal(t, stInactive, w.c.SimStatus(card1).Status)
}

// manySims is a cloud of n active Sims with a few commands each.
func manySims(b *testing.B, n int) *Cloud {
	b.Helper()
	c := New(Options{})
	fleet := c.AddFleet("f")
	for i := range n {
		iccid := fmt.Sprintf("8988307000000000%04d", i)
		c.AddSim(iccid)
		require.NoError(b, c.Put(iccid, stActive, fleet))
		for range 5 {
			c.ReceiveSMS(iccid, "x")
			c.AddUsage(iccid, 1, 1)
		}
	}
	return c
}

// BenchmarkRequests: what an agent asks for, in a cloud of few and of many Sims.
func BenchmarkRequests(b *testing.B) {
	for _, n := range []int{10, 1000} {
		c := manySims(b, n)
		a := api{b, c, AccountSID, AuthToken}
		sid := c.sims[n/2].sid
		for name, path := range map[string]string{"fetch": "Sims/" + sid, "by-iccid": "Sims?Iccid=" + c.sims[n/2].iccid, "messages": "SmsCommands?Sim=" + sid + "&PageSize=20",
			"usage": "UsageRecords?Sim=" + sid, "list": "Sims?PageSize=20"} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				for b.Loop() {
					require.Equal(b, 200, a.get(path).status)
				}
			})
		}
	}
}

// BenchmarkSettle: a driving call when nothing is due.
func BenchmarkSettle(b *testing.B) {
	for _, n := range []int{10, 1000} {
		c := manySims(b, n)
		iccid := c.sims[n/2].iccid
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				c.AddUsage(iccid, 1, 0)
			}
		})
	}
}
