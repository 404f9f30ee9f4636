package atcmd

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/vectors"
)

// vectorAcTs are the origin's words for technologies; it has one word for
// several numbers.
var vectorAcTs = map[string][]AcT{"gsm": {0, 8}, "gsm_compact": {1}, "umts": {2}, "edge": {3}, "hsdpa": {4}, "hsupa": {5}, "hspa": {6},
	"lte": {7, 9, 10, 13}, "5gnr": {11, 12, 13}}

// vectorStates are its words for registration.
var vectorStates = map[string]Stat{"idle": NotRegistered, "home": Home, "searching": Searching, "denied": Denied, "unknown": UnknownStat,
	"roaming": Roaming, "home_sms_only": SMSOnlyHome, "roaming_sms_only": SMSOnlyRoaming, "emergency_only": EmergencyOnly,
	"home_csfb_not_preferred": CSFBHome, "roaming_csfb_not_preferred": CSFBRoaming, "attached_rlos": RLOS}

var vectorDomains = map[string]Domain{"creg": CS, "cgreg": PS, "cereg": EPS, "c5greg": NR}

func checkCREG(t *testing.T, v vectors.Vector) {
	for _, line := range v.Lines {
		r, err := ParseRegistration(line)
		require.NoError(t, err)
		checkPlace(t, v, r)
		if d := v.Word("domain"); d != "" {
			require.Equal(t, vectorDomains[d], r.Domain)
		}
		if state := v.Word("state"); state != "" {
			require.Contains(t, vectorStates, state)
			require.Equal(t, vectorStates[state], r.Stat)
		}
		if act := v.Word("act"); act != "" {
			require.Contains(t, vectorAcTs[act], r.AcT)
		} else if v.Expect["act"] == nil {
			require.Equal(t, NoAcT, r.AcT)
		}
	}
}

func checkPlace(t *testing.T, v vectors.Vector, r Registration) {
	stat, ok := v.Number("stat")
	require.True(t, ok)
	require.EqualValues(t, stat, r.Stat)
	if text := v.Word("lac_text"); text != "" {
		require.Equal(t, text, fmt.Sprintf("%X", r.Area))
		require.Equal(t, v.Word("ci_text"), fmt.Sprintf("%X", r.Cell))
		return
	}
	lac, _ := v.Number("lac")
	require.EqualValues(t, uint64(lac), r.Area)
	ci, _ := v.Number("ci")
	require.EqualValues(t, uint64(ci), r.Cell)
}

func checkCREGDump(t *testing.T, v vectors.Vector) {
	info, _, err := exchange(t, v.Command, v.Text(t))
	if unknown, _ := v.Expect["error_or_unknown"].(bool); unknown {
		if err == nil && len(info) > 0 {
			r, err := ParseRegistration(info[0])
			require.True(t, err != nil || !r.HasArea && !r.HasCell, "a place out of a broken line: %+v", r)
		}
		return
	}
	require.NoError(t, err)
	require.Len(t, info, 1)
	r, err := ParseRegistration(info[0])
	require.NoError(t, err)
	checkPlace(t, v, r)
	if act, ok := v.Number("act"); ok {
		require.EqualValues(t, act, r.AcT)
	}
}

func checkCESQ(t *testing.T, v vectors.Vector) {
	l, err := ParseLevels(v.Lines[0])
	require.NoError(t, err)
	for key, got := range map[string]int{"rxlev": l.RxLev, "ber": l.BER, "rscp_level": l.RSCP, "ecn0_level": l.EcN0, "rsrq_level": l.RSRQ, "rsrp_level": l.RSRP} {
		n, ok := v.Number(key)
		require.True(t, ok, key)
		require.EqualValues(t, n, got, key)
	}
	for key, got := range map[string]int{"rssi_dbm": l.RxLevDBm(), "rscp_dbm": l.RSCPdBm(), "rsrp_dbm": l.RSRPdBm()} {
		checkLevel(t, v, key, got, 1)
	}
	checkLevel(t, v, "ecio_db", l.EcN0Tenths(), 10)
	checkLevel(t, v, "rsrq_db", l.RSRQTenths(), 10)
	s, err := ParseCESQ(v.Lines[0])
	require.NoError(t, err)
	require.Equal(t, Signal{RSSI: min(l.RxLevDBm(), l.RSCPdBm()), RSRP: l.RSRPdBm(), RSRQ: l.RSRQTenths()}, s)
}

