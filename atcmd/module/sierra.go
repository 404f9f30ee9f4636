package module

import "simagent/atcmd/format"

// sierraStatus names one cell of the table that AT!GSTATUS? prints, two columns
// with tabs between: "PCC RxM RSSI:  -62\t\tRSRP (dBm):  -92".
func sierraStatus(label string, f format.Field) format.Line {
	return format.Line{Name: label, Title: "status", Source: "recorded answers of MC7455, EM7455, EM9191", Fields: []format.Field{f}}
}

// sierraGSTATUS are the cells that matter; the main receiver and the primary
// carrier come first.
var sierraGSTATUS = []format.Line{
	sierraStatus("System mode", textField("act")),
	sierraStatus("LTE band", textField("band")),
	sierraStatus("WCDMA band", textField("band")),
	sierraStatus("NR5G band", textField("band")),
	sierraStatus("LTE Rx chan", number("earfcn")),
	sierraStatus("NR5G Rx chan", number("earfcn")),
	sierraStatus("PCC RxM RSSI", dBm("rssi")),
	sierraStatus("PCC RxD RSSI", dBm("rssi")),
	sierraStatus("RX level (dBm)", dBm("rssi")),
	sierraStatus("PCC RxM RSRP", dBm("rsrp")),
	sierraStatus("PCC RxD RSRP", dBm("rsrp")),
	sierraStatus("RSRP (dBm)", dBm("rsrp")),
	sierraStatus("RSRQ (dB)", dB("rsrq")),
	sierraStatus("SINR (dB)", dB("sinr")),
	sierraStatus("NR5G RSRP (dBm)", dBm("ss_rsrp")),
	sierraStatus("NR5G RSRQ (dB)", dB("ss_rsrq")),
	sierraStatus("NR5G SINR (dB)", dB("ss_sinr")),
	sierraStatus("TAC", textField("tac")),
	sierraStatus("NR5G TAC", textField("tac")),
	sierraStatus("Cell ID", textField("cell")),
	sierraStatus("NR5G Cell ID", textField("cell")),
	sierraStatus("PS state", textField("ps_state")),
	sierraStatus("EMM state", textField("emm_state")),
	sierraStatus("RRC state", textField("rrc_state")),
	sierraStatus("Mode", textField("mode")),
	sierraStatus("Temperature", format.Field{Name: "temperature", Unit: "°C"}),
}

// sierraRetries is `+CPINC: <pin>,<pin2>,<puk>,<puk2>`.
var sierraRetries = Query{Command: "+CPINC?", Lines: []format.Line{{
	Name: "+CPINC", Title: "tries left", Source: "ModemManager plugins/sierra",
	Fields: []format.Field{number("pin"), number("pin2"), number("puk"), number("puk2")},
}}}

var sierraFormats = []format.Line{
	{Name: "!SELRAT", Title: "allowed access technologies", Source: "ModemManager plugins/sierra",
		Fields: []format.Field{hexField("index"), textField("name")}},
	{Name: "!SCACT", Title: "data connection", Source: "ModemManager plugins/sierra",
		Fields: []format.Field{number("cid"), enum("state", map[int]string{0: "down", 1: "up"})}},
}

var sierraRAT = Want{
	About: "scan order", Read: "!SELRAT?", Answer: "!SELRAT:", Fits: []string{"00"}, Write: "!SELRAT=00", Restart: true,
	Why: "A module that was tied to one technology does not find the networks that the Super SIM uses elsewhere.",
}

var sierraDoubts = []Doubt{
	{"!GSTATUS", "A table for people: what it prints differs by firmware, and labels not listed are not read."},
	{"!SELRAT", "Some firmware asks for AT!ENTERCND and its password first, and knows the change after a restart only."},
	{"!RESET", "No line tells that it is off; the USB device goes."},
}

// sierraEM: EM73, EM74, EM75, EM91, MC73, MC74.
var sierraEM = Profile{
	Name:    "Sierra EM74/EM75/EM91, MC74",
	Makers:  []string{"sierra", "semtech"},
	Models:  []string{"EM7", "EM9", "MC7"},
	ICCID:   []string{"!ICCID?"},
	Retries: sierraRetries,
	Signal:  Query{Command: "!GSTATUS?", Lines: sierraGSTATUS},
	Formats: sierraFormats,
	Power:   Power{Restart: []string{"!RESET"}, Early: true},
	Wants:   []Want{sierraRAT},
	Source:  "ModemManager plugins/sierra and mm-sim-sierra, recorded answers of MC7455, EM7511, EM9191",
	Doubts:  sierraDoubts,
}

// sierraWP: WP76 and RC76.
var sierraWP = Profile{
	Name:    "Sierra WP76/RC76",
	Makers:  []string{"sierra", "semtech"},
	Models:  []string{"WP7", "RC76"},
	ICCID:   []string{"!ICCID?", "+CCID"},
	Retries: sierraRetries,
	Signal:  Query{Command: "!GSTATUS?", Lines: sierraGSTATUS},
	Formats: sierraFormats,
	Power:   Power{Restart: []string{"!RESET"}, Early: true},
	Wants:   []Want{sierraRAT},
	Source:  "ModemManager plugins/sierra and mm-sim-sierra",
	Doubts: append([]Doubt{
		{"Sierra WP76/RC76", "Its answers were not seen: it is taken to speak like the EM74 of the same maker and chip."}}, sierraDoubts...),
}
