package pdu

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/vectors"
)

// Messages that other people's modules gave, and what other programs read in them.
func TestVectors(t *testing.T) {
	vectors.Run(t, map[string]func(*testing.T, vectors.Vector){
		"cmgr_dump": checkStored, "cmgr": checkStored, "cmgl": checkStored,
		"sms_deliver_pdu": func(t *testing.T, v vectors.Vector) { checkMessage(t, v, v.Text(t)) },
	}, func(v vectors.Vector) {
		for _, l := range v.Lines {
			m, _ := Decode(l, len(l)/2)
			limits(t, m, len(l)/2)
		}
	})
}

func checkStored(t *testing.T, v vectors.Vector) {
	for _, m := range v.List("messages") {
		text, _ := m["pdu"].(string)
		got, _ := Decode(text, -1)
		require.NotEmpty(t, got.Centre.Digits, "these are not whole, the beginning is")
	}
	text := v.Word("pdu")
	for i, l := range v.Lines { // chan_dongle's rows give no PDU of their own
		if strings.HasPrefix(l, "+CMGR:") && text == "" && i+1 < len(v.Lines) {
			text = v.Lines[i+1]
		}
	}
	if v.Flag("upstream_must_fail") {
		_, err := Decode(text, -1)
		require.Error(t, err)
		return
	}
	if text != "" {
		checkMessage(t, v, text)
	}
}

func checkMessage(t *testing.T, v vectors.Vector, text string) {
	m, err := Decode(text, -1)
	if v.Expect["gammu_decode_error"] != nil {
		require.NotEqual(t, None, m.Type, "%v", err)
		return
	}
	if v.Kind != "cmgr_dump" || v.Word("pdu") != "" {
		require.NoError(t, err)
	}
	if want, ok := v.Expect["number"].(string); ok {
		require.Equal(t, want, m.Peer.String())
	}
	if want, ok := v.Expect["smsc"].(string); ok {
		require.Equal(t, want, m.Centre.String())
	}
	if want := v.Word("type"); want != "" {
		require.Equal(t, map[string]Type{"Deliver": Deliver, "Submit": Submit, "Status_Report": StatusReport}[want], m.Type)
	}
	checkTime(t, v, m)
	if m.Type != StatusReport {
		checkText(t, v, m)
	}
}

func checkTime(t *testing.T, v vectors.Vector, m Message) {
	for _, key := range []string{"timestamp", "datetime"} {
		want := strings.Replace(v.Word(key), " ", "T", 1)
		if want == "" {
			continue
		}
		layout := "2006-01-02T15:04:05" + map[int]string{20: "Z07", 22: "Z07", 25: "Z07:00"}[len(want)]
		got := m.Time.Format(layout)
		if strings.HasSuffix(want, "+00") || strings.HasSuffix(want, "+00:00") { // the same as Z
			got, want = got[:19], want[:19]
		}
		if m.Stamp[:2] == "99" { // a year with two digits has no century, and the oracle's is odd
			got, want = got[4:], want[4:]
		}
		require.Equal(t, want, got)
	}
}

func checkText(t *testing.T, v vectors.Vector, m Message) {
	if want, ok := v.Expect["text"].(string); ok {
		require.Equal(t, want, m.Text)
	}
	if want, ok := v.Expect["data"].(string); ok {
		require.Equal(t, strings.ToLower(want), hex.EncodeToString(m.Data))
	}
	if want := v.Word("coding"); want != "" {
		require.Equal(t, map[string]Coding{"Default_No_Compression": GSM7, "8bit": Data8, "Unicode_No_Compression": UCS2}[want], m.Coding)
	}
	if want, ok := v.Expect["concatenated"].(bool); ok {
		require.Equal(t, want, !m.Segment.Whole())
	}
	if v.Word("udh") == "NoUDH" {
		require.Empty(t, m.Header)
	}
	for key, got := range map[string]uint8{"parts": m.Segment.Max, "part": m.Segment.Number} {
		if want, ok := v.Number(key); ok && want > 0 {
			require.EqualValues(t, want, got, key)
		}
	}
}
