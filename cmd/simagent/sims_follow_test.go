package main_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/supersim/supersimtest"
)

func TestSimsFollowed(t *testing.T) {
	t.Parallel()
	t.Run("stuck", func(t *testing.T) {
		t.Parallel()
		a := newAccount(t, supersimtest.Options{})
		a.put(cardOne, "new", a.AddFleet("one"))
		a.Fault(supersimtest.Fault{Kind: supersimtest.FaultStuck})
		a.fails("cannot wait any longer: the Sim is still scheduled after 300ms; the update goes on in the cloud Wait on: simagent sims wait 8988307…0014",
			"sims", "ready", cardOne, "--yes", "--timeout", "300ms")
		a.fails("the Sim is still scheduled after 10ms", "sims", "wait", "8988307…0014", "--timeout", "10ms")
		a.ClearFaults()
		require.Contains(t, a.well("sims", "wait", "8988307…0014"), "8988307…0014 is ready in Fleet one.\n")
	})
	t.Run("comes to nothing", func(t *testing.T) {
		t.Parallel()
		a := newAccount(t, supersimtest.Options{})
		a.put(cardOne, "new", a.AddFleet("one"))
		a.Fault(supersimtest.Fault{Kind: supersimtest.FaultUpdateFails})
		a.fails("the update has ended, and came to something else: the status is new instead of ready What it is now: simagent sims show 8988307…0014 Then try again, if it is not what you want.", "sims", "ready", cardOne, "--yes")
	})
	t.Run("becomes active meanwhile", func(t *testing.T) {
		t.Parallel()
		a := newAccount(t, supersimtest.Options{ScheduledFor: time.Second})
		a.put(cardOne, "ready", a.AddFleet("one"))
		a.AddFleet("two")
		a.OnChange(func(iccid, _, now, _ string) {
			if now == "scheduled" {
				a.AddUsage(iccid, 300_000, 0)
			}
		})
		a.fails("the update has ended, and came to something else: the status is active instead of ready", "sims", "fleet", cardOne, "two", "--yes")
	})
	t.Run("answer lost", func(t *testing.T) {
		t.Parallel()
		a := newAccount(t, supersimtest.Options{ScheduledFor: 4 * time.Second}) // still scheduled at the second request
		a.put(cardOne, "new", a.AddFleet("one"))
		a.Fault(supersimtest.Fault{Kind: supersimtest.FaultCut, Method: "POST", Bytes: -1, Count: 1})
		require.Contains(t, a.well("sims", "ready", cardOne, "--yes"), "An answer was lost on the way, but the cloud has the update.\n")
		require.Equal(t, "ready", a.SimStatus(cardOne).Status)
	})
	t.Run("no answer while it waits", func(t *testing.T) {
		t.Parallel()
		a := newAccount(t, supersimtest.Options{ScheduledFor: time.Second})
		a.put(cardOne, "ready", a.AddFleet("one"))
		a.AddFleet("two")
		// GETs: the Sim, the Fleet that it is to have, the Fleet that it has; then the waiting.
		a.Fault(supersimtest.Fault{Kind: supersimtest.FaultStatus, Status: 503, Method: "GET", Skip: 3, Count: 4})
		out := a.well("sims", "fleet", cardOne, "two", "--yes")
		require.Contains(t, flat(out), "No answer: cannot read Sim: cloud answered 503 (code 20503): service unavailable; it is asked again.")
		require.Contains(t, out, "8988307…0014 is in Fleet two.\n")
	})
}

func TestSimsClaim(t *testing.T) {
	t.Parallel()
	eachVendor(t, func(t *testing.T, a *account) {
		a.AddUnregistered(cardFree, freeCode)
		_, errs, code := a.ask("", "sims", "claim", cardFree, "B4DC0DE000")
		require.Equal(t, 1, code)
		require.Contains(t, errs, "the registration code is read from standard input")
		require.NotContains(t, errs, "B4DC0DE000")
		require.Zero(t, a.Requests())

		_, errs, code = a.ask("", "sims", "claim", cardFree)
		require.Equal(t, 1, code)
		require.Contains(t, errs, "cannot read the registration code from standard input: the input has ended")
		_, errs, code = a.ask("B4DC0DE000\n", "sims", "claim", cardFree)
		require.Equal(t, 1, code)
		require.Contains(t, errs, "code 83002")
		require.Contains(t, errs, "\nCheck the ICCID and the registration code")
		require.NotContains(t, errs, "B4DC0DE000")

		out, errs, code := a.ask(freeCode+"\n", "sims", "claim", cardFree)
		require.Zero(t, code, errs)
		require.Equal(t, "8988307…0032 is on this account now, and new.\nTo use it: simagent sims ready 8988307…0032 --fleet FLEET\n", out)
		require.Equal(t, "8988307…0032 is on this account already. Nothing to do.\n", a.well("sims", "claim", cardFree))
	})
	t.Run("answer lost", func(t *testing.T) { // the second request meets 83003
		t.Parallel()
		a := newAccount(t, supersimtest.Options{})
		a.AddUnregistered(cardFree, freeCode)
		a.Fault(supersimtest.Fault{Kind: supersimtest.FaultCut, Method: "POST", Bytes: -1, Count: 1})
		out, errs, code := a.ask(freeCode, "sims", "claim", cardFree)
		require.Zero(t, code, errs)
		require.Equal(t, "8988307…0032 is on this account already. Nothing to do.\n", out)
		require.Equal(t, 2, a.changes())
	})
}

// The hint fits who may read and not change, too.
func TestHintsWithoutARight(t *testing.T) {
	t.Parallel()
	a := newAccount(t, supersimtest.Options{})
	a.put(cardOne, "new", a.AddFleet("one"))
	a.Fault(supersimtest.Fault{Kind: supersimtest.FaultStatus, Status: 403, Method: "POST"})
	_, errs, code := a.ask("", "sims", "ready", cardOne, "--yes")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "\nThe credential is valid but has no right to this, or its token has expired: check its rights.\n")
}

func TestTooManyRequests(t *testing.T) {
	t.Parallel()
	a := newAccount(t, supersimtest.Options{})
	a.put(cardOne, "new", "")
	a.Fault(supersimtest.Fault{Kind: supersimtest.FaultStatus, Status: 429, RetryAfter: time.Second, Count: 1})
	start := time.Now()
	require.Contains(t, a.well("sims", "list"), "8988307…0014")
	require.GreaterOrEqual(t, time.Since(start), time.Second, "what the server asks for is granted")
	require.Equal(t, 3, a.Requests(), "the list again, and the Fleets")
}
