package ledger

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestSlotRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := genRecord(t)
		seq := rapid.Uint64Range(1, maxSeq).Draw(t, "seq")
		slot, err := encodeSlot(seq, want)
		require.NoError(t, err)
		require.Len(t, slot, slotBytes)
		gotSeq, got, err := decodeSlot(slot)
		require.NoError(t, err)
		require.Equal(t, seq, gotSeq)
		require.Equal(t, want, got)
	})
}

// fullRecord has every text at its bound.
func fullRecord() Record {
	r := FreshRecord(iccidA, noon)
	r.Period.SID, r.Cloud.SID = strings.Repeat("p", maxSID), strings.Repeat("c", maxSID)
	r.Cloud.Status, r.Point.Source = strings.Repeat("s", maxStatus), strings.Repeat("w", maxSource)
	r.SMSMarked, r.SMSMarks = true, make([]uint32, MaxMarks)
	r.Since, r.Asked = Since{At: noon, Low: most, High: most, SMS: 9}, noon
	for i := range MaxDays {
		r.Days = append(r.Days, Day{Day: uint32(i), From: 1, To: most, Slack: 2})
	}
	for i := range MaxTransitions {
		r.Transitions = append(r.Transitions, Transition{
			At: noon, What: What(i), From: strings.Repeat("f", maxState), To: strings.Repeat("t", maxState), Cause: strings.Repeat("c", maxCause),
		})
	}
	return r
}

func TestFullRecordFits(t *testing.T) {
	want := fullRecord()
	slot, err := encodeSlot(1, want)
	require.NoError(t, err)
	_, got, err := decodeSlot(slot)
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func TestOldestTransitionsGoFirst(t *testing.T) {
	r := fullRecord()
	r.Unknown = []Field{{Tag: 900, Value: bytes.Repeat([]byte{7}, 1500)}}
	slot, err := encodeSlot(1, r)
	require.NoError(t, err)
	_, got, err := decodeSlot(slot)
	require.NoError(t, err)
	n := len(got.Transitions)
	require.Greater(t, n, 5)
	require.Less(t, n, MaxTransitions)
	require.Equal(t, r.Transitions[MaxTransitions-n:], got.Transitions)
	require.Equal(t, r.Unknown, got.Unknown)

	r.Unknown[0].Value = make([]byte, slotRoom)
	_, err = encodeSlot(1, r)
	require.ErrorContains(t, err, "does not fit")
}

func TestBadRecordsAreRefused(t *testing.T) {
	for name, spoil := range map[string]func(*Record){
		"ICCID":      func(r *Record) { r.ICCID = "89883F" + "x" },
		"sid":        func(r *Record) { r.Cloud.SID = strings.Repeat("x", maxSID+1) },
		"status":     func(r *Record) { r.Cloud.Status = strings.Repeat("x", maxStatus+1) },
		"source":     func(r *Record) { r.Point.Source = strings.Repeat("x", maxSource+1) },
		"count":      func(r *Record) { r.Data.Slack = -1 },
		"days":       func(r *Record) { r.Days = make([]Day, MaxDays+1) },
		"day":        func(r *Record) { r.Days = []Day{{From: 2, To: 1}} },
		"byte count": func(r *Record) { r.Since.High = -1 },
		"marks":      func(r *Record) { r.SMSMarks = make([]uint32, MaxMarks+1) },
		"known tag":  func(r *Record) { r.Unknown = []Field{{Tag: tagData}} },
	} {
		r := FreshRecord(iccidA, noon)
		spoil(&r)
		_, err := encodeSlot(1, r)
		require.ErrorContains(t, err, name)
		require.NotContains(t, err.Error(), iccidA)
	}
}

// FuzzDecodePayload: what decodes is encoded again, and decodes to the same;
// no unknown byte is lost on the way.
func FuzzDecodePayload(f *testing.F) {
	for _, r := range []Record{FreshRecord(iccidA, noon), fullRecord()} {
		r.Unknown = []Field{{Tag: 77, Value: []byte("later")}, {Tag: 77, Value: []byte{}}}
		b, err := encodePayload(r, slotRoom)
		require.NoError(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > slotRoom {
			return
		}
		r, err := decodePayload(b)
		if err != nil {
			return
		}
		again, err := encodePayload(r, 1<<20)
		require.NoError(t, err)
		r2, err := decodePayload(again)
		require.NoError(t, err)
		require.Equal(t, r, r2)
		for _, u := range r.Unknown {
			require.True(t, bytes.Contains(b, u.Value))
		}
	})
}

// FuzzReadRing: whatever the bytes, the winner is a slot that stands in them
// with a right CRC, and no intact slot is newer.
func FuzzReadRing(f *testing.F) {
	a, _ := encodeSlot(1, FreshRecord(iccidA, noon))
	b, _ := encodeSlot(2, fullRecord())
	f.Add(append(bytes.Clone(a), b...), uint16(9), byte(1))
	f.Add(frameSlot(2, 3, []byte("future")), uint16(0), byte(0))
	f.Fuzz(func(t *testing.T, b []byte, at uint16, flip byte) {
		if len(b) > 0 {
			b[int(at)%len(b)] ^= flip
		}
		r := readRing(b)
		if r.newest < 0 {
			return
		}
		seq, rec, err := decodeSlot(b[r.newest*slotBytes:][:slotBytes])
		require.NoError(t, err)
		require.Equal(t, r.seq, seq)
		require.Equal(t, r.record, rec)
		for i := range r.slots {
			if other, _, err := decodeSlot(b[i*slotBytes:][:slotBytes]); err == nil {
				require.LessOrEqual(t, other, seq)
			}
		}
	})
}
