package module

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/vectors"
)

// "After a captured line" is one that others published, some with other cells;
// the others are built after the manual's syntax.
func TestQuectelSignal(t *testing.T) {
	for name, c := range map[string]struct {
		p     Profile
		lines []string
		want  Reading
	}{
		"EG25 LTE, after a captured line": {quectelEC2x.profile(), []string{`+QENG: "servingcell","NOCONN","LTE","FDD",214,01,7676A09,188,6300,20,3,3,603,-104,-9,-78,11,23`}, Reading{
			RSRP: lv(-1040), RSRQ: lv(-90), RSSI: lv(-780), SINR: lv(20), Act: "LTE", Band: "20", Cell: "7676A09", PCI: "188", Channel: "6300", Area: "603", MCC: "214", MNC: "01"}},
		"EC25 WCDMA, after a captured line": {quectelEC2x.profile(), []string{`+QENG: "servingcell","NOCONN","WCDMA",310,410,DEA6,2883C,4385,84,254,-98,-7,-,-,-,-,-`}, Reading{
			RSCP: lv(-980), ECNO: lv(-70), Act: "WCDMA", Cell: "2883C", Channel: "4385", Area: "DEA6", MCC: "310", MNC: "410"}},
		"EC25 GSM, limited, after a captured line": {quectelEC2x.profile(), []string{`+QENG: "servingcell","LIMSRV","GSM",432,11,587,293A,31,98,-,-63,255,255,0,43,43,1,-,-,-,-,-,-,-,-,-,"-"`}, Reading{
			RSSI: lv(-630), Act: "GSM", Cell: "293A", Channel: "98", Area: "587", MCC: "432", MNC: "11"}},
		"searching":                   {quectelEC2x.profile(), []string{`+QENG: "servingcell","SEARCH"`}, Reading{}},
		"without a blank, not a call": {quectelRM5xx.profile(), []string{`+QENG:"servingcell","SEARCH"`}, Reading{}},
		"BG95 LTE-M, after a captured line": {quectelBG9x.profile(), []string{`+QENG: "servingcell","NOCONN","eMTC","FDD",310,410,B0DD811,152,5110,12,3,3,5003,-88,-11,-62,11,41`}, Reading{
			RSRP: lv(-880), RSRQ: lv(-110), RSSI: lv(-620), SINR: lv(20), Act: "eMTC", Band: "12", Cell: "B0DD811", PCI: "152", Channel: "5110", Area: "5003", MCC: "310", MNC: "410"}},
		"BG96 NB-IoT, after a captured line": {quectelBG9x.profile(), []string{`+QENG: "servingcell","NOCONN","CAT-NB","FDD",460,11,DDA1451,280,2506,5,0,0,69C9,-84,-17,-67,8,44`}, Reading{
			RSRP: lv(-840), RSRQ: lv(-170), RSSI: lv(-670), SINR: lv(-40), Act: "CAT-NB", Band: "5", Cell: "DDA1451", PCI: "280", Channel: "2506", Area: "69C9", MCC: "460", MNC: "11"}},
		"EG12 LTE, after a captured line": {quectelLTEA.profile(), []string{`+QENG: "servingcell","NOCONN","LTE","FDD",222,01,4940206,427,1350,3,5,5,BFF,-93,-11,-61,11,7,50,-`}, Reading{
			RSRP: lv(-930), RSRQ: lv(-110), RSSI: lv(-610), SINR: lv(20), Act: "LTE", Band: "3", Cell: "4940206", PCI: "427", Channel: "1350", Area: "BFF", MCC: "222", MNC: "01"}},
		"RM520N LTE and NR, the manual's example": {quectelRM5xx.profile(), []string{`+QENG: "servingcell","NOCONN"`,
			`+QENG: "LTE","FDD",460,01,5F1EA15,12,1650,3,5,5,DE10,-99,-12,-67,11,9,230,-`, `+QENG:"NR5G-NSA",460,01,747,-71,13,-11,627264,78,12,1`}, Reading{
			RSRP: lv(-990), RSRQ: lv(-120), RSSI: lv(-670), SINR: lv(20), Act: "LTE", Band: "3", Cell: "5F1EA15", PCI: "12", Channel: "1650", Area: "DE10", MCC: "460", MNC: "01"}},
		"RM520N NR, a blank in front of the MCC, after a captured line": {quectelRM5xx.profile(), []string{`+QENG: "servingcell","NOCONN","NR5G-SA","TDD", 202,01,12AA54086,262,15EC,634080,78,7,-92,-11,18,1,-`}, Reading{
			RSRP: lv(-920), RSRQ: lv(-110), SINR: lv(180), Act: "NR5G-SA", Band: "78", Cell: "12AA54086", PCI: "262", Channel: "634080", Area: "15EC", MCC: "202", MNC: "01"}},
		"RM520N NR, sinr not measured, after a captured line": {quectelRM5xx.profile(), []string{`+QENG: "servingcell","LIMSRV","NR5G-SA","TDD",460,01,9013B004,299,690E0F,633984,78,12,-95,-12,-3276,1,-`}, Reading{
			RSRP: lv(-950), RSRQ: lv(-120), Act: "NR5G-SA", Band: "78", Cell: "9013B004", PCI: "299", Channel: "633984", Area: "690E0F", MCC: "460", MNC: "01"}},
		"EC200A LTE, limited, after a captured line": {quectelEC200.profile(), []string{`+QENG: "servingcell","LIMSRV","LTE","TDD",460,00,2C17802,407,40936,41,5,5,2495,-97,-10,-67,15,26`}, Reading{
			RSRP: lv(-970), RSRQ: lv(-100), RSSI: lv(-670), SINR: lv(100), Act: "LTE", Band: "41", Cell: "2C17802", PCI: "407", Channel: "40936", Area: "2495", MCC: "460", MNC: "00"}},
	} {
		t.Run(name, func(t *testing.T) {
			r, ok := c.p.Signal.Read(c.lines)
			require.True(t, ok)
			require.Equal(t, c.want, r)
			require.Zero(t, testing.AllocsPerRun(20, func() { c.p.Signal.Read(c.lines) }))
		})
	}
}

