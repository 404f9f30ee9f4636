package report

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// usual is what a gateway in its second month sends.
func usual() Payload {
	return Payload{
		Version: Schema, Sequence: 181, Boots: 14, Card: CardReady,
		Registration: new(uint8(5)), Attached: new(true), RAT: new(uint8(7)),
		RSRP: new(int16(-97)), DataLow: 183_200, DataHigh: new(uint64(184_224)),
		SMSSent: 1, SMSReceived: 1, Verdict: 50, Flags: FlagUnclean | FlagGuarding, Uptime: 4_572,
	}
}

// worst has every field at its longest.
func worst() Payload {
	return Payload{
		Version: 255, Sequence: 1<<32 - 1, Boots: 1<<32 - 1, Card: 255,
		Registration: new(uint8(255)), Attached: new(false), RAT: new(uint8(255)), RSSI: new(int16(-150)),
		RSRP: new(int16(-156)), Cause: new(uint16(65_535)), DataLow: 1<<64 - 1, DataHigh: new(uint64(1<<64 - 1)),
		SMSSent: 1<<32 - 1, SMSReceived: 1<<32 - 1, Verdict: 65_535, Flags: 65_535, Uptime: 1<<32 - 1,
		AlarmsFrom: 1<<32 - 8, Alarms: []Alarm{255, 255, 255, 255, 255, 255, 255, 255}, AlarmsLost: 1<<32 - 1,
	}
}

func TestUsualReportFitsSixtyBytes(t *testing.T) {
	b, err := Encode(usual())
	require.NoError(t, err)
	require.LessOrEqual(t, len(b), 60)
	w, err := Encode(worst())
	require.NoError(t, err)
	t.Logf("usual report: %d B of payload, %d B with IPv4 and UDP; the longest possible: %d B",
		len(b), len(b)+OverheadIPv4, len(w))
}

func TestWireFormatIsFixed(t *testing.T) {
	b, err := Encode(usual())
	require.NoError(t, err)
	// map(15): 0:1 1:181 2:14 3:1 4:5 5:true 6:7 8:-97 10:183200 11:184224 12:1 13:1 14:50 15:96 16:4572
	want := "af" + "0001" + "0118b5" + "020e" + "0301" + "0405" + "05f5" + "0607" + "083860" +
		"0a1a0002cba0" + "0b1a0002cfa0" + "0c01" + "0d01" + "0e1832" + "0f1860" + "101911dc"
	require.Equal(t, want, hex.EncodeToString(b))
}

func TestUnknownIsAbsentAndNeverZero(t *testing.T) {
	b, err := Encode(Payload{DataLow: 7})
	require.NoError(t, err)
	var m map[uint64]any
	require.NoError(t, cbor.Unmarshal(b, &m))
	for _, key := range []uint64{4, 5, 6, 7, 8, 9, 11, 17, 18, 19} {
		require.NotContains(t, m, key)
	}
	p, err := Decode(b)
	require.NoError(t, err)
	require.Nil(t, p.DataHigh)
	require.Contains(t, p.String(), "data 7 to unknown B")

	zero, err := Encode(Payload{DataHigh: new(uint64(0)), Attached: new(false)})
	require.NoError(t, err)
	p, err = Decode(zero)
	require.NoError(t, err)
	require.Equal(t, uint64(0), *p.DataHigh, "a known 0 stays a 0")
	require.False(t, *p.Attached)
}

func TestDecodeTolerates(t *testing.T) {
	m := asMap(t, usual())
	m[99] = []any{"later", map[any]any{1: 2}}
	m["text"] = true
	m[11] = nil
	b, err := cbor.Marshal(m)
	require.NoError(t, err)
	p, err := Decode(b)
	require.NoError(t, err)
	want := usual()
	want.DataHigh = nil
	require.Equal(t, want, p)
}

func TestDecodeRefuses(t *testing.T) {
	good, err := Encode(usual())
	require.NoError(t, err)
	with := func(key, value any) []byte {
		m := asMap(t, usual())
		m[key] = value
		b, err := cbor.Marshal(m)
		require.NoError(t, err)
		return b
	}
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"empty":          {nil, "not a CBOR map"},
		"null":           {[]byte{0xf6}, "not a CBOR map"},
		"array":          {[]byte{0x80}, "not a CBOR map"},
		"empty map":      {[]byte{0xa0}, "key 0 is missing or null"},
		"cut":            {good[:len(good)-1], "unexpected EOF"},
		"trailing":       {append(bytes.Clone(good), 0), "extraneous data"},
		"twice":          {append([]byte{good[0] + 1, 0, 1}, good[1:]...), "duplicate map key"},
		"indefinite":     {append(append([]byte{0xbf}, good[1:]...), 0xff), "indefinite"},
		"version 0":      {with(0, 0), "version 0"},
		"no sms count":   {with(12, nil), "key 12 is missing or null"},
		"negative count": {with(13, -1), "cannot unmarshal negative integer"},
		"too large":      {with(4, 256), "cannot unmarshal"},
		"float":          {with(10, 1.5), "cannot unmarshal"},
		"rsrp":           {with(8, -20), "RSRP of -20 dBm is not in -156..-31"},
		"rssi":           {with(7, 1), "RSSI of 1 dBm is not in -150..0"},
		"high below low": {with(11, 3), "at most 3 bytes is less than at least 183200"},
		"alarm 0":        {with(18, []byte{0}), "alarms without the number of the first"},
		"too long":       {make([]byte, MaxPayload+1), "1301 bytes, the most is 1300"},
	} {
		_, err := Decode(c.in)
		require.ErrorContains(t, err, "cannot read report: ", name)
		require.ErrorContains(t, err, c.want, name)
	}
	_, err = Encode(Payload{RSSI: new(int16(4))})
	require.EqualError(t, err, "cannot encode report: RSSI of 4 dBm is not in -150..0")
}

