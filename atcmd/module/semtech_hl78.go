package module

import "simagent/atcmd/format"

// semtechHL78: HL7800, HL7802, HL7810, HL7812, sold by Sierra Wireless before.
// +KCELLMEAS=0 knows the SINR, but starts a measurement: it is not polled.
// +KSIMDET is stored and restarts the module, so it is not switched on.
var semtechHL78 = Profile{
	Name:    "Semtech HL78xx",
	Makers:  []string{"sierra", "semtech"},
	Models:  []string{"HL78"},
	ICCID:   []string{"+CCID?", "+CCID"},
	Retries: Query{Command: "+CPINR", Lines: cpinrLines},
	Card:    []CardURC{{"+SIM: 0", CardChanged}, {"+SIM: 1", CardChanged}},
	Signal:  cesqSignal,
	Formats: []format.Line{
		// `+KCELLMEAS: -97,110,,,9.5`
		{Name: "+KCELLMEAS", Title: "measurement of the cell", Source: "Zephyr drivers/modem/hl7800.c",
			Fields: []format.Field{dBm("rsrp"), dB("path_loss"), dBm("pusch_power"), dBm("pucch_power"), dB("sinr")}},
		{Name: "+KSUP", Title: "the module has started", Source: "AirPrime HL78xx AT commands guide 41111821, +KSREP",
			Fields: []format.Field{enum("state", hl78Start)}},
		{Name: "+KSREP", Title: "report of the start", Source: "AirPrime HL78xx AT commands guide 41111821, +KSREP",
			Fields: []format.Field{enum("reports", map[int]string{0: "off", 1: "on"}), enum("state", hl78Start)}},
		{Name: "+KSIMDET", Title: "detection of the card", Source: "AirPrime HL78xx AT commands guide 41111821, +KSIMDET",
			Fields: []format.Field{enum("mode", map[int]string{0: "off", 1: "on"})}},
		{Name: "+KSRAT", Title: "access technology", Source: "AirPrime HL78xx AT commands guide 41111821, +KSRAT",
			Fields: []format.Field{enum("act", map[int]string{0: "LTE-M", 1: "NB-IoT", 2: "GSM"})}},
	},
	Power: Power{Restart: []string{"+CFUN=1,1"}, Off: []string{"+CPOF", "+CPWROFF"}, Early: true},
	Wants: []Want{{
		About: "scan order", Read: "+KSRAT?", Answer: "+KSRAT:", Fits: []string{"0"}, Write: "+KSRAT=0", Restart: true,
		Why: "The Super SIM has no NB-IoT.",
	}},
	Source: "AirPrime HL78xx AT commands guide 41111821 rev. 12, Zephyr drivers/modem (hl7800, hl78xx), Sierra Wireless forum",
	Doubts: []Doubt{
		{"+SIM", "The lines +SIM: 0 (inserted) and +SIM: 1 (removed) are read for HiLo, an older series: either makes the agent read the card anew."},
		{"+CPINR", "Not read in the guide; it is what 27.007 defines."},
		{"+KSRAT", "Newer firmware answers with the order of +KSELACQ instead and may restart by itself."},
		{"+CPOF", "One source gives +CPOF, Zephyr's newer driver +CPWROFF."},
	},
}

var hl78Start = map[int]string{
	0: "ready, no PIN needed", 1: "PIN needed", 2: "no card", 3: "PUK needed", 4: "card error", 5: "PH-SIM lock", 6: "starting",
}
