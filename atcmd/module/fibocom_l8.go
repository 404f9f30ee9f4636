package module

// fibocomL8: L850 and L860, with Intel's XMM chips.
var fibocomL8 = family{
	Name:    "Fibocom L850/L860 (XMM)",
	Makers:  []string{"fibocom"},
	Models:  []string{"L850", "L860"},
	ICCID:   []string{"+CCID", "+ICCID"},
	Retries: cpinrRetries,
	Card:    fibocomCard,
	Signal:  Query{Command: "+XCESQ?", forms: xcesq},
	formats: []string{fibocomLines, cesq, xcesq, xmci},
	power:   &fibocomPower,
	Source:  "ModemManager, plugins fibocom and xmm; Fibocom L860-GL AT command manual (XMCI); captured lines of L850-GL",
	Doubts: []Doubt{
		{"XMCI of WCDMA", "Only its beginning and the place of the levels are known."},
		{"byte counter", "None was found in the sources: the kernel's interface counts."},
		{"roaming, access technologies", "XACT and what else sets them was not looked up in a manual: they are left as they are."},
		{"CFUN=15, CPWROFF", "What the module prints last was not found."},
	},
}

// xcesq is +CESQ with a mode in front and <rssnr> in half dB behind.
//
//	+XCESQ: 0,99,99,255,255,19,46,-32
const xcesq = "" +
	"ModemManager, plugin xmm\n" +
	"+XCESQ|signal quality|n;rssi@dBm-111!99;ber!99;rscp@dBm-121!255;ecno@dB*0.5-24.5!255;rsrq@dB*0.5-20!255;rsrp@dBm-141!255;sinr@dB*0.5!255\n"

// xmci: type 4 is the serving cell of LTE, 5 one beside; the numbers in
// quotation marks are hexadecimal.
//
//	+XMCI: 4,310,410,"0x1111","0x01234567","0x003D","0x000002BC","0x0000490C","0xFFFFFFFF",36,21,26,"0x0000001C","0x00000000"
const xmci = "" +
	"Fibocom L860-GL AT command manual\n" +
	"+XMCI,4|serving cell, LTE|" + xmciFields + "\n" +
	"+XMCI,5|neighbour cell, LTE|" + xmciFields + "\n" +
	"3ginfo-lite, Fibocom L850\n" +
	"+XMCI,2|serving cell, WCDMA|type;mcc;mnc;lac#;cell#;psc#;uarfcn#;ul_uarfcn#;pathloss#;rscp@dBm-121!255;ecno@dB*0.5-24.5!255\n"

const xmciFields = "type;mcc;mnc;tac#;cell#;pci#;earfcn#;ul_earfcn#;pathloss#@dB!4294967295;rsrp@dBm-141!255;rsrq@dB*0.5-20!255;sinr@dB*0.5!255;timing_advance#;cqi#"
