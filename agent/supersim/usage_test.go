package supersim

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/agent/supersim/supersimtest"
)

// Numbers come as numbers or in quotes, and null is not 0.
func TestUsageRecordForms(t *testing.T) {
	var r UsageRecord
	require.NoError(t, json.Unmarshal([]byte(`{"account_sid":"AC1","period":{"start_time":"2027-01-01T00:00:00Z","end_time":"2027-01-02T00:00:00Z"},
		"data_upload":5,"data_download":"7","data_total":12,"data_total_billed":"0.03","billed_unit":null,"sim_sid":null}`), &r))
	require.Equal(t, []int64{5, 7, 12}, []int64{*r.Upload, *r.Download, *r.Total})
	require.Equal(t, "0.03", r.Billed)
	require.Equal(t, time.Date(2027, 1, 2, 0, 0, 0, 0, time.UTC), r.End)
	require.NoError(t, json.Unmarshal([]byte(`{"data_total":null,"data_total_billed":0.1234567890123456789,"period":null}`), &r))
	require.Nil(t, r.Total)
	require.Equal(t, "0.1234567890123456789", r.Billed, "no digit is lost")
	require.True(t, r.Start.IsZero())
	require.Error(t, json.Unmarshal([]byte(`[]`), &r))
}

// Any aligned query within the bounds is taken by the API, and what the client refuses the API would too.
func TestUsageQueryRules(t *testing.T) {
	c, cloud := onCloud(t, supersimtest.Options{})
	sid := cloud.AddSim(card)
	now := time.Now().UTC().Truncate(time.Second)
	rapid.Check(t, func(t *rapid.T) {
		q := UsageQuery{
			Sim:         rapid.SampledFrom([]string{"", sid}).Draw(t, "sim"),
			Granularity: rapid.SampledFrom([]string{"", ByHour, ByDay, ByAll}).Draw(t, "granularity"),
			Group:       rapid.SampledFrom([]string{"", BySim, ByFleet}).Draw(t, "group"),
			Start:       now.Add(-time.Duration(rapid.IntRange(1, 60*86400).Draw(t, "start")) * time.Second),
			End:         now.Add(-time.Duration(rapid.IntRange(0, 60*86400).Draw(t, "end")) * time.Second),
		}
		if rapid.Bool().Draw(t, "aligned") {
			q = q.Aligned()
			require.Equal(t, q, q.Aligned())
		}
		before := cloud.Requests()
		var last error
		for _, err := range c.UsageRecords(t.Context(), q) {
			last = err
		}
		if q.check() == nil {
			// How long a span by the hour may be is not published, so that is for the API to say.
			if e, ok := errors.AsType[*APIError](last); ok && e.Code == 83604 && q.Granularity == ByHour && q.End.Sub(q.Start) > maxBySim {
				return
			}
			require.NoError(t, last)
			require.Greater(t, cloud.Requests(), before)
			return
		}
		require.ErrorContains(t, last, "cannot read usage: ")
		require.Equal(t, before, cloud.Requests(), "nothing is asked that the API would refuse")
		u := c.url(c.query("Sim", q.Sim, "Group", q.Group, "Granularity", q.Granularity, "StartTime", iso(q.Start), "EndTime", iso(q.End)), "UsageRecords")
		_, _, err := c.get(t.Context(), u)
		require.Error(t, err, "the client is no stricter than the API")
	})
}

func TestUsageByHour(t *testing.T) {
	c, cloud := onCloud(t, supersimtest.Options{})
	sid := cloud.AddSim(card)
	require.NoError(t, cloud.Put(card, "ready", cloud.AddFleet("hq")))
	cloud.AddUsage(card, 100, 900)
	hour := time.Now().UTC().Truncate(time.Hour)
	var got []UsageRecord
	for r, err := range c.UsageRecords(t.Context(), UsageQuery{Sim: sid, Granularity: ByHour, Start: hour, End: hour.Add(time.Hour)}) {
		require.NoError(t, err)
		got = append(got, r)
	}
	require.Len(t, got, 1)
	require.Equal(t, []int64{100, 900, 1000}, []int64{*got[0].Upload, *got[0].Download, *got[0].Total})
	require.Equal(t, sid, got[0].SimSID)
}
