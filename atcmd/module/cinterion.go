package module

import "simagent/atcmd/format"

// Sources: Cinterion EHS6 AT command set 03.001 (8.12 ^SMONI), AC75 AT command
// set (3.3 ^SIND, 14.5 ^SCKS: its mode is lost at a restart), ModemManager plugins/cinterion, ofono drivers/atmodem.

var cinterionMakers = []string{"cinterion", "gemalto", "thales"}

// cinterionSMONI is told by its first field: `^SMONI: 4G,6300,20,10,10,FDD,262,02,BF75,0345103,350,33,-94,-7,NOCONN`.
var cinterionSMONI = []format.Line{
	{Name: "^SMONI", Key: []string{"4G"}, Title: "serving cell", Source: "ModemManager plugins/cinterion",
		Fields: []format.Field{textField("act"), number("earfcn"), number("band"), {Name: "dl_bandwidth", Unit: "MHz"},
			{Name: "ul_bandwidth", Unit: "MHz"}, textField("duplex"), number("mcc"), textField("mnc"), hexField("tac"), hexField("cell"),
			number("pci"), dB("srxlev"), dBm("rsrp"), dB("rsrq"), textField("connection")}},
	{Name: "^SMONI", Key: []string{"3G"}, Title: "serving cell", Source: "EHS6 AT command set 8.12.1",
		Fields: []format.Field{textField("act"), number("earfcn"), number("psc"), dB("ecno"), dBm("rscp"), number("mcc"), textField("mnc"),
			hexField("tac"), hexField("cell"), dB("squal"), dB("srxlev"), textField("connection")}},
	{Name: "^SMONI", Key: []string{"2G"}, Title: "serving cell", Source: "EHS6 AT command set 8.12.1",
		Fields: []format.Field{textField("act"), number("earfcn"), dBm("rssi"), number("mcc"), textField("mnc"), hexField("tac"), hexField("cell"),
			number("c1"), number("c2"), number("ncc"), number("bcc"), textField("gprs"), textField("connection")}},
	{Name: "^SMONI", Key: []string{"*"}, Title: "serving cell", Source: "EHS6 AT command set 8.12.1",
		Fields: []format.Field{textField("state")}},
}

// cinterionRetries: "SC",0 asks for the PIN's counter whatever is required now.
var cinterionRetries = Query{Command: `^SPIC="SC",0`, Lines: []format.Line{{
	Name: "^SPIC", Title: "tries left", Source: "ofono drivers/atmodem/sim.c", Fields: []format.Field{number("pin")},
}}}

var cinterionCard = []CardURC{
	{"^SCKS: 0", CardRemoved},
	{"^SCKS: 1", CardInserted},
	{"+CIEV: simlocal,0", CardRemoved},
	{"+CIEV: simlocal,1", CardInserted},
	{"+CIEV: simstatus,5", CardReady},
}

var cinterionSlot = map[int]string{0: "no card, or it does not answer", 1: "card inserted"}

var cinterionFormats = []format.Line{
	{Name: "^SCKS", Key: []string{"*", "*"}, Title: "card tray", Source: "MC55 AT command set 14.3",
		Fields: []format.Field{enum("reports", map[int]string{0: "off", 1: "on"}), enum("state", cinterionSlot)}},
	{Name: "^SCID", Title: "ICCID of the card", Source: "ofono drivers/atmodem", Fields: []format.Field{secret("iccid")}},
	{Name: "^SWWAN", Title: "data connection", Source: "ModemManager plugins/cinterion",
		Fields: []format.Field{number("cid"), enum("state", map[int]string{0: "down", 1: "up"}), number("interface")}},
	{Name: "^SXRAT", Title: "allowed and preferred access technologies", Source: "ModemManager plugins/cinterion",
		Fields: []format.Field{number("allowed"), number("preferred"), number("preferred2")}},
	{Name: "^SMSO", Title: "switching off", Source: "ModemManager plugins/cinterion", Fields: []format.Field{textField("state")}},
	{Name: "+CIEV", Key: []string{"simlocal"}, Title: "card tray", Source: "AC75 AT command set 3.3",
		Fields: []format.Field{textField("indicator"), enum("state", cinterionSlot)}},
	// `^SMONG: …` is a table with a heading; only its title has a name.
}

var cinterionPower = Power{Restart: []string{"+CFUN=1,1"}, Off: []string{"^SMSO"}, Gone: "^SHUTDOWN", Early: true}

var cinterionDoubts = []Doubt{
	{"^SPIC", "The form with 0 is read for one 3G module of the maker; others know ^SPIC alone, which counts for the code required now."},
	{"^SCKS", "Newer modules have 2 and 3 too; what they mean was not read."},
	{"^SXRAT", "What its numbers mean differs by module, so the scan order is left alone."},
	{"^SMSO", "OK may come after the port is gone."},
}

// cinterionPLS: PLS8, PLS62, PLS63, PLS83, and the older PHS8, EHS, ELS.
var cinterionPLS = Profile{
	Name:    "Cinterion PLS8/PLS62/PLS63/PLS83",
	Makers:  cinterionMakers,
	Models:  []string{"PLS", "PHS8", "EHS", "ELS31", "ELS61", "ELS81"},
	ICCID:   []string{"^SCID", "+CCID"},
	Retries: cinterionRetries,
	Setup:   []string{"^SCKS=1"},
	Card:    cinterionCard,
	Signal:  Query{Command: "^SMONI", Lines: cinterionSMONI},
	Formats: cinterionFormats,
	Power:   cinterionPower,
	Source:  "Cinterion EHS6 AT command set 03.001, ModemManager plugins/cinterion, ofono drivers/atmodem",
	Doubts:  cinterionDoubts,
}
