package modemtest

import "time"

// A7670 is a SIMCom A7670E-FASE (ASR): it leaves SIMCOM out of its maker's name. Formats: A76XX Series AT Command
// Manual, public logs. Not confirmed: the highest n of +CREG and +CEREG, that +UIMHOTSWAPON switches the lines
// about the card on.
func A7670() *Persona {
	return &Persona{
		Manufacturer: "INCORPORATED",
		Model:        "A7670E-FASE",
		Revision:     "+CGMR: A011B07A7670M7_F",
		Identity: []string{"Manufacturer: INCORPORATED", "Model: A7670E-FASE", "Revision: A7670M7_V1.11.1", "IMEI: 860000000000097",
			"+GCAP: +CGSM,+FCLASS,+DS"},
		IMEI:       "860000000000097",
		family:     []commandSet{simcomCommands, simcomA76Commands},
		ICCID:      []ICCIDReply{{Command: "+CICCID", Prefix: "+ICCID: "}},
		Card:       []CardURC{{Setting: "+UIMHOTSWAPON", On: "12", Removed: []string{"+CPIN: SIM REMOVED"}, Unlocked: []string{"+CPIN: READY"}}},
		CMEE:       2,
		MaxCREG:    2,
		MaxCEREG:   2,
		SMSStorage: "ME",
		CNMI:       "2,1,0,0,0",
		Ready:      []string{"*ATREADY: 1"},
		ReadySMS:   []string{"SMS DONE"},
		ReadyBook:  []string{"PB DONE"},
		OffTime:    5 * time.Second,
		Settings: append(commonSettings(), Setting{"+UIMHOTSWAPON", "2", "(0-2)"}, Setting{"+UIMHOTSWAPLEVEL", "0", "(0,1)"},
			Setting{"+CNMP", "2", "(2,13,38)"}),
		Pace: pace(20*time.Millisecond, 80*time.Millisecond, map[string]time.Duration{"+COPS=?": 45 * time.Second}),
	}
}
