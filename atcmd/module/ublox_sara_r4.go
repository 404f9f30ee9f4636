package module

// ubloxRATs are the values of +URAT of the LPWA modules.
const ubloxRATs = "=7:LTE-M/NB-IoT/GPRS"

// ubloxURAT is the scan order, first comes first: `+URAT: 7,8`.
const ubloxURAT = "" +
	"u-blox SARA-R4 AT commands manual, +URAT\n" +
	"+URAT|access technologies in the order of the scan|first" + ubloxRATs + ";second" + ubloxRATs + ";third" + ubloxRATs + "\n"

// ubloxWants is the same for SARA-R4 and SARA-R5.
var ubloxWants = []Want{{
	About: "scan order", Read: "+URAT?", Answer: "+URAT:", Fits: []string{"7"}, Write: "+URAT=7", Restart: true,
	Why: "The Super SIM has no NB-IoT: searching there first costs minutes, or the connection.",
}}

// ubloxSARAR4: SARA-R404M, R410M, R412M, R422.
var ubloxSARAR4 = family{
	Name:    "u-blox SARA-R4",
	Makers:  []string{"u-blox"},
	Models:  []string{"SARA-R4"},
	ICCID:   []string{"+CCID"},
	Retries: ubloxRetries,
	Setup:   ubloxSetup,
	Card:    ubloxCard,
	Signal:  cesqSignal,
	formats: []string{ubloxURAT, ubloxCells, ubloxFormats},
	Counter: ubloxCounter,
	power:   &ubloxPower,
	Wants:   ubloxWants,
	Limits:  ubloxLimits,
	Source:  "u-blox SARA-R4 AT commands manual UBX-17003787 (7.3 +CESQ, 11.3 +USIMSTAT, +URAT, +UCGED), ModemManager plugins/ublox",
	Doubts: []Doubt{ubloxDoubtCnt, ubloxDoubtOff, ubloxDoubtCIE,
		{"+URAT", "R412M loses its 2G with +URAT=7; some firmware wants +CFUN=0 before it takes the command."}},
}

const ubloxCells = "" +
	"u-blox SARA-R4 AT commands manual, +UCGED\n" +
	// AT+UCGED=5 first: `+RSRP: 476,5110,"-096.50",`
	"+RSRP|received power of cells|&pci;earfcn;rsrp@dBm\n" +
	"+RSRQ|received quality of cells|&pci;earfcn;rsrq@dB\n"