func TestQuectelLines(t *testing.T) {
	for line, want := range map[string]map[string]any{
		`+QCSQ: "NOSERVICE"`:                          {"act": "NOSERVICE"},
		`+QCSQ: "GSM",-71`:                            {"act": "GSM", "rssi": -71.0},
		`+QCSQ: "WCDMA",-71,-75,-6`:                   {"act": "WCDMA", "rssi": -71.0, "rscp": -75.0, "ecno": -6.0},
		`+QCSQ: "LTE",-69,-102,150,-12`:               {"act": "LTE", "rssi": -69.0, "rsrp": -102.0, "sinr": 10.0, "rsrq": -12.0},
		`+QCSQ: "eMTC",-62,-87,111,-12`:               {"act": "eMTC", "rssi": -62.0, "rsrp": -87.0, "sinr": 2.2, "rsrq": -12.0},
		`+QSIMSTAT : 1,0`:                             {"enabled": 1.0, "inserted": 0.0},
		`+QNWINFO: No Service`:                        {"act": "No Service"},
		`+QNWINFO: "FDD LTE",46001,"LTE BAND 3",1650`: {"act": "FDD LTE", "operator": "46001", "band": "LTE BAND 3", "channel": 1650.0},
		`+QIND: SMS DONE`:                             {"what": "SMS DONE"},
		`+QIND: "csq",21,99`:                          {"what": "csq", "rssi": -71.0},
		`+QIND: "act","LTE"`:                          {"what": "act", "act": "LTE"},
		`+QIURC: "pdpdeact",1`:                        {"what": "pdpdeact", "cid": 1.0},
		`+QGDCNT: 3832,4618`:                          {"sent": 3832.0, "received": 4618.0},
		`+QCCID: 8988307000000001238`:                 {"iccid": "8988307000000001238"},
		`+QINISTAT: 7`:                                {"status": 7.0},
		`+QSPN: "CHN-UNICOM","UNICOM","",0,"46001"`:   {"long": "CHN-UNICOM", "short": "UNICOM", "alphabet": 0.0, "plmn": "46001"},
		`+QCFG: "roamservice",2`:                      {"what": "roamservice", "mode": 2.0},
	} {
		require.Equal(t, want, explained(t, quectelEC2x.profile().Formats(), line), line)
	}
	for line, want := range map[string]map[string]any{
		`+QCSQ: "NR5G",-75,4,-11`:                              {"act": "NR5G", "rsrp": -75.0, "sinr": 4.0, "rsrq": -11.0},
		`+QRSRP: -101,-99,-140,-32768,LTE`:                     {"rsrp_rx0": -101.0, "rsrp_rx1": -99.0, "act": "LTE"},
		`+QSINR: -3,-7,-1,-2,LTE`:                              {"sinr_rx0": -3.0, "sinr_rx1": -7.0, "sinr_rx2": -1.0, "sinr_rx3": -2.0, "act": "LTE"},
		`+QNWPREFCFG: "roam_pref",255`:                         {"what": "roam_pref", "mode": 255.0},
		`+QCAINFO: "PCC",501390,12,"NR5G BAND 41",147,-11,-11`: {"carrier": "PCC", "channel": 501390.0, "bandwidth": 12.0, "band": "NR5G BAND 41"},
		`+QGDNRCNT: 3832,4618`:                                 {"sent": 3832.0, "received": 4618.0},
	} {
		require.Equal(t, want, explained(t, quectelRM5xx.profile().Formats(), line), line)
	}
	for line, want := range map[string]map[string]any{
		`+QENG: "servingcell","NOCONN"`:                                           {"what": "servingcell", "state": "NOCONN"},
		`+QENG: "NR5G-NSA",262,01,774,-82,30,-11,431070,1,3,0`:                    {"act": "NR5G-NSA", "mcc": 262.0, "mnc": 1.0, "pci": 774.0, "ss_rsrp": -82.0, "ss_sinr": 30.0, "ss_rsrq": -11.0, "nrarfcn": 431070.0, "band": 1.0, "dl_bandwidth": 3.0, "scs": 0.0},
		`+QENG: "NR5G-NSA",460,11,562,-32768,-32768,-32768`:                       {"act": "NR5G-NSA", "mcc": 460.0, "mnc": 11.0, "pci": 562.0},
		`+QENG: "servingcell","LIMSRV","NR5G-SA","TDD",,,,,,,,,-95,-12,-3276,1,-`: {"what": "servingcell", "state": "LIMSRV", "act": "NR5G-SA", "duplex": "TDD", "rsrp": -95.0, "rsrq": -12.0, "scs": 1.0},
	} {
		require.Equal(t, want, explained(t, quectelRM5xx.profile().Signal.Lines, line), line)
	}
	require.Equal(t, map[string]any{"carrier": "PCC", "earfcn": 275.0, "bandwidth": 75.0, "band": "LTE BAND 1", "state": 1.0, "pci": 280.0, "rsrp": -99.0, "rsrq": -14.0, "rssi": -67.0, "sinr_raw": -4.0},
		explained(t, quectelLTEA.profile().Formats(), `+QCAINFO: "PCC",275,75,"LTE BAND 1",1,280,-99,-14,-67,-4`))
}

