package module

import "simagent/atcmd/format"

// ubloxRATs are the values of +URAT of the LPWA modules.
var ubloxRATs = map[int]string{7: "LTE-M", 8: "NB-IoT", 9: "GPRS"}

// ubloxURAT is the scan order, first comes first: `+URAT: 7,8`.
var ubloxURAT = format.Line{
	Name: "+URAT", Title: "access technologies in the order of the scan", Source: "u-blox SARA-R4 AT commands manual, +URAT",
	Fields: []format.Field{enum("first", ubloxRATs), enum("second", ubloxRATs), enum("third", ubloxRATs)},
}

// ubloxScan is the same for SARA-R4 and SARA-R5.
var ubloxScan = Want{
	About: "scan order", Read: "+URAT?", Answer: "+URAT:", Fits: []string{"7"}, Write: "+URAT=7", Restart: true,
	Why: "The Super SIM has no NB-IoT: searching there first costs minutes, or the connection.",
}

// ubloxSARAR4: SARA-R404M, R410M, R412M, R422.
var ubloxSARAR4 = Profile{
	Name:    "u-blox SARA-R4",
	Makers:  []string{"u-blox"},
	Models:  []string{"SARA-R4"},
	ICCID:   []string{"+CCID"},
	Retries: ubloxRetries,
	Setup:   ubloxSetup,
	Card:    ubloxCard,
	Signal:  cesqSignal,
	Formats: append([]format.Line{
		ubloxURAT,
		// AT+UCGED=5 first: `+RSRP: 476,5110,"-096.50",`
		{Name: "+RSRP", Title: "received power of cells", Source: "u-blox SARA-R4 AT commands manual, +UCGED",
			Fields: []format.Field{number("pci"), number("earfcn"), dBm("rsrp")}, Repeat: 3},
		{Name: "+RSRQ", Title: "received quality of cells", Source: "u-blox SARA-R4 AT commands manual, +UCGED",
			Fields: []format.Field{number("pci"), number("earfcn"), dB("rsrq")}, Repeat: 3},
	}, ubloxFormats...),
	Counter: ubloxCounter,
	Power:   ubloxPower,
	Wants:   []Want{ubloxScan},
	Limits:  ubloxLimits,
	Source:  "u-blox SARA-R4 AT commands manual UBX-17003787 (7.3 +CESQ, 11.3 +USIMSTAT, +URAT, +UCGED), ModemManager plugins/ublox",
	Doubts: []Doubt{ubloxDoubtCnt, ubloxDoubtOff, ubloxDoubtCIE,
		{"+URAT", "R412M loses its 2G with +URAT=7; some firmware wants +CFUN=0 before it takes the command."}},
}
