package module

import "simagent/atcmd/format"

// simcom7000: SIM7000, SIM7070, SIM7080, SIM7090, with LTE-M, NB-IoT and GSM.
// +CCID prints the bare digits. NORMAL POWER DOWN comes instead of OK. No byte
// counter was found in the manuals: the kernel's interface counts.
var simcom7000 = Profile{
	Name:    "SIMCom SIM7000/SIM7070/SIM7080",
	Makers:  []string{"simcom"},
	Models:  []string{"SIM7000", "SIM7070", "SIM7080", "SIM7090", "SIMCOM_SIM7000", "SIMCOM_SIM7070", "SIMCOM_SIM7080", "SIMCOM_SIM7090"},
	ICCID:   []string{"+CCID"},
	Retries: Query{Command: "+SPIC", Lines: []format.Line{spic}},
	Card:    append([]CardURC{{"+CSMINS: 1,0", CardRemoved}, {"+CSMINS: 1,1", CardInserted}}, simcomCard...),
	Signal: Query{Command: "+CPSI?", Lines: []format.Line{
		cpsi7000("LTE CAT-M1"), cpsi7000("LTE NB-IOT"), cpsiGSM(sim7070Manual + " 4.2.14"), cpsiNone}},
	Formats: sim7000Lines,
	Power:   Power{Restart: []string{"+CFUN=1,1"}, Off: []string{"+CPOWD=1"}, Gone: "NORMAL POWER DOWN"},
	Wants: []Want{
		{About: "access technologies", Read: "+CNMP?", Answer: "+CNMP:", Fits: []string{"2", "38", "51"}, Write: "+CNMP=2",
			Why: "With GSM only the module finds nothing where GSM was switched off."},
		{About: "LTE-M or NB-IoT", Read: "+CMNB?", Answer: "+CMNB:", Fits: []string{"1"}, Write: "+CMNB=1",
			Why: "A Super SIM has no NB-IoT: looking for it is time lost."},
	},
	Source: sim7070Manual + " (4.2.14 CPSI); TinyGSM, SIM7000 and SIM7080; captured lines of SIM7000, SIM7070G and SIM7080G",
	Doubts: []Doubt{
		{"CSMINS, CSDT", "Whether they are stored at each write is not known, so they are not switched on: the poll notices another card."},
		{"SPIC", "Its order is that of SIM7600's manual; SIM800 is said to print pin, pin2, puk, puk2."},
		{"NORMAL POWER DOWN", "Seen instead of OK on SIM7080; whether older firmware of SIM7000 prints OK first is not known."},
	},
}

// cpsi7000 has whole dBm and dB.
//
//	+CPSI: LTE CAT-M1,Online,310-410,0x4804,74777865,343,EUTRAN-BAND2,875,4,4,-13,-112,-82,14
func cpsi7000(mode string) format.Line {
	return cpsiLTE(mode, sim7070Manual+" 4.2.14", dB("rsrq", 0), dBm("rsrp", 0), dBm("rssi", 0), dB("sinr"))
}

var sim7000Lines = []format.Line{
	spic,
	{Name: "+CSMINS", Title: "is a card inserted", Source: "SIMCom SIM7000 Series AT Command Manual", Fields: []format.Field{
		enum("enabled", map[int]string{0: "not reported", 1: "reported"}), enum("inserted", map[int]string{0: "no", 1: "yes"})}},
	{Name: "+CNMP", Title: "access technologies", Source: sim7070Manual, Fields: []format.Field{enum("mode", cnmpWords)}},
	{Name: "+CMNB", Title: "LTE-M or NB-IoT", Source: sim7070Manual, Fields: []format.Field{enum("mode", map[int]string{1: "LTE-M", 2: "NB-IoT", 3: "both"})}},
	{Name: "+CNSMOD", Key: []string{"*", ""}, Title: "access technology", Source: "SIM7000 command lists in public drivers", Fields: []format.Field{enum("act", sim7000Modes)}},
	{Name: "+CNSMOD", Title: "access technology", Source: "SIM7000 command lists in public drivers", Fields: []format.Field{
		enum("reported", map[int]string{0: "no", 1: "yes"}), enum("act", sim7000Modes)}},
}

var sim7000Modes = map[int]string{0: "no service", 1: "GSM", 3: "EDGE", 7: "LTE-M", 9: "NB-IoT"}
