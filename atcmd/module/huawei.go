package module

// huaweiHCSQ is told by its first field: `^HCSQ: "LTE",54,44,150,22`.
const huaweiHCSQ = "" +
	huaweiPlugin + "; ME909s AT commands manual, ^HCSQ\n" +
	"^HCSQ,LTE|signal|act$;rssi@dBm-121!255;rsrp@dBm-141!255;sinr@dB*0.2-20.2!255;rsrq@dB*0.5-20!255\n" +
	"^HCSQ,NR|signal|act$;ss_rsrp@dBm-141!255;ss_sinr@dB*0.2-20.2!255;ss_rsrq@dB*0.5-20!255\n" +
	"^HCSQ,WCDMA|signal|act$;rssi@dBm-121!255;rscp@dBm-121!255;ecno@dB*0.5-32.5!255\n" +
	"^HCSQ,GSM|signal|act$;rssi@dBm-121!255\n" +
	"^HCSQ,NOSERVICE|signal|act$\n"

// huaweiRetries: `^CPIN: READY,,10,3,10,3` is the code required, its tries, and
// those of PUK, PIN, PUK2, PIN2.
var huaweiRetries = Query{Command: "^CPIN?", forms: huaweiCPIN}

const huaweiCPIN = "" +
	"ofono drivers/atmodem/sim.c\n" +
	"^CPIN|tries left|required$;left;puk;pin;puk2;pin2\n"

// huaweiCounter is hexadecimal: seconds, bytes sent and received of the last
// connection, and of all since ^DSFLOWCLR:
// `^DSFLOWQRY:00000210,0000000000000C58,0000000000000C5E,0000240E,00000000000AD023,00000000002FA192`.
var huaweiCounter = Counter{
	Command: "^DSFLOWQRY", Sent: "sent", Received: "received", Unit: 1, Keeps: KeepsBoot, Swapped: true, forms: huaweiFlow,
}

const huaweiFlow = "" +
	"EM770W AT commands manual 9.3\n" +
	"^DSFLOWQRY|bytes of the last connection and of all|last_time#@s;last_sent#@B;last_received#@B;time#@s;sent#@B;received#@B\n"

// huawei: modules and sticks in stick mode: ME906, ME909, MU509, MU609, MU709,
// E3131, E3372. A HiLink stick has no AT port.
var huawei = family{
	Name:    "Huawei ME909/MU709/E3372",
	Makers:  []string{"huawei"},
	ICCID:   []string{"^ICCID?"},
	Retries: huaweiRetries,
	Card:    []CardURC{{"^SIMST: 255", CardRemoved}, {"^SIMST: 1", CardReady}, {"^SIMST: 0", CardChanged}},
	Signal:  Query{Command: "^HCSQ?", forms: huaweiHCSQ},
	formats: []string{cesq, huaweiFormats},
	Counter: huaweiCounter,
	Power:   Power{Restart: []string{"^RESET"}, Early: true},
	Wants: []Want{{
		About: "roaming", Read: "^SYSCFGEX?", Answer: "^SYSCFGEX: *,*,", Fits: []string{"1"}, Write: `^SYSCFGEX="00",40000000,1,2,40000000,,`,
		Why: "The Super SIM roams everywhere: with roaming forbidden there is no service.",
	}},
	Source: "Huawei EM770W and MU509 AT commands manuals, ModemManager plugins/huawei and mm-sim-huawei, ofono drivers/atmodem",
	Doubts: []Doubt{
		{"^ICCID", "The nibbles come swapped (98 first) in most firmware: both are accepted."},
		{"^DSFLOWQRY", "One source has received in front of sent: only the sum is sure. It counts at the RLC layer, so more than IP."},
		{"^DSFLOWRPT", "The same order as ^DSFLOWQRY, and the same doubt."},
		{"^HCSQ", "Two public programs disagree on RSCP (-121+n here, -120+n/2 there)."},
		{"^SIMST", "0 is an unusable card or one that waits for its PIN: the card is read anew."},
		{"^SYSCFGEX", "It frees the access technologies too (\"00\"); that 40000000 leaves the bands alone is read in scripts, not in a manual."},
		{"^RESET", "Sticks may come back as a CD-ROM."},
	},
}
