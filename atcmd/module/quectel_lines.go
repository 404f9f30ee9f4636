package module

import "simagent/atcmd/format"

const ec2xManual = "Quectel EC2x&EG2x&EG9x&EM05 AT Commands Manual"

// quectelLines are what all Quectel families print.
var quectelLines = []format.Line{
	// +QCCID: 8988307000000001238
	{Name: "+QCCID", Title: "ICCID", Source: ec2xManual + " 5.7", Fields: []format.Field{{Name: "iccid", Kind: format.Text, Secret: true}}},
	{Name: "+ICCID", Title: "ICCID", Source: "RG520N manual 4.2", Fields: []format.Field{{Name: "iccid", Kind: format.Text, Secret: true}}},
	// +QSIMSTAT: 1,0: the answer, and the URC with a blank in front of the colon
	{Name: "+QSIMSTAT", Title: "is a card inserted", Source: "RG520N manual 4.14", Fields: []format.Field{
		{Name: "enabled", Kind: format.Enum, Words: map[int]string{0: "not reported", 1: "reported"}},
		{Name: "inserted", Kind: format.Enum, Words: map[int]string{0: "removed", 1: "inserted", 2: "unknown, the card is not initialized yet"}}}},
	{Name: "+QSIMDET", Title: "card detection", Source: "RG520N manual 4.13", Fields: []format.Field{
		{Name: "enabled", Kind: format.Enum, Words: map[int]string{0: "off", 1: "on, in force after a restart"}},
		{Name: "level", Kind: format.Enum, Words: map[int]string{0: "inserted is low", 1: "inserted is high"}}}},
	// +QUSIM: 1
	{Name: "+QUSIM", Title: "the card was initialized", Source: "ModemManager, plugin quectel", Fields: []format.Field{
		{Name: "type", Kind: format.Enum, Words: map[int]string{0: "SIM", 1: "USIM"}}}},
	// +QINISTAT: 7
	{Name: "+QINISTAT", Title: "how far the card is initialized", Source: "RG520N manual 4.12", Fields: []format.Field{
		{Name: "status", Words: map[int]string{0: "nothing yet", 1: "PIN may be entered", 3: "and messages", 5: "and the phone book", 7: "PIN, messages and phone book"}}}},
	qpinc("SC", "pin", "puk"), qpinc("P2", "pin2", "puk2"),
	// +QNWINFO: "FDD LTE","46011","LTE BAND 3",1650
	{Name: "+QNWINFO", Key: []string{"No Service"}, Title: "network", Source: "RG520N manual 5.18", Fields: []format.Field{qAct}},
	{Name: "+QNWINFO", Title: "network", Source: "RG520N manual 5.18", Fields: []format.Field{
		qAct, {Name: "operator", Kind: format.Text}, {Name: "band", Kind: format.Text}, {Name: "channel"}}},
	// +QSPN: "CHN-UNICOM","UNICOM","",0,"46001"
	{Name: "+QSPN", Title: "names of the network", Source: "RG520N manual 5.19", Fields: []format.Field{
		{Name: "long", Kind: format.Text}, {Name: "short", Kind: format.Text}, {Name: "spn", Kind: format.Text},
		{Name: "alphabet", Kind: format.Enum, Words: map[int]string{0: "GSM 7 bit", 1: "UCS2"}}, {Name: "plmn", Kind: format.Text}}},
	{Name: "+QGDCNT", Title: "bytes counted by the module", Source: ec2xManual + " 10.15", Fields: []format.Field{{Name: "sent", Unit: "B"}, {Name: "received", Unit: "B"}}},
	{Name: "+QAUGDCNT", Title: "how often the byte counter is stored in flash", Source: "RG520N manual 9.8", Fields: []format.Field{
		{Name: "interval", Unit: "s", Words: map[int]string{0: "never"}}}},
	// +QIND: "csq",21,99
	{Name: "+QIND", Key: []string{"csq"}, Title: "the signal changed", Source: ec2xManual + ", QINDCFG", Fields: []format.Field{
		qWhat, {Name: "rssi", Unit: "dBm", Mul: 2, Add: -113, None: []int{99, 199}}, {Name: "ber", None: []int{99}}}},
	// +QIND: "act","LTE"
	{Name: "+QIND", Key: []string{"act"}, Title: "the access technology changed", Source: ec2xManual + ", QINDCFG", Fields: []format.Field{qWhat, qAct}},
	{Name: "+QIND", Key: []string{"smsfull"}, Title: "the message storage is full", Source: ec2xManual + ", QINDCFG", Fields: []format.Field{
		qWhat, {Name: "storage", Kind: format.Text}}},
	// +QIND: SMS DONE
	{Name: "+QIND", Key: []string{"SMS DONE"}, Title: "messages can be read", Source: ec2xManual + ", URCs", Fields: []format.Field{qWhat}},
	{Name: "+QIND", Key: []string{"PB DONE"}, Title: "the phone book can be read", Source: ec2xManual + ", URCs", Fields: []format.Field{qWhat}},
	// +QIURC: "pdpdeact",1
	{Name: "+QIURC", Key: []string{"pdpdeact"}, Title: "the network took a context away", Source: "Quectel TCP/IP manual", Fields: []format.Field{qWhat, {Name: "cid"}}},
	{Name: "+QIURC", Key: []string{"recv"}, Title: "a socket of the module received", Source: "Quectel TCP/IP manual", Fields: []format.Field{
		qWhat, {Name: "socket"}, {Name: "length", Unit: "B"}}},
	{Name: "+QIURC", Key: []string{"closed"}, Title: "a socket of the module was closed", Source: "Quectel TCP/IP manual", Fields: []format.Field{qWhat, {Name: "socket"}}},
	{Name: "+QCFG", Key: []string{"roamservice"}, Title: "roaming", Source: "Quectel QCFG manual", Fields: []format.Field{
		qWhat, {Name: "mode", Kind: format.Enum, Words: map[int]string{1: "not allowed", 2: "allowed", 255: "automatic"}}}},
	{Name: "+QCFG", Key: []string{"nwscanmode"}, Title: "access technologies", Source: "Quectel QCFG manual", Fields: []format.Field{
		qWhat, {Name: "mode", Kind: format.Enum, Words: map[int]string{0: "all", 1: "GSM only", 2: "WCDMA only", 3: "LTE only"}}}},
	{Name: "+QCFG", Key: []string{"nwscanseq"}, Title: "order of the access technologies", Source: "Quectel QCFG manual", Fields: []format.Field{
		qWhat, {Name: "order", Kind: format.Text}}},
}

