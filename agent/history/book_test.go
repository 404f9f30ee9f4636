package history

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/agent/ledger"
	"simagent/agent/ledger/disktest"
)

// truth is what a history has to say: every hour ever given, in maps.
type truth struct {
	hours   map[uint32]ledger.Hour
	undated Sum
}

// check compares with what is read: each hour that is there has its value, no later one is missing, each day is the sum of
// all hours that were given of it.
func (m truth) check(t require.TestingT, h History) {
	numbers := slices.Sorted(maps.Keys(m.hours))
	require.Equal(t, m.undated, h.Undated)
	kept := map[uint32]bool{}
	for i, got := range h.Hours {
		require.Equal(t, m.hours[got.Hour], got)
		require.True(t, i == 0 || h.Hours[i-1].Hour < got.Hour)
		kept[got.Hour] = true
	}
	days := map[uint32]Day{}
	for _, n := range numbers {
		days[n/24] = days[n/24].plus(m.hours[n])
	}
	require.Len(t, h.Days, len(days))
	for i, d := range h.Days {
		require.Equal(t, days[d.Day], d)
		require.True(t, i == 0 || h.Days[i-1].Day < d.Day)
	}
}

// Random batches of busy hours, many of them given twice or with other values, in files that are opened anew at times,
// until hours fall out: no hour is lost, none counts twice.
func TestHistoryIsWhatWasGiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := disktest.New(1, 4096)
		b := open(m, false)
		want := truth{hours: map[uint32]ledger.Hour{}}
		next, first := hour0, hour0
		for range rapid.SampledFrom([]int{1, 3, 3, 10, 10, 30, 100}).Draw(t, "batches") {
			list := hours(next, rapid.Uint32Range(1, 60).Draw(t, "hours"), busy)
			next += uint32(len(list)) + rapid.SampledFrom([]uint32{0, 0, 0, 1, 30}).Draw(t, "gap")
			if rapid.IntRange(0, 3).Draw(t, "undated") == 0 {
				s := genSum(t)
				want.undated = want.undated.Plus(s)
				list = append([]ledger.Hour{s.hour(0)}, list...)
			}
			require.NoError(t, b.Append(iccidA, list))
			for range rapid.IntRange(0, 2).Draw(t, "again") {
				for i := range list {
					if list[i].Hour != 0 && rapid.IntRange(0, 20).Draw(t, "changed") == 0 {
						list[i].RX++
					}
				}
				require.NoError(t, b.Append(iccidA, list))
			}
			for _, h := range list {
				if h.Hour != 0 {
					want.hours[h.Hour] = h
				}
			}
			if rapid.IntRange(0, 9).Draw(t, "reopen") == 0 {
				require.NoError(t, b.Close())
				b = open(m, false)
			}
			require.Empty(t, b.Problems())
		}
		h, err := b.Read(iccidA)
		require.NoError(t, err)
		want.check(t, h)
		if n := len(want.hours); n < 1400 {
			require.Len(t, h.Hours, n, "hours fell out too early: %d", first)
		}
		require.Len(t, m.Files["history-1.simh"].Durable, fileBytes)
	})
}

// An hour that comes late goes where it belongs, also to a day that was summed up; given again it counts once.
func TestLateHours(t *testing.T) {
	m := disktest.New(1, 4096)
	b := open(m, false)
	want := truth{hours: map[uint32]ledger.Hour{}}
	give := func(list ...ledger.Hour) {
		require.NoError(t, b.Append(iccidA, list))
		for _, h := range list {
			want.hours[h.Hour] = h
		}
	}
	for day := range uint32(300) {
		list := hours(hour0+day*24, 24, busy)
		give(slices.Delete(list, 5, 7)...)
	}
	give(busy(hour0+5), busy(hour0+200*24+6))
	h, err := b.Read(iccidA)
	require.NoError(t, err)
	want.check(t, h)
	require.NoError(t, b.Append(iccidA, hours(hour0+24, 24*150, busy))) // 02:00 of the first days fell out long ago
	for d := uint32(1); d < 151; d++ {
		for n := range uint32(24) {
			want.hours[hour0+d*24+n] = busy(hour0 + d*24 + n)
		}
	}
	h, err = b.Read(iccidA)
	require.NoError(t, err)
	want.check(t, h)

	wrote := m.Wrote // what is in the days alone is not known well enough to be replaced
	require.NoError(t, b.Append(iccidA, hours(hour0+48, 5, quiet)))
	require.Equal(t, wrote, m.Wrote)
}

