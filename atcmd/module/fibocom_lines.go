package module

import "simagent/atcmd/format"

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
var fibocomLines = []format.Line{
	{Name: "+CCID", Title: "ICCID", Source: qmodem, Fields: []format.Field{secret("iccid")}},
	{Name: "+ICCID", Title: "ICCID", Source: qmodem, Fields: []format.Field{secret("iccid")}},
	// +SIM: Inserted
	{Name: "+SIM", Title: "card", Source: "ModemManager, plugin fibocom", Fields: []format.Field{textField("state")}},
	cesq,
}

// gtccinfo are the rows of +GTCCINFO?. The name stands alone in the line above
// them: who reads a row puts it in front. A headline ("LTE service cell:") says
// what they are, but only the first two fields can be relied on. <sinr> of LTE
// counts half dB, the other levels are as in +CESQ.
//
//	+GTCCINFO:
//	LTE service cell:
//	1,4,460,01,4F50,52BF337,672,1E4,103,100,44,63,63,24
var gtccinfo = []format.Line{
	{Name: "+GTCCINFO", Key: []string{"1", "4"}, Title: "serving cell, LTE", Source: fibocomRows, Fields: []format.Field{
		gtServing, gtRAT, number("mcc"), number("mnc"), hexField("tac"), hexField("cell"), hexField("earfcn"), hexField("pci"), number("band"),
		format.Field{Name: "bandwidth", Unit: "RB"}, scaled("sinr", "dB", 0.5, 0, 255), scaled("rxlev", "dBm", 1, -141, 255),
		scaled("rsrp", "dBm", 1, -141, 255), scaled("rsrq", "dB", 0.5, -20, 255)}},
	{Name: "+GTCCINFO", Key: []string{"1", "9"}, Title: "serving cell, NR", Source: fibocomRows, Fields: []format.Field{
		gtServing, gtRAT, number("mcc"), number("mnc"), hexField("tac"), hexField("cell"), hexField("nrarfcn"), hexField("pci"), number("band"),
		number("bandwidth"), scaled("ss_sinr", "dB", 0.5, -23.5, 255), scaled("rxlev", "dBm", 1, -157, 255),
		scaled("ss_rsrp", "dBm", 1, -157, 255), scaled("ss_rsrq", "dB", 0.5, -43.5, 255)}},
	{Name: "+GTCCINFO", Key: []string{"1", "2"}, Title: "serving cell, WCDMA", Source: qmodem, Fields: []format.Field{
		gtServing, gtRAT, number("mcc"), number("mnc"), hexField("lac"), hexField("cell")}},
	{Name: "+GTCCINFO", Key: []string{"2", "4"}, Title: "neighbour cell, LTE", Source: fibocomRows, Fields: []format.Field{
		gtServing, gtRAT, number("mcc"), number("mnc"), hexField("tac"), hexField("cell"), hexField("earfcn"), hexField("pci")}},
}

var (
	gtServing = enum("serving", map[int]string{1: "yes", 2: "no"})
	gtRAT     = enum("act", map[int]string{2: "WCDMA", 4: "LTE", 9: "NR"})
)
