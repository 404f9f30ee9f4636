package module

import "simagent/atcmd/format"

// quectelLTEA: EG06, EP06, EM06, EG12, EM12, EG18. Their +QENG has two fields
// more, and there is +QCAINFO.
var quectelLTEA = Profile{
	Name:    "Quectel EG06/EM12/EG18",
	Makers:  []string{"quectel"},
	Models:  []string{"EG06", "EP06", "EM06", "EG12", "EM12", "EG18"},
	ICCID:   []string{"+QCCID", "+ICCID"},
	Retries: quectelRetries,
	Setup:   []string{"+QSIMSTAT=1"},
	Card:    quectelCard,
	Signal:  Query{Command: `+QENG="servingcell"`, Lines: []format.Line{qengLTEA, qengWCDMA, qengIdle}},
	Formats: joined(quectelLines, qcsqLines, qengNeighbours, qcainfoLTE),
	Counter: quectelCounter("+QGDCNT"),
	Power:   quectelPower,
	Wants:   []Want{quectelRoaming, quectelScanMode},
	Limits:  quectelLimits,
	Source:  ec2xManual + "; captured lines of EG06 and EM12; ModemManager, plugin quectel",
	Doubts: []Doubt{
		doubtQGDCNT, doubtQSINR,
		{"manual", "The manual of this family was not at hand: what is not captured stands as in EC2x."},
		{"QSIMSTAT", "Whether it is stored at each write, as in RM5x0N, is not known."},
	},
}

// qcainfoLTE are the carriers of LTE; <bandwidth> counts resource blocks.
//
//	+QCAINFO: "PCC",275,75,"LTE BAND 1",1,280,-99,-14,-67,-4
var qcainfoLTE = []format.Line{
	{Name: "+QCAINFO", Key: []string{"PCC"}, Title: "first carrier", Source: "RG520N manual 5.21", Fields: qcainfoFields},
	{Name: "+QCAINFO", Key: []string{"SCC"}, Title: "further carrier", Source: "RG520N manual 5.21", Fields: qcainfoFields},
}

var qcainfoFields = []format.Field{{Name: "carrier", Kind: format.Text}, {Name: "earfcn"}, {Name: "bandwidth", Unit: "RB"},
	{Name: "band", Kind: format.Text}, {Name: "state"}, {Name: "pci"}, qRSRP, qRSRQ, qRSSI, {Name: "sinr_raw"}}
