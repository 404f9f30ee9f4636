package module

const tobyURAT = "" +
	"ModemManager plugins/ublox\n" +
	"+URAT|allowed and preferred access technologies|allowed=GSM/GSM, UMTS/UMTS/LTE/GSM, UMTS, LTE/GSM, LTE/UMTS, LTE;preferred=GSM/2:UMTS/LTE\n"

// ubloxTOBY: TOBY-L2, TOBY-L4, TOBY-R2, MPCI-L2, LARA-R2. A TOBY prints
// "+AT: READY" up to 20 s after its port is there.
var ubloxTOBY = family{
	Name:    "u-blox TOBY-L2/L4/R2, LARA-R2",
	Makers:  []string{"u-blox"},
	Models:  []string{"TOBY-", "MPCI-L2", "LARA-R2"},
	ICCID:   []string{"+CCID"},
	Retries: ubloxRetries,
	Setup:   ubloxSetup,
	Card:    ubloxCard,
	Signal:  cesqSignal,
	formats: []string{tobyURAT, ubloxFormats},
	Counter: ubloxCounter,
	power:   &ubloxPower16,
	Limits:  ubloxLimits,
	Source:  "ModemManager plugins/ublox (+UPINCNT, +UUSBCONF, +URAT, +UGCNTRD, +CFUN=16)",
	Doubts: []Doubt{ubloxDoubtCnt, ubloxDoubtOff, ubloxDoubtCIE,
		{"+USIMSTAT", "+UUSIMSTAT is read in the SARA-R4 manual; that TOBY has it was not read."}},
}
