package atcmd

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/vectors"
)

func checkCPIN(t *testing.T, v vectors.Vector) {
	code, err := ParseCPIN(v.Lines[0])
	if parsed, _ := v.Expect["parsed"].(bool); !parsed {
		require.Error(t, err)
		return
	}
	require.NoError(t, err)
	fold := func(s string) string {
		s = strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(s))
		if s == "none" {
			return "ready"
		}
		return s
	}
	require.Equal(t, fold(v.Word("lock")), fold(code))
}

func checkCFUN(t *testing.T, v vectors.Vector) {
	fun, err := ParseCFUN(v.Lines[0])
	require.NoError(t, err)
	if want, known := map[string]int{"on": FunFull, "off": FunMinimum, "low": FunFlight}[v.Word("power")]; known {
		require.Equal(t, want, fun)
	}
	if n, ok := v.Number("fun"); ok {
		require.EqualValues(t, n, fun)
	}
}

func checkCCLK(t *testing.T, v vectors.Vector) {
	c, err := ParseCCLK(v.Lines[0])
	if !v.Flag("ok") {
		require.Error(t, err)
		return
	}
	require.NoError(t, err)
	if minutes, ok := v.Number("offset_minutes"); ok {
		require.EqualValues(t, minutes, c.Offset)
	}
	want := v.Word("iso8601")
	layout := "2006-01-02T15:04:05" + map[int]string{20: "Z07", 22: "Z07", 25: "Z07:00"}[len(want)]
	if want != "" {
		require.Equal(t, want[:19], c.Local().Format(layout)[:19])
		at, err := time.Parse(layout, want)
		require.NoError(t, err)
		require.True(t, at.Equal(c.UTC))
	}
}

func checkCIND(t *testing.T, v vectors.Vector) {
	list, err := ParseCINDTest(v.Lines[0])
	require.NoError(t, err)
	var got []map[string]any
	for _, i := range list {
		got = append(got, map[string]any{"index": float64(i.Index), "name": i.Name, "min": float64(i.Min), "max": float64(i.Max)})
	}
	require.Equal(t, v.List("indicators"), got)
}

func checkGSN(t *testing.T, v vectors.Vector) {
	s, err := ParseGSN(v.Lines)
	if !v.Flag("ok") {
		require.Error(t, err)
		return
	}
	require.NoError(t, err)
	require.Equal(t, Serial{IMEI: v.Word("imei"), MEID: v.Word("meid"), ESN: v.Word("esn")}, s)
}

// The rows give no expectation; two commands of the same module have to agree.
func checkIdentity(t *testing.T, v vectors.Vector) {
	var answers map[string]*string
	require.NoError(t, json.Unmarshal(v.Raw, &answers))
	gsn, all := answers["AT+GSN"], answers["ATI"]
	if gsn == nil {
		return
	}
	s, err := ParseGSN(strings.Split(*gsn, "\n"))
	if all != nil && err == nil {
		if _, imei, ok := strings.Cut(*all, "IMEI: "); ok {
			require.Equal(t, imei[:15], s.IMEI)
		}
	}
	for _, n := range strings.FieldsFunc(*gsn, func(r rune) bool { return r < '0' || r > '9' }) {
		if len(n) == 15 {
			require.NoError(t, err)
			require.Contains(t, *gsn, s.IMEI)
		}
	}
}

func checkCLCC(t *testing.T, v vectors.Vector) {
	c, err := ParseCLCC(v.Lines[0])
	if !v.Flag("ok") {
		require.Error(t, err)
		return
	}
	require.NoError(t, err)
	truth := map[bool]int{true: 1}
	for key, got := range map[string]int{"index": c.Index, "dir": truth[c.Incoming], "stat": c.State, "mode": c.Mode, "mpty": truth[c.Multi], "toa": c.NumberTOA} {
		n, ok := v.Number(key)
		require.True(t, ok, key)
		require.EqualValues(t, n, got, key)
	}
	require.Equal(t, v.Word("number"), c.Number)
}

func checkCNUM(t *testing.T, v vectors.Vector) {
	number, _, err := ParseCNUM(v.Lines[0])
	require.NoError(t, err)
	require.Equal(t, v.Word("number"), number)
}

func checkCUSD(t *testing.T, v vectors.Vector) {
	m, text, dcs, err := ParseCUSD(v.Lines[0])
	require.NoError(t, err)
	n, _ := v.Number("type")
	require.EqualValues(t, n, m)
	require.Equal(t, v.Word("text"), text)
	if n, ok := v.Number("dcs"); ok {
		require.EqualValues(t, n, dcs)
	} else {
		require.Equal(t, -1, dcs)
	}
}
