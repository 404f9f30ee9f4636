package module

// quectelLTEA: EG06, EP06, EM06, EG12, EM12, EG18. Their +QENG has two fields
// more, and there is +QCAINFO.
var quectelLTEA = family{
	Name:    "Quectel EG06/EM12/EG18",
	Makers:  []string{"quectel"},
	Models:  []string{"EG06", "EP06", "EM06", "EG12", "EM12", "EG18"},
	ICCID:   []string{"+QCCID", "+ICCID"},
	Retries: quectelRetries,
	Setup:   []string{"+QSIMSTAT=1"},
	Card:    quectelCard,
	Signal:  Query{Command: `+QENG="servingcell"`, forms: qengManual + qengLTEA + qengWCDMA + qengIdle},
	formats: []string{quectelLines, qcsqLines, qengNeighbours, qcainfoLTE},
	Counter: quectelCounter,
	power:   &quectelPower,
	Wants:   quectelWants,
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
const qcainfoLTE = "" +
	"RG520N manual 5.21\n" +
	"+QCAINFO,PCC|first carrier|" + qcainfoFields + "\n" +
	"+QCAINFO,SCC|further carrier|" + qcainfoFields + "\n"

const qcainfoFields = "carrier$;earfcn;bandwidth@RB;band$;state;pci;rsrp@dBm" + notMeasured + ";rsrq@dB" + notMeasured + ";rssi@dBm" + notMeasured + ";sinr_raw"
