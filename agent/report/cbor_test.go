package report

import (
	"bytes"
	"math"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// peer is Payload as a library for CBOR sees it.
type peer struct {
	Version      uint8   `cbor:"0,keyasint"`
	Sequence     uint32  `cbor:"1,keyasint"`
	Boots        uint32  `cbor:"2,keyasint"`
	Card         uint8   `cbor:"3,keyasint"`
	Registration *uint8  `cbor:"4,keyasint,omitempty"`
	Attached     *bool   `cbor:"5,keyasint,omitempty"`
	RAT          *uint8  `cbor:"6,keyasint,omitempty"`
	RSSI         *int16  `cbor:"7,keyasint,omitempty"`
	RSRP         *int16  `cbor:"8,keyasint,omitempty"`
	Cause        *uint16 `cbor:"9,keyasint,omitempty"`
	DataLow      uint64  `cbor:"10,keyasint"`
	DataHigh     *uint64 `cbor:"11,keyasint,omitempty"`
	SMSSent      uint32  `cbor:"12,keyasint"`
	SMSReceived  uint32  `cbor:"13,keyasint"`
	Verdict      uint16  `cbor:"14,keyasint"`
	Flags        uint16  `cbor:"15,keyasint"`
	Uptime       uint32  `cbor:"16,keyasint"`
	AlarmsFrom   uint32  `cbor:"17,keyasint,omitempty"`
	Alarms       []byte  `cbor:"18,keyasint,omitempty"`
	AlarmsLost   uint32  `cbor:"19,keyasint,omitempty"`
}

func (p peer) payload() Payload {
	var list []Alarm
	for _, a := range p.Alarms {
		list = append(list, Alarm(a))
	}
	return Payload{p.Version, p.Sequence, p.Boots, CardState(p.Card), p.Registration, p.Attached, p.RAT, p.RSSI, p.RSRP, p.Cause,
		p.DataLow, p.DataHigh, p.SMSSent, p.SMSReceived, p.Verdict, Flags(p.Flags), p.Uptime, p.AlarmsFrom, list, p.AlarmsLost}
}

// peerReads decodes by the library, which refuses what the document refuses.
func peerReads(t require.TestingT, b []byte) (Payload, error) {
	mode, err := cbor.DecOptions{IndefLength: cbor.IndefLengthForbidden, TagsMd: cbor.TagsForbidden, MaxNestedLevels: 64}.DecMode()
	require.NoError(t, err)
	var p peer
	err = mode.Unmarshal(b, &p)
	return p.payload(), err
}

// The library and this package write the same, and read it alike.
func TestPeerWritesTheSame(t *testing.T) {
	mode, err := cbor.CoreDetEncOptions().EncMode()
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		b, err := Encode(drawPayload(t))
		require.NoError(t, err)
		var p peer
		require.NoError(t, cbor.Unmarshal(b, &p))
		theirs, err := mode.Marshal(p)
		require.NoError(t, err)
		require.Equal(t, theirs, b)
	})
}

// Whatever a later version adds, a report can be read: its keys are skipped.
func TestLaterKeysAreSkipped(t *testing.T) {
	later := rapid.Custom(func(t *rapid.T) any {
		leaf := rapid.OneOf(rapid.Just[any](nil), rapid.Map(rapid.Bool(), func(v bool) any { return v }),
			rapid.Map(rapid.Int64(), func(v int64) any { return v }), rapid.Map(rapid.Float64(), func(v float64) any { return v }),
			rapid.Map(rapid.String(), func(v string) any { return v }), rapid.Map(rapid.SliceOf(rapid.Byte()), func(v []byte) any { return v }),
			rapid.Just[any](cbor.SimpleValue(77)), rapid.Just[any](float32(1.5)), rapid.Just[any](math.Inf(1)))
		switch rapid.IntRange(0, 3).Draw(t, "shape") {
		case 0:
			return rapid.SliceOfN(leaf, 0, 30).Draw(t, "array")
		case 1:
			return map[any]any{"a": leaf.Draw(t, "value"), 1: []any{map[any]any{2: leaf.Draw(t, "deep value")}}}
		}
		return leaf.Draw(t, "leaf")
	})
	rapid.Check(t, func(t *rapid.T) {
		p := drawPayload(t)
		m := asMap(t, p)
		for range rapid.IntRange(0, 5).Draw(t, "more") {
			key := rapid.OneOf(rapid.Map(rapid.IntRange(20, 1<<40), func(v int) any { return v }),
				rapid.Map(rapid.IntRange(-1<<40, -1), func(v int) any { return v }), rapid.Map(rapid.String(), func(v string) any { return v })).Draw(t, "key")
			m[key] = later.Draw(t, "value")
		}
		b, err := cbor.Marshal(m)
		require.NoError(t, err)
		if len(b) > MaxPayload {
			return
		}
		got, err := Decode(b)
		require.NoError(t, err)
		require.Equal(t, p, got)
	})
}