func TestQuectelCardAndTries(t *testing.T) {
	for line, want := range map[string]CardEvent{
		"+QSIMSTAT : 1,0": CardRemoved, "+QSIMSTAT: 1,1": CardInserted, "+QSIMSTAT: 1,2": NoEvent, "+QUSIM: 1": CardChanged,
		"+CPIN: READY": CardReady, "+CPIN: NOT READY": CardRemoved, "+CPIN: SIM PIN": CardInserted, "+QIND: SMS DONE": NoEvent, "+QUSIM: 11": NoEvent,
	} {
		for _, p := range []Profile{quectelEC2x.profile(), quectelBG9x.profile(), quectelRM5xx.profile(), quectelRM500U.profile()} {
			require.Equal(t, want, p.CardEvent(line), "%s: %s", p.Name, line)
		}
	}
	require.Equal(t, Retries{3, 10, 2, 9}, quectelEC2x.profile().Retries.Retries([]string{`+QPINC: "SC",3,10`, `+QPINC: "P2",2,9`}))
}

func TestQuectelIdentify(t *testing.T) {
	for model, want := range map[string]string{
		"EC25": quectelEC2x.profile().Name, "EG25": quectelEC2x.profile().Name, "EG91": quectelEC2x.profile().Name, "EG95": quectelEC2x.profile().Name, "BG95-M3": quectelBG9x.profile().Name, "BG96": quectelBG9x.profile().Name,
		"RM520N-GL": quectelRM5xx.profile().Name, "RM500Q-GL": quectelRM5xx.profile().Name, "RM500U-CNV": quectelRM500U.profile().Name, "EG12": quectelLTEA.profile().Name,
		"EG915N-EA": quectelEC200.profile().Name, "EC200U": quectelEC200.profile().Name, "M95": Generic().Name,
	} {
		require.Equal(t, want, Identify("Quectel", model).Name, model)
	}
}