// qcsqLines: <rssi>,<rsrp>,<sinr>,<rsrq>, with another meaning for each mode.
//
//	+QCSQ: "LTE",-69,-102,150,-12
var qcsqLines = []format.Line{
	{Name: "+QCSQ", Key: []string{"NOSERVICE"}, Title: "signal", Source: ec2xManual + ", QCSQ", Fields: []format.Field{qAct}},
	{Name: "+QCSQ", Key: []string{"GSM"}, Title: "signal", Source: ec2xManual + ", QCSQ", Fields: []format.Field{qAct, qRSSI}},
	{Name: "+QCSQ", Key: []string{"WCDMA"}, Title: "signal", Source: ec2xManual + ", QCSQ", Fields: []format.Field{
		qAct, qRSSI, {Name: "rscp", Unit: "dBm"}, {Name: "ecno", Unit: "dB"}}},
	{Name: "+QCSQ", Key: []string{"NR5G"}, Title: "signal", Source: "captured on an RM520N-GL", Fields: []format.Field{qAct, qRSRP, qPlainSINR, qRSRQ}},
	{Name: "+QCSQ", Title: "signal", Source: ec2xManual + ", QCSQ", Fields: []format.Field{qAct, qRSSI, qRSRP, qFifths, qRSRQ}},
}

