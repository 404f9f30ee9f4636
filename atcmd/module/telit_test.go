package module

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/vectors"
)

// The lines are captured ones with other subscribers and cells; that of WCDMA
// is built after the manual's syntax.
func TestTelitSignal(t *testing.T) {
	for name, c := range map[string]struct {
		p    Profile
		line string
		want Reading
	}{
		"LM960 LTE": {telitLE910.profile(), `#RFSTS: "310 260",66786,-101,-68,-13,2D18,255,,640,1,0,3089F02,"000000000000000","T-Mobile",3,66`, Reading{
			RSRP: lv(-1010), RSSI: lv(-680), RSRQ: lv(-130), Band: "66", Cell: "3089F02", Channel: "66786", Area: "2D18", MCC: "310", MNC: "260"}},
		"LE910 LTE with SINR": {telitLE910.profile(), `#RFSTS: "310 260",66786,-101,-68,-13,2D18,255,,640,1,0,3089F02,"000000000000000","T-Mobile",3,66,145`, Reading{
			RSRP: lv(-1010), RSSI: lv(-680), RSRQ: lv(-130), SINR: lv(90), Band: "66", Cell: "3089F02", Channel: "66786", Area: "2D18", MCC: "310", MNC: "260"}},
		"LE910 GSM": {telitLE910.profile(), `#RFSTS: "204 08",14,-83,0CBC,00,5,19,10,,BEE9,"204080000000000","NL KPN",0,2`, Reading{
			RSSI: lv(-830), Band: "2", Cell: "BEE9", Channel: "14", Area: "0CBC", MCC: "204", MNC: "08"}},
		"LE910 GSM without a network": {telitLE910.profile(), `#RFSTS: ,32767,-47,,,19,27,,,"204000000000000","",0,2`, Reading{RSSI: lv(-470), Band: "2", Channel: "32767"}},
		"LE910 with fields that are shifted: no IMSI as a cell": {telitLE910.profile(), `#RFSTS: "286 01",1795,-101,-67,-15,2242,,128,3,1,0B5D121,"286010000000000","Turkcell",3,3,108`, Reading{
			RSRP: lv(-1010), RSSI: lv(-670), RSRQ: lv(-150), Band: "108", Channel: "1795", Area: "2242", MCC: "286", MNC: "01"}},
		"LE910 WCDMA": {telitLE910.profile(), `#RFSTS: "222 01",10736,93,-7.0,-85,-78,D5BD,00,4,64,19,1,2,0,1AB234,"222010000000000","TIM",3,1,10736,93,-7`, Reading{
			RSCP: lv(-850), ECNO: lv(-70), RSSI: lv(-780), Cell: "1AB234", Channel: "10736", Area: "D5BD", MCC: "222", MNC: "01"}},
		"ME910, no RAC": {telitME910.profile(), `#RFSTS: "286 01",1795,-101,-67,-15,2242,,128,3,1,0B5D121,"286010000000000","Turkcell",3,3,108`, Reading{
			RSRP: lv(-1010), RSSI: lv(-670), RSRQ: lv(-150), Band: "3", Cell: "0B5D121", Channel: "1795", Area: "2242", MCC: "286", MNC: "01"}},
		"ME910, RAC and timers": {telitME910.profile(), `#RFSTS:"286 01",6400,-100,-66,-18,2242,FF,0,128,10,1,859315,"286010000000000","TR TURKCELL",3,20,720,3240,-5`, Reading{
			RSRP: lv(-1000), RSSI: lv(-660), RSRQ: lv(-180), SINR: lv(-50), Band: "20", Cell: "859315", Channel: "6400", Area: "2242", MCC: "286", MNC: "01"}},
		"ME910 GSM": {telitME910.profile(), `#RFSTS: "204 08",14,-83,0CBC,00,5,19,10,,BEE9,"204080000000000","NL KPN",0,2`, Reading{
			RSSI: lv(-830), Band: "2", Cell: "BEE9", Channel: "14", Area: "0CBC", MCC: "204", MNC: "08"}},
		"LE910Q1": {telitQ1.profile(), "+CESQ: 99,99,255,255,20,44", Reading{RSRP: lv(-970), RSRQ: lv(-100)}},
	} {
		t.Run(name, func(t *testing.T) {
			lines := []string{c.line}
			r, ok := c.p.Signal.Read(lines)
			require.True(t, ok)
			require.Equal(t, c.want, r)
			require.Zero(t, testing.AllocsPerRun(20, func() { c.p.Signal.Read(lines) }))
		})
	}
}

