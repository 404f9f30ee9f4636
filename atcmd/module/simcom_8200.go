package module

import "simagent/atcmd/format"

const sim8200Manual = "SIMCom SIM8200 Series AT Command Manual V1.00.01"

// simcom8200: the 5G modules SIM8200, SIM8202, SIM8260 and SIM8380.
var simcom8200 = Profile{
	Name:    "SIMCom SIM82xx/SIM83xx",
	Makers:  []string{"simcom"},
	Models:  []string{"SIM82", "SIM83", "SIMCOM_SIM82", "SIMCOM_SIM83"},
	ICCID:   []string{"+CICCID", "+ICCID"},
	Retries: Query{Command: "+SPIC", Lines: []format.Line{spic}},
	Setup:   []string{"+CNSMOD=1"},
	Card:    simcomCard,
	Signal: Query{Command: "+CPSI?", Lines: []format.Line{
		cpsi7600LTE, cpsiSA, cpsiNSA, cpsiNR, cpsiNRBeside, cpsiNoENDC, cpsiWCDMA(sim8200Manual + " 4.2.14"), cpsiNone}},
	Formats: simcomLines,
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
var cpsiSA = cpsi("NR5G_SA", "captured on a SIM8260", textField("plmn"), hexField("tac"), number("cell"), number("pci"), textField("band"),
	number("nrarfcn"), scaled("rsrp", "dBm", 0.1, 0), scaled("rsrq", "dB", 0.1, 0), scaled("sinr", "dB", 0.1, 0))

// cpsiNSA: +CPSI: NR5G_NSA,644,NR5G_BAND78,627264,-960,-120,95
var cpsiNSA = format.Line{Name: "+CPSI", Key: []string{"NR5G_NSA"}, Title: "cell of NR beside one of LTE", Source: "QModem, vendor simcom", Fields: []format.Field{
	textField("act"), number("pci"), textField("band"), number("nrarfcn"), scaled("ss_rsrp", "dBm", 0.1, 0), scaled("ss_rsrq", "dB", 0.1, 0),
	scaled("ss_sinr", "dB", 0.1, 0), number("scs"), enum("dl_bandwidth", nrBandwidths)}}

// cpsiNR: +CPSI: NR5G,Online,311-480,0x2D18,50896642,257,629952,-92,-11,15
var cpsiNR = format.Line{Name: "+CPSI", Key: []string{"NR5G", "Online"}, Title: cpsiTitle, Source: sim8200Manual + " 4.2.14", Fields: []format.Field{
	textField("act"), textField("operation"), textField("plmn"), hexField("tac"), number("cell"), number("pci"), number("nrarfcn"),
	dBm("rsrp"), dB("rsrq"), dB("sinr")}}

// cpsiNRBeside: +CPSI: NR5G,257,629952,-11,-92,153
var cpsiNRBeside = format.Line{Name: "+CPSI", Key: []string{"NR5G"}, Title: "cell of NR beside one of LTE", Source: sim8200Manual + " 4.2.14", Fields: []format.Field{
	textField("act"), number("pci"), number("nrarfcn"), dB("ss_rsrq"), dBm("ss_rsrp"), scaled("ss_sinr", "dB", 0.1, 0)}}

// cpsiNoENDC follows the line of LTE when no cell of NR is used.
var cpsiNoENDC = format.Line{Name: "+CPSI", Key: []string{"NOT IN EN-DC CONNECTED MODE"}, Title: "no cell of NR beside", Source: sim8200Manual + " 4.2.14",
	Fields: []format.Field{textField("state")}}