// One batch that is longer than a file: the last hours are kept, the days have all.
func TestOneLongBatch(t *testing.T) {
	b := open(disktest.New(1, 4096), false)
	want := truth{hours: map[uint32]ledger.Hour{}}
	list := hours(hour0, 24*700, busy)
	for _, h := range list {
		want.hours[h.Hour] = h
	}
	for range 2 {
		require.NoError(t, b.Append(iccidA, list))
		h, err := b.Read(iccidA)
		require.NoError(t, err)
		want.check(t, h)
		require.Equal(t, list[len(list)-24*60:], h.Hours[len(h.Hours)-24*60:])
		require.NoError(t, b.Append(iccidB, list)) // the same in a file that is there
	}
	require.NoError(t, b.Append(iccidB, hours(hour0+24*700, 24*300, large)))
	h, err := b.Read(iccidB)
	require.NoError(t, err)
	require.Equal(t, large(hour0+24*1000-1), h.Hours[len(h.Hours)-1])
}

// Undated hours that come alone cannot be told from a repetition: they are added, for too little would be worse.
func TestUndatedAlone(t *testing.T) {
	b := open(disktest.New(1, 4096), false)
	for range 3 {
		require.NoError(t, b.Append(iccidA, []ledger.Hour{{TX: 5, Seconds: 3000}, {TX: 2, Seconds: 3600}}))
	}
	h, err := b.Read(iccidA)
	require.NoError(t, err)
	require.Equal(t, History{Undated: Sum{TX: 21, Seconds: 19800}, undated: h.undated}, h)
}

// The promises of capacity, with every hour busy in both directions.
func TestHowMuchIsKept(t *testing.T) {
	m := disktest.New(1, 4096)
	b := open(m, false)
	leastHours, leastDays := 1<<30, 1<<30
	defer func() { t.Logf("never fewer than %d hours, %d days", leastHours, leastDays) }()
	for day := range uint32(1200) {
		require.NoError(t, b.Append(iccidA, hours(hour0+day*24, 24, busy)))
		if day%100 == 99 || day > 800 {
			h, err := b.Read(iccidA)
			require.NoError(t, err)
			require.GreaterOrEqual(t, len(h.Hours), 24*min(int(day)+1, 60))
			require.GreaterOrEqual(t, len(h.Days), min(int(day)+1, 731))
			for k, pages := range parse(m.Files["history-1.simh"].Durable, 0).pages {
				require.LessOrEqual(t, len(pages), quotas[k])
			}
			require.Equal(t, busy(hour0+day*24+23), h.Hours[len(h.Hours)-1])
			leastHours, leastDays = min(leastHours, len(h.Hours)), min(leastDays, len(h.Days)+max(0, 800-int(day))*1000)
		}
	}
}

