package module

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/vectors"
)

// The lines are captured ones, some with other cells.
func TestFibocomSignal(t *testing.T) {
	lines := []string{"+XCESQ: 0,99,99,255,255,10,34,16"}
	q := fibocomL8.profile().Signal
	r, ok := q.Read(lines)
	require.True(t, ok)
	require.Equal(t, Reading{RSRP: lv(-1070), RSRQ: lv(-150), SINR: lv(80)}, r)
	require.Zero(t, testing.AllocsPerRun(20, func() { q.Read(lines) }))
	r, ok = fibocomL8.profile().Signal.Read([]string{"+XCESQ: 0,99,99,255,255,255,255,255"})
	require.True(t, ok)
	require.Zero(t, r)
	r, ok = fibocomNL.profile().Signal.Read([]string{"+CESQ: 99,99,255,255,22,64,255,255,255"})
	require.True(t, ok)
	require.Equal(t, Reading{RSRP: lv(-770), RSRQ: lv(-90)}, r)
}

func TestFibocomLines(t *testing.T) {
	for line, want := range map[string]map[string]any{
		`+XMCI: 4,310,410,"0x1111","0x01234567","0x003D","0x000002BC","0x0000490C","0xFFFFFFFF",36,21,26,"0x0000001C","0x00000000"`: {"type": 4.0, "mcc": 310.0, "mnc": 410.0,
			"tac": 4369.0, "cell": 19088743.0, "pci": 61.0, "earfcn": 700.0, "ul_earfcn": 18700.0, "rsrp": -105.0, "rsrq": -9.5, "sinr": 13.0, "timing_advance": 28.0, "cqi": 0.0},
		"+SIM: Inserted": {"state": "Inserted"},
	} {
		require.Equal(t, want, explained(t, fibocomL8.profile().Formats(), line), line)
	}
	for line, want := range map[string]map[string]any{
		"+GTCCINFO: 1,4,460,01,4F50,52BF337,672,1E4,103,100,44,63,63,24": {"serving": 1.0, "act": 4.0, "mcc": 460.0, "mnc": 1.0, "tac": 20304.0, "cell": 86766391.0,
			"earfcn": 1650.0, "pci": 484.0, "band": 103.0, "bandwidth": 100.0, "sinr": 22.0, "rxlev": -78.0, "rsrp": -78.0, "rsrq": -8.0},
		`+GTDUALSIM : 0, "SUB1", "NR"`:       {"slot": 0.0, "application": "SUB1", "act": "NR"},
		"+GTSTATIS: 2954,2125,378317,331309": {"received_rate": 2954.0, "sent_rate": 2125.0, "received": 378317.0, "sent": 331309.0},
		"+GTACT: 20,6,3,1,8,101":             {"mode": 20.0, "preferred1": 6.0, "preferred2": 3.0, "band": 101.0},
	} {
		require.Equal(t, want, explained(t, fibocomNL.profile().Formats(), line), line)
	}
	sent, received, ok := fibocomNL.profile().Counter.Read([]string{"+GTSTATIS: 2954,2125,378317,331309"})
	require.True(t, ok)
	require.Equal(t, []uint64{331309, 378317}, []uint64{sent, received})
	for line, want := range map[string]CardEvent{"+SIM READY": CardReady, "+SIM: Inserted": CardInserted, "+SIM: Removed": CardRemoved, "+SIM DROP": CardRemoved, "+SIMCARD: 1": NoEvent} {
		require.Equal(t, want, fibocomL6.profile().CardEvent(line), line)
	}
	for model, want := range map[string]Profile{"L850-GL": fibocomL8.profile(), "NL668T-GL": fibocomNL.profile(), "FM160-CN": fibocomNL.profile(), "L610-GL": fibocomL6.profile(), "FM350-GL": Generic()} {
		require.Equal(t, want.Name, Identify("Fibocom Wireless Inc.", model).Name, model)
	}
}

// Rows of ModemManager: +XCESQ.
func TestFibocomVectors(t *testing.T) {
	ran := 0
	for _, v := range vectors.Load(t) {
		if v.Kind != "vendor_xmm" || !strings.HasPrefix(v.Text(t), "+XCESQ") || !v.Flag("lte_info") {
			continue
		}
		got := explained(t, fibocomL8.profile().Formats(), v.Text(t))
		for name, key := range map[string]string{"rsrp": "rsrp", "rsrq": "rsrq", "sinr": "rssnr"} {
			want, ok := v.Number(key)
			require.True(t, ok, v.ID)
			require.InDelta(t, want, got[name], 0, v.ID)
		}
		ran++
	}
	require.Positive(t, ran)
	t.Logf("%d rows", ran)
}
