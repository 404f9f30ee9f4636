package module

// quectelEC2x: EC21, EC25, EG21, EG25, EG91, EG95, EM05. QSIMSTAT is lost at a
// restart here (AT&W stores it). QSIMDET is not written: it is stored, in force
// after a restart only, and depends on the board's wiring.
var quectelEC2x = family{
	Name:    "Quectel EC2x/EG2x/EG9x",
	Makers:  []string{"quectel"},
	Models:  []string{"EC21", "EC25", "EG21", "EG25", "EG91", "EG95", "EM05"},
	ICCID:   []string{"+QCCID"},
	Retries: quectelRetries,
	Setup:   []string{"+QSIMSTAT=1"},
	Card:    quectelCard,
	Signal:  Query{Command: `+QENG="servingcell"`, forms: qengManual + qengLTE + qengWCDMA + qengGSM + qengIdle},
	formats: []string{quectelLines, qcsqLines, qengNeighbours},
	Counter: quectelCounter,
	power:   &quectelPower,
	Wants:   quectelWants,
	Limits:  quectelLimits,
	Source:  ec2xManual + " V2.x (QCCID 5.7, QPINC 5.8, QINISTAT, QSIMDET, QSIMSTAT 5.x, QGDCNT 10.15, QAUGDCNT 10.16); QCFG AT Commands Manual; ModemManager, plugin quectel; captured lines of EG25-G and EC25",
	Doubts: []Doubt{
		doubtQGDCNT, doubtQSINR,
		{"QSIMSTAT", "It reports nothing unless QSIMDET was switched on for the board's card switch."},
		{"roamservice", "Newer firmware has roamserviceex beside it; which of the two wins is not said."},
	},
}
