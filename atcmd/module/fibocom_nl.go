package module

import "simagent/atcmd/format"

// fibocomNL: NL668, NL678, FM150 and FM160, with Qualcomm's chips.
var fibocomNL = Profile{
	Name:    "Fibocom NL668/FM150/FM160",
	Makers:  []string{"fibocom"},
	Models:  []string{"NL668", "NL678", "FM150", "FM160"},
	ICCID:   []string{"+ICCID", "+CCID"}, // +CCID takes ten seconds without a card
	Retries: Query{Command: "+CPINR", Lines: cpinrLines},
	Card:    fibocomCard,
	Signal:  cesqSignal,
	Formats: joined(fibocomLines, gtccinfo, nlLines),
	Counter: Counter{Command: "+GTSTATIS?", Lines: []format.Line{gtstatis}, Sent: "sent", Received: "received", Unit: 1, Keeps: KeepsUnknown, Swapped: true},
	Power:   fibocomPower,
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
var gtstatis = format.Line{Name: "+GTSTATIS", Title: "rates, and bytes counted by the module", Source: qmodem, Fields: []format.Field{
	{Name: "received_rate", Unit: "B/s"}, {Name: "sent_rate", Unit: "B/s"}, byteCount("received"), byteCount("sent")}}

var nlLines = []format.Line{
	gtstatis,
	// +GTDUALSIM : 0, "SUB1", "NR": an answer, and a URC that comes again and again
	{Name: "+GTDUALSIM", Title: "card slot", Source: "captured on an FM160-CN", Fields: []format.Field{number("slot"), textField("application"), textField("act")}},
	// +GTUSBMODE: 32
	{Name: "+GTUSBMODE", Title: "USB composition", Source: "captured on an FM160-CN", Fields: []format.Field{number("mode")}},
	// +GTACT: 20,6,3,1,8,101,103
	{Name: "+GTACT", Title: "access technologies and bands", Source: "Fibocom AT manual 9.1.14", Repeat: 1, Fields: []format.Field{
		number("mode"), number("preferred1"), number("preferred2"), number("band")}},
	// +GTUSAGEREC: 12,MB
	{Name: "+GTUSAGEREC", Title: "traffic recorded by the module", Source: qmodem, Fields: []format.Field{number("amount"), textField("unit")}},
}
