package module

// simcom7000: SIM7000, SIM7070, SIM7080, SIM7090, with LTE-M, NB-IoT and GSM.
// +CCID prints the bare digits. NORMAL POWER DOWN comes instead of OK. No byte
// counter was found in the manuals: the kernel's interface counts.
var simcom7000 = family{
	Name:    "SIMCom SIM7000/SIM7070/SIM7080",
	Makers:  []string{"simcom"},
	Models:  []string{"SIM7000", "SIM7070", "SIM7080", "SIM7090", "SIMCOM_SIM7000", "SIMCOM_SIM7070", "SIMCOM_SIM7080", "SIMCOM_SIM7090"},
	ICCID:   []string{"+CCID"},
	Retries: simcomRetries,
	Card: []CardURC{
		{"+CSMINS: 1,0", CardRemoved}, {"+CSMINS: 1,1", CardInserted},
		{"+CPIN: SIM REMOVED", CardRemoved}, {"+CPIN: NOT INSERTED", CardRemoved}, {"+CPIN: NOT READY", CardRemoved},
		{"+SIMCARD: NOT AVAILABLE", CardRemoved},
		{"+CPIN: READY", CardReady}, {"+CPIN: SIM PIN", CardInserted}, {"+CPIN: SIM PUK", CardInserted},
	},
	Signal:  Query{Command: "+CPSI?", forms: cpsi7000 + cpsiGSM + sim7600Manual + " 5.14\n" + cpsiNone},
	formats: []string{sim7000Lines},
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
const cpsi7000 = "" +
	sim7070Manual + " 4.2.14\n" +
	"+CPSI,LTE CAT-M1|" + cpsiTitle + "|" + cpsiCell + ";rsrq@dB!0;rsrp@dBm!0;rssi@dBm!0;sinr@dB\n" +
	"+CPSI,LTE NB-IOT|" + cpsiTitle + "|" + cpsiCell + ";rsrq@dB!0;rsrp@dBm!0;rssi@dBm!0;sinr@dB\n"

const sim7000Lines = "" +
	spic +
	"SIMCom SIM7000 Series AT Command Manual\n" +
	"+CSMINS|is a card inserted|enabled=not reported/reported;inserted=no/yes\n" +
	sim7070Manual + "\n" +
	"+CNMP|access technologies|mode" + cnmpWords + "\n" +
	"+CMNB|LTE-M or NB-IoT|mode=1:LTE-M/NB-IoT/both\n" +
	"SIM7000 command lists in public drivers\n" +
	"+CNSMOD,*,|access technology|act" + sim7000Modes + "\n" +
	"+CNSMOD|access technology|reported=no/yes;act" + sim7000Modes + "\n"

const sim7000Modes = "=no service/GSM/3:EDGE/7:LTE-M/9:NB-IoT"
