package module

import "simagent/atcmd/format"

var ubloxTobyRATs = map[int]string{
	0: "GSM", 1: "GSM, UMTS", 2: "UMTS", 3: "LTE", 4: "GSM, UMTS, LTE", 5: "GSM, LTE", 6: "UMTS, LTE",
}

// ubloxTOBY: TOBY-L2, TOBY-L4, TOBY-R2, MPCI-L2, LARA-R2. A TOBY prints
// "+AT: READY" up to 20 s after its port is there.
var ubloxTOBY = Profile{
	Name:    "u-blox TOBY-L2/L4/R2, LARA-R2",
	Makers:  []string{"u-blox"},
	Models:  []string{"TOBY-", "MPCI-L2", "LARA-R2"},
	ICCID:   []string{"+CCID"},
	Retries: ubloxRetries,
	Setup:   ubloxSetup,
	Card:    ubloxCard,
	Signal:  cesqSignal,
	Formats: append([]format.Line{{
		Name: "+URAT", Title: "allowed and preferred access technologies", Source: "ModemManager plugins/ublox",
		Fields: []format.Field{enum("allowed", ubloxTobyRATs), enum("preferred", map[int]string{0: "GSM", 2: "UMTS", 3: "LTE"})},
	}}, ubloxFormats...),
	Counter: ubloxCounter,
	Power:   ubloxPower16,
	Limits:  ubloxLimits,
	Source:  "ModemManager plugins/ublox (+UPINCNT, +UUSBCONF, +URAT, +UGCNTRD, +CFUN=16)",
	Doubts: []Doubt{ubloxDoubtCnt, ubloxDoubtOff, ubloxDoubtCIE,
		{"+USIMSTAT", "+UUSIMSTAT is read in the SARA-R4 manual; that TOBY has it was not read."}},
}
