package module

const telitSource = "Telit AT commands reference guides"

// telitLines are what all Telit families print.
const telitLines = "" +
	telitSource + ", #CCID\n" +
	// #CCID: 8988307000000001238
	"#CCID|ICCID|iccid$$\n" +
	telitSource + ", #CIMI\n" +
	"#CIMI|IMSI|imsi$$\n" +
	telitSource + ", #QSS\n" +
	// #QSS: 3 is the URC, #QSS: 2,3 the answer; one parameter alone is the URC's
	"#QSS,*,|card|status" + qssWords + "\n" +
	telitSource + ", #QSS; ModemManager, plugin telit\n" +
	"#QSS|card|reported=no/insertion and removal/every change;status" + qssWords + "\n" +
	telitSource + ", #PSNT\n" +
	// #PSNT: 4 is the URC, #PSNT: 1,4 the answer
	"#PSNT,*,|access technology|act" + psntWords + "\n" +
	"#PSNT|access technology|reported=no/yes;act" + psntWords + "\n" +
	telitSource + ", #PCT; ofono\n" +
	// #PCT: 3
	"#PCT|tries left of the code that the card asks for|tries\n" +
	gdatavol +
	telitSource + ", #SERVINFO\n" +
	// #SERVINFO: 66786,-68,"T-Mobile","310260",3089F02,2D18,640,3,-101
	"#SERVINFO" + five + ",*,*,*,*,|serving cell, LTE|earfcn;rssi@dBm;operator$;plmn$;cell$;tac#;drx;" + sdField + ";rsrp@dBm\n" +
	"3GPP TS 27.007 5.9\n" +
	// +WS46: 30
	"+WS46|access technologies|mode=12:GSM/22:UMTS/25:GSM, UMTS and LTE/28:LTE/GSM and UMTS/GSM and LTE/UMTS and LTE\n" +
	"Telit ME910C1 AT commands reference guide\n" +
	// #WS46: 0
	"#WS46|LTE-M or NB-IoT|mode=LTE-M/NB-IoT/LTE-M preferred/NB-IoT preferred\n"

const (
	qssWords  = "=removed/inserted/inserted, PIN entered or not asked for/inserted, messages and phone book ready"
	psntWords = "=GPRS/EDGE/WCDMA/HSDPA/LTE/unknown, or not registered"
)

// telitCard: #QSS=2 reports 2 and 3 too.
var telitCard = []CardURC{
	{"#QSS: 0", CardRemoved}, {"#QSS: 1", CardInserted}, {"#QSS: 2", CardReady}, {"#QSS: 3", CardReady},
	{"+CPIN: NOT READY", CardRemoved}, {"+CPIN: READY", CardReady},
}

// telitSetup is lost at a restart; &W stores it.
var telitSetup = []string{"#QSS=2", "#PSNT=1"}

// gdatavol: #GDATAVOL: <cid>,<total>,<sent>,<received>
const gdatavol = "" +
	telitSource + ", #GDATAVOL\n" +
	"#GDATAVOL|bytes counted by the module|cid;total@B;sent@B;received@B\n"

// telitCounter is the total since the last reset (#GDATAVOL=0, never sent); 1
// would be the last session.
var telitCounter = Counter{Command: "#GDATAVOL=2", forms: gdatavol, Sent: "sent", Received: "received", Unit: 1, Keeps: KeepsUnknown}

var telitPower = Power{Restart: []string{"#REBOOT"}, Off: []string{"#SHDN"}, Early: true}

// telitRetries: #PCT says how often the code may be tried that the card asks
// for, so which one it is cannot be told: +CPINR names it.
var telitRetries = cpinrRetries

var telitDoubts = []Doubt{
	{"GDATAVOL", "Whether the counts survive a restart, and whether they see traffic by QMI, MBIM or ECM, is not said."},
	{"CCID", "The answer is #CCID:; QModem asks +ICCID on 5G modules."},
	{"PSNT", "QSS=2 is lost at a restart unless AT&W stores it; that PSNT=1 is too is taken for granted."},
	{"CPINR", "#PCT is the maker's own command, but it does not name the code."},
	{"REBOOT, SHDN", "OK comes before the module is off; how long it takes was not found."},
	{"CAMETRICS", "The layout of its answer was not found, only that the third field is the access technology."},
}
