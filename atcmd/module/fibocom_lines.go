package module

const (
	qmodem      = "QModem, vendor fibocom"
	fibocomRows = "Fibocom AT manual 9.1.15; captured lines of FM160, NL668 and L610"
)

// fibocomCard are the URCs about the card.
var fibocomCard = []CardURC{
	{"+SIM: Inserted", CardInserted}, {"+SIM: Removed", CardRemoved}, {"+SIM DROP", CardRemoved}, {"+SIM READY", CardReady},
	{"+CPIN: READY", CardReady}, {"+CPIN: NOT READY", CardRemoved},
}

var fibocomPower = Power{Restart: []string{"+CFUN=15"}, Off: []string{"+CPWROFF"}, Early: true}

// fibocomLines are what all Fibocom families print.
const fibocomLines = "" +
	qmodem + "\n" +
	"+CCID|ICCID|iccid$$\n" +
	"+ICCID|ICCID|iccid$$\n" +
	"ModemManager, plugin fibocom\n" +
	// +SIM: Inserted
	"+SIM|card|state$\n"

// gtccinfo are the rows of +GTCCINFO?. The name stands alone in the line above
// them: who reads a row puts it in front. A headline ("LTE service cell:") says
// what they are, but only the first two fields can be relied on. <sinr> of LTE
// counts half dB, the other levels are as in +CESQ.
//
//	+GTCCINFO:
//	LTE service cell:
//	1,4,460,01,4F50,52BF337,672,1E4,103,100,44,63,63,24
const gtccinfo = "" +
	fibocomRows + "\n" +
	"+GTCCINFO,1,4|serving cell, LTE|" + gtFirst + ";tac#;cell#;earfcn#;pci#;band;bandwidth@RB;sinr@dB*0.5!255;rxlev@dBm-141!255;rsrp@dBm-141!255;rsrq@dB*0.5-20!255\n" +
	"+GTCCINFO,1,9|serving cell, NR|" + gtFirst + ";tac#;cell#;nrarfcn#;pci#;band;bandwidth;ss_sinr@dB*0.5-23.5!255;rxlev@dBm-157!255;ss_rsrp@dBm-157!255;ss_rsrq@dB*0.5-43.5!255\n" +
	qmodem + "\n" +
	"+GTCCINFO,1,2|serving cell, WCDMA|" + gtFirst + ";lac#;cell#\n" +
	fibocomRows + "\n" +
	"+GTCCINFO,2,4|neighbour cell, LTE|" + gtFirst + ";tac#;cell#;earfcn#;pci#\n"

// gtFirst are the first fields of all rows.
const gtFirst = "serving=1:yes/no;act=2:WCDMA/4:LTE/9:NR;mcc;mnc"