func checkLevel(t *testing.T, v vectors.Vector, key string, got int, per float64) {
	if n, ok := v.Number(key); ok {
		require.InDelta(t, n, float64(got)/per, 0.1, key)
	} else {
		require.Equal(t, NoDBm, got, key)
	}
}

func checkCOPS(t *testing.T, v vectors.Vector) {
	o, err := ParseCOPS(v.Lines[0])
	require.NoError(t, err)
	mode, _ := v.Number("mode")
	require.EqualValues(t, mode, o.Mode)
	want := v.Word("operator")
	if format, _ := v.Number("format"); format == 2 {
		require.Equal(t, want, o.PLMN)
	} else {
		require.Equal(t, want, o.Name)
	}
	switch act := v.Expect["act"].(type) {
	case nil:
		require.Equal(t, NoAcT, o.AcT)
	case string:
		require.Contains(t, vectorAcTs[act], o.AcT)
	case float64:
		require.EqualValues(t, act, o.AcT)
	}
}

func checkScan(t *testing.T, v vectors.Vector) {
	words := map[Availability]string{UnknownNetwork: "unknown", AvailableNetwork: "available", CurrentNetwork: "current", ForbiddenNetwork: "forbidden"}
	got, want := ParseScan(v.Lines), v.List("networks")
	require.Len(t, got, len(want))
	for i, w := range want {
		text := func(key string) string { s, _ := w[key].(string); return s }
		require.Equal(t, text("stat"), words[got[i].State])
		require.Equal(t, text("long"), got[i].Long)
		require.Equal(t, text("short"), got[i].Short)
		require.Equal(t, text("plmn"), got[i].PLMN)
		if act := text("act"); act != "gsm" || got[i].AcT != NoAcT { // the origin takes a missing one for GSM
			require.Contains(t, vectorAcTs[act], got[i].AcT, act)
		}
	}
}

func checkTechnology(t *testing.T, v vectors.Vector) {
	names := map[string]AcT{"GSM": 0, "GPRS": 0, "EDGE": 3, "UMTS": 2, "HSDPA": 4, "HSUPA": 5, "HSPA": 6, "HSPA_PLUS": 6, "LTE": 7, "5GNR": 11,
		"LTE_CAT_M": 7, "LTE_NB_IOT": 9}
	got := ParseTechnology(v.Text(t))
	for _, w := range strings.FieldsFunc(v.Word("act"), func(r rune) bool { return r == '|' || r == ' ' || r == ',' }) {
		act, known := names[strings.TrimPrefix(w, "MM_MODEM_ACCESS_TECHNOLOGY_")]
		require.True(t, !known || got.Has(act), w)
		require.True(t, known || got == 0, w)
	}
}

func checkPLMN(t *testing.T, v vectors.Vector) {
	mcc, mnc, err := ParsePLMN(v.Text(t))
	if !v.Flag("ok") {
		require.Error(t, err)
		return
	}
	require.NoError(t, err)
	for key, got := range map[string]string{"mcc": mcc, "mnc": mnc} {
		number, _ := decimal(got)
		if n, ok := v.Number(key); ok {
			require.EqualValues(t, n, number, key)
		} else {
			require.Equal(t, v.Word(key), got, key)
		}
	}
	if long, ok := v.Expect["mnc3"].(bool); ok {
		require.Equal(t, long, len(mnc) == 3)
	}
}
