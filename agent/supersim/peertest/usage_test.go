package peertest

import (
	"encoding/json"
	"net/url"
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
	start, end := span(t, records[0])
	require.True(t, start.Equal(day) && end.Equal(day.AddDate(0, 0, 1)), "%v to %v", start, end)
	paged(t, r, 3, func(size int) ([]supersim.SupersimV1UsageRecord, error) {
		return r.api.ListUsageRecord(&supersim.ListUsageRecordParams{Granularity: to("hour"), PageSize: &size})
	})
	// By its own pages, with time passing between them and no times given.
	params := new(supersim.ListUsageRecordParams).SetGroup("sim").SetPageSize(1)
	first, err := r.api.PageUsageRecord(params, "", "")
	require.NoError(t, err)
	require.NotNil(t, first.Meta.NextPageUrl)
	r.clock.pass(1200 * time.Millisecond)
	next, err := url.Parse(*first.Meta.NextPageUrl)
	require.NoError(t, err)
	second, err := r.api.PageUsageRecord(params, next.Query().Get("PageToken"), "1")
	require.NoError(t, err)
	require.Len(t, second.UsageRecords, 1)
	require.NotEqual(t, first.UsageRecords[0].SimSid, second.UsageRecords[0].SimSid)
	abroad := day.In(time.FixedZone("", 2*60*60))
	require.Equal(t, []int64{70}, totals(t, r, supersim.ListUsageRecordParams{StartTime: &abroad, EndTime: to(abroad.AddDate(0, 0, 1))}))
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

// by makes the bytes of each record of a group, by what the group tells apart.
func by(t *testing.T, r *rig, p supersim.ListUsageRecordParams, name func(supersim.SupersimV1UsageRecord) *string) map[string]int64 {
	t.Helper()
	records, err := r.api.ListUsageRecord(&p)
	require.NoError(t, err)
	sums := map[string]int64{}
	for _, u := range records {
		require.NotNil(t, name(u))
		sums[*name(u)] += *u.DataTotal
	}
	require.Len(t, sums, len(records))
	return sums
}

func testUsageGroups(t *testing.T, r *rig) {
	one, two := spend(t, r)
	networks, err := r.api.ListNetwork(nil)
	require.NoError(t, err)
	home := map[string]supersim.SupersimV1Network{}
	for _, n := range networks {
		id := identifiers(t, n)[0]
		home[id.MCC+id.MNC] = n
	}
	first, second := home["00101"], home["00102"]
	r.cloud.AddUsageOn(*second.Sid, card2, 0, 7)
	sim, err := r.api.FetchSim(one)
	require.NoError(t, err)
	other := r.cloud.AddFleet("second")
	r.cloud.AddSim(card3)
	require.NoError(t, r.cloud.Put(card3, "active", other))

	type params = supersim.ListUsageRecordParams
	require.Equal(t, map[string]int64{one: 110, two: 47}, by(t, r, params{Group: to("sim")},
		func(u supersim.SupersimV1UsageRecord) *string { return u.SimSid }))
	require.Equal(t, map[string]int64{*first.Sid: 150, *second.Sid: 7}, by(t, r, params{Group: to("network")},
		func(u supersim.SupersimV1UsageRecord) *string { return u.NetworkSid }))
	require.Equal(t, map[string]int64{*first.IsoCountry: 150, *second.IsoCountry: 7}, by(t, r, params{Group: to("isoCountry")},
		func(u supersim.SupersimV1UsageRecord) *string { return u.IsoCountry }))
	require.Equal(t, map[string]int64{two: 7}, by(t, r, params{Group: to("sim"), IsoCountry: second.IsoCountry},
		func(u supersim.SupersimV1UsageRecord) *string { return u.SimSid }))
	require.Equal(t, []int64{7}, totals(t, r, params{Network: second.Sid}))
	require.Equal(t, []int64{80, 70}, totals(t, r, params{IsoCountry: first.IsoCountry, Granularity: to("day")}))
	r.cloud.AddUsage(card3, 1000, 0)
	require.Equal(t, map[string]int64{*sim.FleetSid: 157, other: 1000}, by(t, r, params{Group: to("fleet")},
		func(u supersim.SupersimV1UsageRecord) *string { return u.FleetSid }))
	require.Equal(t, []int64{157}, totals(t, r, params{Fleet: to("first")}))
	require.Equal(t, []int64{1000}, totals(t, r, params{Fleet: &other}))
	_, err = r.api.ListUsageRecord(&params{Group: to("colour")})
	refused(t, err, 400, 83600)
}

// Usage is billed some time after it occurred, and then has an amount and a unit.
func testUsageBilled(t *testing.T, r *rig) {
	activate(t, r, card1)
	r.cloud.AddUsage(card1, 0, 300_000)
	record := func() supersim.SupersimV1UsageRecord {
		t.Helper()
		all, err := r.api.ListUsageRecord(nil)
		require.NoError(t, err)
		require.Len(t, all, 1)
		return all[0]
	}
	fresh := record()
	require.Zero(t, *fresh.DataTotalBilled)
	require.Nil(t, fresh.BilledUnit)
	r.clock.pass(72 * time.Hour)
	billed := record()
	require.InDelta(t, 0.03, *billed.DataTotalBilled, 1e-6)
	require.Equal(t, "USD", *billed.BilledUnit)
}
