package report

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/atcmd"
)

var (
	sentAt  = time.Date(2026, 11, 24, 9, 41, 7, 0, time.UTC)
	gateway = Device{Name: "gateway-7", SimSID: "HS00000000000000000000000000000001", ICCID: "89883070000000000000"}
)

func TestJSONForm(t *testing.T) {
	b, err := EncodeJSON(alarmed(), gateway, sentAt.Add(400*time.Millisecond))
	require.NoError(t, err)
	require.Equal(t, `{"schema":1,"device":{"name":"gateway-7","sim_sid":"HS00000000000000000000000000000001",`+
		`"iccid":"89883070000000000000"},"sent_at":"2026-11-24T09:41:07Z","sequence":181,"boots":14,"uptime_min":4572,`+
		`"card_code":1,"card":"ready","registration_code":5,"registration":"roaming","attached":true,"rat_code":7,`+
		`"rat":"LTE","rssi_dbm":null,"rsrp_dbm":-97,"cause_code":null,"cause":null,"data_low_bytes":183200,`+
		`"data_high_bytes":184224,"sms_sent":1,"sms_received":1,"verdict_code":50,"verdict":"near a threshold",`+
		`"flags_code":104,"flags":["alarm","unclean start","guarding"],"alarms":[{"number":2,"code":5,`+
		`"alarm":"SMS 80 %"},{"number":3,"code":10,"alarm":"data passed"},{"number":4,"code":200,`+
		`"alarm":"alarm 200"}],"alarms_lost":1}`, string(b))
	p, d, at, err := DecodeJSON(b)
	require.NoError(t, err)
	require.Equal(t, alarmed(), p)
	require.Equal(t, gateway, d)
	require.Equal(t, sentAt, at)
}

func TestJSONUnknownIsNull(t *testing.T) {
	b, err := EncodeJSON(Payload{DataLow: 7}, Device{}, time.Time{})
	require.NoError(t, err)
	var m map[string]any
	require.NoError(t, json.Unmarshal(b, &m))
	for _, name := range []string{"sent_at", "card_code", "card", "registration_code", "registration", "attached", "rat_code",
		"rat", "rssi_dbm", "rsrp_dbm", "cause_code", "cause", "data_high_bytes"} {
		require.Contains(t, m, name)
		require.Nil(t, m[name], name)
	}
	require.Equal(t, map[string]any{"name": nil, "sim_sid": nil, "iccid": nil}, m["device"])
	require.Equal(t, []any{}, m["flags"], "none is known to be none")
	require.Equal(t, []any{}, m["alarms"])
	require.EqualValues(t, 0, m["verdict_code"])
	require.Equal(t, "all well", m["verdict"])

	b, err = EncodeJSON(Payload{DataHigh: new(uint64(0)), Registration: new(uint8(0)), Attached: new(false)}, Device{}, time.Time{})
	require.NoError(t, err)
	require.Contains(t, string(b), `"registration_code":0,"registration":"not registered","attached":false`)
	require.Contains(t, string(b), `"data_high_bytes":0`, "a known 0 stays a 0")
}

func TestDecodeJSONRefuses(t *testing.T) {
	good, err := EncodeJSON(alarmed(), gateway, sentAt)
	require.NoError(t, err)
	for _, c := range []struct{ old, new, want string }{
		{`"sequence":181`, `"sequence":null`, "sequence is missing or null"},
		{`"boots":14,`, ``, "boots is missing or null"},
		{`"schema":1`, `"schema":0`, "schema version 0 does not exist"},
		{`"uptime_min":4572`, `"uptime_min":-1`, "uptime_min is not what it should be, or out of its range"},
		{`"registration_code":5`, `"registration_code":256`, "registration_code is not what it should be, or out of its range"},
		{`"attached":true`, `"attached":"yes"`, "attached is not what it should be, or out of its range"},
		{`"rsrp_dbm":-97`, `"rsrp_dbm":-20`, "RSRP of -20 dBm is not in -156..-31"},
		{`"data_high_bytes":184224`, `"data_high_bytes":3`, "at most 3 bytes is less than at least 183200"},
		{`"number":3`, `"number":4`, "the alarms are not numbered one after the other"},
		{`"number":2`, `"number":0`, "the alarms are not numbered one after the other"},
		{`"2026-11-24T09:41:07Z"`, `"yesterday"`, "sent_at is no time of RFC 3339"},
		{`"2026-11-24T09:41:07Z"`, `"9999-12-31T23:59:59-01:00"`, "sent_at has no year of four digits"},
		{`"alarms_lost":1}`, `"alarms_lost":1}{`, "it is not a JSON object"},
		{`{"schema"`, `["schema"`, "it is not a JSON object"},
	} {
		bad := strings.Replace(string(good), c.old, c.new, 1)
		require.NotEqual(t, string(good), bad)
		_, _, _, err := DecodeJSON([]byte(bad))
		require.EqualError(t, err, "cannot read report: "+c.want)
	}
	_, _, _, err = DecodeJSON([]byte("null"))
	require.EqualError(t, err, "cannot read report: schema is missing or null")
	_, _, _, err = DecodeJSON(make([]byte, MaxJSON+1))
	require.EqualError(t, err, "cannot read report: 16385 bytes, the most is 16384")
	_, err = EncodeJSON(Payload{}, Device{Name: strings.Repeat("x", MaxJSON)}, sentAt)
	require.ErrorContains(t, err, "cannot encode report: ")
	_, err = EncodeJSON(Payload{RSSI: new(int16(4))}, Device{}, sentAt)
	require.EqualError(t, err, "cannot encode report: RSSI of 4 dBm is not in -150..0")
	_, err = EncodeJSON(Payload{}, Device{}, time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC))
	require.EqualError(t, err, "cannot encode report: the time has no year of four digits")
}