func TestPeriods(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := open(disktest.New(1, 4096), false)
		var want []Period
		for i := range rapid.SampledFrom([]int{1, 2, 5, 5, 5, 20, 20, 150}).Draw(t, "periods") {
			p := genPeriod(t)
			p.Start, p.End = timeOf(int64(1+i)), timeOf(int64(2+i))
			if i%7 == 0 {
				p.Start = time.Time{}
			}
			if len(want) > 0 && rapid.IntRange(0, 3).Draw(t, "again") == 0 { // a later word on an earlier one
				old := want[rapid.IntRange(max(0, len(want)-20), len(want)-1).Draw(t, "which")]
				p.Type, p.Start, p.End = old.Type, old.Start, old.End
			}
			if at := slices.IndexFunc(want, p.same); at >= 0 {
				want[at] = p
			} else {
				want = append(want, p)
			}
			require.NoError(t, b.AppendPeriod(iccidA, p))
			require.NoError(t, b.AppendPeriod(iccidA, p))
		}
		h, err := b.Read(iccidA)
		require.NoError(t, err)
		require.GreaterOrEqual(t, len(h.Periods), min(len(want), 60))
		require.Equal(t, want[len(want)-len(h.Periods):], h.Periods)
	})
}

// The oldest periods make room; at least 24 of any kind are kept.
func TestPeriodsFallOut(t *testing.T) {
	m := disktest.New(1, 4096)
	b := open(m, false)
	for n := range int64(300) {
		p := Period{Type: 2, Start: noon.Add(time.Duration(n) * time.Hour), End: noon, Low: most, High: most, HighKnown: true, SMSLow: most, SMSHigh: n}
		require.NoError(t, b.AppendPeriod(iccidA, p))
		wrote := m.Wrote
		require.NoError(t, b.AppendPeriod(iccidA, p))
		require.Equal(t, wrote, m.Wrote)
		h, err := b.Read(iccidA)
		require.NoError(t, err)
		require.GreaterOrEqual(t, len(h.Periods), min(int(n)+1, 24))
		for i, p := range h.Periods {
			require.Equal(t, n-int64(len(h.Periods)-1-i), p.SMSHigh)
		}
	}
}

// Each SIM has its own file, and its name tells nothing of the SIM.
func TestSIMsApart(t *testing.T) {
	m := disktest.New(1, 4096)
	b := open(m, false)
	require.NoError(t, b.Append(iccidA, hours(hour0, 24, busy)))
	require.NoError(t, b.Append(iccidB, hours(hour0, 24, quiet)))
	b = open(m, true)
	for iccid, make := range map[string]func(uint32) ledger.Hour{iccidA: busy, iccidB: quiet} {
		h, err := b.Read(iccid)
		require.NoError(t, err)
		require.Equal(t, hours(hour0, 24, make), h.Hours)
	}
	require.ElementsMatch(t, []string{"history-1.simh", "history-2.simh"}, slices.Collect(maps.Keys(m.Files)))
	h, err := b.Read("8988307000000000003")
	require.NoError(t, err)
	require.Empty(t, h)
}

// What is there already is not written again.
func TestNothingNewWritesNothing(t *testing.T) {
	m := disktest.New(1, 4096)
	b := open(m, false)
	list := append(hours(hour0, 24, busy), Sum{TX: 7}.hour(0))
	require.NoError(t, b.Append(iccidA, list))
	wrote := m.Wrote
	require.NoError(t, b.Append(iccidA, list))
	require.NoError(t, b.Append(iccidA, nil))
	require.NoError(t, open(m, false).Append(iccidA, list))
	require.Equal(t, wrote, m.Wrote)
	list[3].TX++
	require.NoError(t, b.Append(iccidA, list))
	require.EqualValues(t, pageBytes, m.Wrote-wrote)
}

// Whatever the order of a batch: of two hours with the same number the later one counts; what is out of range is held
// within it.
func TestBatchInAnyOrder(t *testing.T) {
	b := open(disktest.New(1, 4096), false)
	require.NoError(t, b.Append(iccidA, []ledger.Hour{busy(hour0 + 2), quiet(hour0 + 1), {Hour: hour0, TX: -5, RX: 1 << 62, Seconds: 9999}, busy(hour0 + 1), quiet(hour0 + 2)}))
	h, err := b.Read(iccidA)
	require.NoError(t, err)
	require.Equal(t, []ledger.Hour{{Hour: hour0, RX: most, Seconds: 3600}, busy(hour0 + 1), quiet(hour0 + 2)}, h.Hours)
}
