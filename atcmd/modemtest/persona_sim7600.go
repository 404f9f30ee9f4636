package modemtest

import "time"

// SIM7600 is a SIMCom SIM7600G-H. Formats: SIM7500_SIM7600 Series AT Command Manual, public logs. Not confirmed:
// that +UIMHOTSWAPON=1 is what makes it print +SIMCARD: NOT AVAILABLE, the highest n of +CREG and +CEREG.
func SIM7600() *Persona {
	return &Persona{
		Manufacturer: "SIMCOM INCORPORATED",
		Model:        "SIMCOM_SIM7600G-H",
		Revision:     "+CGMR: LE20B04SIM7600G22",
		Identity: []string{"Manufacturer: SIMCOM INCORPORATED", "Model: SIMCOM_SIM7600G-H", "Revision: LE20B04SIM7600G22",
			"SVN: 01", "IMEI: 860000000000063", "+GCAP: +CGSM"},
		IMEI:       "860000000000063",
		family:     []commandSet{simcomCommands, simcom7600Commands},
		ICCID:      []ICCIDReply{{Command: "+CICCID", Prefix: "+ICCID: "}},
		Card:       []CardURC{{Setting: "+UIMHOTSWAPON", On: "1", Removed: []string{"+SIMCARD: NOT AVAILABLE"}, Unlocked: []string{"+CPIN: READY"}}},
		CMEE:       2,
		MaxCREG:    2,
		MaxCEREG:   2,
		ResetFun:   []int{6},
		SMSStorage: "ME",
		CNMI:       "2,1,0,0,0",
		Ready:      []string{"RDY"},
		ReadySMS:   []string{"SMS DONE"},
		ReadyBook:  []string{"PB DONE"},
		OffTime:    10 * time.Second,
		Settings: append(commonSettings(), Setting{"+UIMHOTSWAPON", "1", "(0,1)"}, Setting{"+UIMHOTSWAPLEVEL", "0", "(0,1)"},
			Setting{"+CNMP", "2", "(2,13,14,38)"}, Setting{"+CNAOP", "7", ""}),
		Pace: pace(15*time.Millisecond, 60*time.Millisecond, map[string]time.Duration{"+COPS=?": 45 * time.Second}),
	}
}
