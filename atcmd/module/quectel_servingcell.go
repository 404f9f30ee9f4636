package module

import "simagent/atcmd/format"

const (
	qengTitle  = "serving cell"
	qengManual = "Quectel RG520N&RG5x0F&RM5x0N AT Commands Manual 5.20; EC2x&EG2x&EG9x QENG"
)

// The forms of +QENG="servingcell", one for each RAT.

// qengIdle: the module searches, or it has cells of LTE and NR, whose lines follow.
//
//	+QENG: "servingcell","SEARCH"
var qengIdle = format.Line{Name: "+QENG", Key: []string{"servingcell", "*", ""}, Title: qengTitle, Source: qengManual,
	Fields: []format.Field{qWhat, qState}}

// qengLTE is LTE of EC2x, and LTE-M and NB-IoT of BG9x.
//
//	+QENG: "servingcell","NOCONN","LTE","FDD",214,01,7676A09,188,6300,20,3,3,603,-104,-9,-78,11,23
func qengLTE(act string) format.Line {
	return format.Line{Name: "+QENG", Key: []string{"servingcell", "*", act}, Title: qengTitle, Source: qengManual,
		Fields: []format.Field{qWhat, qState, qAct, qDuplex, qMCC, qMNC, qCell, qPCI, qEARFCN, qBand, qULBandwidth, qDLBandwidth, qTAC,
			qRSRP, qRSRQ, qRSSI, qSINR, qSRxLev}}
}

// qengLTEA is LTE of modules with carrier aggregation: <cqi> and <tx_power> more.
//
//	+QENG: "servingcell","NOCONN","LTE","FDD",222,01,4940206,427,1350,3,5,5,BFF,-93,-11,-61,11,7,50,-
var qengLTEA = format.Line{Name: "+QENG", Key: []string{"servingcell", "*", "LTE"}, Title: qengTitle, Source: qengManual,
	Fields: []format.Field{qWhat, qState, qAct, qDuplex, qMCC, qMNC, qCell, qPCI, qEARFCN, qBand, qULBandwidth, qDLBandwidth, qTAC,
		qRSRP, qRSRQ, qRSSI, qSINR, {Name: "cqi"}, {Name: "tx_power", Unit: "dBm", Mul: 0.1}, qSRxLev}}

// qengAnchor is the cell of LTE when one of NR is there too (EN-DC).
//
//	+QENG: "LTE","FDD",302,720,9D8148,95,3050,7,5,5,73A0,-110,-16,-74,3,4,140,-
var qengAnchor = format.Line{Name: "+QENG", Key: []string{"LTE"}, Title: "cell of LTE beside one of NR", Source: qengManual,
	Fields: []format.Field{qAct, qDuplex, qMCC, qMNC, qCell, qPCI, qEARFCN, qBand, qULBandwidth, qDLBandwidth, qTAC,
		qRSRP, qRSRQ, qRSSI, qSINR, {Name: "cqi"}, {Name: "tx_power", Unit: "dBm", Mul: 0.1}, qSRxLev}}

// qengNSA has <SINR> in front of <RSRQ>. The names of NR keep it apart from
// the anchor's.
//
//	+QENG: "NR5G-NSA",262,01,774,-82,30,-11,431070,1,3,0
var qengNSA = format.Line{Name: "+QENG", Key: []string{"NR5G-NSA"}, Title: "cell of NR beside one of LTE", Source: qengManual,
	Fields: []format.Field{qAct, qMCC, qMNC, qPCI, {Name: "ss_rsrp", Unit: "dBm", None: notMeasured}, {Name: "ss_sinr", Unit: "dB", None: notMeasured},
		{Name: "ss_rsrq", Unit: "dB", None: notMeasured}, {Name: "nrarfcn"}, qBand, qNRBandwidth, qSCS}}

// qengSA is NR alone.
//
//	+QENG: "servingcell","NOCONN","NR5G-SA","TDD",202,01,12AA54086,262,15EC,634080,78,7,-92,-11,18,1,-
var qengSA = format.Line{Name: "+QENG", Key: []string{"servingcell", "*", "NR5G-SA"}, Title: qengTitle, Source: qengManual,
	Fields: []format.Field{qWhat, qState, qAct, qDuplex, qMCC, qMNC, qCell, qPCI, qTAC, {Name: "nrarfcn"}, qBand, qNRBandwidth,
		qRSRP, qRSRQ, qPlainSINR, qSCS, qSRxLev}}

// qengWCDMA: <ecio> in dB; the rest is said in a call only.
//
//	+QENG: "servingcell","NOCONN","WCDMA",310,410,DEA6,2883C,4385,84,254,-98,-7,-,-,-,-,-
var qengWCDMA = format.Line{Name: "+QENG", Key: []string{"servingcell", "*", "WCDMA"}, Title: qengTitle, Source: qengManual,
	Fields: []format.Field{qWhat, qState, qAct, qMCC, qMNC, qLAC, qCell, {Name: "uarfcn"}, {Name: "psc"}, {Name: "rac"},
		{Name: "rscp", Unit: "dBm", None: notMeasured}, {Name: "ecno", Unit: "dB", None: notMeasured}, {Name: "phych"}, {Name: "sf"}, {Name: "slot"},
		{Name: "speech_code"}, {Name: "compressed_mode"}}}

// qengGSM: <rxlev> stands in dBm in all captured lines, and is called rssi here.
//
//	+QENG: "servingcell","NOCONN","GSM",250,99,DC51,B919,26,50,-,-73,255,255,0,38,38,1,-,-,-,-,-,-,-,-,-,"-"
var qengGSM = format.Line{Name: "+QENG", Key: []string{"servingcell", "*", "GSM"}, Title: qengTitle, Source: qengManual,
	Fields: []format.Field{qWhat, qState, qAct, qMCC, qMNC, qLAC, qCell, {Name: "bsic"}, {Name: "arfcn"},
		qBand, qRSSI, {Name: "txp"}, {Name: "rla"}, {Name: "drx"},
		{Name: "c1"}, {Name: "c2"}, {Name: "gprs"}, {Name: "tch", Kind: format.Text}, {Name: "timeslot"}, {Name: "timing_advance"}}}
