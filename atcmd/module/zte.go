package module

import "simagent/atcmd/format"

// zte: sticks in modem mode (MF190 to MF831) and modules (ME3630). A stick that
// floods +ZUSIMR:2 misses a message storage: it says nothing of the card.
var zte = Profile{
	Name:   "ZTE",
	Makers: []string{"zte"},
	ICCID:  []string{"+ZGETICCID", "+CCID"},
	Retries: Query{Command: "+ZPINPUK=?", Lines: []format.Line{{
		Name: "+ZPINPUK", Title: "tries left", Source: "ofono drivers/atmodem/sim.c", Fields: []format.Field{number("pin"), number("puk")},
	}}},
	// `+ZRSSI: 71,14,180`: -71 dBm, -7 dB, -90 dBm
	Signal: Query{Command: "+ZRSSI", Lines: []format.Line{{
		Name: "+ZRSSI", Title: "signal", Source: "a router maker's public driver for ZTE sticks",
		Fields: []format.Field{scaled("rssi", "dBm", -1, 0, 1000), scaled("ecno", "dB", -0.5, 0, 1000), scaled("rscp", "dBm", -0.5, 0, 1000)},
	}}},
	Formats: []format.Line{
		cesq,
		{Name: "+ZPASR", Title: "access technology", Source: "ModemManager plugins/zte", Fields: []format.Field{textField("act")}},
		{Name: "+ZPAS", Title: "access technology", Source: "ModemManager plugins/zte", Fields: []format.Field{textField("act"), textField("domain")}},
		{Name: "+ZDONR", Title: "network", Source: "ModemManager plugins/zte",
			Fields: []format.Field{textField("operator"), number("mcc"), textField("mnc"), textField("domain"), textField("roaming")}},
		{Name: "+ZUSIMR", Title: "no message storage is chosen: AT+CPMS? ends it", Source: "ModemManager plugins/zte", Fields: []format.Field{number("code")}},
		{Name: "+ZGETICCID", Title: "ICCID of the card", Source: "SparkFun MG2639 library", Fields: []format.Field{secret("iccid")}},
	},
	Power:  Power{Restart: []string{"+CFUN=1,1"}},
	Source: "ModemManager plugins/zte, ofono drivers/atmodem, SparkFun MG2639 library",
	Doubts: []Doubt{
		{"+ZRSSI", "Its scale is read in one driver for UMTS sticks; what it means on LTE is not known."},
		{"+CFUN=1,1", "27.007's; whether ZTE sticks obey was not read."},
		{"+ZGETICCID", "Read for modules (MG2639, ME3630); sticks are asked +CCID after it."},
	},
}
