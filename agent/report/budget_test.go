package report

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const report = 60 + OverheadIPv4 // 88 B

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func TestReadyAllowsThreeReportsADay(t *testing.T) {
	var b Budget
	var s Spent
	for range 3 {
		require.Equal(t, Answer{OK: true}, b.Allow(noon, s, Ask{Bytes: report}))
		s = b.Spend(noon, s, ModeReady, report, false)
	}
	got := b.Allow(noon, s, Ask{Bytes: report})
	require.False(t, got.OK)
	require.Equal(t, time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC), got.Until)
	require.Equal(t, "264 of 275 B today are spent", got.Reason)
	require.True(t, b.Allow(noon, s, Ask{Bytes: 11}).OK, "the limit itself may be spent")
	require.False(t, b.Allow(noon, s, Ask{Bytes: 12}).OK)
	require.True(t, b.Allow(noon, s, Ask{Mode: ModeActive, Bytes: report}).OK)
}

func TestWaitingEndsAtUntil(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Budget
		s := b.Spend(time.Now(), Spent{}, ModeReady, 275, false)
		a := b.Allow(time.Now(), s, Ask{Bytes: report})
		require.False(t, a.OK)
		time.Sleep(time.Until(a.Until) - time.Nanosecond)
		require.False(t, b.Allow(time.Now(), s, Ask{Bytes: report}).OK)
		time.Sleep(time.Nanosecond)
		require.True(t, b.Allow(time.Now(), s, Ask{Bytes: report}).OK)
	})
}

func TestAlarmBorrowsOnceAndTomorrowPaysBack(t *testing.T) {
	var b Budget
	s := b.Spend(noon, Spent{}, ModeReady, 264, false)
	a := b.Allow(noon, s, Ask{Bytes: report, Alarm: true})
	require.Equal(t, Answer{OK: true, Borrow: true}, a)
	s = b.Spend(noon, s, ModeReady, report, a.Borrow)
	a = b.Allow(noon, s, Ask{Bytes: report, Alarm: true})
	require.False(t, a.OK)
	require.Equal(t, noon.Add(12*time.Hour), a.Until)

	tomorrow := noon.Add(24 * time.Hour)
	require.True(t, b.Allow(tomorrow, s, Ask{Bytes: 275 - 77}).OK)
	require.False(t, b.Allow(tomorrow, s, Ask{Bytes: 275 - 76}).OK, "77 B of yesterday are paid back")
	require.True(t, b.Allow(tomorrow.Add(24*time.Hour), s, Ask{Bytes: 275}).OK, "paid back by an idle day")

	full := b.Spend(noon, Spent{}, ModeReady, 25_000, false)
	require.False(t, b.Allow(tomorrow, full, Ask{Bytes: report, Alarm: true}).OK, "nothing borrows from the total")
}

func TestTotalMonthAndNever(t *testing.T) {
	var b Budget
	s := Spent{Day: day(noon), Latest: day(noon), SpentTotal: 24_913}
	a := b.Allow(noon, s, Ask{Bytes: report})
	require.Equal(t, Answer{Reason: "24913 of 25000 B in all are spent"}, a)
	require.True(t, b.Allow(noon, s, Ask{Bytes: 87}).OK)

	s = Spent{Day: day(noon), Latest: day(noon), SpentMonth: 999_950, SpentTotal: 9_000_000}
	a = b.Allow(noon, s, Ask{Mode: ModeActive, Bytes: report})
	require.Equal(t, time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), a.Until)
	require.Equal(t, "999950 of 1000000 B this month are spent", a.Reason)
	require.True(t, b.Allow(a.Until, s, Ask{Mode: ModeActive, Bytes: report}).OK)

	for _, n := range []int{-1, 0, 276} {
		a = b.Allow(noon, Spent{}, Ask{Bytes: n, Alarm: true})
		require.False(t, a.OK)
		require.Zero(t, a.Until)
		require.NotEmpty(t, a.Reason)
	}
	free := Budget{Ready: Limits{Day: NoLimit, Total: NoLimit}}
	require.True(t, free.Allow(noon, Spent{SpentTotal: 1 << 50}, Ask{Bytes: 1_000_000}).OK)
}

func TestClockJumpsGiveNoAllowance(t *testing.T) {
	var b Budget
	image := time.Date(2026, 5, 10, 8, 0, 0, 0, time.UTC)
	spent := b.Spend(noon, Spent{}, ModeReady, 275, false)
	for _, boot := range []time.Time{time.Unix(0, 0), image, time.Unix(-5, 0)} {
		require.False(t, b.Allow(boot, spent, Ask{Bytes: report}).OK, boot)
		s := b.Spend(boot, spent, ModeReady, 0, false)
		require.False(t, b.Allow(noon, s, Ask{Bytes: report}).OK, "the clock was set again after %s", boot)
		require.True(t, b.Allow(noon.Add(24*time.Hour), s, Ask{Bytes: report}).OK)
	}
	// Once far ahead, then right: today's allowance is gone, tomorrow's is not.
	s := b.Spend(noon.AddDate(70, 0, 0), spent, ModeReady, 275, false)
	s = b.Spend(noon, s, ModeReady, 0, false)
	a := b.Allow(noon, s, Ask{Bytes: report})
	require.False(t, a.OK)
	require.True(t, b.Allow(a.Until, s, Ask{Bytes: report}).OK)
}

// Whatever is asked, and however the clock steps within one boot per day, no day
// costs more than two allowances, no two days more than three, and all never more than the total.
func TestBudgetHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b Budget
		var s Spent
		perDay := map[int32]int64{}
		now, sum := noon, int64(0)
		for range rapid.IntRange(1, 400).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 16).Draw(t, "hours")) * time.Hour)
			if rapid.IntRange(0, 9).Draw(t, "reboot") == 0 {
				s = b.Spend(time.Unix(rapid.Int64Range(0, 1_700_000_000).Draw(t, "boot"), 0), s, ModeReady, 0, false)
			}
			ask := Ask{Bytes: rapid.IntRange(1, 300).Draw(t, "bytes"), Alarm: rapid.Bool().Draw(t, "alarm")}
			a := b.Allow(now, s, ask)
			if !a.OK {
				require.NotEmpty(t, a.Reason)
				if !a.Until.IsZero() {
					require.True(t, a.Until.After(now))
				}
				continue
			}
			s = b.Spend(now, s, ModeReady, ask.Bytes, a.Borrow)
			perDay[day(now)] += int64(ask.Bytes)
			sum += int64(ask.Bytes)
		}
		require.Equal(t, sum, s.SpentTotal)
		require.LessOrEqual(t, sum, int64(25_000))
		for d, n := range perDay {
			require.LessOrEqual(t, n, int64(2*275))
			require.LessOrEqual(t, n+perDay[d+1], int64(3*275), "a loan is paid back")
		}
	})
}

func TestRefundUndoesSpend(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	var b Budget
	before := b.Spend(now, Spent{}, ModeReady, 88, false)
	after := b.Refund(now, b.Spend(now, before, ModeReady, 250, true), ModeReady, 250, true)
	require.Equal(t, before, after)
	tomorrow := b.Refund(now.AddDate(0, 0, 1), b.Spend(now, before, ModeReady, 50, false), ModeReady, 50, false)
	require.EqualValues(t, 88, tomorrow.SpentTotal)
	require.Zero(t, tomorrow.SpentDay)
	require.Zero(t, b.Refund(now, Spent{}, ModeReady, 50, false).SpentTotal)
}
