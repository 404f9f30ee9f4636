package atcmd

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/vectors"
)

func checkMessages(t *testing.T, v vectors.Vector) {
	got := ParseMessages(v.Lines)
	if messages, ok := v.Expect["messages"].([]any); ok {
		require.Len(t, got, len(messages))
		for i, m := range messages {
			m := m.(map[string]any)
			require.EqualValues(t, m["index"], got[i].Index)
			require.EqualValues(t, m["stat"], got[i].Stat)
			require.Equal(t, m["pdu"], got[i].PDU)
		}
		return
	}
	pdu := v.Word("pdu")
	if stat, ok := v.Number("stat"); ok && len(got) == 1 {
		require.EqualValues(t, stat, got[0].Stat)
	}
	if v.Kind == "cmgr" && pdu == "" && v.Word("number") == "" {
		return
	}
	if pdu != "" {
		require.Len(t, got, 1)
		require.Equal(t, pdu, got[0].PDU)
	}
	if len(got) == 1 && (v.Word("type") == "Deliver" || v.Kind == "cmgr" && v.Word("number") != "") {
		checkSender(t, v, got[0].PDU)
	}
}

func checkDeliver(t *testing.T, v vectors.Vector) { checkSender(t, v, v.Text(t)) }

// checkSender compares the sender's digits and the time stamp.
func checkSender(t *testing.T, v vectors.Vector, pdu string) {
	d, err := ParseDeliver(pdu)
	if err != nil {
		// Not a DELIVER: then the row gives no time stamp of one.
		require.Empty(t, v.Word("timestamp"))
		require.ErrorIs(t, err, errNotDeliver)
		return
	}
	want := strings.TrimPrefix(v.Word("number"), "+")
	if allDigits([]byte(want)) && d.From != "" { // a name may be of digits alone
		require.Equal(t, want, d.From)
	} else {
		require.Empty(t, d.From, "an alphanumeric sender")
	}
	for _, key := range []string{"timestamp", "datetime"} {
		if ts := v.Word(key); len(ts) >= 19 {
			b := strings.NewReplacer("-", "", "T", "", ":", "", " ", "").Replace(ts[2:19])
			swap := ""
			for i := 0; i+1 < len(b); i += 2 {
				swap += string(b[i+1]) + string(b[i])
			}
			require.Equal(t, swap[2:], d.SCTS[2:12]) // two digits of a year have no century
		}
	}
}

func checkCMTI(t *testing.T, v vectors.Vector) {
	_, index, err := ParseCMTI(v.Lines[0])
	require.NoError(t, err)
	require.Equal(t, v.Flag("error"), index < 0)
	if want, ok := v.Number("index"); ok {
		require.EqualValues(t, want, index)
	} else {
		require.Equal(t, -1, index)
	}
}

func checkTextMessage(t *testing.T, v vectors.Vector) {
	require.Equal(t, "text", v.Word("mode"))
	require.Empty(t, ParseMessages(v.Lines))
	h, err := ParseTextHeader(line(v, "+CMGR"))
	require.NoError(t, err)
	require.NotEmpty(t, h.Peer)
	require.NotEmpty(t, h.Stat)
}

func checkCPMS(t *testing.T, v vectors.Vector) {
	s, err := ParseCPMS(v.Lines[0])
	require.NoError(t, err)
	number := map[string]float64{"SM": 1, "ME": 2, "MT": 3, "SR": 4, "BM": 5, "TA": 6} // the origin's numbers
	for i, key := range []string{"mem1", "mem2", "mem3"} {
		if n, ok := v.Number(key); ok {
			require.Equal(t, n, number[s[i].Name], key)
		}
	}
}

func checkCPMSTest(t *testing.T, v vectors.Vector) {
	s, err := ParseCPMSTest(line(v, "+CPMS"))
	some := false
	for i, key := range []string{"mem1", "mem2", "mem3"} {
		want, _ := v.Expect[key].([]any)
		require.Len(t, s[i], len(want), key)
		for j, w := range want {
			require.Equal(t, w, s[i][j], key)
			some = true
		}
	}
	require.Equal(t, some, err == nil)
}

func checkCNMI(t *testing.T, v vectors.Vector) {
	r, err := ParseCNMITest(line(v, "+CNMI"))
	require.Equal(t, v.Flag("parse"), err == nil)
	if err == nil {
		require.True(t, r.Takes(1, 0) || r.Takes(1, 1), "%v", r)
	}
}
