package module

// zte: sticks in modem mode (MF190 to MF831) and modules (ME3630). A stick that
// floods +ZUSIMR:2 misses a message storage: it says nothing of the card.
var zte = family{
	Name:    "ZTE",
	Makers:  []string{"zte"},
	ICCID:   []string{"+ZGETICCID", "+CCID"},
	Retries: Query{Command: "+ZPINPUK=?", forms: ztePINs},
	Signal:  Query{Command: "+ZRSSI", forms: zteSignal},
	formats: []string{cesq, zteLines},
	Power:   Power{Restart: []string{"+CFUN=1,1"}},
	Source:  "ModemManager plugins/zte, ofono drivers/atmodem, SparkFun MG2639 library",
	Doubts: []Doubt{
		{"+ZRSSI", "Its scale is read in one driver for UMTS sticks; what it means on LTE is not known."},
		{"+CFUN=1,1", "27.007's; whether ZTE sticks obey was not read."},
		{"+ZGETICCID", "Read for modules (MG2639, ME3630); sticks are asked +CCID after it."},
	},
}

const ztePINs = "" +
	"ofono drivers/atmodem/sim.c\n" +
	"+ZPINPUK|tries left|pin;puk\n"

// zteSignal: `+ZRSSI: 71,14,180` is -71 dBm, -7 dB, -90 dBm.
const zteSignal = "" +
	"a router maker's public driver for ZTE sticks\n" +
	"+ZRSSI|signal|rssi@dBm*-1!1000;ecno@dB*-0.5!1000;rscp@dBm*-0.5!1000\n"

const zteLines = "" +
	"ModemManager plugins/zte\n" +
	"+ZPASR|access technology|act$\n" +
	"+ZPAS|access technology|act$;domain$\n" +
	"+ZDONR|network|operator$;mcc;mnc$;domain$;roaming$\n" +
	"+ZUSIMR|no message storage is chosen: AT+CPMS? ends it|code\n" +
	"SparkFun MG2639 library\n" +
	"+ZGETICCID|ICCID of the card|iccid$$\n"
