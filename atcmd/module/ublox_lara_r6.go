package module

// ubloxLARAR6: LARA-R6001, R6401, R6801 and the data-only LARA-L6.
var ubloxLARAR6 = family{
	Name:    "u-blox LARA-R6/L6",
	Makers:  []string{"u-blox"},
	Models:  []string{"LARA-R6", "LARA-L6"},
	ICCID:   []string{"+CCID"},
	Retries: ubloxRetries,
	Setup:   ubloxSetup,
	Card:    ubloxCard,
	Signal:  cesqSignal,
	formats: []string{ubloxFormats},
	Counter: ubloxCounter,
	power:   &ubloxPower16,
	Limits:  ubloxLimits,
	Source:  "ubxlib (u_cell_private, LARA-R6), ModemManager plugins/ublox",
	Doubts: []Doubt{ubloxDoubtCnt, ubloxDoubtOff, ubloxDoubtCIE,
		{"u-blox LARA-R6", "Its own manual was not read: the commands are those that the other series share."}},
}
