package agenttest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/supersim/supersimtest"
)

// runClock runs a cloud on a clock until the test ends.
func runClock(t *testing.T) (*supersimtest.Cloud, *supersimtest.Clock) {
	clock := &supersimtest.Clock{}
	c := supersimtest.New(supersimtest.Options{Now: clock.Now, ScheduledFor: 7 * time.Second})
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { RunClock(ctx, c, clock) })
	t.Cleanup(func() { cancel(); wg.Wait() })
	return c, clock
}

// What a request schedules happens by itself, to the second; and what lies months ahead at once when the clock jumps.
func TestRunClockNeitherLagsNorPolls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, clock := runClock(t)
		var mu sync.Mutex
		var seen []string
		start := time.Now()
		c.OnChange(func(_, from, to, why string) {
			mu.Lock()
			defer mu.Unlock()
			seen = append(seen, fmt.Sprint(to, " ", why, " ", time.Since(start)))
		})
		sid, fleet := c.AddSim(ICCID), c.AddFleet("f")
		synctest.Wait()
		time.Sleep(time.Hour)
		post(t, c, "Sims/"+sid, "Status=ready&Fleet="+fleet)
		time.Sleep(time.Minute)
		clock.Advance(92 * 24 * time.Hour)
		synctest.Wait()
		mu.Lock()
		defer mu.Unlock()
		require.Equal(t, []string{"scheduled request 1h0m0s", "ready request 1h0m7s", "active time 1h1m0s"}, seen)
	})
}

// An update whose answer was cut has been accepted, and completes by itself all the same.
func TestRunClockAfterACutAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := runClock(t)
		var mu sync.Mutex
		var seen []string
		c.OnChange(func(_, _, to, _ string) {
			mu.Lock()
			defer mu.Unlock()
			seen = append(seen, to)
		})
		sid, fleet := c.AddSim(ICCID), c.AddFleet("f")
		c.Fault(supersimtest.Fault{Kind: supersimtest.FaultCut, Bytes: -1})
		synctest.Wait() // the clock sleeps
		req, err := http.NewRequestWithContext(t.Context(), "POST", "http://cloud.test/v1/Sims/"+sid, strings.NewReader("Status=ready&Fleet="+fleet))
		require.NoError(t, err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.SetBasicAuth(supersimtest.AccountSID, supersimtest.AuthToken)
		_, err = c.RoundTripper().RoundTrip(req)
		require.ErrorIs(t, err, io.EOF)
		time.Sleep(time.Minute)
		mu.Lock()
		defer mu.Unlock()
		require.Equal(t, []string{"scheduled", "ready"}, seen)
	})
}

// Three months for a thousand SIMs settle in one jump, in the order of their times.
func TestThreeMonthsOfManySIMs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, clock := runClock(t)
		fleet := c.AddFleet("f")
		var mu sync.Mutex
		var order []string
		c.OnChange(func(iccid, _, to, why string) {
			mu.Lock()
			defer mu.Unlock()
			if why == "time" {
				order = append(order, iccid)
			}
		})
		var want []string
		for i := range 1000 {
			iccid := fmt.Sprintf("8988307000000000%04d", (i*7)%1000)
			c.AddSim(iccid)
			require.NoError(t, c.Put(iccid, "ready", fleet))
			want = append(want, iccid)
			clock.Advance(time.Second)
		}
		clock.Advance(93 * 24 * time.Hour)
		synctest.Wait()
		mu.Lock()
		defer mu.Unlock()
		require.Equal(t, want, order)
	})
}

// post sends a form to the API and wants it accepted.
func post(t *testing.T, c *supersimtest.Cloud, path, form string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "POST", "http://cloud.test/v1/"+path, strings.NewReader(form))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(supersimtest.AccountSID, supersimtest.AuthToken)
	resp, err := c.RoundTripper().RoundTrip(req)
	require.NoError(t, err)
	require.Less(t, resp.StatusCode, 300)
}
