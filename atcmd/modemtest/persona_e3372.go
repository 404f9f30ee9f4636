package modemtest

import "time"

// E3372 is a Huawei E3372 in stick mode: it says COMMAND NOT SUPPORT, prints ^ lines all the time, and gives
// the card number with swapped digits. Formats: ME909s AT Command Interface Specification, public drivers. Not
// confirmed: what it prints when the card goes, <AcT> and n beyond those of E-UTRA.
func E3372() *Persona {
	return &Persona{
		Manufacturer: "huawei",
		Model:        "E3372",
		Revision:     "21.200.07.00.00",
		Identity: []string{"Manufacturer: huawei", "Model: E3372", "Revision: 21.200.07.00.00", "IMEI: 860000000000089",
			"+GCAP: +CGSM,+DS,+ES"},
		IMEI:         "860000000000089",
		family:       []commandSet{huaweiCommands},
		ICCID:        []ICCIDReply{{Command: "^ICCID", Prefix: "^ICCID: ", Read: true, Form: ICCIDSwapped}},
		Card:         []CardURC{{Removed: []string{"^SIMST:255"}, Locked: []string{"^SIMST:0"}, Unlocked: []string{"^SIMST:1"}}},
		UnknownFinal: "COMMAND NOT SUPPORT",
		CMEE:         1,
		MaxCREG:      2,
		MaxCEREG:     2,
		ResetFun:     []int{6, 16},
		SMSStorage:   "SM",
		CNMI:         "0,0,0,0,0",
		ReadyFun:     []string{"^SRVST:2"},
		Chatter:      huaweiChatter(),
		Settings:     append(commonSettings(), Setting{"^CURC", "1", ""}, Setting{"^PORTSEL", "0", ""}, Setting{"^SYSCFGEX", `"00",3FFFFFFF,1,2,7FFFFFFFFFFFFFFF`, ""}),
		Pace:         pace(10*time.Millisecond, 50*time.Millisecond, map[string]time.Duration{"^DSFLOWQRY": 20 * time.Millisecond}),
	}
}
