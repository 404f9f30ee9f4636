package modemtest

import "time"

// HL7800 is a Sierra Wireless (Semtech) HL7800. Formats: AirPrime HL78xx AT Commands Interface Guide, public
// drivers. No source tells what it prints when the card goes or comes: here nothing. Not confirmed: that
// both +CPOF and +CPWROFF are there.
func HL7800() *Persona {
	return &Persona{
		Manufacturer: "Sierra Wireless",
		Model:        "HL7800",
		Revision:     "HL7800.4.6.9.4",
		Identity:     []string{"HL7800"},
		IMEI:         "350000000000030",
		family:       []commandSet{hl78Commands},
		ICCID:        []ICCIDReply{{Command: "+CCID", Prefix: "+CCID: ", Read: true}},
		SMSStorage:   "SM",
		CNMI:         "0,0,0,0,0",
		Ready:        []string{"+KSUP: 0"},
		OffTime:      3 * time.Second,
		Settings: append(commonSettings(), Setting{"+KSIMDET", "0", ""}, Setting{"+KSLEEP", "2", ""}, Setting{"+KSRAT", "0", "(0,1)"},
			Setting{"+KBNDCFG", "", ""}, Setting{"+KSIMSEL", "0", ""}),
		Pace: pace(40*time.Millisecond, 120*time.Millisecond, map[string]time.Duration{"+COPS=?": 3 * time.Minute}),
	}
}
