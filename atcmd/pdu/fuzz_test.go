package pdu

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// check decodes blocks and compares them with the draft.
func check(t require.TestingT, d Draft, blocks []Block) {
	text := ""
	for i, b := range blocks {
		require.Equal(t, 2*b.Length+2, len(b.Hex))
		m, err := Decode(b.Hex, b.Length)
		require.NoError(t, err)
		require.Equal(t, Submit, m.Type)
		require.Equal(t, d.To, m.Peer.String())
		require.LessOrEqual(t, b.Length, 2+12+2+1+140)
		if len(blocks) > 1 {
			require.Equal(t, Segment{uint16(d.Ref), uint8(len(blocks)), uint8(i + 1)}, m.Segment)
		} else {
			require.True(t, m.Segment.Whole())
		}
		require.True(t, utf8.ValidString(m.Text) && (m.Text != "" || d.Text == ""))
		text += m.Text
	}
	require.Equal(t, d.Text, text)
}

// What is encoded is decoded again, whatever the text.
func FuzzEncode(f *testing.F) {
	f.Add("+15555000010", "hello", byte(1))
	f.Add("*1#", strings.Repeat("€", 90), byte(0))
	f.Add("000", strings.Repeat("\U0001F600", 90), byte(255))
	f.Add("12", "@\x1b\x00", byte(7))
	f.Fuzz(func(t *testing.T, to, text string, ref byte) {
		d := Draft{To: to, Text: text, Ref: ref}
		blocks, err := Encode(d)
		if err != nil {
			require.True(t, err == ErrNumber || err == ErrText && !utf8.ValidString(text) || err == ErrLong && len(text) > 134*255)
			return
		}
		check(t, d, blocks)
	})
}

// Of any octets: never more user data than was given, the same for both cases
// of the digits, and a message that is cut off anywhere says of what is left
// what the whole one said, or nothing.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{centre + "040B915155050010F0" + middle + "05E8329BFD06", centre + "440B915155050010F0" + middle + "0C050003CA0302D06536FB0D",
		"000400810000" + stampHex + "FFE8", "0006E80B915155050010F0" + stampHex + stampHex + "0007000005E8329BFD06", "0041000B915155050010F00008" + "0B0608041234FF0100410042", "00FFFF", "0020"} {
		f.Add(unhex(s), -1, 3)
	}
	f.Fuzz(func(t *testing.T, b []byte, length, keep int) {
		text := hex.EncodeToString(b)
		m, err := Decode(text, length)
		upper, err2 := Decode(strings.ToUpper(text), length)
		require.Equal(t, m, upper)
		require.Equal(t, err, err2)
		limits(t, m, len(b))
		odd, err := Decode(text+"0", length)
		require.Error(t, err)
		require.Equal(t, m, odd)

		if keep < 0 || keep > len(b) || length >= 0 {
			return
		}
		part, _ := Decode(text[:2*keep], length)
		for _, pair := range [][2]any{{m.Type, part.Type}, {m.Peer, part.Peer}, {m.Stamp, part.Stamp}, {m.Discharged, part.Discharged}, {m.Ref, part.Ref},
			{m.DCS, part.DCS}, {m.Segment, part.Segment}, {m.Ports, part.Ports}} {
			require.Contains(t, []string{fmt.Sprintf("%#v", pair[0]), zero(pair[0])}, fmt.Sprintf("%#v", pair[1]))
		}
	})
}

// limits checks that a message says no more than n octets can.
func limits(t *testing.T, m Message, n int) {
	room := n - map[Type]int{None: n, Deliver: 13, Submit: 7, StatusReport: 21}[m.Type] // the least that stands before user data
	require.True(t, len(m.Data) == 0 || len(m.Data) <= room)
	require.True(t, m.Text == "" || utf8.RuneCountInString(m.Text) <= 8*room/7)
	require.LessOrEqual(t, len(m.Peer.Digits), 20)
	require.LessOrEqual(t, utf8.RuneCountInString(m.Peer.Name), 11)
	octets := 0
	for _, e := range m.Header {
		octets += 2 + len(e.Data)
	}
	require.LessOrEqual(t, octets, n)
	require.True(t, m.Segment.Whole() || m.Segment.Number >= 1 && m.Segment.Number <= m.Segment.Max)
	require.True(t, m.Stamp == "" || len(m.Stamp) == 14)
}

func zero(v any) string {
	switch v.(type) {
	case Type:
		return fmt.Sprintf("%#v", None)
	case Address:
		return fmt.Sprintf("%#v", Address{})
	case string:
		return `""`
	case byte:
		return "0x0"
	case Segment:
		return fmt.Sprintf("%#v", Segment{})
	case Ports:
		return fmt.Sprintf("%#v", Ports{})
	}
	return fmt.Sprintf("%#v", time.Time{})
}

// A received message that is put together here octet by octet reads as it was meant.
func TestDeliverProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`[0-9*#abc]{1,20}`).Draw(t, "digits")
		quarters := rapid.IntRange(-48, 56).Draw(t, "quarters")
		at := time.Unix(rapid.Int64Range(946684800, 3786912000).Draw(t, "time"), 0).In(time.FixedZone("", 900*quarters))
		seg := Segment{Ref: rapid.Uint16().Draw(t, "ref"), Max: rapid.Uint8Range(1, 255).Draw(t, "max")}
		seg.Number = rapid.Uint8Range(1, seg.Max).Draw(t, "number")
		data := rapid.SliceOfN(rapid.Byte(), 0, 133).Draw(t, "data")

		to, ok := number("+" + digits)
		require.True(t, ok)
		b := append([]byte{0x44}, to...)
		b = append(b, 0, 0x04)
		zone := quarters
		if zone < 0 {
			zone = -zone
		}
		for _, v := range []int{at.Year() % 100, int(at.Month()), at.Day(), at.Hour(), at.Minute(), at.Second(), zone} {
			b = append(b, byte(v%10<<4|v/10))
		}
		if quarters < 0 {
			b[len(b)-1] |= 8
		}
		b = append(b, byte(7+len(data)), 6, 8, 4, byte(seg.Ref>>8), byte(seg.Ref), seg.Max, seg.Number)
		m, err := DecodeTPDU(append(b, data...))
		require.NoError(t, err)
		require.Equal(t, digits, m.Peer.Digits)
		require.Equal(t, seg, m.Segment)
		if at.Year() < 2090 {
			require.True(t, at.Equal(m.Time), "%v %v", at, m.Time)
		}
		require.Equal(t, string(data), string(m.Data))
	})
}
