package agent

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/agent/ledger"
)

// paced is a ready account, known from its beginning thirty days before now, that passed bytes an hour for a day.
func paced(now time.Time, used, perHour int64, sms uint32) *ledger.Account {
	r := ledger.FreshRecord(cards[0], now)
	r.Known = ledger.KnownData | ledger.KnownSMS
	r.Data.TX, r.SMS.Sent = used, sms
	r.Period = ledger.BillingPeriod{SID: "HB1", Type: ledger.PeriodReady, Start: now.AddDate(0, 0, -30), Until: now.AddDate(0, 0, 61)}
	for i := range uint32(24) {
		r.Hours = append(r.Hours, ledger.Hour{Hour: ledger.HourOf(now) - 23 + i, TX: perHour, Seconds: 3600})
	}
	l := ledger.NewAccount(r)
	return &l
}

func TestProjection(t *testing.T) {
	now := day23
	for _, c := range []struct {
		name          string
		used, perHour int64
		sms           uint32
		first         string
		in            time.Duration
	}{
		{"data first", 190_000, 1000, 0, "data", 60 * time.Hour},
		{"a quiet SIM ends by time", 1000, 10, 0, "time", 61 * 24 * time.Hour},
		{"nothing passes at all", 0, 0, 0, "time", 61 * 24 * time.Hour},
		{"four SMS Commands in 30 days: the fifth in 7.5", 1000, 0, 4, "sms", 7*24*time.Hour + 12*time.Hour},
		{"passed already", 260_000, 1000, 0, "data", 0},
		{"passed, and at rest since", 260_000, 0, 0, "data", 0},
	} {
		p := project(paced(now, c.used, c.perHour, c.sms), now)
		require.Equal(t, c.first, p.First, c.name)
		require.Equal(t, c.in, p.At.Sub(now), c.name)
		require.True(t, p.Sure, c.name)
		require.InDelta(t, c.perHour, p.Rate, 1e-6, c.name)
	}

	l := paced(now, 190_000, 1000, 0)
	l.Known = 0
	p := project(l, now)
	require.Equal(t, "data", p.First)
	require.False(t, p.Sure, "at the latest")
	require.Empty(t, project(l, time.Time{}).First)
	l.Known, l.Hours = ledger.KnownData|ledger.KnownSMS, []ledger.Hour{{Hour: ledger.HourOf(now), TX: 1, Seconds: 3600}}
	for i := range l.Hours[0].Hour - ledger.HourOf(now.AddDate(0, 0, -1)) - 1 {
		l.Hours = append([]ledger.Hour{{Hour: ledger.HourOf(now) - 1 - i, Seconds: 3600}}, l.Hours...)
	}
	require.Equal(t, "time", project(l, now).First, "a byte a day lasts for centuries")
	l.Hours = nil
	require.Empty(t, project(l, now).First, "nothing was watched yet")
	active := paced(now, 190_000, 1000, 0)
	active.Limits = ledger.Limits{}
	p = project(active, now)
	require.Empty(t, p.First)
	require.True(t, p.Rated)
}

// More use never ends later, and no number gives nonsense.
func TestProjectionIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		used, rate := rapid.Int64Range(0, 300_000).Draw(t, "used"), rapid.Int64Range(0, 1<<40).Draw(t, "rate")
		sms := rapid.Uint32Range(0, 7).Draw(t, "sms")
		p := project(paced(day23, used, rate, sms), day23)
		require.NotEmpty(t, p.First)
		require.False(t, p.At.Before(day23))
		require.False(t, p.At.After(day23.AddDate(0, 0, 61)))
		more := project(paced(day23, used+rapid.Int64Range(0, 1<<30).Draw(t, "more"), rate+rapid.Int64Range(0, 1<<30).Draw(t, "faster"), sms+1), day23)
		require.False(t, more.At.After(p.At))
	})
}
