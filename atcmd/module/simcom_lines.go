package module

import "simagent/atcmd/format"

const (
	sim7600Manual = "SIMCom SIM7500_SIM7600 Series AT Command Manual V1.12"
	sim7070Manual = "SIMCom SIM7070_SIM7080_SIM7090 Series AT Command Manual V1.08"
	a76xxManual   = "SIMCom A76XX Series AT Command Manual V1.09"
)

// spic: +SPIC: 3,10,0,10
var spic = format.Line{Name: "+SPIC", Title: "tries left", Source: sim7600Manual + " 4.6",
	Fields: []format.Field{number("pin"), number("puk"), number("pin2"), number("puk2")}}

// simcomLines are what SIM7600 and A76xx print.
var simcomLines = joined([]format.Line{
	// +ICCID: 8988307000000001238
	{Name: "+ICCID", Title: "ICCID", Source: a76xxManual + " 6.2.1", Fields: []format.Field{secret("iccid")}},
	{Name: "+CICCID", Title: "ICCID", Source: "some firmware of SIM7600", Fields: []format.Field{secret("iccid")}},
	spic,
	// +CNMP: 2
	{Name: "+CNMP", Title: "access technologies", Source: sim7600Manual + " 5.11", Fields: []format.Field{enum("mode", cnmpWords)}},
	{Name: "+UIMHOTSWAPON", Title: "card detection", Source: a76xxManual + " 6.2.10", Fields: []format.Field{
		enum("enabled", map[int]string{0: "off", 1: "insertion", 2: "insertion and removal"})}},
	{Name: "+UIMHOTSWAPLEVEL", Title: "level of the card detection", Source: a76xxManual + " 6.2.11", Fields: []format.Field{
		enum("level", map[int]string{0: "active low", 1: "active high"})}},
	// +SIMCARD: NOT AVAILABLE
	{Name: "+SIMCARD", Title: "card", Source: "seen on SIM5320, SIM7600", Fields: []format.Field{textField("state")}},
}, cnsmodLines)

// cnsmodLines: +CNSMOD: 0,8 is the answer, +CNSMOD: 8 the URC; one parameter
// alone is the URC's.
var cnsmodLines = []format.Line{
	{Name: "+CNSMOD", Key: []string{"*", ""}, Title: "access technology", Source: sim7600Manual + " 5.15", Fields: []format.Field{enum("act", cnsmodWords)}},
	{Name: "+CNSMOD", Title: "access technology", Source: sim7600Manual + " 5.15", Fields: []format.Field{
		enum("reported", map[int]string{0: "no", 1: "yes"}), enum("act", cnsmodWords)}},
}

var cnsmodWords = map[int]string{0: "no service", 1: "GSM", 2: "GPRS", 3: "EDGE", 4: "WCDMA", 5: "HSDPA", 6: "HSUPA", 7: "HSPA", 8: "LTE",
	9: "TD-SCDMA", 10: "TD-HSDPA", 11: "TD-HSUPA", 12: "TD-HSPA", 13: "CDMA", 14: "EVDO", 15: "CDMA and EVDO", 16: "CDMA and LTE", 23: "eHRPD", 24: "CDMA and eHRPD"}

var cnmpWords = map[int]string{2: "all", 13: "GSM only", 14: "WCDMA only", 38: "LTE only", 19: "GSM and WCDMA", 39: "GSM, WCDMA and LTE", 48: "all but LTE",
	51: "GSM and LTE", 54: "WCDMA and LTE"}

// simcomCard are the URCs about the card. Without UIMHOTSWAPON only the start
// of the module reports it.
var simcomCard = []CardURC{
	{"+CPIN: SIM REMOVED", CardRemoved}, {"+CPIN: NOT INSERTED", CardRemoved}, {"+CPIN: NOT READY", CardRemoved},
	{"+SIMCARD: NOT AVAILABLE", CardRemoved},
	{"+CPIN: READY", CardReady}, {"+CPIN: SIM PIN", CardInserted}, {"+CPIN: SIM PUK", CardInserted},
}

var simcomModes = Want{About: "access technologies", Read: "+CNMP?", Answer: "+CNMP:", Fits: []string{"2", "38", "39", "51", "54"}, Write: "+CNMP=2",
	Why: "A Super SIM may find LTE only in one place and an older network only in another."}

var doubtHotswap = Doubt{"UIMHOTSWAPON", "It is stored at each write and depends on the board's card switch, so it is not switched on: the poll notices another card."}
