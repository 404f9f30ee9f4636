package module

// quectelRM500U has Unisoc's chip: other fields behind <SINR>, other settings,
// and a byte counter whose order is in doubt.
var quectelRM500U = family{
	Name:    "Quectel RM500U/RG200U/RG500U",
	Makers:  []string{"quectel"},
	Models:  []string{"RM500U", "RG200U", "RG500U"},
	ICCID:   []string{"+CCID"},
	Retries: quectelRetries,
	Card:    quectelCard,
	Signal:  Query{Command: `+QENG="servingcell"`, forms: rm500uSA + qengManual + qengLTE + qengIdle},
	formats: []string{quectelLines, rm500uLines},
	Counter: rm500uCounter,
	power:   &quectelPower,
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
const rm500uSA = "" +
	"captured on an RM500U-CNV\n" +
	"+QENG,servingcell,*,NR5G-SA|serving cell|what$;state$;act$;duplex$;mcc;mnc;cell#;pci;tac#;nrarfcn;band;dl_bandwidth@MHz;rsrp@dBm" + notMeasured + ";rsrq@dB" + notMeasured + ";sinr@dB" + notMeasured + ";tx_power;srxlev@dB;" + qSCS + "\n"

const rm500uLines = "" +
	"captured on an RM500U-CNV\n" +
	"+CCID|ICCID|iccid$$\n" +
	// +QENG: "neighbourcell","NR",633984,262,-102,-17,-6,-,32
	"+QENG,neighbourcell,NR|neighbour cell|what$;act$;nrarfcn;pci;rsrp@dBm" + notMeasured + ";rsrq@dB" + notMeasured + ";sinr@dB" + notMeasured + "\n" +
	// +QCAINFO: "PCC",633984,100,"NR N78",1,702,-92,-7,-72,10
	"+QCAINFO|carrier|carrier$;nrarfcn;bandwidth@MHz;band$;state;pci;rsrp@dBm" + notMeasured + ";rsrq@dB" + notMeasured + ";rssi@dBm" + notMeasured + ";sinr@dB" + notMeasured + "\n" +
	"+QNWPREFCFG|network preference|what$;value$\n"

var rm500uCounter = Counter{Command: "+QGDCNT?", Sent: "sent", Received: "received", Unit: 1, Keeps: KeepsUnknown, Swapped: true, forms: qgdcnt}