func TestMalformedCBOR(t *testing.T) {
	good, err := Encode(usual())
	require.NoError(t, err)
	with := func(pair ...byte) []byte { return append(append([]byte{good[0] + 1}, good[1:]...), pair...) }
	two := func(pairs ...byte) []byte { return append(append([]byte{good[0] + 2}, good[1:]...), pairs...) }
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"reserved length":        {with(0x18, 20, 0x1c), "it is not well-formed CBOR"},
		"reserved length of map": {[]byte{0xbc}, "it is not well-formed CBOR"},
		"short simple value":     {with(0x18, 20, 0xf8, 31), "it is not well-formed CBOR"},
		"indefinite text":        {with(0x18, 20, 0x7f, 0xff), "it has an indefinite length"},
		"tag":                    {with(0x18, 20, 0xc1, 0x00), "it has a tag"},
		"tag deep inside":        {with(0x18, 20, 0xa1, 0x00, 0x81, 0xc1, 0x00), "it has a tag"},
		"bad text":               {with(0x18, 20, 0x61, 0xff), "it has a text that is not UTF-8"},
		"bad text as key":        {with(0x61, 0xff, 0x00), "it has a text that is not UTF-8"},
		"long text":              {with(0x18, 20, 0x7b, 255, 255, 255, 255, 255, 255, 255, 255), "it ends too early"},
		"long text as key":       {with(0x7b, 255, 255, 255, 255, 255, 255, 255, 255), "it ends too early"},
		"long array":             {with(0x18, 20, 0x9b, 255, 255, 255, 255, 255, 255, 255, 255), "it ends too early"},
		"half a head":            {with(0x18, 20, 0x19, 1), "it ends too early"},
		"key without a value":    {with(0x18, 20), "it ends too early"},
		"no key":                 {with(), "it ends too early"},
		"array as key":           {with(0x80, 0x00), "it has a key that is neither a number nor a text"},
		"text key twice":         {two(0x61, 'a', 0, 0x78, 1, 'a', 0), "it has a key twice"},
		"negative key twice":     {two(0x20, 0, 0x38, 0, 0), "it has a key twice"},
		"long form of a key":     {with(0x18, 16, 0x00), "it has a key twice"},
		"nested":                 {with(append([]byte{0x18, 20}, bytes.Repeat([]byte{0x81}, 20)...)...), "it is nested too deep"},
		"attached is a number":   {bytes.Replace(good, []byte{5, 0xf5}, []byte{5, 1}, 1), "key 5 is neither true nor false"},
		"RSRP is a text":         {bytes.Replace(good, []byte{8, 0x38, 0x60}, []byte{8, 0x61, 'x'}, 1), "key 8 is not a number that fits 16 bits"},
		"alarms are a text":      {with(18, 0x61, 'x'), "key 18 is no list of alarms"},
		"an alarm of 256":        {with(18, 0x81, 0x19, 1, 0), "key 18 has an alarm that is no number of 8 bits"},
		"an alarm is null":       {with(18, 0x81, 0xf6), "key 18 has an alarm that is no number of 8 bits"},
	} {
		_, err := Decode(c.in)
		require.EqualError(t, err, "cannot read report: "+c.want, name)
	}
	p, err := Decode(with(append([]byte{0x18, 20}, append(bytes.Repeat([]byte{0x81}, deepest-1), 0)...)...))
	require.NoError(t, err)
	require.Equal(t, usual(), p)
	p, err = Decode(with(17, 0xf7))
	require.NoError(t, err, "undefined is unknown too")
	require.Equal(t, usual(), p)
	p, err = Decode(with(0x61, 'x', 0x78, 3, 'y', 'y', 'y'))
	require.NoError(t, err)
	require.Equal(t, usual(), p)
}
