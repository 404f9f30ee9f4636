package peertest

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	supersim "github.com/twilio/twilio-go/rest/supersim/v1"
)

// span is the period of a record, which the SDK leaves as it came.
func span(t *testing.T, u supersim.SupersimV1UsageRecord) (start, end time.Time) {
	t.Helper()
	b, err := json.Marshal(u.Period)
	require.NoError(t, err)
	var p struct {
		Start time.Time `json:"start_time"`
		End   time.Time `json:"end_time"`
	}
	require.NoError(t, json.Unmarshal(b, &p))
	return p.Start, p.End
}

// spend uses data on two days: 10 and 20 bytes by card1 in one hour, 40 by card2 in the next, 80 by card1 on the next day.
func spend(t *testing.T, r *rig) (one, two string) {
	t.Helper()
	one, two = activate(t, r, card1), activate(t, r, card2)
	r.cloud.AddUsage(card1, 4, 6)
	r.cloud.AddUsage(card1, 20, 0)
	r.clock.pass(time.Hour)
	r.cloud.AddUsage(card2, 0, 40)
	r.clock.pass(24 * time.Hour)
	r.cloud.AddUsage(card1, 80, 0)
	r.clock.pass(time.Hour)
	return one, two
}

// totals are the bytes of each record, newest first.
func totals(t *testing.T, r *rig, p supersim.ListUsageRecordParams) (all []int64) {
	t.Helper()
	records, err := r.api.ListUsageRecord(&p)
	require.NoError(t, err)
	for _, u := range records {
		require.Equal(t, *u.DataUpload+*u.DataDownload, *u.DataTotal)
		all = append(all, *u.DataTotal)
	}
	return all
}

func testUsage(t *testing.T, r *rig) {
	one, two := spend(t, r)
	require.Equal(t, []int64{150}, totals(t, r, supersim.ListUsageRecordParams{}))
	require.Equal(t, []int64{150}, totals(t, r, supersim.ListUsageRecordParams{Granularity: to("all")}))
	require.Equal(t, []int64{80, 70}, totals(t, r, supersim.ListUsageRecordParams{Granularity: to("day")}))
	require.Equal(t, []int64{80, 40, 30}, totals(t, r, supersim.ListUsageRecordParams{Granularity: to("hour")}))
	require.Equal(t, []int64{110}, totals(t, r, supersim.ListUsageRecordParams{Sim: &one}))
	require.Equal(t, []int64{40}, totals(t, r, supersim.ListUsageRecordParams{Sim: &two}))
	require.Equal(t, []int64{150}, totals(t, r, supersim.ListUsageRecordParams{Fleet: to("first")}))

	day := began.Truncate(24 * time.Hour)
	records, err := r.api.ListUsageRecord(&supersim.ListUsageRecordParams{Sim: &one, Granularity: to("day"), StartTime: &day, EndTime: to(day.AddDate(0, 0, 1))})
	require.NoError(t, err)
	require.Len(t, records, 1)
	require.Equal(t, one, *records[0].SimSid)
	require.Nil(t, records[0].FleetSid)
	require.EqualValues(t, 24, *records[0].DataUpload)
	require.EqualValues(t, 6, *records[0].DataDownload)
	require.Zero(t, *records[0].DataTotalBilled)
	start, end := span(t, records[0])
	require.True(t, start.Equal(day) && end.Equal(day.AddDate(0, 0, 1)), "%v to %v", start, end)
	paged(t, r, 3, func(size int) ([]supersim.SupersimV1UsageRecord, error) {
		return r.api.ListUsageRecord(&supersim.ListUsageRecordParams{Granularity: to("hour"), PageSize: &size})
	})
	for code, p := range map[int]supersim.ListUsageRecordParams{
		83600: {Granularity: to("week")},
		83601: {Granularity: to("day"), StartTime: to(day.Add(time.Hour))},
		83602: {Granularity: to("hour"), StartTime: to(day.Add(time.Minute))},
		83603: {Group: to("sim"), StartTime: to(day.AddDate(0, 0, -40))},
		83605: {StartTime: to(day.AddDate(-2, 0, 0))},
	} {
		_, err := r.api.ListUsageRecord(&p)
		refused(t, err, 400, code)
	}
}

func testUsageGroups(t *testing.T, r *rig) {
	one, two := spend(t, r)
	by := func(group string) (all []supersim.SupersimV1UsageRecord) {
		t.Helper()
		all, err := r.api.ListUsageRecord(&supersim.ListUsageRecordParams{Group: &group})
		require.NoError(t, err)
		return all
	}
	sims := map[string]int64{}
	for _, u := range by("sim") {
		sims[*u.SimSid] = *u.DataTotal
	}
	require.Equal(t, map[string]int64{one: 110, two: 40}, sims)
	fleets := by("fleet")
	require.Len(t, fleets, 1)
	require.NotNil(t, fleets[0].FleetSid)
	require.EqualValues(t, 150, *fleets[0].DataTotal)
	require.Nil(t, fleets[0].SimSid)
}
