package module

import "simagent/atcmd/format"

// nordicNRF91: nRF9160, nRF9161, nRF9151, nRF9131 with the Serial LTE Modem or
// Serial Modem application. It takes one command a line.
var nordicNRF91 = Profile{
	Name:    "Nordic nRF91",
	Makers:  []string{"nordic"},
	Models:  []string{"NRF91"},
	ICCID:   []string{"%XICCID"},
	Retries: Query{Command: `+CPINR="SIM PIN"`, Lines: cpinrLines},
	Setup:   []string{"%XSIM=1"},
	Card:    []CardURC{{"%XSIM: 0", CardRemoved}, {"%XSIM: 1", CardReady}},
	// `%XMONITOR: 5,"EDAV","EDAV","26295","00B7",7,4,"00011B07",7,2300,44,39,"","11100000","11100000"`
	Signal: Query{Command: "%XMONITOR", Lines: []format.Line{{
		Name: "%XMONITOR", Title: "registration and cell", Source: "nRF9160 AT commands guide 8.15",
		Fields: []format.Field{
			enum("status", nordicStatus), textField("operator"), textField("operator_short"), textField("plmn"), hexField("tac"),
			enum("act", actWords), {Name: "band", None: []int{0}}, hexField("cell"), number("pci"), number("earfcn"),
			scaled("rsrp", "dBm", 1, -141, 255), scaled("sinr", "dB", 1, -25, 127),
			textField("edrx"), textField("active_time"), textField("periodic_tau_ext"), textField("periodic_tau"),
		},
	}}},
	Formats: []format.Line{
		cesq,
		{Name: "%CESQ", Title: "change of the signal", Source: "nRF9160 AT commands guide 5.6",
			Fields: []format.Field{scaled("rsrp", "dBm", 1, -141, 255), number("rsrp_step"),
				scaled("rsrq", "dB", 0.5, -20, 255), number("rsrq_step")}},
		{Name: "%XSIM", Title: "state of the card", Source: "nRF9160 AT commands guide 5.17",
			Fields: []format.Field{enum("state", map[int]string{0: "not initialised", 1: "initialised"}), number("cause")}},
		{Name: "%XSYSTEMMODE", Title: "allowed technologies", Source: "nRF9160 AT commands guide, %XSYSTEMMODE",
			Fields: []format.Field{number("lte_m"), number("nb_iot"), number("gnss"),
				enum("preference", map[int]string{0: "none", 1: "LTE-M", 2: "NB-IoT", 3: "the network's, LTE-M else", 4: "the network's, NB-IoT else"})}},
		{Name: "%XICCID", Title: "ICCID of the card", Source: "nRF91x1 AT commands guide, %XICCID",
			Fields: []format.Field{secret("iccid")}},
	},
	// `%XCONNSTAT: 0,0,14,16,748,134`
	Counter: Counter{
		Command: "%XCONNSTAT?", Sent: "sent", Received: "received", Unit: 1024, Start: []string{"%XCONNSTAT=1"}, Keeps: KeepsNothing,
		Lines: []format.Line{{
			Name: "%XCONNSTAT", Title: "traffic since %XCONNSTAT=1", Source: "nRF9160 AT commands guide 5.22",
			Fields: []format.Field{number("sms_sent"), number("sms_received"), {Name: "sent", Unit: "kB"}, {Name: "received", Unit: "kB"},
				byteCount("packet_max"), byteCount("packet_mean")},
		}},
	},
	// +CFUN=0 saves the settings; from #XSHUTDOWN only a pin wakes it.
	Power: Power{Restart: []string{"#XRESET"}, Off: []string{"+CFUN=0", "#XSHUTDOWN"}},
	Wants: []Want{{
		About: "scan order", Read: "%XSYSTEMMODE?", Answer: "%XSYSTEMMODE:", Fits: []string{"1"}, Write: "%XSYSTEMMODE=1,0,1,0",
		Why: "The Super SIM has no NB-IoT: without LTE-M there is no network.",
	}},
	Source: "nRF9160 AT commands guide (fw 1.2), nRF91x1 AT commands guide, nRF Connect SDK serial_lte_modem",
	Doubts: []Doubt{
		{"%XCONNSTAT", "Whether a kilobyte has 1000 or 1024 bytes is not said (1024 is counted), nor whether a second =1 starts anew."},
		{"%XSIM: 0", "It also comes when +CFUN=4 or +CFUN=0 switches the card off."},
		{"%XSYSTEMMODE", "It is refused unless the radio is off (+CFUN=4), and kept only after +CFUN=0."},
		{"+CPINR", "The command reads one code: the tries of the PUK are not asked."},
	},
}

var nordicStatus = map[int]string{
	0: "not registered", 1: "home", 2: "searching", 3: "denied", 4: "unknown", 5: "roaming", 90: "card failure",
}
