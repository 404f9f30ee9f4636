package module

// telitQ1: LE910Q1, LTE Cat 1 bis. It comes with contexts 2 and 3, which make
// AT&T refuse a Super SIM: one context for an APN is allowed there.
var telitQ1 = family{
	Name:     "Telit LE910Q1",
	Makers:   []string{"telit"},
	Models:   []string{"LE910Q1"},
	ICCID:    []string{"#CCID", "+CCID", "+ICCID"},
	Retries:  telitRetries,
	Setup:    telitSetup,
	LockCSIM: true, // ModemManager, plugin telit
	Card:     telitCard,
	Signal:   cesqSignal,
	formats:  []string{telitLines, cesq},
	Counter:  telitCounter,
	power:    &telitPower,
	Wants: []Want{
		{About: "context 2", Read: "+CGDCONT?", Answer: "+CGDCONT: 2,", Write: "+CGDCONT=2;&W", Restart: true,
			Why: "AT&T allows one connection for an APN: with a second context the module is refused there."},
		{About: "context 3", Read: "+CGDCONT?", Answer: "+CGDCONT: 3,", Write: "+CGDCONT=3;&W", Restart: true,
			Why: "AT&T allows one connection for an APN: with a third context the module is refused there."},
	},
	Source: "a public provisioning script for Super SIM and LE910Q1 (1bc7:7020); Telit AT commands reference guides",
	Doubts: []Doubt{
		{"commands", "No manual of LE910Q1 was at hand: its commands stand as in the other families."},
		{"AT&W", "Whether it stores contexts or they are stored at once is not said; the script sends it."},
	},
	doubts: telitDoubts,
}
