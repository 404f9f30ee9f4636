package module

// fibocomNL: NL668, NL678, FM150 and FM160, with Qualcomm's chips.
var fibocomNL = family{
	Name:    "Fibocom NL668/FM150/FM160",
	Makers:  []string{"fibocom"},
	Models:  []string{"NL668", "NL678", "FM150", "FM160"},
	ICCID:   []string{"+ICCID", "+CCID"}, // +CCID takes ten seconds without a card
	Retries: cpinrRetries,
	Card:    fibocomCard,
	Signal:  cesqSignal,
	formats: []string{fibocomLines, cesq, gtccinfo, nlLines},
	Counter: Counter{Command: "+GTSTATIS?", forms: gtstatis, Sent: "sent", Received: "received", Unit: 1, Keeps: KeepsUnknown, Swapped: true},
	power:   &fibocomPower,
	Limits:  []Limit{{"+CCID", 15}, {"+CPMS", 15}, {"+CIMI", 10}, {"+CGDCONT?", 10}, {"+CMGF", 10}, {"+GTPKGVER", 20}},
	Source:  "captured lines and times of an FM160-CN; " + qmodem + "; ModemManager, plugin fibocom",
	Doubts: []Doubt{
		{"GTSTATIS", "Two public programs read the rates and bytes received first; no manual was at hand, so only the sum is sure."},
		{"times", "They were measured without a card, where these commands wait for one."},
		{"roaming", "GTROAMCFG exists on some firmware; its values were not found."},
		{"GTCCINFO of NR", "The scale of its levels is taken from +CESQ's."},
	},
}

// gtstatis: rates in bytes a second, then bytes.
//
//	+GTSTATIS: 2954,2125,378317,331309
const gtstatis = "" +
	qmodem + "\n" +
	"+GTSTATIS|rates, and bytes counted by the module|received_rate@B/s;sent_rate@B/s;received@B;sent@B\n"

const nlLines = "" +
	gtstatis +
	"captured on an FM160-CN\n" +
	// +GTDUALSIM : 0, "SUB1", "NR": an answer, and a URC that comes again and again
	"+GTDUALSIM|card slot|slot;application$;act$\n" +
	// +GTUSBMODE: 32
	"+GTUSBMODE|USB composition|mode\n" +
	"Fibocom AT manual 9.1.14\n" +
	// +GTACT: 20,6,3,1,8,101,103
	"+GTACT|access technologies and bands|mode;preferred1;preferred2;&band\n" +
	qmodem + "\n" +
	// +GTUSAGEREC: 12,MB
	"+GTUSAGEREC|traffic recorded by the module|amount;unit$\n"
