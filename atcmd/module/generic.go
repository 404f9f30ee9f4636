package module

// Generic carries an unknown module through with what 27.007 and 27.005 define
// alone; the ICCID commands behind +CRSM are the ones most makers share.
var Generic = Profile{
	Name:   "generic",
	ICCID:  []string{"+CCID", "+ICCID", "+QCCID", "+CICCID", "^ICCID?"},
	Signal: Query{Command: "+CESQ"},
	Source: "3GPP TS 27.007, TS 27.005",
}

// All returns the profiles in the order in which they are tried, without Generic.
func All() []Profile { return []Profile{quectelEC2x, simcom7600} }