// qengNeighbours are the cells beside, of LTE.
//
//	+QENG: "neighbourcell intra","LTE",6300,188,-12,-105,-75,-20,23,4,12,10,62
var qengNeighbours = []format.Line{
	{Name: "+QENG", Key: []string{"neighbourcell intra", "LTE"}, Title: "neighbour cell", Source: qengManual, Fields: []format.Field{
		qWhat, qAct, qEARFCN, qPCI, qRSRQ, qRSRP, qRSSI, {Name: "sinr_raw"}, qSRxLev, {Name: "priority"}}},
	{Name: "+QENG", Key: []string{"neighbourcell inter", "LTE"}, Title: "neighbour cell of another frequency", Source: qengManual, Fields: []format.Field{
		qWhat, qAct, qEARFCN, qPCI, qRSRQ, qRSRP, qRSSI, {Name: "sinr_raw"}, qSRxLev, {Name: "priority"}}},
}

func qpinc(facility, pin, puk string) format.Line {
	return format.Line{Name: "+QPINC", Key: []string{facility}, Title: "tries left", Source: "RG520N manual 4.11", Fields: []format.Field{
		{Name: "facility", Kind: format.Text}, {Name: pin}, {Name: puk}}}
}

// quectelRetries: +QPINC: "SC",3,10
var quectelRetries = Query{Command: "+QPINC?", Lines: []format.Line{qpinc("SC", "pin", "puk"), qpinc("P2", "pin2", "puk2")}}

// quectelCard are the URCs about the card. +QUSIM comes after every
// initialization, also after the card changed its identity (a refresh).
var quectelCard = []CardURC{
	{"+QSIMSTAT: 1,0", CardRemoved}, {"+QSIMSTAT: 1,1", CardInserted},
	{"+QUSIM: 0", CardChanged}, {"+QUSIM: 1", CardChanged},
	{"+CPIN: NOT READY", CardRemoved}, {"+CPIN: NOT INSERTED", CardRemoved},
	{"+CPIN: READY", CardReady}, {"+CPIN: SIM PIN", CardInserted}, {"+CPIN: SIM PUK", CardInserted},
}

// quectelPower: OK comes at once; POWERED DOWN within 65 s, then the power is
// cut by the module itself (RG520N manual 1.8).
var quectelPower = Power{Restart: []string{"+CFUN=1,1"}, Off: []string{"+QPOWD=1"}, Gone: "POWERED DOWN", Early: true}

// quectelCounter: sent first. Resetting it and +QAUGDCNT write to flash, so
// neither is sent.
func quectelCounter(name string) Counter {
	return Counter{Command: name + "?", Sent: "sent", Received: "received", Unit: 1, Keeps: KeepsUnknown, Lines: []format.Line{
		{Name: name, Title: "bytes counted by the module", Source: ec2xManual + " 10.15; RG520N manual 9.7",
			Fields: []format.Field{{Name: "sent", Unit: "B"}, {Name: "received", Unit: "B"}}}}}
}

// quectelLimits are the maximum response times of the RG520N manual, 9.1, 9.2
// and 1.8; the EC2x manual gives the same.
var quectelLimits = []Limit{{"+COPS=", 180}, {"+CFUN=", 15}, {"+CGATT=", 140}, {"+CGACT=", 150}, {"+CMGS", 120}, {"+CUSD=", 120}, {"+QPOWD", 65}}

var quectelRoaming = Want{About: "roaming", Read: `+QCFG="roamservice"`, Answer: `+QCFG: "roamservice",`, Fits: []string{"2", "255"},
	Write: `+QCFG="roamservice",2,1`, Why: "A Super SIM roams everywhere; with 1 the module stays off the network."}

var quectelScanMode = Want{About: "access technologies", Read: `+QCFG="nwscanmode"`, Answer: `+QCFG: "nwscanmode",`, Fits: []string{"0", "3"},
	Write: `+QCFG="nwscanmode",0,1`, Why: "A Super SIM may find LTE only in one place and an older network only in another."}

var (
	doubtQGDCNT = Doubt{"QGDCNT", "What it says after a restart depends on QAUGDCNT: the value last stored, 0 if none ever was."}
	doubtQSINR  = Doubt{"sinr of QENG", "The manual's 2X-20 fits most captured lines of LTE; a negative X is a firmware that prints dB, one above 25 a firmware that prints fifths."}
)
