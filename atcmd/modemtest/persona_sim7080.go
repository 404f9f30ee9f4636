package modemtest

import "time"

// SIM7080 is a SIMCom SIM7080G: a bare number for +CCID, and no OK when it is switched off. Formats:
// SIM7070_SIM7080_SIM7090 Series AT Command Manual, public logs. Not confirmed: +CSMINS, which is SIM7000's,
// the order of the lines at power-on.
func SIM7080() *Persona {
	return &Persona{
		Manufacturer: "SIMCOM INCORPORATED",
		Model:        "SIMCOM_SIM7080G",
		Revision:     "Revision:1351B05SIM7080G",
		Identity:     []string{"SIM7080G R1351"},
		IMEI:         "860000000000071",
		family:       []commandSet{simcomCommands, simcom7080Commands},
		ICCID:        []ICCIDReply{{Command: "+CCID"}},
		Card:         []CardURC{{Setting: "+CSMINS", On: "1", Removed: []string{"+CSMINS: 1,0"}, Inserted: []string{"+CSMINS: 1,1"}}},
		MaxCREG:      2,
		MaxCEREG:     2,
		ResetFun:     []int{6},
		SMSStorage:   "SM",
		SMSCapacity:  10,
		CNMI:         "2,1,0,0,0",
		Ready:        []string{"RDY"},
		ReadyFun:     []string{"+CFUN: 1"},
		ReadySMS:     []string{"SMS Ready"},
		PrintCPIN:    true,
		PoweredDown:  "NORMAL POWER DOWN",
		OffTime:      2 * time.Second,
		Settings: append(commonSettings(), Setting{"+CNMP", "38", "((2-Automatic),(13-GSM Only),(38-LTE Only),(51-GSM And LTE Only))"},
			Setting{"+CMNB", "1", "((1-CAT-M),(2-NB-IoT),(3-CAT-M And NB-IoT))"}, Setting{"+CSDT", "0", "(0,1)"}),
		Pace: pace(30*time.Millisecond, 100*time.Millisecond, map[string]time.Duration{"+COPS=?": 2 * time.Minute}),
	}
}
