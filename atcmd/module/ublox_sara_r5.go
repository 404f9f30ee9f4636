package module

// ubloxSARAR5: SARA-R500S, R510S, R510M8S. +UCGED=2 knows more than +CESQ, but
// has to be switched on and answers in lines without a name.
var ubloxSARAR5 = family{
	Name:    "u-blox SARA-R5",
	Makers:  []string{"u-blox"},
	Models:  []string{"SARA-R5"},
	ICCID:   []string{"+CCID"},
	Retries: ubloxRetries,
	Setup:   ubloxSetup,
	Card:    ubloxCard,
	Signal:  cesqSignal,
	formats: []string{ubloxURAT, ubloxFormats},
	Counter: ubloxCounter,
	power:   &ubloxPower,
	Wants:   ubloxWants,
	Limits:  ubloxLimits,
	Source:  "u-blox SARA-R5 AT commands manual UBX-19047455, ubxlib (u_cell_info, u_cell_net), ModemManager plugins/ublox",
	Doubts: []Doubt{ubloxDoubtCnt, ubloxDoubtOff, ubloxDoubtCIE,
		{"+CESQ", "ubxlib reads +UCGED instead, since it found +CESQ less reliable."}},
}
