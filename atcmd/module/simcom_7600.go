package module

// simcom7600: SIM7600 and A76xx. No byte counter was found in its manuals: the
// kernel interface counts.
var simcom7600 = Profile{
	Name:   "SIMCom SIM7600/A76xx",
	Makers: []string{"simcom"},
	Models: []string{"SIM7600", "SIMCOM_SIM7600", "A76"},
	ICCID:  []string{"+CICCID"},
	Signal: Query{Command: "+CESQ"},
	Source: "SIMCom SIM7500_SIM7600 Series AT Command Manual (CICCID)",
}
