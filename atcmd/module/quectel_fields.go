package module

import "simagent/atcmd/format"

// Fields that Quectel's lines share.
var (
	qWhat   = format.Field{Name: "what", Kind: format.Text}
	qState  = format.Field{Name: "state", Kind: format.Text} // SEARCH, LIMSRV, NOCONN or CONNECT
	qAct    = format.Field{Name: "act", Kind: format.Text}
	qDuplex = format.Field{Name: "duplex", Kind: format.Text}
	qMCC    = format.Field{Name: "mcc"}
	qMNC    = format.Field{Name: "mnc"}
	qCell   = format.Field{Name: "cell", Kind: format.Hex}
	qTAC    = format.Field{Name: "tac", Kind: format.Hex}
	qLAC    = format.Field{Name: "lac", Kind: format.Hex}
	qPCI    = format.Field{Name: "pci"}
	qEARFCN = format.Field{Name: "earfcn"}
	qBand   = format.Field{Name: "band"}
	qRSRP   = format.Field{Name: "rsrp", Unit: "dBm", None: notMeasured}
	qRSRQ   = format.Field{Name: "rsrq", Unit: "dB", None: notMeasured}
	qRSSI   = format.Field{Name: "rssi", Unit: "dBm", None: notMeasured}
	qSRxLev = format.Field{Name: "srxlev", Unit: "dB"}

	// qSINR is +QENG's of LTE: Y = X/5*10 - 20 (RG520N AT Commands Manual 5.20),
	// which is 0 to 25 for -20 to 30 dB.
	qSINR = format.Field{Name: "sinr", Unit: "dB", Mul: 2, Add: -20, None: notMeasured}
	// qFifths is +QCSQ's: 0 to 250 in fifths of a dB from -20 dB.
	qFifths = format.Field{Name: "sinr", Unit: "dB", Mul: 0.2, Add: -20, None: notMeasured}
	// qPlainSINR is that of NR, in dB.
	qPlainSINR = format.Field{Name: "sinr", Unit: "dB", None: notMeasured}

	qULBandwidth = format.Field{Name: "ul_bandwidth", Kind: format.Enum, Words: lteBandwidths}
	qDLBandwidth = format.Field{Name: "dl_bandwidth", Kind: format.Enum, Words: lteBandwidths}
	qNRBandwidth = format.Field{Name: "dl_bandwidth", Kind: format.Enum, Words: nrBandwidths}
	qSCS         = format.Field{Name: "scs", Kind: format.Enum, Words: map[int]string{0: "15 kHz", 1: "30 kHz", 2: "60 kHz", 3: "120 kHz", 4: "240 kHz"}}
)

// notMeasured are what stands for a value that was not measured: -32768 by the
// RG520N manual 5.10, -3276 in a captured line of NR with limited service.
var notMeasured = []int{-32768, -3276}

// lteBandwidths are 36.101's, as Quectel and SIMCom count them.
var lteBandwidths = map[int]string{0: "1.4 MHz", 1: "3 MHz", 2: "5 MHz", 3: "10 MHz", 4: "15 MHz", 5: "20 MHz"}

// nrBandwidths are those of the RG520N manual 5.20.
var nrBandwidths = map[int]string{0: "5 MHz", 1: "10 MHz", 2: "15 MHz", 3: "20 MHz", 4: "25 MHz", 5: "30 MHz", 6: "40 MHz",
	7: "50 MHz", 8: "60 MHz", 9: "70 MHz", 10: "80 MHz", 11: "90 MHz", 12: "100 MHz", 13: "200 MHz", 14: "400 MHz", 15: "35 MHz", 16: "45 MHz"}