func TestString(t *testing.T) {
	require.Equal(t, "report 181, boot 14, up 4572 min: card ready, registration 5, attached true, RAT 7, "+
		"RSSI unknown dBm, RSRP -97 dBm, cause unknown, data 183200 to 184224 B, SMS 1 sent 1 received, "+
		"verdict 50, flags unclean start, guarding", usual().String())
	require.Equal(t, "none", Flags(0).String())
	require.Equal(t, "past unknown, bit 12", (FlagPastUnknown | 1<<12).String())
	require.Equal(t, "state 77", CardState(77).String())
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPayload(t)
		b, err := Encode(p)
		require.NoError(t, err)
		back, err := Decode(b)
		require.NoError(t, err)
		require.Equal(t, p, back)
	})
}

// FuzzDecode: what can be decoded encodes canonically, and means the same.
func FuzzDecode(f *testing.F) {
	for _, p := range []Payload{usual(), worst(), alarmed(), {}} {
		b, err := Encode(p)
		require.NoError(f, err)
		f.Add(b)
	}
	m := asMap(f, alarmed())
	m[18] = []int{2, 200}
	array, err := cbor.Marshal(m)
	require.NoError(f, err)
	f.Add(array)
	f.Add([]byte{0xa1, 0x18, 0x00, 0x01})
	f.Fuzz(func(t *testing.T, in []byte) {
		p, err := Decode(in)
		if err != nil {
			return
		}
		b, err := Encode(p)
		require.NoError(t, err)
		require.LessOrEqual(t, len(b), longest)
		require.LessOrEqual(t, len(p.Alarms), MaxAlarms)
		require.Equal(t, len(p.Alarms) == 0, p.AlarmsFrom == 0, "numbers belong to alarms")
		require.NotContains(t, p.Alarms, Alarm(0))
		require.Equal(t, len(p.Alarms), strings.Count(p.alarmText(), ", alarm "))
		again, err := Decode(b)
		require.NoError(t, err)
		require.Equal(t, p, again)
		// A second encoder, which knows nothing of Payload, gives the same bytes.
		var m map[uint64]any
		require.NoError(t, cbor.Unmarshal(b, &m))
		mode, err := cbor.CanonicalEncOptions().EncMode()
		require.NoError(t, err)
		generic, err := mode.Marshal(m)
		require.NoError(t, err)
		require.Equal(t, generic, b)
	})
}

func asMap(t require.TestingT, p Payload) map[any]any {
	b, err := Encode(p)
	require.NoError(t, err)
	var m map[int]any
	require.NoError(t, cbor.Unmarshal(b, &m))
	out := map[any]any{}
	for k, v := range m {
		out[k] = v
	}
	return out
}

func drawPayload(t *rapid.T) Payload {
	low := rapid.Uint64().Draw(t, "low")
	p := Payload{
		Version:  rapid.Uint8Min(1).Draw(t, "version"),
		Sequence: rapid.Uint32().Draw(t, "seq"), Boots: rapid.Uint32().Draw(t, "boots"),
		Card: CardState(rapid.Uint8().Draw(t, "card")), DataLow: low,
		SMSSent: rapid.Uint32().Draw(t, "sent"), SMSReceived: rapid.Uint32().Draw(t, "received"),
		Verdict: rapid.Uint16().Draw(t, "verdict"), Flags: Flags(rapid.Uint16().Draw(t, "flags")),
		Uptime: rapid.Uint32().Draw(t, "uptime"),
	}
	p.Registration = maybe(t, rapid.Uint8(), "registration")
	p.Attached = maybe(t, rapid.Bool(), "attached")
	p.RAT = maybe(t, rapid.Uint8(), "rat")
	p.RSSI = maybe(t, rapid.Int16Range(-150, 0), "rssi")
	p.RSRP = maybe(t, rapid.Int16Range(-156, -31), "rsrp")
	p.Cause = maybe(t, rapid.Uint16(), "cause")
	p.AlarmsLost = rapid.Uint32().Draw(t, "alarms lost")
	for _, kind := range rapid.SliceOfN(rapid.Uint8Min(1), 0, MaxAlarms).Draw(t, "alarms") {
		p.Alarms = append(p.Alarms, Alarm(kind))
	}
	if p.Alarms != nil {
		p.AlarmsFrom = rapid.Uint32Range(1, 1<<32-MaxAlarms).Draw(t, "alarms from")
	}
	p.DataHigh = maybe(t, rapid.Uint64Min(low), "high")
	return p
}

func maybe[T any](t *rapid.T, g *rapid.Generator[T], name string) *T {
	return rapid.Ptr(g, true).Draw(t, name)
}
