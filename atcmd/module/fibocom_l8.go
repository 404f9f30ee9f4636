package module

import "simagent/atcmd/format"

// fibocomL8: L850 and L860, with Intel's XMM chips.
var fibocomL8 = Profile{
	Name:    "Fibocom L850/L860 (XMM)",
	Makers:  []string{"fibocom"},
	Models:  []string{"L850", "L860"},
	ICCID:   []string{"+CCID", "+ICCID"},
	Retries: Query{Command: "+CPINR", Lines: cpinrLines},
	Card:    fibocomCard,
	Signal:  Query{Command: "+XCESQ?", Lines: []format.Line{xcesq}},
	Formats: joined(fibocomLines, []format.Line{xcesq}, xmci),
	Power:   fibocomPower,
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
var xcesq = format.Line{Name: "+XCESQ", Title: "signal quality", Source: "ModemManager, plugin xmm", Fields: []format.Field{
	number("n"), scaled("rssi", "dBm", 1, -111, 99), {Name: "ber", None: []int{99}}, scaled("rscp", "dBm", 1, -121, 255), scaled("ecno", "dB", 0.5, -24.5, 255),
	scaled("rsrq", "dB", 0.5, -20, 255), scaled("rsrp", "dBm", 1, -141, 255), scaled("sinr", "dB", 0.5, 0, 255)}}

// xmci: type 4 is the serving cell of LTE, 5 one beside; the numbers in
// quotation marks are hexadecimal.
//
//	+XMCI: 4,310,410,"0x1111","0x01234567","0x003D","0x000002BC","0x0000490C","0xFFFFFFFF",36,21,26,"0x0000001C","0x00000000"
var xmci = []format.Line{
	{Name: "+XMCI", Key: []string{"4"}, Title: "serving cell, LTE", Source: "Fibocom L860-GL AT command manual", Fields: xmciFields},
	{Name: "+XMCI", Key: []string{"5"}, Title: "neighbour cell, LTE", Source: "Fibocom L860-GL AT command manual", Fields: xmciFields},
	{Name: "+XMCI", Key: []string{"2"}, Title: "serving cell, WCDMA", Source: "3ginfo-lite, Fibocom L850", Fields: []format.Field{
		number("type"), number("mcc"), number("mnc"), hexField("lac"), hexField("cell"), hexField("psc"), hexField("uarfcn"), hexField("ul_uarfcn"),
		hexField("pathloss"), scaled("rscp", "dBm", 1, -121, 255), scaled("ecno", "dB", 0.5, -24.5, 255)}},
}

var xmciFields = []format.Field{
	number("type"), number("mcc"), number("mnc"), hexField("tac"), hexField("cell"), hexField("pci"), hexField("earfcn"), hexField("ul_earfcn"),
	{Name: "pathloss", Kind: format.Hex, Unit: "dB", None: []int{1<<32 - 1}}, scaled("rsrp", "dBm", 1, -141, 255), scaled("rsrq", "dB", 0.5, -20, 255),
	scaled("sinr", "dB", 0.5, 0, 255), hexField("timing_advance"), hexField("cqi")}
