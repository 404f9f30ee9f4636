package module

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The lines are captured ones with other cells, and examples of the manuals.
func TestSIMComSignal(t *testing.T) {
	for name, c := range map[string]struct {
		p     Profile
		lines []string
		want  Reading
	}{
		"SIM7600NA, tenths": {simcom7600.profile(), []string{"+CPSI: LTE,Online,310-260,0x2D18,50896642,236,EUTRAN-BAND4,2300,5,5,-125,-987,-663,10"}, Reading{
			RSRP: lv(-987), RSRQ: lv(-125), RSSI: lv(-663), SINR: lv(100), Act: "LTE", Band: "EUTRAN-BAND4", Cell: "50896642", PCI: "236", Channel: "2300", Area: "0x2D18", MCC: "310", MNC: "260"}},
		"SIM7600, between two cells": {simcom7600.profile(), []string{"+CPSI: LTE,Online,250-20,0x4D07,200468789,0,EUTRAN-BAND0,4294967295,0,0,0,0,0,0"}, Reading{
			SINR: lv(0), Act: "LTE", Band: "EUTRAN-BAND0", Cell: "200468789", PCI: "0", Area: "0x4D07", MCC: "250", MNC: "20"}},
		"SIM7600 WCDMA": {simcom7600.profile(), []string{"+CPSI: WCDMA,Online,250-20,0x4D07,4487261,WCDMA IMT 2000,38,10563,0,4.0,69,32,46,500"}, Reading{
			RSCP: lv(-690), ECNO: lv(-40), Act: "WCDMA", Band: "WCDMA IMT 2000", Cell: "4487261", Channel: "10563", Area: "0x4D07", MCC: "250", MNC: "20"}},
		"SIM7600 GSM": {simcom7600.profile(), []string{"+CPSI: GSM,Online,460-00,0x182d,12401,27 EGSM 900,-64,2110,42-42"}, Reading{
			RSSI: lv(-640), Act: "GSM", Cell: "12401", Channel: "27 EGSM 900", Area: "0x182d", MCC: "460", MNC: "00"}},
		"SIM7600 without service": {simcom7600.profile(), []string{"+CPSI: NO SERVICE,Online"}, Reading{Act: "NO SERVICE"}},
		"SIM7070 LTE-M, whole dB": {simcom7000.profile(), []string{"+CPSI: LTE CAT-M1,Online,310-410,0x4804,74777865,343,EUTRAN-BAND2,875,4,4,-13,-112,-82,14"}, Reading{
			RSRP: lv(-1120), RSRQ: lv(-130), RSSI: lv(-820), SINR: lv(140), Act: "LTE CAT-M1", Band: "EUTRAN-BAND2", Cell: "74777865", PCI: "343", Channel: "875", Area: "0x4804", MCC: "310", MNC: "410"}},
		"SIM7080 NB-IoT": {simcom7000.profile(), []string{"+CPSI: LTE NB-IOT,Online,460-11,0x5AE1,187212754,82,EUTRAN-BAND5,2506,0,0,-7,-115,-110,13"}, Reading{
			RSRP: lv(-1150), RSRQ: lv(-70), RSSI: lv(-1100), SINR: lv(130), Act: "LTE NB-IOT", Band: "EUTRAN-BAND5", Cell: "187212754", PCI: "82", Channel: "2506", Area: "0x5AE1", MCC: "460", MNC: "11"}},
		"SIM7000 GSM": {simcom7000.profile(), []string{"+CPSI: GSM,Online,240-24,0x28a0,50183,61 EGSM 900,-53,0,58-58"}, Reading{
			RSSI: lv(-530), Act: "GSM", Cell: "50183", Channel: "61 EGSM 900", Area: "0x28a0", MCC: "240", MNC: "24"}},
		"A7670E, report values": {simcomA76xx.profile(), []string{"+CPSI: LTE,Online,286-01,0x172B,387360,449,EUTRAN-BAND3,1651,5,0,22,64,64,10"}, Reading{
			RSRP: lv(-760), RSRQ: lv(-90), RSSI: lv(-460), SINR: lv(100), Act: "LTE", Band: "EUTRAN-BAND3", Cell: "387360", PCI: "449", Channel: "1651", Area: "0x172B", MCC: "286", MNC: "01"}},
		"A76xx, RSSI unknown, the manual's example": {simcomA76xx.profile(), []string{"+CPSI: LTE,Online,460-01,0x230A,175499523,318,EUTRAN-BAND3,1650,5,0,21,67,255,19"}, Reading{
			RSRP: lv(-730), RSRQ: lv(-95), SINR: lv(190), Act: "LTE", Band: "EUTRAN-BAND3", Cell: "175499523", PCI: "318", Channel: "1650", Area: "0x230A", MCC: "460", MNC: "01"}},
		"A76xx without service, as the manual writes it": {simcomA76xx.profile(), []string{"+CPSI: NOSERVICE,LowPowerMode"}, Reading{Act: "NOSERVICE"}},
		"SIM8260 NR": {simcom8200.profile(), []string{"+CPSI: NR5G_SA,Online,242-12,0x765D,4955280,0,NR5G_BAND78,640704,-770,-110,290"}, Reading{
			RSRP: lv(-770), RSRQ: lv(-110), SINR: lv(290), Act: "NR5G_SA", Band: "NR5G_BAND78", Cell: "4955280", PCI: "0", Channel: "640704", Area: "0x765D", MCC: "242", MNC: "12"}},
		"SIM8200 LTE and NR, the manual's example": {simcom8200.profile(), []string{"+CPSI: LTE,Online,460-11,0x5A1E,187214780,257,EUTRAN-BAND3,1825,4,4,-102,-924,-632,13", "+CPSI: NR5G,257,629952,-11,-92,153"}, Reading{
			RSRP: lv(-924), RSRQ: lv(-102), RSSI: lv(-632), SINR: lv(130), Act: "LTE", Band: "EUTRAN-BAND3", Cell: "187214780", PCI: "257", Channel: "1825", Area: "0x5A1E", MCC: "460", MNC: "11"}},
		"SIM8200 NR, the manual's example": {simcom8200.profile(), []string{"+CPSI: NR5G,Online,311-480,0x2D18,50896642,257,629952,-92,-11,15"}, Reading{
			RSRP: lv(-920), RSRQ: lv(-110), SINR: lv(150), Act: "NR5G", Cell: "50896642", PCI: "257", Channel: "629952", Area: "0x2D18", MCC: "311", MNC: "480"}},
	} {
		t.Run(name, func(t *testing.T) {
			r, ok := c.p.Signal.Read(c.lines)
			require.True(t, ok)
			require.Equal(t, c.want, r)
			require.Zero(t, testing.AllocsPerRun(20, func() { c.p.Signal.Read(c.lines) }))
		})
	}
}