// Lines of an RM500U-CNV that nobody on this project wrote.
func TestQuectelVectors(t *testing.T) {
	ran := 0
	for _, v := range vectors.Load(t) {
		if v.Kind != "captured_reply" || !strings.Contains(v.Device, "rm500u") {
			continue
		}
		lines := strings.FieldsFunc(v.Text(t), func(r rune) bool { return r == '\r' || r == '\n' })
		switch v.Command {
		case `AT+QENG="servingcell"`:
			r, ok := quectelRM500U.profile().Signal.Read(lines)
			require.True(t, ok)
			require.Equal(t, Reading{RSRP: lv(-890), RSRQ: lv(-80), SINR: lv(150), Act: "NR5G-SA", Band: "78", Cell: "0BF000114", PCI: "702",
				Channel: "633984", Area: "76010F", MCC: "460", MNC: "11"}, r)
			behind := explained(t, quectelRM500U.profile().Signal.Lines, lines[1])
			require.Equal(t, []any{18.0, 34.0, 1.0}, []any{behind["tx_power"], behind["srxlev"], behind["scs"]})
		case "AT+QGDCNT?":
			sent, received, ok := quectelRM500U.profile().Counter.Read(lines)
			require.True(t, ok)
			require.Equal(t, []uint64{109169083, 82663256}, []uint64{sent, received})
			require.True(t, quectelRM500U.profile().Counter.Swapped)
		case `AT+QNWPREFCFG="mode_pref"`:
			value, fits, known := quectelRM500U.profile().Wants[0].Check(lines)
			require.True(t, fits && known, value)
		case "AT+QCAINFO":
			require.Equal(t, -92.0, explained(t, quectelRM500U.profile().Formats(), lines[1])["rsrp"])
		case "AT+QNWINFO":
			require.Equal(t, "NR N78", explained(t, quectelRM500U.profile().Formats(), lines[1])["band"])
		case `AT+QENG="neighbourcell"`:
			require.Equal(t, -102.0, explained(t, quectelRM500U.profile().Formats(), lines[1])["rsrp"])
		default:
			continue
		}
		ran++
	}
	require.Positive(t, ran)
	t.Logf("%d rows", ran)
}
