package module

import "simagent/atcmd/format"

const cpsiTitle = "system and signal"

// The forms of +CPSI?. All begin with the mode and the operation mode; the
// scale of the levels differs from family to family, so each gives its own.

// cpsiNone: +CPSI: NO SERVICE,Online
var cpsiNone = cpsi("NO SERVICE", sim7600Manual+" 5.14")

// cpsiNoneA76 is the same in one word, as the manual of A76xx has it.
var cpsiNoneA76 = cpsi("NOSERVICE", a76xxManual+" 4.2.9")

func cpsi(mode, source string, fields ...format.Field) format.Line {
	return format.Line{Name: "+CPSI", Key: []string{mode}, Title: cpsiTitle, Source: source,
		Fields: append([]format.Field{textField("act"), textField("operation")}, fields...)}
}

// cpsiLTE has <RSRQ> in front of <RSRP>; <TAC> is hexadecimal, the cell decimal.
func cpsiLTE(mode, source string, rsrq, rsrp, rssi, sinr format.Field) format.Line {
	return cpsi(mode, source, textField("plmn"), hexField("tac"), number("cell"), number("pci"), textField("band"),
		format.Field{Name: "earfcn", None: []int{1<<32 - 1}}, enum("dl_bandwidth", lteBandwidths), enum("ul_bandwidth", lteBandwidths), rsrq, rsrp, rssi, sinr)
}

// cpsiGSM: +CPSI: GSM,Online,460-00,0x182d,12401,27 EGSM 900,-64,2110,42-42
func cpsiGSM(source string) format.Line {
	return cpsi("GSM", source, textField("plmn"), hexField("lac"), number("cell"), textField("arfcn"),
		dBm("rssi"), number("track_lo"), textField("c1_c2"))
}

// cpsiWCDMA: <EC/IO>, <RSCP> are printed without their sign.
//
//	+CPSI: WCDMA,Online,250-20,0x4D07,4487261,WCDMA IMT 2000,38,10563,0,4.0,69,32,46,500
func cpsiWCDMA(source string) format.Line {
	return cpsi("WCDMA", source, textField("plmn"), hexField("lac"), number("cell"), textField("band"), number("psc"),
		number("uarfcn"), number("ssc"), scaled("ecno", "dB", -1, 0, 0), scaled("rscp", "dBm", -1, 0, 0), number("qual"), number("rxlev"),
		dBm("tx_power", 500))
}
