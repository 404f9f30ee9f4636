package module

// simcomA76xx: A7600, A7670, A7672, A7678 and their like, SIM767x too, with
// chips of ASR. Every command may take nine seconds.
var simcomA76xx = family{
	Name:    "SIMCom A76xx/SIM767x",
	Makers:  []string{"simcom", "incorporated"}, // A7670E calls itself "INCORPORATED" alone
	Models:  []string{"A76", "SIMCOM_A76", "SIM767", "SIMCOM_SIM767"},
	ICCID:   []string{"+CICCID"},
	Retries: simcomRetries,
	Setup:   []string{"+CNSMOD=1"},
	Card:    simcomCard,
	Signal:  Query{Command: "+CPSI?", forms: cpsiA76LTE + cpsiWCDMA + cpsiGSM + sim7600Manual + " 5.14\n" + cpsiNone + a76xxManual + " 4.2.9\n" + cpsiNoneA76},
	formats: []string{simcomLines},
	Power:   Power{Restart: []string{"+CRESET"}, Off: []string{"+CPOF"}, Early: true},
	Wants:   simcomWants,
	Limits:  []Limit{{"+", 9}, {"+COPS=", 60}, {"+CNMP=", 10}},
	Source:  a76xxManual + " (3.2.5 CPOF, 3.2.6 CRESET, 4.2.2 COPS, 4.2.7 CNMP, 4.2.9 CPSI, 4.2.11 CNSMOD, 6.2.1 CICCID, 6.2.8 SPIC, 6.2.10 UIMHOTSWAPON); a captured line of A7670E",
	Doubts: []Doubt{
		doubtHotswap,
		{"levels of CPSI on WCDMA", "Their scale is not in the manual; SIM7600's is used."},
		{"CPOF", "What it prints last was not found: power has to stay on for some seconds."},
		{"SIM767x", "Other manuals than A76xx's were not at hand; the same chip maker is all that is known."},
	},
}

// cpsiA76LTE has report values: RSRQ (n-40)/2 dB, RSRP n-140 and RSSI n-110
// dBm, 255 unknown.
//
//	+CPSI: LTE,Online,286-01,0x172B,387360,449,EUTRAN-BAND3,1651,5,0,22,64,64,10
const cpsiA76LTE = "" +
	a76xxManual + " 4.2.9\n" +
	"+CPSI,LTE|" + cpsiTitle + "|" + cpsiCell + ";rsrq@dB*0.5-20!255;rsrp@dBm-140!255;rssi@dBm-110!255;sinr@dB!255\n"
