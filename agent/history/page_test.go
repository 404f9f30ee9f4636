package history

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/agent/ledger"
	"simagent/agent/ledger/disktest"
)

func TestPageRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := page{kind: kind(rapid.IntRange(1, 3).Draw(t, "kind")), number: rapid.Uint32Range(1, maxNumber).Draw(t, "number"), seq: rapid.Uint64Range(1, maxSeq).Draw(t, "seq")}
		n := rapid.IntRange(0, 40).Draw(t, "records")
		next := rapid.Uint32Range(0, lastDay-100).Draw(t, "first")
		if want.kind == kindHours {
			want.undated = undated{rapid.Uint32().Draw(t, "oldest"), genSum(t), genSum(t)}
		}
		for range n {
			next += rapid.SampledFrom([]uint32{1, 1, 2}).Draw(t, "gap")
			switch want.kind {
			case kindHours:
				want.hours = append(want.hours, genSum(t).hour(next))
			case kindDays:
				want.days = append(want.days, Day{next, rapid.Uint32Max(allHours).Draw(t, "mask"), genSum(t)})
			case kindPeriods:
				want.periods = append(want.periods, genPeriod(t))
			}
		}
		b := want.encode(iccidA)
		require.Len(t, b, pageBytes)
		require.True(t, intact(b))
		iccid, got, ok := decodePage(b)
		require.True(t, ok)
		require.Equal(t, iccidA, iccid)
		require.Equal(t, want, got)
	})
}

// The numbers at their ends: the first and the last hour and day that there are.
func TestEndsOfNumbers(t *testing.T) {
	for _, p := range []page{
		{kind: kindHours, number: 1, seq: 1, hours: []ledger.Hour{{Hour: 1}, {Hour: 1<<32 - 1, TX: most, Seconds: 3600}}},
		{kind: kindDays, number: 1, seq: 1, days: []Day{{Day: 0, Hours: 1}, {Day: lastDay, Hours: allHours, Sum: Sum{Seconds: 86400}}}},
	} {
		_, got, ok := decodePage(p.encode(iccidA))
		require.True(t, ok)
		require.Equal(t, p, got)
	}
}

// What the format leaves open is malformed, so that a page has one meaning and one form.
func TestMalformedPages(t *testing.T) {
	good := page{kind: kindHours, number: 1, seq: 1, hours: []ledger.Hour{{Hour: 9}}}.encode(iccidA)
	n := pageHead + int(le.Uint16(good[6:]))
	payload := func(k kind, b ...byte) func([]byte) {
		return func(page []byte) {
			clear(page[pageHead:])
			page[20] = byte(k)
			le.PutUint16(page[6:], uint16(copy(page[pageHead:], b)))
		}
	}
	for name, spoil := range map[string]func([]byte){
		"version 0":           func(b []byte) { b[4] = 0 },
		"length":              func(b []byte) { le.PutUint16(b[6:], pageRoom+1) },
		"sequence 0":          func(b []byte) { b[8] = 0 },
		"sequence":            func(b []byte) { b[15] = 0x80 },
		"kind":                func(b []byte) { b[20] = 4 },
		"reserved":            func(b []byte) { b[22] = 1 },
		"number 0":            func(b []byte) { b[24] = 0 },
		"number":              func(b []byte) { b[27] = 0xff },
		"ICCID":               func(b []byte) { b[28] = 'x' },
		"after the ICCID":     func(b []byte) { b[50] = 1 },
		"after the records":   func(b []byte) { b[n] = 1 },
		"cut record":          func(b []byte) { le.PutUint16(b[6:], uint16(n-1-pageHead)) },
		"long form":           payload(kindDays, 0x02, 0x81, 0x00),
		"a zero written":      payload(kindDays, 0x02, 0x00),
		"unknown number":      payload(kindDays, 0x80, 0x10, 0x01),
		"mask of an hour":     payload(kindHours, 0, 0, 0, 0x80, 0x08, 0x01),
		"number of a sum":     payload(kindHours, 0, 0, 1, 1),
		"seconds of an hour":  payload(kindHours, 0, 0, 0, 0x20, 0x01),
		"hour out of range":   payload(kindHours, 0, 0, 0, 0x01, 0xff, 0xff, 0xff, 0xff, 0x0f),
		"day out of range":    payload(kindDays, 0x01, 0xab, 0xd5, 0xaa, 0x55),
		"hour after the last": payload(kindHours, 0, 0, 0, 0x01, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0x00),
		"day after the last":  payload(kindDays, 0x01, 0xaa, 0xd5, 0xaa, 0x55, 0x00),
		"flags of a period":   payload(kindPeriods, 0x02, 0x04),
	} {
		b := bytes.Clone(good)
		_, _, ok := decodePage(b)
		require.True(t, ok)
		spoil(b)
		le.PutUint32(b[16:], pageCRC(b))
		_, _, ok = decodePage(b)
		require.False(t, ok, name)
	}
	for _, last := range []func([]byte){payload(kindHours, 0, 0, 0, 0x01, 0xfe, 0xff, 0xff, 0xff, 0x0f), payload(kindDays, 0x01, 0xaa, 0xd5, 0xaa, 0x55)} {
		b := bytes.Clone(good) // the last ones that there are
		last(b)
		_, _, ok := decodePage(b)
		require.True(t, ok)
	}
}

