package module

// quectelEC200: LTE Cat 1 modules with chips of Unisoc and ASR, whose names
// begin like those of EC2x and EG9x.
var quectelEC200 = family{
	Name:    "Quectel EC200/EC800/EG91x (Unisoc, ASR)",
	Makers:  []string{"quectel"},
	Models:  []string{"EC200", "EC600", "EC800", "EG800", "EG912", "EG915", "EG916"},
	ICCID:   []string{"+QCCID", "+ICCID"},
	Retries: quectelRetries,
	Card:    quectelCard,
	Signal:  Query{Command: `+QENG="servingcell"`, forms: qengManual + qengLTE + qengGSM + qengIdle},
	formats: []string{quectelLines, qcsqLines, qengNeighbours},
	power:   &quectelPower,
	Wants:   quectelWants,
	Limits:  quectelLimits,
	Source:  "captured lines of EC200A; Quectel AT Commands Manual of the LTE Standard series (4.4, 5.7-5.11, 6.9, 6.11)",
	Doubts: []Doubt{
		{"byte counter", "Not every module of the family has QGDCNT: none is read."},
		{"QSIMSTAT", "It is stored at each write in some of them, so it is not switched on."},
		doubtQSINR,
	},
}
