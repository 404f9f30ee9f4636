package module

// telitME910: ME910C1, ME910G1, ME310G1 and ML865, with LTE-M, NB-IoT and GSM.
var telitME910 = family{
	Name:     "Telit ME910/ME310/ML865",
	Makers:   []string{"telit"},
	Models:   []string{"ME910", "ME310", "ML865", "NE910"},
	ICCID:    []string{"#CCID", "+CCID"},
	Retries:  telitRetries,
	Setup:    telitSetup,
	LockCSIM: true, // ModemManager, plugin telit
	Card:     telitCard,
	Signal:   Query{Command: "#RFSTS", forms: rfstsSource + rfstsGSM13 + rfstsME910 + rfstsGSM + rfstsME910Old},
	formats:  []string{telitLines},
	Counter:  telitCounter,
	power:    &telitPower,
	Wants: []Want{
		{About: "LTE-M or NB-IoT", Read: "#WS46?", Answer: "#WS46:", Fits: []string{"0"}, Write: "#WS46=0", Restart: true,
			Why: "A Super SIM has no NB-IoT: looking for it is time lost."},
		{About: "access technologies", Read: "+WS46?", Answer: "+WS46:", Fits: []string{"28", "30"}, Write: "+WS46=30", Restart: true,
			Why: "With 12 the module finds nothing where GSM was switched off."},
	},
	Source: "Telit ME910C1 AT Commands Reference Guide 80529ST10815A; ME310G1/ME910G1/ML865G1 80617ST10991A (3.2.23 CESQ); captured lines of ME910C1",
	Doubts: []Doubt{
		{"RFSTS", "A line does not name its RAT: its number of fields decides, and an empty seventh one."},
		{"WS46", "That it is in force after a restart only was not confirmed; where #WS46 has a second parameter it is left as it is."},
	},
	doubts: telitDoubts,
}
