package module

// simcom7600: SIM7500 and SIM7600. No byte counter was found in its manuals:
// the kernel interface counts.
var simcom7600 = family{
	Name:    "SIMCom SIM7500/SIM7600",
	Makers:  []string{"simcom"},
	Models:  []string{"SIM75", "SIM76", "SIMCOM_SIM75", "SIMCOM_SIM76"},
	ICCID:   []string{"+CICCID"},
	Retries: simcomRetries,
	Setup:   []string{"+CNSMOD=1"},
	Card:    simcomCard,
	Signal:  Query{Command: "+CPSI?", forms: cpsi7600LTE + cpsiWCDMA + cpsiGSM + cpsiNone},
	formats: []string{simcomLines},
	Power:   Power{Restart: []string{"+CRESET", "+CFUN=1,1"}, Off: []string{"+CPOF"}, Early: true},
	Wants:   simcomWants,
	Source:  sim7600Manual + " (4.6 SPIC, 4.12 CPOF, 4.13 CRESET, 5.11 CNMP, 5.14 CPSI, 5.15 CNSMOD); TinyGSM; captured lines of SIM7600G-H and SIM7600NA",
	Doubts: []Doubt{
		{"CICCID", "The answer is +ICCID:, in some firmware +CICCID: or the bare digits."},
		{"sinr of CPSI", "Whole dB in most captured lines; one has 111, which can be tenths only."},
		{"levels of CPSI on WCDMA", "They are printed without a sign and taken as negative."},
		{"CPOF", "What it prints last was not found: power has to stay on for some seconds."},
		doubtHotswap,
	},
}

// cpsi7600LTE has tenths of a dBm and of a dB, and all 0 while it changes cells.
//
//	+CPSI: LTE,Online,310-260,0x2D18,50896642,236,EUTRAN-BAND4,2300,5,5,-125,-987,-663,10
const cpsi7600LTE = "" +
	sim7600Manual + " 5.14\n" +
	"+CPSI,LTE|" + cpsiTitle + "|" + cpsiCell + ";rsrq@dB*0.1!0;rsrp@dBm*0.1!0;rssi@dBm*0.1!0;sinr@dB\n"
