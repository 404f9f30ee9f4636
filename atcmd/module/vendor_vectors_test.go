package module

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/format"
	"simagent/atcmd/vectors"
)

// Rows of real modules, read by the forms of their families. Rows about
// settings that no form describes are fed to all of them.
func TestVendorVectors(t *testing.T) {
	vectors.Run(t, map[string]func(*testing.T, vectors.Vector){
		"vendor_ublox": ubloxRow, "vendor_huawei": huaweiRow, "vendor_cinterion": cinterionRow, "vendor_sierra": sierraRow,
	}, feedAll)
}

// feedAll: nothing may panic.
func feedAll(v vectors.Vector) {
	for _, p := range append(All(), Generic()) {
		p.Signal.Read(v.Lines)
		p.Retries.Retries(v.Lines)
		p.Counter.Read(v.Lines)
		for _, line := range v.Lines {
			p.CardEvent(line)
			if form, rest := format.Find(p.Formats(), line); form != nil {
				form.Read(rest, nil)
			}
		}
		for _, w := range p.Wants {
			w.Check(v.Lines)
		}
	}
}

func ubloxRow(t *testing.T, v vectors.Vector) {
	feedAll(v)
	if pin, ok := v.Number("pin_attempts"); ok {
		pin2, _ := v.Number("pin2_attempts")
		puk, _ := v.Number("puk_attempts")
		puk2, _ := v.Number("puk2_attempts")
		require.Equal(t, Retries{int(pin), int(puk), int(pin2), int(puk2)}, ubloxTOBY.profile().Retries.Retries(v.Lines))
	}
	if want := v.Word("profile"); want != "" {
		require.Len(t, v.Lines, 1)
		got := say(t, ubloxTOBY.profile().Formats(), v.Lines[0])
		require.Equal(t, strings.Contains(want, "ECM"), strings.HasPrefix(got, "profile=ECM "), got)
	}
	if want := v.Word("mode"); want != "" {
		require.Contains(t, want, strings.ToUpper(strings.TrimPrefix(say(t, ubloxTOBY.profile().Formats(), v.Lines[0]), "mode=")))
	}
}

// fieldsOf reads the only line with the forms, by name.
func fieldsOf(forms []format.Line, lines []string) map[string]format.Value {
	out := map[string]format.Value{}
	for _, line := range lines {
		if form, rest := format.Find(forms, line); form != nil {
			for _, value := range form.Read(rest, nil) {
				if _, is := out[value.Field.Name]; !is {
					out[value.Field.Name] = value
				}
			}
		}
	}
	return out
}

func huaweiRow(t *testing.T, v vectors.Vector) {
	feedAll(v)
	for key, name := range map[string]string{
		"expected_srv_status": "service", "expected_srv_domain": "domain", "expected_roam_status": "roaming", "expected_sim_state": "card",
		"expected_sys_mode": "mode",
	} {
		if want, ok := v.Number(key); ok {
			require.Equal(t, want, fieldsOf(huawei.profile().Formats(), v.Lines)[name].Num, name)
		}
	}
	if act := v.Word("act"); strings.HasPrefix(strings.Join(v.Lines, ""), "^HCSQ") {
		names := map[string][]string{"LTE": {"rssi", "rsrp", "sinr", "rsrq"}, "UMTS": {"rssi", "rscp", "ecno"}, "GSM": {"rssi"}}
		values := fieldsOf(huawei.profile().Signal.Lines, v.Lines)
		for i, name := range names[strings.TrimPrefix(act, "MM_MODEM_ACCESS_TECHNOLOGY_")] {
			raw, ok := v.Number([]string{"value1", "value2", "value3", "value4"}[i])
			require.True(t, ok)
			f := values[name].Field
			require.NotNil(t, f, name)
			require.InDelta(t, raw*f.Mul+f.Add, values[name].Num, 1e-6, name)
		}
	}
	if v4, ok := v.Expect["expected_ipv4_connected"].(bool); ok && len(v.Lines) == 1 && strings.HasPrefix(v.Lines[0], "^NDISSTATQRY: ") {
		form, rest := format.Find(huawei.profile().Formats(), v.Lines[0])
		state := map[string]bool{}
		up := false
		for _, value := range form.Read(rest, nil) {
			switch value.Field.Name {
			case "state":
				up = value.Num == 1
			case "type":
				state[value.Raw] = up
			}
		}
		require.Equal(t, v4, state["IPV4"])
		require.Equal(t, v.Flag("expected_ipv6_connected"), state["IPV6"])
	}
}

func cinterionRow(t *testing.T, v vectors.Vector) {
	feedAll(v)
	if v.Word("tech") == "" {
		return
	}
	r, ok := cinterionPLS.profile().Signal.Read(v.Lines)
	if v.Word("tech") == "MM_CINTERION_RADIO_GEN_NONE" { // it searches
		require.False(t, r.RSSI.Known || r.RSCP.Known || r.ECNO.Known || r.RSRP.Known || r.RSRQ.Known)
		return
	}
	require.True(t, ok)
	for name, got := range map[string]Level{"rssi": r.RSSI, "rscp": r.RSCP, "ecn0": r.ECNO, "rsrp": r.RSRP, "rsrq": r.RSRQ} {
		want, _ := v.Number(name) // 0 stands for "not said" there
		require.Equal(t, int16(want*10), got.Tenths, name)
		require.Equal(t, want != 0, got.Known, name)
	}
	require.Equal(t, v.Word("tech"), "MM_CINTERION_RADIO_GEN_"+r.Act)
}

func sierraRow(t *testing.T, v vectors.Vector) {
	feedAll(v)
	for _, line := range v.Lines {
		require.Contains(t, say(t, sierraEM.profile().Formats(), line), "cid=")
	}
}