func TestSIMComLines(t *testing.T) {
	for line, want := range map[string]map[string]any{
		"+CNSMOD: 0,8": {"reported": 0.0, "act": 8.0}, "+CNSMOD: 8": {"act": 8.0}, "+CNSMOD: 1": {"act": 1.0},
		"+ICCID: 8988307000000001238": {"iccid": "8988307000000001238"}, "+CNMP: 2": {"mode": 2.0}, "+SIMCARD: NOT AVAILABLE": {"state": "NOT AVAILABLE"},
		"+SPIC: 3,10,0,10": {"pin": 3.0, "puk": 10.0, "pin2": 0.0, "puk2": 10.0},
	} {
		require.Equal(t, want, explained(t, simcom7600.profile().Formats(), line), line)
	}
	require.Equal(t, Retries{3, 10, 0, 10}, simcomA76xx.profile().Retries.Retries([]string{"+SPIC: 3,10,0,10"}))
	for line, want := range map[string]CardEvent{"+CPIN: SIM REMOVED": CardRemoved, "+SIMCARD: NOT AVAILABLE": CardRemoved, "+CPIN: READY": CardReady, "+CPIN: SIM PIN2": NoEvent} {
		require.Equal(t, want, simcomA76xx.profile().CardEvent(line), line)
	}
	require.Equal(t, CardInserted, simcom7000.profile().CardEvent("+CSMINS: 1,1"))
	require.Zero(t, simcom7600.profile().Counter)
	for model, want := range map[string]Profile{"SIM7600E-H": simcom7600.profile(), "SIMCOM_SIM7080G": simcom7000.profile(), "SIMCOM_SIM7000G": simcom7000.profile(), "A7670E": simcomA76xx.profile(),
		"SIM7670G-MNGV": simcomA76xx.profile(), "SIMCOM_SIM8262E-M2": simcom8200.profile(), "SIMCOM_SIM800C": Generic()} {
		require.Equal(t, want.Name, Identify("SIMCOM INCORPORATED", model).Name, model)
	}
}