func TestTelitLines(t *testing.T) {
	for line, want := range map[string]map[string]any{
		"#QSS: 3": {"status": 3.0}, "#QSS: 2,3": {"reported": 2.0, "status": 3.0}, "#PSNT: 4": {"act": 4.0}, "#PSNT: 1,4": {"reported": 1.0, "act": 4.0},
		"#CCID: 8988307000000001238": {"iccid": "8988307000000001238"}, "#WS46: 3": {"mode": 3.0}, "+WS46: 30": {"mode": 30.0},
		`#SERVINFO: 66786,-68,"T-Mobile","310260",3089F02,2D18,640,3,-101`: {"earfcn": 66786.0, "rssi": -68.0, "operator": "T-Mobile", "plmn": "310260",
			"cell": "3089F02", "tac": 11544.0, "drx": 640.0, "domain": 3.0, "rsrp": -101.0},
	} {
		require.Equal(t, want, explained(t, telitLE910.profile().Formats(), line), line)
	}
	sent, received, ok := telitLE910.profile().Counter.Read([]string{"#GDATAVOL: 1,729418,11,729407", "#GDATAVOL: 3,30,10,20"})
	require.True(t, ok)
	require.Equal(t, []uint64{21, 729427}, []uint64{sent, received})
	for line, want := range map[string]CardEvent{"#QSS: 0": CardRemoved, "#QSS: 1": CardInserted, "#QSS: 3": CardReady, "#QSS: 30": NoEvent} {
		require.Equal(t, want, telitME910.profile().CardEvent(line), line)
	}
	for model, want := range map[string]Profile{"LE910Q1": telitQ1.profile(), "LE910C1-EU": telitLE910.profile(), "LE910C4-NF": telitLE910.profile(), "ME910C1-WW": telitME910.profile(), "LM960A18": telitLE910.profile()} {
		require.Equal(t, want.Name, Identify("Telit", model).Name, model)
	}
}

// A second context is a setting to change; where there is none, nothing is written.
func TestTelitContexts(t *testing.T) {
	w := telitQ1.profile().Wants[0]
	_, fits, known := w.Check([]string{`+CGDCONT: 1,"IP","super","",0,0`, `+CGDCONT: 2,"IPV4V6","ims","",0,0`})
	require.True(t, known && !fits)
	_, _, known = w.Check([]string{`+CGDCONT: 1,"IP","super","",0,0`, `+CGDCONT: 20,"IP","other"`})
	require.False(t, known)
}

// Rows of ModemManager: the answer of #QSS?.
func TestTelitVectors(t *testing.T) {
	want := map[string]float64{"QSS_STATUS_SIM_REMOVED": 0, "QSS_STATUS_SIM_INSERTED": 1, "QSS_STATUS_SIM_INSERTED_AND_UNLOCKED": 2, "QSS_STATUS_SIM_INSERTED_AND_READY": 3}
	ran := 0
	for _, v := range vectors.Load(t) {
		if v.Kind != "vendor_telit" || !strings.HasPrefix(v.Text(t), "#QSS") {
			continue
		}
		status, ok := want[v.Word("expected_qss")]
		if !ok { // a broken line, or a state that nobody knows
			continue
		}
		require.Equal(t, status, explained(t, telitLE910.profile().Formats(), v.Text(t))["status"], v.ID)
		ran++
	}
	require.Positive(t, ran)
	t.Logf("%d rows", ran)
}
