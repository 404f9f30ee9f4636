package module

const ec2xManual = "Quectel EC2x&EG2x&EG9x&EM05 AT Commands Manual"

// quectelLines are what all Quectel families print.
const quectelLines = "" +
	ec2xManual + " 5.7\n" +
	// +QCCID: 8988307000000001238
	"+QCCID|ICCID|iccid$$\n" +
	"RG520N manual 4.2\n" +
	"+ICCID|ICCID|iccid$$\n" +
	"RG520N manual 4.14\n" +
	// +QSIMSTAT: 1,0: the answer, and the URC with a blank in front of the colon
	"+QSIMSTAT|is a card inserted|enabled=not reported/reported;inserted=removed/inserted/unknown, the card is not initialized yet\n" +
	"RG520N manual 4.13\n" +
	"+QSIMDET|card detection|enabled=off/on, in force after a restart;level=inserted is low/inserted is high\n" +
	"ModemManager, plugin quectel\n" +
	// +QUSIM: 1
	"+QUSIM|the card was initialized|type=SIM/USIM\n" +
	"RG520N manual 4.12\n" +
	// +QINISTAT: 7
	"+QINISTAT|how far the card is initialized|status~nothing yet/PIN may be entered/3:and messages/5:and the phone book/7:PIN, messages and phone book\n" +
	qpincLines +
	"RG520N manual 5.18\n" +
	// +QNWINFO: "FDD LTE","46011","LTE BAND 3",1650
	"+QNWINFO,No Service|network|act$\n" +
	"+QNWINFO|network|act$;operator$;band$;channel\n" +
	"RG520N manual 5.19\n" +
	// +QSPN: "CHN-UNICOM","UNICOM","",0,"46001"
	"+QSPN|names of the network|long$;short$;spn$;alphabet=GSM 7 bit/UCS2;plmn$\n" +
	ec2xManual + " 10.15\n" +
	"+QGDCNT|bytes counted by the module|sent@B;received@B\n" +
	"RG520N manual 9.8\n" +
	"+QAUGDCNT|how often the byte counter is stored in flash|interval@s~never\n" +
	ec2xManual + ", QINDCFG\n" +
	// +QIND: "csq",21,99
	"+QIND,csq|the signal changed|what$;rssi@dBm*2-113!99,199;ber!99\n" +
	// +QIND: "act","LTE"
	"+QIND,act|the access technology changed|what$;act$\n" +
	"+QIND,smsfull|the message storage is full|what$;storage$\n" +
	ec2xManual + ", URCs\n" +
	// +QIND: SMS DONE
	"+QIND,SMS DONE|messages can be read|what$\n" +
	"+QIND,PB DONE|the phone book can be read|what$\n" +
	"Quectel TCP/IP manual\n" +
	// +QIURC: "pdpdeact",1
	"+QIURC,pdpdeact|the network took a context away|what$;cid\n" +
	"+QIURC,recv|a socket of the module received|what$;socket;length@B\n" +
	"+QIURC,closed|a socket of the module was closed|what$;socket\n" +
	"Quectel QCFG manual\n" +
	"+QCFG,roamservice|roaming|what$;mode=1:not allowed/allowed/255:automatic\n" +
	"+QCFG,nwscanmode|access technologies|what$;mode=all/GSM only/WCDMA only/LTE only\n" +
	"+QCFG,nwscanseq|order of the access technologies|what$;order$\n"

// qcsqLines: <rssi>,<rsrp>,<sinr>,<rsrq>, with another meaning for each mode.
//
//	+QCSQ: "LTE",-69,-102,150,-12
const qcsqLines = "" +
	ec2xManual + ", QCSQ\n" +
	"+QCSQ,NOSERVICE|signal|act$\n" +
	"+QCSQ,GSM|signal|act$;rssi@dBm" + notMeasured + "\n" +
	"+QCSQ,WCDMA|signal|act$;rssi@dBm" + notMeasured + ";rscp@dBm;ecno@dB\n" +
	"captured on an RM520N-GL\n" +
	"+QCSQ,NR5G|signal|act$;rsrp@dBm" + notMeasured + ";sinr@dB" + notMeasured + ";rsrq@dB" + notMeasured + "\n" +
	ec2xManual + ", QCSQ\n" +
	"+QCSQ|signal|act$;rssi@dBm" + notMeasured + ";rsrp@dBm" + notMeasured + ";sinr@dB*0.2-20" + notMeasured + ";rsrq@dB" + notMeasured + "\n"

// qengNeighbours are the cells beside, of LTE.
//
//	+QENG: "neighbourcell intra","LTE",6300,188,-12,-105,-75,-20,23,4,12,10,62
const qengNeighbours = "" +
	qengManual +
	"+QENG,neighbourcell intra,LTE|neighbour cell|what$;act$;earfcn;pci;rsrq@dB" + notMeasured + ";rsrp@dBm" + notMeasured + ";rssi@dBm" + notMeasured + ";sinr_raw;srxlev@dB;priority\n" +
	"+QENG,neighbourcell inter,LTE|neighbour cell of another frequency|what$;act$;earfcn;pci;rsrq@dB" + notMeasured + ";rsrp@dBm" + notMeasured + ";rssi@dBm" + notMeasured + ";sinr_raw;srxlev@dB;priority\n"

// qpincLines: +QPINC: "SC",3,10
const qpincLines = "" +
	"RG520N manual 4.11\n" +
	"+QPINC,SC|tries left|facility$;pin;puk\n" +
	"+QPINC,P2|tries left|facility$;pin2;puk2\n"

var quectelRetries = Query{Command: "+QPINC?", forms: qpincLines}

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
var quectelCounter = Counter{Command: "+QGDCNT?", Sent: "sent", Received: "received", Unit: 1, Keeps: KeepsUnknown, forms: qgdcnt}

const qgdcnt = "" +
	ec2xManual + " 10.15; RG520N manual 9.7\n" +
	"+QGDCNT|bytes counted by the module|sent@B;received@B\n"

// quectelLimits are the maximum response times of the RG520N manual, 9.1, 9.2
// and 1.8; the EC2x manual gives the same.
var quectelLimits = []Limit{{"+COPS=", 180}, {"+CFUN=", 15}, {"+CGATT=", 140}, {"+CGACT=", 150}, {"+CMGS", 120}, {"+CUSD=", 120}, {"+QPOWD", 65}}

// quectelWants are those of the families with +QCFG.
var quectelWants = []Want{
	{About: "roaming", Read: `+QCFG="roamservice"`, Answer: `+QCFG: "roamservice",`, Fits: []string{"2", "255"},
		Write: `+QCFG="roamservice",2,1`, Why: "A Super SIM roams everywhere; with 1 the module stays off the network."},
	{About: "access technologies", Read: `+QCFG="nwscanmode"`, Answer: `+QCFG: "nwscanmode",`, Fits: []string{"0", "3"},
		Write: `+QCFG="nwscanmode",0,1`, Why: "A Super SIM may find LTE only in one place and an older network only in another."},
}

var (
	doubtQGDCNT = Doubt{"QGDCNT", "What it says after a restart depends on QAUGDCNT: the value last stored, 0 if none ever was."}
	doubtQSINR  = Doubt{"sinr of QENG", "The manual's 2X-20 fits most captured lines of LTE; a negative X is a firmware that prints dB, one above 25 a firmware that prints fifths."}
)