// A place whose last write failed may be bad: another one is taken while there is one.
func TestPlacesInDoubtComeLast(t *testing.T) {
	c := content{doubt: 1 | 4}
	c.keep(page{kind: kindDays, number: 1, seq: 1, place: 1})
	require.Equal(t, 3, c.free())
	c.doubt = 0xffff
	require.Equal(t, 0, c.free())
}

// Pages of another SIM in a file are not counted, and told.
func TestForeignPages(t *testing.T) {
	image, want := lived(t)
	other := page{kind: kindHours, number: 99, seq: 1 << 40, hours: hours(hour0, 24, quiet)}.encode(iccidB)
	for i := range places {
		b := bytes.Clone(image)
		copy(b[i*pageBytes:], other)
		c := parse(b, 0)
		require.Equal(t, iccidA, c.iccid)
		require.Equal(t, 1, c.damaged)
		require.True(t, want.right(c.history()))
	}
}

// FuzzDecodePage: what decodes is, byte for byte, what is encoded from it again.
func FuzzDecodePage(f *testing.F) {
	for _, p := range []page{
		{kind: kindHours, undated: undated{hour0, Sum{TX: 1, Seconds: 7200}, Sum{Slack: 2}}, hours: hours(hour0, 30, busy)},
		{kind: kindDays, days: []Day{{3, allHours, Sum{Seconds: 86400}}, {9, 1, Sum{RX: 400}}}},
		{kind: kindPeriods, periods: []Period{{Type: 1, Start: noon, High: 4, HighKnown: true, SMSKnown: true, SMSHigh: 3}}},
	} {
		f.Add(byte(p.kind), p.payload())
	}
	f.Fuzz(func(t *testing.T, k byte, payload []byte) {
		if len(payload) > pageRoom {
			return
		}
		b := page{kind: kindPeriods, number: 1, seq: 1}.encode(iccidA) // a frame without records
		b[20] = k
		le.PutUint16(b[6:], uint16(len(payload)))
		copy(b[pageHead:], payload)
		le.PutUint32(b[16:], pageCRC(b))
		iccid, p, ok := decodePage(b)
		if !ok {
			return
		}
		require.Equal(t, b, p.encode(iccid))
		for i, h := range p.hours {
			require.True(t, h.Hour > 0 && h.Seconds <= 3600 && (i == 0 || h.Hour > p.hours[i-1].Hour))
		}
	})
}

// lived is the file of a SIM with hours, days and periods, whose older copies of pages are still there.
func lived(t require.TestingT) ([]byte, truth) {
	m := disktest.New(1, 4096)
	b := open(m, false)
	want := truth{hours: map[uint32]ledger.Hour{}}
	for day := range uint32(120) {
		list := hours(hour0+day*24, 24, busy)
		require.NoError(t, b.Append(iccidA, list))
		for _, h := range list {
			want.hours[h.Hour] = h
		}
	}
	require.NoError(t, b.AppendPeriod(iccidA, Period{Type: 1, Start: noon, High: 4}))
	return m.Files["history-1.simh"].Durable, want
}

