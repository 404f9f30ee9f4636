package module

// nordicNRF91: nRF9160, nRF9161, nRF9151, nRF9131 with the Serial LTE Modem or
// Serial Modem application. It takes one command a line.
var nordicNRF91 = family{
	Name:    "Nordic nRF91",
	Makers:  []string{"nordic"},
	Models:  []string{"NRF91"},
	ICCID:   []string{"%XICCID"},
	Retries: Query{Command: `+CPINR="SIM PIN"`, forms: cpinrLines},
	Setup:   []string{"%XSIM=1"},
	Card:    []CardURC{{"%XSIM: 0", CardRemoved}, {"%XSIM: 1", CardReady}},
	Signal:  Query{Command: "%XMONITOR", forms: nordicMonitor},
	formats: []string{cesq, nordicLines},
	Counter: Counter{
		Command: "%XCONNSTAT?", Sent: "sent", Received: "received", Unit: 1024, Start: []string{"%XCONNSTAT=1"}, Keeps: KeepsNothing,
		forms: nordicCounter,
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

// nordicMonitor: `%XMONITOR: 5,"EDAV","EDAV","26295","00B7",7,4,"00011B07",7,2300,44,39,"","11100000","11100000"`
const nordicMonitor = "" +
	"nRF9160 AT commands guide 8.15\n" +
	"%XMONITOR|registration and cell|status=not registered/home/searching/denied/unknown/roaming/90:card failure;operator$;operator_short$;plmn$;tac#;act" + actWords + ";band!0;cell#;pci;earfcn;rsrp@dBm-141!255;sinr@dB-25!127;edrx$;active_time$;periodic_tau_ext$;periodic_tau$\n"

const nordicLines = "" +
	"nRF9160 AT commands guide 5.6\n" +
	"%CESQ|change of the signal|rsrp@dBm-141!255;rsrp_step;rsrq@dB*0.5-20!255;rsrq_step\n" +
	"nRF9160 AT commands guide 5.17\n" +
	"%XSIM|state of the card|state=not initialised/initialised;cause\n" +
	"nRF9160 AT commands guide, %XSYSTEMMODE\n" +
	"%XSYSTEMMODE|allowed technologies|lte_m;nb_iot;gnss;preference=none/LTE-M/NB-IoT/the network's, LTE-M else/the network's, NB-IoT else\n" +
	"nRF91x1 AT commands guide, %XICCID\n" +
	"%XICCID|ICCID of the card|iccid$$\n"

// nordicCounter: `%XCONNSTAT: 0,0,14,16,748,134`
const nordicCounter = "" +
	"nRF9160 AT commands guide 5.22\n" +
	"%XCONNSTAT|traffic since %XCONNSTAT=1|sms_sent;sms_received;sent@kB;received@kB;packet_max@B;packet_mean@B\n"
