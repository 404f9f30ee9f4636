package supersim

import (
	"context"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/supersim/supersimtest"
)

// While an update is scheduled the old fleet_sid is shown; when it is done the new one is there, and nothing differs.
func TestWaitUntilDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, cloud := onCloud(t, supersimtest.Options{ScheduledFor: 40 * time.Second})
		sid, first, second := cloud.AddSim(card), cloud.AddFleet("first"), cloud.AddFleet("second")
		require.NoError(t, cloud.Put(card, "ready", first))
		s, meta, err := c.UpdateSim(t.Context(), sid, SimUpdate{Fleet: new("second")})
		require.NoError(t, err)
		require.Equal(t, 202, meta.HTTPStatus)
		require.Equal(t, StatusScheduled, s.Status)
		require.Equal(t, first, s.FleetSID)
		var told []Waiting
		w, err := c.Wait(t.Context(), sid, func(w Waiting) { told = append(told, w) })
		require.NoError(t, err)
		require.Empty(t, w.Differs(Expect{Status: StatusReady, FleetSID: second}))
		require.Contains(t, w.Differs(Expect{FleetSID: first}), "the Fleet has not changed")
		require.Contains(t, w.Differs(Expect{Status: StatusActive}), "the status is ready instead of active")
		require.GreaterOrEqual(t, w.Scheduled, 40*time.Second)
		require.LessOrEqual(t, w.Scheduled, 72*time.Second, "the question after 62 s, with jitter")
		require.False(t, w.TooLong)
		for i, v := range told[:len(told)-1] {
			require.Equal(t, StatusScheduled, v.Sim.Status)
			require.Equal(t, first, v.Sim.FleetSID)
			require.GreaterOrEqual(t, v.Next, min(waitFirst<<i, waitMost)*7/8)
			require.LessOrEqual(t, v.Next, min(waitFirst<<i, waitMost)*9/8)
		}
		require.Zero(t, told[len(told)-1].Next)
		require.LessOrEqual(t, cloud.Requests(), 8, "patient")
	})
}

func TestWaitForAFailedUpdate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, cloud := onCloud(t, supersimtest.Options{})
		sid := cloud.AddSim(card)
		cloud.AddFleet("hq")
		cloud.Fault(supersimtest.Fault{Kind: supersimtest.FaultUpdateFails})
		_, _, err := c.UpdateSim(t.Context(), sid, SimUpdate{Status: StatusReady, Fleet: new("hq")})
		require.NoError(t, err)
		w, err := c.Wait(t.Context(), sid, nil)
		require.NoError(t, err)
		require.Equal(t, "the status is new instead of ready", w.Differs(Expect{Status: StatusReady}))
	})
}

// An update that never ends is said to be too long after a quarter of an hour, counted from when it became scheduled and
// not from when somebody began to look.
func TestWaitTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, cloud := onCloud(t, supersimtest.Options{})
		sid := cloud.AddSim(card)
		cloud.AddFleet("hq")
		cloud.Fault(supersimtest.Fault{Kind: supersimtest.FaultStuck})
		_, _, err := c.UpdateSim(t.Context(), sid, SimUpdate{Status: StatusReady, Fleet: new("hq")})
		require.NoError(t, err)
		time.Sleep(10 * time.Minute)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		late := time.Duration(0)
		w, err := c.Wait(ctx, sid, func(w Waiting) {
			if w.TooLong && late == 0 {
				late = w.Scheduled
			}
		})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, StatusScheduled, w.Sim.Status)
		require.Greater(t, late, TooLong)
		require.Less(t, late, TooLong+2*time.Minute)
	})
}

// What may pass is asked again; what will not is the end.
func TestWaitThroughFaults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		done := ok(200, `{"sid":"`+hsSID+`","status":"active"}`)
		k, p := posting(t, 1, ok(503, ``), io.ErrUnexpectedEOF, ok(200, `{"sid":`), ok(429, `{}`, "Retry-After", "30"), done)
		errs := 0
		start := time.Now()
		w, err := k.Wait(t.Context(), hsSID, func(w Waiting) {
			if w.Err != nil {
				errs++
			}
		})
		require.NoError(t, err)
		require.Equal(t, StatusActive, w.Sim.Status)
		require.Equal(t, 4, errs)
		require.Len(t, p.paths, 5)
		require.GreaterOrEqual(t, time.Since(start), 30*time.Second)
		k, p = posting(t, 1, ok(404, `{"code":20404}`))
		_, err = k.Wait(t.Context(), hsSID, nil)
		require.ErrorContains(t, err, "404")
		require.Len(t, p.paths, 1)
	})
}
