package modemtest

import "time"

// EM7565 is a Sierra Wireless EM7565 in its AT port. Formats: EM74xx/EM75xx AT Command Reference, public logs.
// Not confirmed: any line about a card that is taken out, what unknown commands print.
func EM7565() *Persona {
	return &Persona{
		Manufacturer: "Sierra Wireless, Incorporated",
		Model:        "EM7565",
		Revision:     "SWI9X50C_01.14.02.00",
		Identity: []string{"Manufacturer: Sierra Wireless, Incorporated", "Model: EM7565", "Revision: SWI9X50C_01.14.02.00",
			"IMEI: 350000000000048", "IMEI SV: 16", "FSN: 0", "+GCAP: +CGSM"},
		IMEI:       "350000000000048",
		family:     []commandSet{emCommands},
		ICCID:      []ICCIDReply{{Command: "!ICCID", Prefix: "!ICCID: ", Read: true}},
		MaxCREG:    2,
		MaxCEREG:   2,
		SMSStorage: "SM",
		CNMI:       "0,0,0,0,0",
		Settings: append(commonSettings(), Setting{"!ENTERCND", "", ""}, Setting{"!SELRAT", "00, Automatic", ""},
			Setting{"+WANT", "0", "(0,1)"}),
		Pace: pace(10*time.Millisecond, 50*time.Millisecond, map[string]time.Duration{"!GSTATUS": 30 * time.Millisecond}),
	}
}
