package module

// quectelEC2x: EC21, EC25, EG21, EG25, EG91, EG95. QSIMSTAT=1 reports card
// removal; QSIMDET is not written, since it is stored and depends on the
// board's wiring.
var quectelEC2x = Profile{
	Name:    "Quectel EC2x/EG2x/EG9x",
	Makers:  []string{"quectel"},
	Models:  []string{"EC2", "EG2", "EG9"},
	ICCID:   []string{"+QCCID"},
	Counter: Counter{Command: "+QGDCNT?"},
	Setup:   []string{"+QSIMSTAT=1"},
	Signal:  Query{Command: "+CESQ"},
	Source:  "Quectel EC2x&EG2x&EG9x AT Commands Manual (QCCID, QSIMSTAT 5.x, QGDCNT 10.15)",
}
