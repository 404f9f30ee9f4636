package module

// quectelBG9x: BG95, BG96, BG77 and BG600L, with LTE-M, NB-IoT and GSM. The
// names of the access technologies differ: eMTC and NBIoT (BG95, BG77), CAT-M1
// and CAT-NB1, in older firmware CAT-M and CAT-NB (BG96).
var quectelBG9x = family{
	Name:    "Quectel BG95/BG96/BG77",
	Makers:  []string{"quectel"},
	Models:  []string{"BG95", "BG96", "BG77", "BG600"},
	ICCID:   []string{"+QCCID"},
	Retries: quectelRetries,
	Setup:   []string{"+QSIMSTAT=1"},
	Card:    quectelCard,
	Signal:  Query{Command: `+QENG="servingcell"`, forms: bg9xQENG},
	formats: []string{quectelLines, qcsqLines, bg9xLines},
	Counter: quectelCounter,
	power:   &quectelPower,
	wants:   quectelWants,
	Wants: []Want{
		{About: "LTE-M or NB-IoT", Read: `+QCFG="iotopmode"`, Answer: `+QCFG: "iotopmode",`, Fits: []string{"0"}, Write: `+QCFG="iotopmode",0,1`,
			Why: "A Super SIM has no NB-IoT: looking for it is time lost."},
		{About: "scan order", Read: `+QCFG="nwscanseq"`, Answer: `+QCFG: "nwscanseq",`, Fits: []string{"00", "0", "02", "0201", "020103", "020301", "0203"},
			Write: `+QCFG="nwscanseq",020103,1`, Why: "LTE-M first: with another order the module scans every band of GSM or NB-IoT before."},
	},
	Limits: quectelLimits,
	Source: "Quectel BG96 AT Commands Manual V2.1, BG95&BG77&BG600L QuecCell Application Note V1.0; KORE, Super SIM and Quectel modules; captured lines of BG95-M3 and BG96",
	Doubts: []Doubt{
		doubtQGDCNT, doubtQSINR,
		{"QSIMSTAT", "Whether it is stored at each write, as in RM5x0N, is not known."},
		{"QGDCNT", "That it counts the sockets of the module as well is not said."},
		{"AT interface", "BG95 and BG77 (2c7c:0700) are in no list of ports: the port has to be found by asking."},
	},
}

const bg9xLines = "" +
	"Quectel BG96 AT Commands Manual\n" +
	"+QCFG,iotopmode|LTE-M or NB-IoT|what$;mode=LTE-M/NB-IoT/both\n"

const bg9xQENG = qengManual +
	qengFor + "eMTC" + qengRest + qengFor + "NBIoT" + qengRest + qengFor + "CAT-M1" + qengRest +
	qengFor + "CAT-M" + qengRest + qengFor + "CAT-NB1" + qengRest + qengFor + "CAT-NB" + qengRest + qengGSM + qengIdle
