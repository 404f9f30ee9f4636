package modemtest

import "time"

// SARAR5 is a u-blox SARA-R510S. Formats: SARA-R5 series AT commands manual (UBX-19047455), public drivers.
// Not confirmed: whether the totals of +UGCNTRD survive a restart (here they do not), the values of
// +USIMSTAT (here any but 0 reports everything).
func SARAR5() *Persona {
	return &Persona{
		Manufacturer: "u-blox",
		Model:        "SARA-R510S",
		Revision:     "03.15",
		Identity:     []string{"SARA-R510S-01B-00"},
		IMEI:         "350000000000022",
		family:       []commandSet{ubloxCommands},
		ICCID:        []ICCIDReply{{Command: "+CCID", Prefix: "+CCID: "}},
		Card: []CardURC{{Setting: "+USIMSTAT", On: "1234567", Removed: []string{"+UUSIMSTAT: 0"}, Locked: []string{"+UUSIMSTAT: 1"},
			Unlocked: []string{"+UUSIMSTAT: 6"}, Ready: []string{"+UUSIMSTAT: 7"}}},
		Indicators: []string{"battchg", "signal", "service", "sounder", "message", "call", "roam", "smsfull", "gprs", "callsetup",
			"callheld", "simind"},
		ResetFun:   []int{15, 16},
		SMSStorage: "ME",
		FirstSMS:   1,
		CNMI:       "1,0,0,0,0",
		OffTime:    5 * time.Second,
		Settings: append(commonSettings(), Setting{"+UMNOPROF", "100", ""}, Setting{"+URAT", "7", "(7)"},
			Setting{"+UGPIOC", "", ""}, Setting{"+UPSV", "0", "(0-4)"}),
		Pace: pace(20*time.Millisecond, 70*time.Millisecond, map[string]time.Duration{"+CPWROFF": 5 * time.Second,
			"+COPS=?": 3 * time.Minute}),
	}
}
