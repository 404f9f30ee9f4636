package module

import "simagent/atcmd/format"

// quectelRM500U has Unisoc's chip: other fields behind <SINR>, other settings,
// and a byte counter whose order is in doubt.
var quectelRM500U = Profile{
	Name:    "Quectel RM500U/RG200U/RG500U",
	Makers:  []string{"quectel"},
	Models:  []string{"RM500U", "RG200U", "RG500U"},
	ICCID:   []string{"+CCID"},
	Retries: quectelRetries,
	Card:    quectelCard,
	Signal:  Query{Command: `+QENG="servingcell"`, Lines: []format.Line{rm500uSA, qengLTE("LTE"), qengIdle}},
	Formats: joined(quectelLines, rm500uLines),
	Counter: rm500uCounter(),
	Power:   quectelPower,
	Wants: []Want{
		{About: "access technologies", Read: `+QNWPREFCFG="mode_pref"`, Answer: `+QNWPREFCFG: "mode_pref",`, Fits: []string{"AUTO"}, Write: `+QNWPREFCFG="mode_pref",AUTO`,
			Why: "A Super SIM may find LTE only in one place and 5G only in another."},
	},
	Limits: quectelLimits,
	Source: "captured lines of an RM500U-CNV; QModem, vendor quectel, platform unisoc",
	Doubts: []Doubt{
		{"QGDCNT", "QModem reads received first on this chip, the manuals of the others say sent first: only the sum is sure."},
		{"QPINC, QSIMSTAT, QPOWD", "No source shows them on this chip; they stand as in RM5x0N."},
		{"roaming", "How roaming is allowed on this chip was not found; nwscanmode and roam_pref of others fail with CME 4."},
		{"QENG for LTE", "Only a line of NR was captured; LTE stands as in EC2x."},
	},
}

// rm500uSA has <tx_power>, <srxlev>, <scs> behind <SINR>, and a bandwidth in MHz.
//
//	+QENG: "servingcell","CONNECT","NR5G-SA","TDD",460,11,0BF000114,702,76010F,633984,78,100,-89,-8,15,18,34,1
var rm500uSA = format.Line{Name: "+QENG", Key: []string{"servingcell", "*", "NR5G-SA"}, Title: qengTitle, Source: "captured on an RM500U-CNV",
	Fields: []format.Field{qWhat, qState, qAct, qDuplex, qMCC, qMNC, qCell, qPCI, qTAC, {Name: "nrarfcn"}, qBand, {Name: "dl_bandwidth", Unit: "MHz"},
		qRSRP, qRSRQ, qPlainSINR, {Name: "tx_power"}, qSRxLev, qSCS}}

var rm500uLines = []format.Line{
	{Name: "+CCID", Title: "ICCID", Source: "captured on an RM500U-CNV", Fields: []format.Field{{Name: "iccid", Kind: format.Text, Secret: true}}},
	// +QENG: "neighbourcell","NR",633984,262,-102,-17,-6,-,32
	{Name: "+QENG", Key: []string{"neighbourcell", "NR"}, Title: "neighbour cell", Source: "captured on an RM500U-CNV", Fields: []format.Field{
		qWhat, qAct, {Name: "nrarfcn"}, qPCI, qRSRP, qRSRQ, qPlainSINR}},
	// +QCAINFO: "PCC",633984,100,"NR N78",1,702,-92,-7,-72,10
	{Name: "+QCAINFO", Title: "carrier", Source: "captured on an RM500U-CNV", Fields: []format.Field{
		{Name: "carrier", Kind: format.Text}, {Name: "nrarfcn"}, {Name: "bandwidth", Unit: "MHz"}, {Name: "band", Kind: format.Text},
		{Name: "state"}, {Name: "pci"}, qRSRP, qRSRQ, qRSSI, qPlainSINR}},
	{Name: "+QNWPREFCFG", Title: "network preference", Source: "captured on an RM500U-CNV", Fields: []format.Field{qWhat, {Name: "value", Kind: format.Text}}},
}

func rm500uCounter() Counter {
	c := quectelCounter("+QGDCNT")
	c.Swapped = true
	return c
}
