package module

import "simagent/atcmd/format"

const telitSource = "Telit AT commands reference guides"

// telitLines are what all Telit families print.
var telitLines = []format.Line{
	// #CCID: 8988307000000001238
	{Name: "#CCID", Title: "ICCID", Source: telitSource + ", #CCID", Fields: []format.Field{secret("iccid")}},
	{Name: "#CIMI", Title: "IMSI", Source: telitSource + ", #CIMI", Fields: []format.Field{secret("imsi")}},
	// #QSS: 3 is the URC, #QSS: 2,3 the answer; one parameter alone is the URC's
	{Name: "#QSS", Key: []string{"*", ""}, Title: "card", Source: telitSource + ", #QSS", Fields: []format.Field{enum("status", qssWords)}},
	{Name: "#QSS", Title: "card", Source: telitSource + ", #QSS; ModemManager, plugin telit", Fields: []format.Field{
		enum("reported", map[int]string{0: "no", 1: "insertion and removal", 2: "every change"}), enum("status", qssWords)}},
	// #PSNT: 4 is the URC, #PSNT: 1,4 the answer
	{Name: "#PSNT", Key: []string{"*", ""}, Title: "access technology", Source: telitSource + ", #PSNT", Fields: []format.Field{enum("act", psntWords)}},
	{Name: "#PSNT", Title: "access technology", Source: telitSource + ", #PSNT", Fields: []format.Field{
		enum("reported", map[int]string{0: "no", 1: "yes"}), enum("act", psntWords)}},
	// #PCT: 3
	{Name: "#PCT", Title: "tries left of the code that the card asks for", Source: telitSource + ", #PCT; ofono", Fields: []format.Field{number("tries")}},
	gdatavol,
	// #SERVINFO: 66786,-68,"T-Mobile","310260",3089F02,2D18,640,3,-101
	{Name: "#SERVINFO", Key: upTo(9), Title: "serving cell, LTE", Source: telitSource + ", #SERVINFO", Fields: []format.Field{
		number("earfcn"), dBm("rssi"), textField("operator"), textField("plmn"), textField("cell"), hexField("tac"), number("drx"), sdField, dBm("rsrp")}},
	// +WS46: 30
	{Name: "+WS46", Title: "access technologies", Source: "3GPP TS 27.007 5.9", Fields: []format.Field{enum("mode", map[int]string{
		12: "GSM", 22: "UMTS", 25: "GSM, UMTS and LTE", 28: "LTE", 29: "GSM and UMTS", 30: "GSM and LTE", 31: "UMTS and LTE"})}},
	// #WS46: 0
	{Name: "#WS46", Title: "LTE-M or NB-IoT", Source: "Telit ME910C1 AT commands reference guide", Fields: []format.Field{enum("mode", map[int]string{
		0: "LTE-M", 1: "NB-IoT", 2: "LTE-M preferred", 3: "NB-IoT preferred"})}},
}

var (
	qssWords  = map[int]string{0: "removed", 1: "inserted", 2: "inserted, PIN entered or not asked for", 3: "inserted, messages and phone book ready"}
	psntWords = map[int]string{0: "GPRS", 1: "EDGE", 2: "WCDMA", 3: "HSDPA", 4: "LTE", 5: "unknown, or not registered"}
)

// telitCard: #QSS=2 reports 2 and 3 too.
var telitCard = []CardURC{
	{"#QSS: 0", CardRemoved}, {"#QSS: 1", CardInserted}, {"#QSS: 2", CardReady}, {"#QSS: 3", CardReady},
	{"+CPIN: NOT READY", CardRemoved}, {"+CPIN: READY", CardReady},
}

// telitSetup is lost at a restart; &W stores it.
var telitSetup = []string{"#QSS=2", "#PSNT=1"}

// gdatavol: #GDATAVOL: <cid>,<total>,<sent>,<received>
var gdatavol = format.Line{Name: "#GDATAVOL", Title: "bytes counted by the module", Source: telitSource + ", #GDATAVOL",
	Fields: []format.Field{number("cid"), byteCount("total"), byteCount("sent"), byteCount("received")}}

// telitCounter is the total since the last reset (#GDATAVOL=0, never sent); 1
// would be the last session.
var telitCounter = Counter{Command: "#GDATAVOL=2", Lines: []format.Line{gdatavol}, Sent: "sent", Received: "received", Unit: 1, Keeps: KeepsUnknown}

var telitPower = Power{Restart: []string{"#REBOOT"}, Off: []string{"#SHDN"}, Early: true}

// telitRetries: #PCT says how often the code may be tried that the card asks
// for, so which one it is cannot be told: +CPINR names it.
var telitRetries = Query{Command: "+CPINR", Lines: cpinrLines}

var telitDoubts = []Doubt{
	{"GDATAVOL", "Whether the counts survive a restart, and whether they see traffic by QMI, MBIM or ECM, is not said."},
	{"CCID", "The answer is #CCID:; QModem asks +ICCID on 5G modules."},
	{"PSNT", "QSS=2 is lost at a restart unless AT&W stores it; that PSNT=1 is too is taken for granted."},
	{"CPINR", "#PCT is the maker's own command, but it does not name the code."},
	{"REBOOT, SHDN", "OK comes before the module is off; how long it takes was not found."},
	{"CAMETRICS", "The layout of its answer was not found, only that the third field is the access technology."},
}
