package module

import "simagent/atcmd/format"

// The forms of #RFSTS name no RAT: only their length tells them apart. A form
// whose key ends with "" is one of at most so many fields.

const rfstsSource = "Telit AT commands reference guides, #RFSTS; captured lines"

// rfstsGSM has 14 fields.
//
//	#RFSTS: "204 08",14,-83,0CBC,00,5,19,10,,BEE9,"204007930002270","NL KPN",0,2
var rfstsGSM = format.Line{Name: "#RFSTS", Key: upTo(14), Title: "network status, GSM", Source: rfstsSource, Fields: []format.Field{
	textField("plmn"), number("arfcn"), dBm("rssi"), hexField("lac"), hexField("rac"), number("tx_power"), number("mm"), number("rr"), number("nom"),
	hexField("cell"), secret("imsi"), textField("operator"), sdField, number("band")}}

// rfstsGSM13 comes without a network: <txpwr> is missing.
//
//	#RFSTS: ,32767,-47,,,19,27,,,"204000000000000","",0,2
var rfstsGSM13 = format.Line{Name: "#RFSTS", Key: upTo(13), Title: "network status, GSM", Source: rfstsSource, Fields: []format.Field{
	textField("plmn"), number("arfcn"), dBm("rssi"), hexField("lac"), hexField("rac"), number("mm"), number("rr"), number("nom"),
	hexField("cell"), secret("imsi"), textField("operator"), sdField, number("band")}}

// rfstsLTE has 16 or 17 fields; 255 as <RAC> is none.
//
//	#RFSTS: "310 260",66786,-101,-68,-13,2D18,255,,640,1,0,3089F02,"000000000000000","T-Mobile",3,66
var rfstsLTE = format.Line{Name: "#RFSTS", Key: upTo(17), Title: "network status, LTE", Source: rfstsSource, Fields: []format.Field{
	textField("plmn"), number("earfcn"), dBm("rsrp"), dBm("rssi"), dB("rsrq"), hexField("tac"), textField("rac"), number("tx_power"), number("drx"),
	number("mm"), number("rrc"), hexField("cell"), secret("imsi"), textField("operator"), sdField, number("band"), scaled("sinr", "dB", 0.2, -20)}}

// rfstsWCDMA has 19 fields and three more for each cell of the active set.
var rfstsWCDMA = format.Line{Name: "#RFSTS", Title: "network status, WCDMA", Source: rfstsSource, Repeat: 3, Fields: []format.Field{
	textField("plmn"), number("uarfcn"), number("psc"), dB("ecno"), dBm("rscp"), dBm("rssi"), hexField("lac"), hexField("rac"), number("tx_power"),
	number("drx"), number("mm"), number("rrc"), number("nom"), number("bler"), hexField("cell"), secret("imsi"), textField("operator"), sdField,
	number("active_set"), number("active_uarfcn"), number("active_psc"), number("active_ecio")}}

// rfstsME910 has no <RAC> in newer firmware, and so an empty seventh field.
//
//	#RFSTS: "286 01",1795,-101,-67,-15,2242,,128,3,1,0B5D121,"286010000000000","Turkcell",3,3,108
var rfstsME910 = format.Line{Name: "#RFSTS", Key: upTo(6), Title: "network status, LTE", Source: rfstsSource, Fields: []format.Field{
	textField("plmn"), number("earfcn"), dBm("rsrp"), dBm("rssi"), dB("rsrq"), hexField("tac"), number("tx_power"), number("drx"),
	number("mm"), number("rrc"), hexField("cell"), secret("imsi"), textField("operator"), sdField, number("band")}}

// rfstsME910Old has <RAC> and the timers.
//
//	#RFSTS:"286 01",6400,-100,-66,-18,2242,FF,0,128,10,1,859315,"286010000000000","TR TURKCELL",3,20,720,3240,-5
var rfstsME910Old = format.Line{Name: "#RFSTS", Title: "network status, LTE", Source: rfstsSource, Fields: []format.Field{
	textField("plmn"), number("earfcn"), dBm("rsrp"), dBm("rssi"), dB("rsrq"), hexField("tac"), textField("rac"), number("tx_power"), number("drx"),
	number("mm"), number("rrc"), hexField("cell"), secret("imsi"), textField("operator"), sdField, number("band"),
	{Name: "t3402", Unit: "s"}, {Name: "t3412", Unit: "s"}, dB("sinr")}}

var sdField = enum("domain", map[int]string{0: "none", 1: "circuit switched", 2: "packet switched", 3: "both"})

// upTo is the key of a line of at most n fields: the next one is empty.
func upTo(n int) []string {
	key := make([]string, n+1)
	for i := range n {
		key[i] = "*"
	}
	return key
}
