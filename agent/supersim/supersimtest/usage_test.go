package supersimtest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// records are the UsageRecords of a query.
func (w *world) records(query string) []map[string]any {
	w.t.Helper()
	r := w.prim.get("UsageRecords?" + query)
	require.Equal(w.t, 200, r.status, r.raw)
	return r.list("usage_records")
}

func TestUsageByNetworkAndCountry(t *testing.T) {
	w := newWorld(t, false)
	w.prim.simIn(card1, stActive)
	w.prim.simIn(card2, stActive)
	one, two := w.c.networks[0].sid, w.c.networks[1].sid
	w.c.AddUsage(card1, 100, 10)
	w.c.AddUsageOn(two, card1, 1, 0)
	w.c.AddUsageOn("00102", card2, 2, 0)
	w.c.AddUsageOn("00199", card2, 2, 0)
	require.Equal(t, 1, w.c.Strays())
	w.pass(time.Hour)

	sums := func(query, name string) map[any]any {
		m := map[any]any{}
		for _, r := range w.records(query) {
			m[r[name]] = r["data_total"]
		}
		return m
	}
	require.Equal(t, map[any]any{one: 110.0, two: 3.0}, sums("Group=network", "network_sid"))
	require.Equal(t, map[any]any{"DE": 110.0, "US": 3.0}, sums("Group=isoCountry", "iso_country"))
	require.Equal(t, map[any]any{one: 110.0}, sums("Network="+one, "network_sid"))
	require.Equal(t, map[any]any{"US": 3.0}, sums("IsoCountry=US", "iso_country"))
	require.Equal(t, map[any]any{"FR": 0.0}, sums("IsoCountry=FR", "iso_country"))
	require.Equal(t, map[any]any{nil: 3.0}, sums("Network="+two, "iso_country"), "null unless asked for")
	require.Equal(t, map[any]any{two: 1.0}, sums("Group=network&Network="+two+"&Sim="+w.c.byICCID[card1].sid, "network_sid"))
	require.Empty(t, w.records("Network=HW00000000000000000000000000000000"))
	require.Len(t, w.records("Group=sim&Granularity=hour"), 2)
}

func TestUsageByFleet(t *testing.T) {
	w := newWorld(t, false)
	sid, fleet := w.prim.simIn(card1, stActive)
	w.c.AddUsage(card1, 1, 0)
	other := w.fleet(w.prim, "other")
	w.ok(w.prim, sid, "Fleet", "other")
	w.c.AddUsage(card1, 2, 0) // within the same hour
	sums := map[any]any{}
	for _, r := range w.records("Group=fleet") {
		sums[r["fleet_sid"]] = r["data_total"]
	}
	require.Equal(t, map[any]any{fleet: 1.0, other: 2.0}, sums)
	require.EqualValues(t, 1, w.records("Fleet=" + fleet)[0]["data_total"], "the Fleet of the time")
}

func TestBilledAmounts(t *testing.T) {
	w := newWorld(t, false)
	w.prim.simIn(card1, stActive)
	w.c.AddUsage(card1, 150_000, 150_000) // the vendor's example
	billed := func() []any {
		r := w.records("")[0]
		require.EqualValues(t, 300_000, r["data_total"])
		return []any{r["data_total_billed"], r["billed_unit"]}
	}
	w.pass(25*time.Hour - 1)
	require.Equal(t, []any{"0", nil}, billed(), "still being processed")
	w.pass(1)
	require.Equal(t, []any{"0.03", "USD"}, billed())
	for bytes, want := range map[int64]string{0: "0", 1: "0.0000001", 10_000_000: "1", 123_000_000: "12.3", 10_000_001: "1.0000001"} {
		require.Equal(t, want, amount(bytes))
	}
}

// Usage before February 2022 is billed as 0.
func TestNothingBilledBefore2022(t *testing.T) {
	w := newWorld(t, false, func(o *Options) { o.BilledAfter = -1 })
	w.now = time.Date(2022, 1, 31, 23, 0, 0, 0, time.UTC)
	w.use(New(w.c.opt))
	w.prim.simIn(card1, stActive)
	for range 2 {
		w.c.AddUsage(card1, 300_000, 0)
		w.pass(time.Hour)
	}
	r := w.records("")[0]
	require.EqualValues(t, 600_000, r["data_total"])
	require.Equal(t, "0.03", r["data_total_billed"])
}

// Late bytes count for status and data limit at once, and appear in the records later, in the hour in which they
// occurred.
func TestLateUsage(t *testing.T) {
	w := newWorld(t, false, func(o *Options) { o.UsageDelay = 26 * time.Hour })
	w.prim.simIn(card1, stReady)
	w.c.AddUsage(card1, 200_000, 0)
	w.pass(time.Minute)
	w.c.AddUsage(card1, 50_000, 0)
	require.Equal(t, stActive, w.c.SimStatus(card1).Status)
	require.Empty(t, w.records("Granularity=hour"))
	w.pass(26*time.Hour - time.Minute - 1)
	require.Empty(t, w.records("Granularity=hour"))
	w.pass(1)
	r := w.records("Granularity=hour")
	require.Len(t, r, 1)
	require.EqualValues(t, 200_000, r[0]["data_total"])
	require.Equal(t, map[string]any{"start_time": "2026-03-02T12:00:00Z", "end_time": "2026-03-02T13:00:00Z"}, r[0]["period"])
	w.pass(time.Minute)
	require.EqualValues(t, 250_000, w.records("Granularity=hour")[0]["data_total"])
}

// Bytes beyond the data limit do not get through, until the next billing period.
func TestUsageStopsAtTheDataLimit(t *testing.T) {
	w := newWorld(t, false)
	w.fleet(w.prim, "small", "DataLimit", "1")
	w.c.AddSim(card1)
	require.NoError(t, w.c.Put(card1, stActive, "small"))
	w.c.AddUsage(card1, 1_000_000, 0)
	w.c.AddUsage(card1, 1, 0)
	require.Equal(t, 1, w.c.Strays())
	require.EqualValues(t, 1_000_000, w.c.SimStatus(card1).Bytes)
	w.c.ReceiveSMS(card1, "x")
	require.Equal(t, 1, w.c.SimStatus(card1).SMS)
	w.days(31)
	w.c.AddUsage(card1, 1, 0)
	require.EqualValues(t, 1_000_001, w.c.SimStatus(card1).Bytes)
}
