package module

// sierraGSTATUS are the cells that matter of the table that AT!GSTATUS? prints,
// two columns with tabs between: "PCC RxM RSSI:  -62\t\tRSRP (dBm):  -92". The
// main receiver and the primary carrier come first.
const sierraGSTATUS = "" +
	"recorded answers of MC7455, EM7455, EM9191\n" +
	"System mode|status|act$\n" +
	"LTE band|status|band$\n" +
	"WCDMA band|status|band$\n" +
	"NR5G band|status|band$\n" +
	"LTE Rx chan|status|earfcn\n" +
	"NR5G Rx chan|status|earfcn\n" +
	"PCC RxM RSSI|status|rssi@dBm\n" +
	"PCC RxD RSSI|status|rssi@dBm\n" +
	"RX level (dBm)|status|rssi@dBm\n" +
	"PCC RxM RSRP|status|rsrp@dBm\n" +
	"PCC RxD RSRP|status|rsrp@dBm\n" +
	"RSRP (dBm)|status|rsrp@dBm\n" +
	"RSRQ (dB)|status|rsrq@dB\n" +
	"SINR (dB)|status|sinr@dB\n" +
	"NR5G RSRP (dBm)|status|ss_rsrp@dBm\n" +
	"NR5G RSRQ (dB)|status|ss_rsrq@dB\n" +
	"NR5G SINR (dB)|status|ss_sinr@dB\n" +
	"TAC|status|tac$\n" +
	"NR5G TAC|status|tac$\n" +
	"Cell ID|status|cell$\n" +
	"NR5G Cell ID|status|cell$\n" +
	"PS state|status|ps_state$\n" +
	"EMM state|status|emm_state$\n" +
	"RRC state|status|rrc_state$\n" +
	"Mode|status|mode$\n" +
	"Temperature|status|temperature@°C\n"

// sierraRetries is `+CPINC: <pin>,<pin2>,<puk>,<puk2>`.
var sierraRetries = Query{Command: "+CPINC?", forms: sierraCPINC}

const sierraCPINC = "" +
	"ModemManager plugins/sierra\n" +
	"+CPINC|tries left|pin;pin2;puk;puk2\n"

const sierraFormats = "" +
	"ModemManager plugins/sierra\n" +
	"!SELRAT|allowed access technologies|index#;name$\n" +
	"!SCACT|data connection|cid;state=down/up\n"

var sierraWants = []Want{{
	About: "scan order", Read: "!SELRAT?", Answer: "!SELRAT:", Fits: []string{"00"}, Write: "!SELRAT=00", Restart: true,
	Why: "A module that was tied to one technology does not find the networks that the Super SIM uses elsewhere.",
}}

var sierraDoubts = []Doubt{
	{"!GSTATUS", "A table for people: what it prints differs by firmware, and labels not listed are not read."},
	{"!SELRAT", "Some firmware asks for AT!ENTERCND and its password first, and knows the change after a restart only."},
	{"!RESET", "No line tells that it is off; the USB device goes."},
}

// sierraEM: EM73, EM74, EM75, EM91, MC73, MC74.
var sierraEM = family{
	Name:    "Sierra EM74/EM75/EM91, MC74",
	Makers:  []string{"sierra", "semtech"},
	Models:  []string{"EM7", "EM9", "MC7"},
	ICCID:   []string{"!ICCID?"},
	Retries: sierraRetries,
	Signal:  Query{Command: "!GSTATUS?", forms: sierraGSTATUS},
	formats: []string{sierraFormats},
	Power:   Power{Restart: []string{"!RESET"}, Early: true},
	Wants:   sierraWants,
	Source:  "ModemManager plugins/sierra and mm-sim-sierra, recorded answers of MC7455, EM7511, EM9191",
	Doubts:  sierraDoubts,
}

// sierraWP: WP76 and RC76.
var sierraWP = family{
	Name:    "Sierra WP76/RC76",
	Makers:  []string{"sierra", "semtech"},
	Models:  []string{"WP7", "RC76"},
	ICCID:   []string{"!ICCID?", "+CCID"},
	Retries: sierraRetries,
	Signal:  Query{Command: "!GSTATUS?", forms: sierraGSTATUS},
	formats: []string{sierraFormats},
	Power:   Power{Restart: []string{"!RESET"}, Early: true},
	Wants:   sierraWants,
	Source:  "ModemManager plugins/sierra and mm-sim-sierra",
	Doubts: []Doubt{
		{"Sierra WP76/RC76", "Its answers were not seen: it is taken to speak like the EM74 of the same maker and chip."}},
	doubts: sierraDoubts,
}
