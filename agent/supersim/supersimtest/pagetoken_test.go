package supersimtest

import (
	"fmt"
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
	w.prim.simIn(card1, stActive)
	w.prim.simIn(card2, stActive)
	w.c.AddUsage(card1, 1, 0)
	w.c.AddUsage(card2, 2, 0)
	w.pass(time.Hour)
	u, err := url.Parse(w.prim.get("UsageRecords?Group=sim&PageSize=1").body["meta"].(map[string]any)["next_page_url"].(string))
	require.NoError(t, err)
	w.pass(1200 * time.Millisecond)
	second := w.prim.get("UsageRecords?Group=sim&PageSize=1&PageToken=" + u.Query().Get("PageToken"))
	require.Equal(t, 200, second.status, "a client may also send its own parameters again: %s", second.raw)
	require.Equal(t, w.prim.get(u.String()).body["usage_records"], second.body["usage_records"])
	r := w.prim.get("UsageRecords?StartTime=2026-03-01T01:00:00%2B01:00")
	require.Contains(t, r.raw, "StartTime=2026-03-01T01%3A00%3A00%2B01%3A00&EndTime=2026-03-02T13%3A00%3A02Z", "what was sent stays as it is")
}

// A page goes on behind an item that has left the list meanwhile: by its status, by a move, by being taken out.
func TestPageGoesOnBehindWhatHasLeft(t *testing.T) {
	w := newWorld(t, false)
	iccid := func(n int) string { return fmt.Sprintf("8988307000000001%04d", n) }
	w.fleet(w.prim, "f")
	for n := range 4 {
		w.c.AddSim(iccid(n))
		require.NoError(t, w.c.Put(iccid(n), stActive, "f"))
	}
	ids := func(r reply, key, name string) (all []any) {
		t.Helper()
		require.Equal(t, 200, r.status, r.raw)
		for _, item := range r.list(key) {
			all = append(all, item[name])
		}
		return all
	}
	first := w.prim.get("Sims?Status=active&PageSize=1")
	require.Equal(t, []any{iccid(3)}, ids(first, "sims", "iccid"))
	w.ok(w.prim, w.c.byICCID[iccid(3)].sid, "Status", "inactive")
	second := w.next(first)
	require.Equal(t, []any{iccid(2)}, ids(second, "sims", "iccid"))
	w.ok(w.prim, w.c.byICCID[iccid(2)].sid, "Status", "inactive")
	third := w.next(second)
	require.Equal(t, []any{iccid(1)}, ids(third, "sims", "iccid"))
	require.Nil(t, third.body["meta"].(map[string]any)["previous_page_url"], "nothing is left before it")
	w.ok(w.prim, w.c.byICCID[iccid(3)].sid, "Status", "active")
	back := w.next(second).body["meta"].(map[string]any)["previous_page_url"].(string)
	require.Equal(t, []any{iccid(3)}, ids(w.prim.get(back), "sims", "iccid"))

	w.c.AddSim(card1)
	moving := w.c.AddSim(card2)
	first = w.prim.get("Sims?Status=new&PageSize=1")
	w.ok(w.prim, moving, "AccountSid", subSID)
	require.Equal(t, []any{card1}, ids(w.next(first), "sims", "iccid"))

	for _, text := range []string{"one", "two", "three"} {
		require.Equal(t, 201, w.prim.post("SmsCommands", q("Sim", w.c.byICCID[iccid(0)].sid, "Payload", text)).status)
	}
	first = w.prim.get("SmsCommands?Status=sent&PageSize=1")
	w.c.Delivered(first.list("sms_commands")[0]["sid"].(string))
	require.Equal(t, []any{"two"}, ids(w.next(first), "sms_commands", "payload"))

	networks := "NetworkAccessProfiles/default/Networks"
	first = w.prim.get(networks + "?PageSize=1")
	require.Equal(t, 204, w.prim.do("DELETE", networks+"/"+first.list("networks")[0]["sid"].(string), "").status)
	require.Len(t, w.next(first).list("networks"), 1)
}

// Only what never was a key of the list is refused, and a token behind the last item shows an empty page.
func TestPageTokensThatNeverWere(t *testing.T) {
	w := newWorld(t, false)
	sid, _ := w.prim.simIn(card1, stNew)
	w.c.AddSim(card2)
	foreign, err := w.c.AddSimTo(alienSID, "89883070000000000003")
	require.NoError(t, err)
	theirs := w.fleet(w.foreign, "theirs")
	for _, path := range []string{"Sims?PageToken=PA" + foreign, "Sims?PageToken=PA" + AccountSID, "Sims?PageToken=" + sid, "Sims?PageToken=PC" + sid, "Sims?PageToken=PA",
		"Fleets?PageToken=PA" + theirs, "SmsCommands?PageToken=PA" + sid, "UsageRecords?PageToken=PA2026"} {
		r := w.prim.get(path)
		require.Equal(t, 400, r.status, path)
		require.EqualValues(t, 20001, r.body["code"])
	}
	for size, want := range map[string]int{"1": 1, "2": 2, "9": 2} {
		r := w.prim.get("Sims?PageSize=" + size + "&PageToken=PA" + sid)
		require.Equal(t, 200, r.status, r.raw)
		require.Empty(t, r.list("sims"))
		back := w.prim.get(r.body["meta"].(map[string]any)["previous_page_url"].(string)).list("sims")
		require.Len(t, back, want)
		require.Equal(t, sid, back[want-1]["sid"], "the page before it ends with the last item")
	}
}
