package ledger

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// hour0 is the hour of noon.
var hour0 = HourOf(noon)

func TestHoursAddUpAndStayInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := NewAccount(FreshRecord(iccidA, noon))
		sums, total := map[uint32]int64{}, int64(0)
		for range rapid.IntRange(1, 200).Draw(t, "n") {
			h := Hour{Hour: hour0 + rapid.Uint32Range(0, MaxHours+5).Draw(t, "hour"), TX: 3, RX: 4, Slack: 5, Sent: 1, Seconds: 700}
			a.Passed(h)
			sums[h.Hour] += h.High()
			total += h.High()
		}
		require.LessOrEqual(t, len(a.Hours), MaxHours)
		for i, h := range a.Hours {
			total -= h.High()
			if h.Hour != 0 { // it came again after it had given up its hour
				require.LessOrEqual(t, h.High(), sums[h.Hour])
			}
			require.LessOrEqual(t, h.Seconds, uint32(3600))
			require.True(t, i == 0 || a.Hours[i-1].Hour < h.Hour)
		}
		require.Zero(t, total, "what gives up its hour is not lost")
	})
}

// What has no hour stays when an hour too many goes, and what the history has goes for good.
func TestUndatedOutlivesTheOldestHour(t *testing.T) {
	a := NewAccount(FreshRecord(iccidA, noon))
	a.Passed(Hour{TX: 7})
	a.Stored(hour0 + 1)
	for i := range uint32(MaxHours + 1) {
		a.Passed(Hour{Hour: hour0 + i, TX: 1})
	}
	require.Len(t, a.Hours, MaxHours)
	require.Equal(t, Hour{TX: 8}, a.Hours[0], "hour0 is in the history, hour0+1 is not")
	require.Equal(t, hour0+2, a.Hours[1].Hour)
}

// Step works on copies: a change of one must not show in another.
func TestPassedDoesNotWriteToACopy(t *testing.T) {
	a := NewAccount(FreshRecord(iccidA, noon))
	a.Passed(Hour{Hour: hour0, TX: 1})
	b := a
	b.Passed(Hour{Hour: hour0, TX: 1})
	b.Passed(Hour{Hour: hour0 - 1, TX: 1})
	require.Equal(t, []Hour{{Hour: hour0, TX: 1}}, a.Hours)
	require.Equal(t, []Hour{{Hour: hour0 - 1, TX: 1}, {Hour: hour0, TX: 2}}, b.Hours)
}

func TestHoursGoOnceTheyAreStoredAndADayOld(t *testing.T) {
	a := NewAccount(FreshRecord(iccidA, noon))
	for i := range uint32(40) {
		a.Passed(Hour{Hour: hour0 + i, TX: 1})
	}
	require.Len(t, a.Unstored(hour0+39), 39)
	a.Stored(hour0 + 30)
	require.Equal(t, hour0+6, a.Hours[0].Hour)
	list := a.Unstored(hour0 + 39)
	require.Len(t, list, 9)
	require.Equal(t, hour0+30, list[0].Hour)

	a.Stored(hour0 + 100_000) // by a clock that was far ahead
	a.Passed(Hour{Hour: hour0 + 41, TX: 1})
	require.Len(t, a.Unstored(hour0+42), 1, "that must not keep the hours of years from the history")
	a.Stored(hour0 + 42)
	require.Equal(t, hour0+42, a.HoursStored)
}

func TestRate(t *testing.T) {
	a := NewAccount(FreshRecord(iccidA, noon))
	_, ok := a.Rate(noon)
	require.False(t, ok)
	a.Passed(Hour{Hour: hour0 - 24, TX: 1 << 30, Seconds: 3600}) // too long ago
	a.Passed(Hour{Hour: hour0 - 2, TX: 100, RX: 200, Slack: 60, Seconds: 3600})
	a.Passed(Hour{Hour: 0, TX: 999, Seconds: 3600}) // nobody knows when
	a.Passed(Hour{Hour: hour0 + 1, TX: 999, Seconds: 3600})
	rate, ok := a.Rate(noon)
	require.True(t, ok)
	require.InDelta(t, 360, rate, 1e-9)
	a.Passed(Hour{Hour: hour0, TX: 180, Seconds: 1800})
	rate, _ = a.Rate(noon)
	require.InDelta(t, 360, rate, 1e-9)
	_, ok = a.Rate(time.Time{})
	require.False(t, ok)
}

func TestOfDayHours(t *testing.T) {
	a := NewAccount(FreshRecord(iccidA, noon))
	day := hour0 / 24
	for h := day*24 - 1; h <= day*24+24; h++ {
		a.Passed(Hour{Hour: h, Packets: 2, Sessions: 1})
	}
	sum := a.OfDayHours(day)
	require.Equal(t, int64(48), sum.Packets)
	require.Equal(t, uint32(24), sum.Sessions)
}

