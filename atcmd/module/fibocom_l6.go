package module

// fibocomL6: L610 and its like, LTE Cat 1 with Unisoc's chips.
var fibocomL6 = family{
	Name:    "Fibocom L610/L716",
	Makers:  []string{"fibocom"},
	Models:  []string{"L610", "L716", "LC610", "MC610"},
	ICCID:   []string{"+CCID", "+ICCID"},
	Retries: cpinrRetries,
	Card:    fibocomCard,
	Signal:  cesqSignal,
	formats: []string{fibocomLines, cesq, gtccinfo},
	power:   &fibocomPower,
	Source:  "Fibocom's own L610 example code (+SIM URCs); a captured line of +GTCCINFO; " + qmodem,
	Doubts: []Doubt{
		{"commands", "No manual of the family was at hand: CCID, CPINR and CESQ stand as in the other families."},
		{"byte counter", "None was found in the sources: the kernel's interface counts."},
		{"CFUN=15, CPWROFF", "What the module prints last was not found."},
	},
}
