package module

// Sources: Cinterion EHS6 AT command set 03.001 (8.12 ^SMONI), AC75 AT command
// set (3.3 ^SIND, 14.5 ^SCKS: its mode is lost at a restart), ModemManager plugins/cinterion, ofono drivers/atmodem.

var cinterionMakers = []string{"cinterion", "gemalto", "thales"}

// cinterionSMONI is told by its first field: `^SMONI: 4G,6300,20,10,10,FDD,262,02,BF75,0345103,350,33,-94,-7,NOCONN`.
const cinterionSMONI = "" +
	"ModemManager plugins/cinterion\n" +
	"^SMONI,4G|serving cell|act$;earfcn;band;dl_bandwidth@MHz;ul_bandwidth@MHz;duplex$;mcc;mnc$;tac#;cell#;pci;srxlev@dB;rsrp@dBm;rsrq@dB;connection$\n" +
	"EHS6 AT command set 8.12.1\n" +
	"^SMONI,3G|serving cell|act$;earfcn;psc;ecno@dB;rscp@dBm;mcc;mnc$;tac#;cell#;squal@dB;srxlev@dB;connection$\n" +
	"^SMONI,2G|serving cell|act$;earfcn;rssi@dBm;mcc;mnc$;tac#;cell#;c1;c2;ncc;bcc;gprs$;connection$\n" +
	"^SMONI,*|serving cell|state$\n"

// `^SMONG: …` is a table with a heading, of which only the title has a name: it
// is in no form.

// cinterionRetries: "SC",0 asks for the PIN's counter whatever is required now.
var cinterionRetries = Query{Command: `^SPIC="SC",0`, forms: cinterionSPIC}

const cinterionSPIC = "" +
	"ofono drivers/atmodem/sim.c\n" +
	"^SPIC|tries left|pin\n"

var cinterionCard = []CardURC{
	{"^SCKS: 0", CardRemoved},
	{"^SCKS: 1", CardInserted},
	{"+CIEV: simlocal,0", CardRemoved},
	{"+CIEV: simlocal,1", CardInserted},
	{"+CIEV: simstatus,5", CardReady},
}

const cinterionSlot = "=no card, or it does not answer/card inserted"

const cinterionFormats = "" +
	"MC55 AT command set 14.3\n" +
	"^SCKS,*,*|card tray|reports=off/on;state" + cinterionSlot + "\n" +
	"ofono drivers/atmodem\n" +
	"^SCID|ICCID of the card|iccid$$\n" +
	"ModemManager plugins/cinterion\n" +
	"^SWWAN|data connection|cid;state=down/up;interface\n" +
	"^SXRAT|allowed and preferred access technologies|allowed;preferred;preferred2\n" +
	"^SMSO|switching off|state$\n" +
	"AC75 AT command set 3.3\n" +
	"+CIEV,simlocal|card tray|indicator$;state" + cinterionSlot + "\n"

var cinterionPower = Power{Restart: []string{"+CFUN=1,1"}, Off: []string{"^SMSO"}, Gone: "^SHUTDOWN", Early: true}

var cinterionDoubts = []Doubt{
	{"^SPIC", "The form with 0 is read for one 3G module of the maker; others know ^SPIC alone, which counts for the code required now."},
	{"^SCKS", "Newer modules have 2 and 3 too; what they mean was not read."},
	{"^SXRAT", "What its numbers mean differs by module, so the scan order is left alone."},
	{"^SMSO", "OK may come after the port is gone."},
}

// cinterionPLS: PLS8, PLS62, PLS63, PLS83, and the older PHS8, EHS, ELS.
var cinterionPLS = family{
	Name:    "Cinterion PLS8/PLS62/PLS63/PLS83",
	Makers:  cinterionMakers,
	Models:  []string{"PLS", "PHS8", "EHS", "ELS31", "ELS61", "ELS81"},
	ICCID:   []string{"^SCID", "+CCID"},
	Retries: cinterionRetries,
	Setup:   []string{"^SCKS=1"},
	Card:    cinterionCard,
	Signal:  Query{Command: "^SMONI", forms: cinterionSMONI},
	formats: []string{cinterionFormats},
	power:   &cinterionPower,
	Source:  "Cinterion EHS6 AT command set 03.001, ModemManager plugins/cinterion, ofono drivers/atmodem",
	Doubts:  cinterionDoubts,
}