// Hours of any size leave room for the rest of the account.
func TestManyLargeHoursFit(t *testing.T) {
	r := fullRecord()
	for i := range uint32(MaxHours) {
		r.Hours = append(r.Hours, Hour{Hour: hour0 + i, TX: most, RX: most, Slack: most, Own: most, Packets: most, Sessions: 1 << 31, Sent: 1 << 31, Received: 1 << 31, Seconds: 3600})
	}
	for range MaxAlarms {
		r.Alarms.Queue = append(r.Alarms.Queue, Alarm{7, noon})
	}
	r.Alarms.Next, r.Calibration, r.Terms = 9, Calibration{1, most, most, most, most}, Terms{7, 1, 2, 3, 4, 5}
	slot, err := encodeSlot(1, r)
	require.NoError(t, err)
	_, got, err := decodeSlot(slot)
	require.NoError(t, err)
	require.NotEmpty(t, got.Hours)
	require.Equal(t, r.Hours[MaxHours-len(got.Hours):], got.Hours)
	require.Greater(t, len(got.Transitions), 5)

	for i := range r.Hours { // a day of a thrifty SIM
		r.Hours[i] = Hour{Hour: hour0 + uint32(i), TX: 90, RX: 4000, Slack: 1100, Packets: 40, Seconds: 3600}
	}
	slot, err = encodeSlot(1, r)
	require.NoError(t, err)
	_, got, err = decodeSlot(slot)
	require.NoError(t, err)
	require.Equal(t, r.Hours, got.Hours)
}

func TestAlarmQueue(t *testing.T) {
	a := NewAccount(FreshRecord(iccidA, noon))
	for i := range byte(MaxAlarms + 3) {
		a.Raise(i, noon)
	}
	require.Equal(t, uint32(3), a.Alarms.Lost)
	require.Equal(t, uint32(3), a.Alarms.First())
	require.Equal(t, byte(3), a.Alarms.Queue[0].Kind)
	b := a
	b.Told(5)
	require.Equal(t, byte(5), b.Alarms.Queue[0].Kind)
	require.Equal(t, uint32(5), b.Alarms.First())
	require.Len(t, a.Alarms.Queue, MaxAlarms)
	b.Told(2) // known already
	require.Equal(t, uint32(5), b.Alarms.First())
	b.Told(1 << 20) // of another life of the ledger
	require.Empty(t, b.Alarms.Queue)
	require.Equal(t, uint32(11), b.Alarms.First())
}

// Every value has one encoding: what could not be written is malformed.
func TestHoursHaveOneForm(t *testing.T) {
	good := appendHours(nil, []Hour{{Hour: 5, TX: 200}, {Hour: 6}})
	read := func(b []byte) ([]Hour, bool) {
		v := valueReader{b: b}
		list := v.hours()
		return list, !v.bad
	}
	list, ok := read(good)
	require.True(t, ok)
	require.Len(t, list, 2)
	_, ok = read(append([]byte{0x85, 0}, good[1:]...)) // 5 in two bytes
	require.False(t, ok)
	_, ok = read(append(appendHours(nil, []Hour{{Hour: 5}}), make([]byte, 10)...)) // the same hour again
	require.False(t, ok)
	_, ok = read(good[:len(good)-1])
	require.False(t, ok)
}

// What has no hour stays, however many hours come.
func TestUndatedStays(t *testing.T) {
	a := NewAccount(FreshRecord("8988307000000006789", time.Now()))
	a.Passed(Hour{TX: 12_345}) // undated
	day := uint32(20780)
	for d := range uint32(3) {
		for h := range uint32(24) {
			hour := (day+d)*24 + h
			a.Passed(Hour{Hour: hour, TX: 1, Seconds: 3600})
			until := (day + d) * 24
			if len(a.Unstored(until)) > 0 {
				a.Stored(until)
			}
		}
	}
	require.EqualValues(t, 0, a.Hours[0].Hour)
}

// A clock that was two days ahead for a while costs no hour.
func TestClockThatWasAhead(t *testing.T) {
	a := NewAccount(FreshRecord("8988307000000006789", time.Now()))
	day := uint32(20780)
	stored := map[uint32]int64{}
	keep := func(until uint32) {
		if l := a.Unstored(until); len(l) > 0 {
			for _, h := range l {
				stored[h.Hour] = h.TX
			}
			a.Stored(until)
		}
	}
	a.Passed(Hour{Hour: day*24 + 5, TX: 1, Seconds: 60})
	keep((day + 2) * 24) // the time was two days ahead once
	n := 0
	for d := range uint32(5) {
		for h := range uint32(24) {
			hour := (day+d)*24 + h
			if hour <= day*24+5 {
				continue
			}
			a.Passed(Hour{Hour: hour, TX: 7, Seconds: 3600})
			keep((day + d) * 24)
			n++
		}
	}
	keep((day + 5) * 24)
	lost := 0
	for d := range uint32(5) {
		for h := range uint32(24) {
			hour := (day+d)*24 + h
			if hour > day*24+5 && stored[hour] == 0 {
				lost++
			}
		}
	}
	require.Zero(t, lost, "hours that never reached the history, of %d", n)
}

// Hours of a clock that was far ahead lose their number, and push no true one out.
func TestFutureHoursLoseTheirNumber(t *testing.T) {
	a := NewAccount(FreshRecord("8988307000000006789", time.Now()))
	far := uint32(20780+400) * 24
	stored := map[uint32]int64{}
	pass := func(hour uint32) {
		a.Undate(hour)
		a.Passed(Hour{Hour: hour, TX: 7, Seconds: 3600})
		until := hour / 24 * 24
		if l := a.Unstored(until); len(l) > 0 {
			for _, h := range l {
				stored[h.Hour] = h.TX
			}
			a.Stored(until)
		}
	}
	for h := range uint32(48) { // two days by the wrong clock
		pass(far + h)
	}
	true0 := uint32(20780) * 24
	for h := range uint32(24 * 30) { // a month by the right one
		pass(true0 + h)
	}
	n := 0
	for h := range stored {
		if h < far {
			n++
		}
	}
	_, ok := a.Rate(time.Unix(int64(true0+24*30-1)*3600, 0))
	require.Greater(t, n, 600)
	require.True(t, ok, "and the pace is known")
}