// right tells that everything in a history that lost pages is true.
func (m truth) right(h History) bool {
	for _, hour := range h.Hours {
		if m.hours[hour.Hour] != hour {
			return false
		}
	}
	for _, d := range h.Days {
		var sum Day
		for n := d.Day * 24; n < d.Day*24+24; n++ {
			if d.has(n) {
				sum = sum.plus(m.hours[n])
			}
		}
		if sum != d {
			return false
		}
	}
	return true
}

// Every length that a file can be cut to: what is whole is read, and all that is read is true.
func TestEveryPrefix(t *testing.T) {
	b, want := lived(t)
	most := 0
	for n := 0; n <= len(b); n += 1 {
		if n%pageBytes > 3 && n%pageBytes < pageBytes-3 && n%97 != 0 {
			continue // within a page every length is alike
		}
		c := parse(b[:n], 0)
		h := c.history()
		require.True(t, want.right(h), "cut to %d", n)
		require.LessOrEqual(t, c.damaged, 1)
		most = max(most, len(h.Hours))
	}
	require.Greater(t, most, 1500)
}

// Every bit of a file flipped: it costs at most what is on its page, and all that is read is true.
func TestEveryFlippedBit(t *testing.T) {
	b, want := lived(t)
	whole := parse(b, 0)
	require.Zero(t, whole.damaged)
	step := 1
	if testing.Short() {
		step = 61
	}
	for i := range places {
		block := b[i*pageBytes:][:pageBytes]
		for bit := 0; bit < pageBytes*8; bit += step {
			block[bit/8] ^= 1 << (bit % 8)
			if intact(block) {
				t.Fatalf("place %d: bit %d does not show", i, bit)
			}
			block[bit/8] ^= 1 << (bit % 8)
		}
		block[1000] ^= 4 // now it is known to be out, whatever the bit: what is left is true, and only its page is missing
		c := parse(b, 0)
		block[1000] ^= 4
		require.Equal(t, 1, c.damaged)
		h := c.history()
		require.True(t, want.right(h), "place %d", i)
		for k := range c.pages {
			for _, p := range whole.pages[k] {
				if p.place != i {
					require.Contains(t, c.pages[k], p)
				}
			}
		}
	}
}

func TestDamageIsToldAndWrittenOver(t *testing.T) {
	image, _ := lived(t)
	m := disktest.New(1, 4096)
	for i := range 3 {
		image[i*pageBytes+99] ^= 1
	}
	m.Files["history-4.simh"] = disktest.Plant(image)
	b := open(m, false)
	require.Len(t, b.Problems(), 1)
	require.EqualError(t, b.Problems()[0].Err, "cannot read history history-4.simh: 3 of 16 pages are broken")
	for n := range uint32(60) {
		require.NoError(t, b.Append(iccidA, hours(hour0+24*(200+n), 24, busy)))
	}
	_, err := b.Read(iccidA)
	require.NoError(t, err)
	require.Empty(t, b.Problems())
	require.Len(t, m.Files, 1)
}

func TestFutureIsLeftAlone(t *testing.T) {
	image, _ := lived(t)
	le.PutUint16(image[pageBytes+4:], formatVersion+1)
	le.PutUint32(image[pageBytes+16:], pageCRC(image[pageBytes:2*pageBytes]))
	m := disktest.New(1, 4096)
	m.Files["history-1.simh"] = disktest.Plant(image)
	b := open(m, false)
	var future *FutureError
	require.ErrorAs(t, b.Append(iccidA, hours(hour0, 1, busy)), &future)
	require.ErrorAs(t, b.AppendPeriod(iccidA, Period{}), &future)
	_, err := b.Read(iccidA)
	require.ErrorAs(t, err, &future)
	require.EqualValues(t, formatVersion+1, future.Version)
	require.True(t, bytes.Equal(image, m.Files["history-1.simh"].Cache))
	require.NoError(t, b.Append(iccidB, hours(hour0, 1, busy)), "another SIM has its own file")
	require.Len(t, m.Files, 2)
}
