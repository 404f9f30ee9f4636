package module

const sim8200Manual = "SIMCom SIM8200 Series AT Command Manual V1.00.01"

// simcom8200: the 5G modules SIM8200, SIM8202, SIM8260 and SIM8380.
var simcom8200 = family{
	Name:    "SIMCom SIM82xx/SIM83xx",
	Makers:  []string{"simcom"},
	Models:  []string{"SIM82", "SIM83", "SIMCOM_SIM82", "SIMCOM_SIM83"},
	ICCID:   []string{"+CICCID", "+ICCID"},
	Retries: simcomRetries,
	Setup:   []string{"+CNSMOD=1"},
	Card:    simcomCard,
	Signal:  Query{Command: "+CPSI?", forms: cpsi7600LTE + cpsiSA + cpsiNSA + cpsiNR + cpsiNRBeside + cpsiNoENDC + cpsiWCDMA + sim7600Manual + " 5.14\n" + cpsiNone},
	formats: []string{simcomLines},
	Power:   Power{Restart: []string{"+CRESET"}, Off: []string{"+CPOF"}, Early: true},
	Source:  sim8200Manual + " 4.2.14; QModem, vendor simcom; captured lines of SIM8202G and SIM8260",
	Doubts: []Doubt{
		{"sinr of CPSI", "Tenths of a dB in most lines of NR; 18 and 40 have been seen too, which may be whole dB."},
		{"CNMP", "Its values for 5G were not found, so the access technologies are left as they are."},
		doubtHotswap,
	},
}

// cpsiSA has <RSRP> in front of <RSRQ>, both in tenths.
//
//	+CPSI: NR5G_SA,Online,242-12,0x765D,4955280,0,NR5G_BAND78,640704,-770,-110,290
const cpsiSA = "" +
	"captured on a SIM8260\n" +
	"+CPSI,NR5G_SA|" + cpsiTitle + "|act$;operation$;plmn$;tac#;cell;pci;band$;nrarfcn;rsrp@dBm*0.1;rsrq@dB*0.1;sinr@dB*0.1\n"

// cpsiNSA: +CPSI: NR5G_NSA,644,NR5G_BAND78,627264,-960,-120,95
const cpsiNSA = "" +
	"QModem, vendor simcom\n" +
	"+CPSI,NR5G_NSA|cell of NR beside one of LTE|act$;pci;band$;nrarfcn;ss_rsrp@dBm*0.1;ss_rsrq@dB*0.1;ss_sinr@dB*0.1;scs;dl_bandwidth" + nrBandwidths + "\n"

// cpsiNR: +CPSI: NR5G,Online,311-480,0x2D18,50896642,257,629952,-92,-11,15
const cpsiNR = "" +
	sim8200Manual + " 4.2.14\n" +
	"+CPSI,NR5G,Online|" + cpsiTitle + "|act$;operation$;plmn$;tac#;cell;pci;nrarfcn;rsrp@dBm;rsrq@dB;sinr@dB\n"

// cpsiNRBeside: +CPSI: NR5G,257,629952,-11,-92,153
const cpsiNRBeside = "" +
	sim8200Manual + " 4.2.14\n" +
	"+CPSI,NR5G|cell of NR beside one of LTE|act$;pci;nrarfcn;ss_rsrq@dB;ss_rsrp@dBm;ss_sinr@dB*0.1\n"

// cpsiNoENDC follows the line of LTE when no cell of NR is used.
const cpsiNoENDC = "" +
	sim8200Manual + " 4.2.14\n" +
	"+CPSI,NOT IN EN-DC CONNECTED MODE|no cell of NR beside|state$\n"
