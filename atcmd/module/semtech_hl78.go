package module

// semtechHL78: HL7800, HL7802, HL7810, HL7812, sold by Sierra Wireless before.
// +KCELLMEAS=0 knows the SINR, but starts a measurement: it is not polled.
// +KSIMDET is stored and restarts the module, so it is not switched on.
var semtechHL78 = family{
	Name:    "Semtech HL78xx",
	Makers:  []string{"sierra", "semtech"},
	Models:  []string{"HL78"},
	ICCID:   []string{"+CCID?", "+CCID"},
	Retries: cpinrRetries,
	Card:    []CardURC{{"+SIM: 0", CardChanged}, {"+SIM: 1", CardChanged}},
	Signal:  cesqSignal,
	formats: []string{hl78Lines},
	Power:   Power{Restart: []string{"+CFUN=1,1"}, Off: []string{"+CPOF", "+CPWROFF"}, Early: true},
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

const hl78Lines = "" +
	"Zephyr drivers/modem/hl7800.c\n" +
	// `+KCELLMEAS: -97,110,,,9.5`
	"+KCELLMEAS|measurement of the cell|rsrp@dBm;path_loss@dB;pusch_power@dBm;pucch_power@dBm;sinr@dB\n" +
	"AirPrime HL78xx AT commands guide 41111821, +KSREP\n" +
	"+KSUP|the module has started|state" + hl78Start + "\n" +
	"+KSREP|report of the start|reports=off/on;state" + hl78Start + "\n" +
	"AirPrime HL78xx AT commands guide 41111821, +KSIMDET\n" +
	"+KSIMDET|detection of the card|mode=off/on\n" +
	"AirPrime HL78xx AT commands guide 41111821, +KSRAT\n" +
	"+KSRAT|access technology|act=LTE-M/NB-IoT/GSM\n"

const hl78Start = "=ready, no PIN needed/PIN needed/no card/PUK needed/card error/PH-SIM lock/starting"