// Words and names of later versions do not disturb a reader.
func TestDecodeJSONTolerates(t *testing.T) {
	b, err := EncodeJSON(usual(), Device{}, sentAt)
	require.NoError(t, err)
	text := strings.NewReplacer(`"registration":"roaming"`, `"registration":"at home"`, `{"schema"`, `{"later":[{}],"schema"`,
		`"alarms":[]`, `"alarms":null`).Replace(string(b))
	p, _, _, err := DecodeJSON([]byte(text))
	require.NoError(t, err)
	require.Equal(t, usual(), p)
}

// Both forms carry the same: what one says, the other says too.
func TestJSONAndCBORSayTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPayload(t)
		wire, err := Encode(p)
		require.NoError(t, err)
		p, err = Decode(wire)
		require.NoError(t, err)
		d := Device{rapid.String().Draw(t, "name"), rapid.String().Draw(t, "sid"), rapid.String().Draw(t, "iccid")}
		var at time.Time
		if rapid.Bool().Draw(t, "clock set") {
			at = time.Unix(rapid.Int64Range(0, 253402300799).Draw(t, "at"), 0).UTC() // to the end of 9999
		}
		b, err := EncodeJSON(p, d, at)
		require.NoError(t, err)
		require.NotContains(t, string(b), "\n")
		back, dback, atback, err := DecodeJSON(b)
		require.NoError(t, err)
		require.Equal(t, d, dback)
		require.Equal(t, at, atback)
		again, err := Encode(back)
		require.NoError(t, err)
		require.Equal(t, wire, again)
	})
}

func FuzzDecodeJSON(f *testing.F) {
	for _, p := range []Payload{usual(), worst(), alarmed(), {}} {
		b, err := EncodeJSON(p, gateway, sentAt)
		require.NoError(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		p, d, at, err := DecodeJSON(in)
		if err != nil {
			require.LessOrEqual(t, len(err.Error()), 120, "an error does not quote what was read")
			return
		}
		wire, err := Encode(p)
		require.NoError(t, err, "what was read can be sent on")
		back, err := Decode(wire)
		require.NoError(t, err)
		require.Equal(t, p, back)
		b, err := EncodeJSON(p, d, at)
		if err != nil {
			require.ErrorContains(t, err, "bytes, the most is") // escapes are longer than what they stand for
			return
		}
		p2, d2, at2, err := DecodeJSON(b)
		require.NoError(t, err)
		require.Equal(t, p, p2)
		require.Equal(t, d, d2)
		require.Equal(t, at.Truncate(time.Second), at2)
	})
}

// Package agent owns the verdict's codes and imports this package: its source is asked.
func TestEveryVerdictHasWords(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../verdict.go", nil, 0)
	require.NoError(t, err)
	codes := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if d, ok := n.(*ast.GenDecl); ok && d.Tok == token.CONST {
			for _, s := range d.Specs {
				for _, v := range s.(*ast.ValueSpec).Values {
					codes[v.(*ast.BasicLit).Value] = true
				}
			}
		}
		return true
	})
	require.Len(t, verdicts, len(codes))
	for _, v := range verdicts {
		require.Contains(t, codes, strconv.Itoa(int(v.code)), v.text)
		require.Equal(t, v.text, VerdictText(v.code))
	}
	require.Equal(t, "verdict 9999", VerdictText(9999))
}

func TestWordsOfUnknownCodes(t *testing.T) {
	require.Equal(t, atcmd.Denied.String(), RegistrationText(3))
	require.Equal(t, "stat 77", RegistrationText(77))
	require.Equal(t, "stat 200", RegistrationText(200))
	require.Equal(t, "NB-IoT", RATText(9))
	require.Equal(t, "AcT 255", RATText(255), "255 is not -1")
}
