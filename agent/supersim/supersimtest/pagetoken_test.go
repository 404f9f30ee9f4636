package supersimtest

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// next follows the address of the next page.
func (w *world) next(r reply) reply {
	w.t.Helper()
	require.Equal(w.t, 200, r.status, r.raw)
	u, ok := r.body["meta"].(map[string]any)["next_page_url"].(string)
	require.True(w.t, ok, r.raw)
	return w.prim.get(u)
}

// Pages of usage keep the window of the first one, whatever the time is when they are asked for.
func TestUsagePagesKeepTheirWindow(t *testing.T) {
	for _, query := range []string{"Group=sim", "Group=sim&Granularity=hour", "Group=sim&Granularity=day", "Granularity=hour&Group=fleet", "Granularity=day"} {
		w := newWorld(t, false)
		w.now = time.Date(2026, 3, 31, 22, 59, 58, 900_000_000, time.UTC)
		w.use(New(w.c.opt))
		w.prim.simIn(card1, stActive)
		w.prim.simIn(card2, stActive)
		w.c.AddUsage(card1, 1, 0)
		w.pass(26 * time.Hour)
		w.c.AddUsage(card2, 2, 0)
		first := w.prim.get("UsageRecords?PageSize=1&" + query)
		w.pass(1200 * time.Millisecond) // into another hour
		w.c.AddUsage(card1, 4, 0)
		second := w.next(first)
		require.Equal(t, 200, second.status, "%s: %s", query, second.raw)
		require.Len(t, second.list("usage_records"), 1)
		sum := first.list("usage_records")[0]["data_total"].(float64) + second.list("usage_records")[0]["data_total"].(float64)
		require.EqualValues(t, 3, sum, query)
		meta := second.body["meta"].(map[string]any)
		require.Nil(t, meta["next_page_url"], query)
		back := w.prim.get(meta["previous_page_url"].(string)).list("usage_records")
		require.Equal(t, first.list("usage_records")[0]["period"], back[0]["period"])
		u, err := url.Parse(meta["url"].(string))
		require.NoError(t, err)
		require.Equal(t, first.body["meta"].(map[string]any)["first_page_url"], meta["first_page_url"])
		require.NotEmpty(t, u.Query().Get("StartTime"))
		require.NotEmpty(t, u.Query().Get("EndTime"))
	}
	w := newWorld(t, false)
	r := w.prim.get("UsageRecords?StartTime=2026-03-01T01:00:00%2B01:00")
	require.Contains(t, r.raw, "StartTime=2026-03-01T01%3A00%3A00%2B01%3A00&EndTime=2026-03-02T12%3A00%3A00Z", "what was sent stays as it is")
}
