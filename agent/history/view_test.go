package history

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/agent/ledger"
	"simagent/agent/ledger/disktest"
)

// Merging what the ledger has open gives what an Append of the same would give, and changes nothing.
func TestMergeIsWhatAppendWouldGive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := open(disktest.New(1, 4096), false)
		stored := hours(hour0, rapid.Uint32Range(1, 60).Draw(t, "stored"), busy)
		if rapid.Bool().Draw(t, "undated") {
			stored = append(stored, genSum(t).hour(0))
		}
		if rapid.Bool().Draw(t, "history") {
			require.NoError(t, b.Append(iccidA, stored))
		}
		var list []ledger.Hour
		if rapid.Bool().Draw(t, "the same batch") {
			list = stored
		} else {
			for range rapid.IntRange(0, 30).Draw(t, "open") {
				list = append(list, genSum(t).hour(hour0+rapid.Uint32Max(80).Draw(t, "hour")))
			}
			list = append(list, genSum(t).hour(0))
		}
		h, err := b.Read(iccidA)
		require.NoError(t, err)
		merged := Merge(h, list)
		again, err := b.Read(iccidA)
		require.NoError(t, err)
		require.Equal(t, again, h)
		require.NoError(t, b.Append(iccidA, list))
		want, err := b.Read(iccidA)
		require.NoError(t, err)
		require.Equal(t, want, merged)
	})
}

// An hour of which only the day is kept is in it already.
func TestMergeDoesNotCountSummedHoursTwice(t *testing.T) {
	image, _ := lived(t)
	c := parse(image, 0)
	h := c.history()
	require.Greater(t, h.Hours[0].Hour, hour0+23)
	require.Equal(t, h, Merge(h, hours(hour0, 24, busy)))
}

// A slice has exactly what overlaps the time between.
func TestSlices(t *testing.T) {
	var h History
	for n := hour0 - 50; n < hour0+50; n++ {
		if n%5 != 0 {
			h = Merge(h, []ledger.Hour{busy(n)})
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		pick := func(label string) time.Time {
			if rapid.IntRange(0, 9).Draw(t, label+" open") == 0 {
				return time.Time{}
			}
			return noon.Add(time.Duration(rapid.IntRange(-80*60, 80*60).Draw(t, label)) * time.Minute).Truncate(time.Duration(rapid.SampledFrom([]int{1, 60}).Draw(t, "round")) * time.Minute)
		}
		from, until := pick("from"), pick("until")
		in := func(start time.Time, length time.Duration) bool {
			return (from.IsZero() || start.Add(length).After(from)) && (until.IsZero() || start.Before(until)) &&
				(from.IsZero() || until.IsZero() || from.Before(until))
		}
		var wantHours []ledger.Hour
		for _, hour := range h.Hours {
			if in(hour.Start(), time.Hour) {
				wantHours = append(wantHours, hour)
			}
		}
		var wantDays []Day
		for _, d := range h.Days {
			if in(d.Start(), 24*time.Hour) {
				wantDays = append(wantDays, d)
			}
		}
		require.Equal(t, wantHours, h.ByHour(from, until))
		require.Equal(t, wantDays, h.ByDay(from, until))
	})
}
