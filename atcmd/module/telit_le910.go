package module

// telitLE910: LE910 and LE910Cx, LE920, LM940, LM960 and LN920.
var telitLE910 = family{
	Name:     "Telit LE910/LM9xx",
	Makers:   []string{"telit"},
	Models:   []string{"LE910", "LE920", "LM940", "LM960", "LN920", "LE940"},
	ICCID:    []string{"#CCID", "+CCID", "+ICCID"},
	Retries:  telitRetries,
	Setup:    telitSetup,
	LockCSIM: true, // ModemManager, plugin telit
	Card:     telitCard,
	Signal:   Query{Command: "#RFSTS", forms: rfstsSource + rfstsGSM13 + rfstsGSM + rfstsLTE + rfstsWCDMA},
	formats:  []string{telitLines},
	Counter:  telitCounter,
	power:    &telitPower,
	Source:   "Telit LE920x4/LE910Cx AT Commands Reference Guide 80490ST10778A; LM960 AT Command Reference Guide Rev. 8 5.6.1.26; ModemManager, plugin telit; ofono; a captured line of LM960A18",
	Doubts: []Doubt{
		{"RFSTS", "A line does not name its RAT: its number of fields decides. Firmware with 19 fields for LTE would be read as WCDMA."},
		{"sinr of RFSTS", "The seventeenth field counts fifths of a dB from -20 by what is known of it; no manual was at hand."},
	},
	doubts: telitDoubts,
}
